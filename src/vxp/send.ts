import { Readable } from 'node:stream';
import { EDXML_MEDIA_TYPE, multipartType } from '../edxml/index.ts';
import { findDocument, findSender, intakeError } from '../intake/index.ts';
import type { Answer } from '../journey/answer.ts';
import { submit } from '../pipeline.ts';
import type { Reader } from '../platform/database.ts';
import { isHubError } from '../platform/errors.ts';
import { openUpload } from '../platform/http/upload.ts';
import { vxp } from '../wire/index.ts';
import { type Call, type Handler, invalid, kindOf } from './call.ts';
import { vxpError } from './errors.ts';
import { failed } from './refuse.ts';

const MOST_RECIPIENTS = 5_000;

/**
 * Takes a document or a status message on the journey of every other one. The answer's DocId is the submission: of one
 * that repeats an earlier content, the earlier one. A verdict that waits is OK too; how it ended stands in the list of
 * what was sent.
 */
export const sendEdoc: Handler = async (hub, call) => {
  const { principal, request } = call;
  const { db } = hub.database;
  const kind = kindOf(call);
  const to = readRecipients(call.parameter('to'));
  await findSender(db, principal, { senderCode: call.parameter('from') ?? '', kind });
  const length = request.headers['content-length'];
  const handIn = {
    door: 'vxp',
    principal,
    mediaType: EDXML_MEDIA_TYPE,
    body: fileOf(call),
    // The CR LF behind the file may be missing; what is shorter still was cut off.
    announcedLength: length === undefined || isForm(call) ? undefined : Math.max(0, Number(length) - vxp.CR_LF.length),
    to,
  } as const;
  // What stops in there has its line in the log already.
  const answer = await submit(hub, handIn).catch((error: unknown) => {
    if (isHubError(error)) return { state: 'rejected' as const, error };
    throw error;
  });
  if (answer.state !== 'rejected') return vxp.answerOk({ DocId: await firstSubmission(db, answer) });
  request.errorCode = answer.error.code;
  return failed(answer.error);
};

async function firstSubmission(reader: Reader, answer: Exclude<Answer, { state: 'rejected' }>): Promise<string> {
  const repeats = answer.state === 'accepted' && answer.replay;
  const document = repeats ? await findDocument(reader, answer.documentId) : null;
  return document?.submissionId ?? answer.submissionId;
}

function isForm({ request }: Call): boolean {
  return /^\s*multipart\//i.test(request.headers['content-type'] ?? '');
}

/** The file alone, hashed while it passes: without the form around it, and without the CR LF behind it. */
function fileOf(call: Call): Readable {
  const { headers, raw } = call.request;
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw intakeError('CONTENT_ENCODING_REFUSED', { encoding: encoding.slice(0, 40) });
  }
  const form = multipartType(headers['content-type'] ?? '');
  const body = openUpload(raw);
  const part = form ? vxp.partOfForm(body, form.boundary, 'file_doc') : body;
  return Readable.from(explained(vxp.fileOfBody(part, call.parameter('hash-file') ?? '')), { objectMode: false });
}

async function* explained(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* file;
  } catch (error) {
    if (error instanceof vxp.HashMismatch) throw vxpError('VXP_HASH_MISMATCH', {}, error);
    if (error instanceof vxp.PartMissing) throw vxpError('VXP_FILE_MISSING', {}, error);
    throw error;
  }
}

/** Codes as a JSON list, or parted by commas, semicolons or blanks; none means all of the document's. */
function readRecipients(header: string | undefined): string[] | undefined {
  if (header === undefined) return undefined;
  const codes = header.startsWith('[') ? parseList(header) : header.split(/[\s,;]+/);
  const given = codes.map((code) => code.trim()).filter(Boolean);
  if (given.length > MOST_RECIPIENTS) throw invalid('to', String(given.length), `≤ ${MOST_RECIPIENTS}`);
  return given.length > 0 ? given : undefined;
}

function parseList(text: string): string[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every((one) => typeof one === 'string')) return list;
  } catch {}
  throw invalid('to', text, '["000.00.13.H53"]');
}
