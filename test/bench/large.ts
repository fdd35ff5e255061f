import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { request } from 'undici';
import { buildEnvelope, DEFAULT_LIMITS, type DocumentInput, streamDocument } from '../../src/edxml/index.ts';
import { type SigningKey, signByReference, signFileByReference } from '../../src/trust/index.ts';
import { openStage, RECIPIENTS, SENDER, type Stage } from './stage.ts';

export interface LargeDocument {
  readonly form: 'multipart, raw' | 'inline, base64';
  /** Of the package as sent. */
  readonly bytes: number;
  readonly acceptMs: number;
  readonly fetchMs: number;
  /** The hub before the document, after it was accepted, and after it was fetched: at its highest until then. */
  readonly idleMb: number | null;
  readonly acceptPeakMb: number | null;
  readonly fetchPeakMb: number | null;
  /** The recipient got the octets that were sent. */
  readonly same: boolean;
}

interface Package {
  readonly form: LargeDocument['form'];
  readonly mediaType: string;
  readonly path: string;
}

const MB = 2 ** 20;
const CONTENT_ID = 'tep-lon';
const BOUNDARY = 'lien-thong-bench';

/** One document with one attachment of `megabytes`, in both forms, each through a fresh process. */
export async function measureLarge(signer: SigningKey, megabytes: number): Promise<LargeDocument[]> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lienthong-bench-large-'));
  const limit = String(2 * megabytes * MB);
  const stage = await openStage(signer, { env: { MAX_MESSAGE_BYTES: limit, MAX_ATTACHMENT_BYTES: limit } });
  try {
    const attachment = path.join(directory, 'attachment');
    const sha256 = await writeAttachment(attachment, megabytes);
    const results: LargeDocument[] = [];
    for (const make of [makeMultipart, makeInline]) {
      const made = await make(directory, attachment, sha256, signer);
      await stage.restart();
      results.push(await measure(stage, made));
      await rm(made.path);
    }
    return results;
  } finally {
    await stage.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(stage: Stage, { form, mediaType, path: file }: Package): Promise<LargeDocument> {
  const { url, memory } = stage.hub;
  const { size } = await stat(file);
  const sent = await digestOf(createReadStream(file, { highWaterMark: MB }));
  const idle = await memory();
  const since = performance.now();
  const answer = await request(`${url}/v1/documents`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${stage.senderKey}`,
      'content-type': mediaType,
      'content-length': String(size),
    },
    body: createReadStream(file, { highWaterMark: 256 * 1_024 }),
    headersTimeout: 0,
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 201) throw new Error(`not accepted: ${answer.statusCode} ${text.slice(0, 500)}`);
  const acceptMs = performance.now() - since;
  const afterAccept = await memory();
  const { deliveries } = JSON.parse(text) as { deliveries: { id: string }[] };
  const fetching = performance.now();
  const got = await fetchAndAcknowledge(stage, deliveries[0]!.id);
  const fetchMs = performance.now() - fetching;
  const afterFetch = await memory();
  return {
    form,
    bytes: size,
    acceptMs,
    fetchMs,
    idleMb: idle?.nowMb ?? null,
    acceptPeakMb: afterAccept?.peakMb ?? null,
    fetchPeakMb: afterFetch?.peakMb ?? null,
    same: got === sent,
  };
}

async function fetchAndAcknowledge(stage: Stage, deliveryId: string): Promise<string> {
  const headers = { authorization: `Bearer ${stage.receiverKeys[0]}` };
  const content = await request(`${stage.hub.url}/v1/inbox/${deliveryId}/content`, { headers });
  const digest = await digestOf(content.body);
  const answer = await request(`${stage.hub.url}/v1/inbox/${deliveryId}/ack`, { method: 'POST', headers });
  await answer.body.dump();
  return digest;
}

/** Octets that do not compress and are not held in memory. */
async function writeAttachment(file: string, megabytes: number): Promise<string> {
  const block = randomBytes(MB);
  const hash = createHash('sha256');
  const out = await open(file, 'w');
  for (let n = 0; n < megabytes; n += 1) {
    block.writeUInt32BE(n, 0);
    hash.update(block);
    await out.write(block);
  }
  await out.close();
  return hash.digest('hex');
}

function headerOf(number: string): DocumentInput {
  return {
    from: { organId: SENDER, organName: 'Văn phòng UBND tỉnh Thử Nghiệm' },
    to: [{ organId: RECIPIENTS[0]!, organName: 'Sở Thử Nghiệm' }],
    documentId: `${SENDER},2026/11/20,${number}/UBND-VX`,
    codeNumber: number,
    codeNotation: 'UBND-VX',
    promulgationDate: '2026/11/20',
    place: 'Thử Nghiệm',
    type: '1',
    typeName: 'Công văn',
    subject: 'V/v gửi bản đồ quy hoạch',
    signerName: 'Trần Văn Mẫu',
    priority: 0,
    bussiness: { docType: 0, reason: 'Văn bản điện tử mới' },
  };
}

const described = { contentId: CONTENT_ID, name: 'ban-do.pdf', mediaType: 'application/pdf' };

async function makeMultipart(
  directory: string,
  attachment: string,
  sha256: string,
  signer: SigningKey,
): Promise<Package> {
  const header = headerOf('9001');
  const envelope = await signByReference(buildEnvelope(header, [described]), signer, [
    { contentId: CONTENT_ID, sha256 },
  ]);
  const file = path.join(directory, 'multipart');
  const part = (type: string, id: string) =>
    `--${BOUNDARY}\r\nContent-Type: ${type}\r\nContent-ID: <${id}>\r\nContent-Disposition: attachment; filename="${id}"\r\n\r\n`;
  const pieces = async function* () {
    yield Buffer.from(part('application/edxml+xml', 'envelope'));
    yield envelope;
    yield Buffer.from(`\r\n${part(described.mediaType, CONTENT_ID)}`);
    yield* createReadStream(attachment, { highWaterMark: MB });
    yield Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
  };
  await pipeline(Readable.from(pieces(), { objectMode: false }), createWriteStream(file));
  const mediaType = `multipart/related; type="application/edxml+xml"; start="<envelope>"; boundary="${BOUNDARY}"`;
  return { form: 'multipart, raw', mediaType, path: file };
}

async function makeInline(
  directory: string,
  attachment: string,
  _sha256: string,
  signer: SigningKey,
): Promise<Package> {
  const unsigned = path.join(directory, 'unsigned');
  const file = path.join(directory, 'inline');
  const content = { ...described, content: { path: attachment } };
  await pipeline(streamDocument(headerOf('9002'), [content]), createWriteStream(unsigned));
  await signFileByReference(unsigned, file, signer, { limits: { ...DEFAULT_LIMITS, attachmentBytes: 2 ** 31 } });
  await rm(unsigned);
  return { form: 'inline, base64', mediaType: 'application/edxml+xml', path: file };
}

async function digestOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}
