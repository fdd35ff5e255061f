import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import {
  attributeOf,
  childElements,
  DEFAULT_LIMITS,
  EDXML_MEDIA_TYPE,
  EXCLUSIVE,
  edxmlErrors,
  type Limits,
  readPackage,
  readXml,
  stripCid,
  textOf,
  type XmlElement,
} from '../edxml/index.ts';
import { isHubError } from '../platform/errors.ts';
import { EXCLUSIVE_C14N } from './algorithms.ts';
import { canonicalDigest, findParts } from './dom.ts';
import { trustError } from './errors.ts';
import { Flaw } from './flaw.ts';
import type { SigningKey } from './model.ts';
import { cutAttachmentText, findPlaces, type Insertion, signaturePlace } from './places.ts';
import { canonicalSignedInfo, openSigner, signOctets, type WrittenReference, writeSignature } from './xmldsig.ts';

/** Octets of an attachment as signed: after base64, before any unzip. */
export interface AttachmentDigest {
  readonly contentId: string;
  /** Hex. */
  readonly sha256: string;
}

/**
 * Signs an edXML message by reference: MessageHeader, Bussiness and edXMLManifest by `#Id`, each attachment by `cid:`.
 * Adds the Ids that are missing and the Signature at the end of edXMLHeader; no other octet changes. Attachments inside
 * the file are found by themselves; those of a multipart package are given, and `xml` is its envelope part.
 * Errors: ALREADY_SIGNED, SIGN_LAYOUT, KEY_NOT_SUITABLE.
 */
export async function signByReference(
  xml: Buffer,
  key: SigningKey,
  attachments?: readonly AttachmentDigest[],
): Promise<Buffer> {
  const { envelope, found } = readForSigning(xml, attachments);
  const signer = openSigner(key);
  const { octets: toSign, insertions } = planSignature(envelope, found, signer);
  return insert(xml, insertions(signOctets(signer.method, toSign, signer.key)), envelope);
}

export interface FileOptions {
  /** Default edXML in one file. */
  readonly mediaType?: string;
  readonly limits?: Limits;
}

/** Whose signature it becomes: the method by its XMLDSig URI, and the certificate as base64 DER. */
export interface SignerIdentity {
  readonly method: string;
  readonly certificate: string;
}

/** The envelope without its attachments' text, and the attachments that are to be signed. */
export function readForSigning(xml: Buffer, attachments?: readonly AttachmentDigest[]) {
  const { envelope, octets } = cutAttachmentText(xml);
  return { envelope, found: attachments ?? inlineAttachments(envelope, octets) };
}

/**
 * The same from file to file, at flat memory for any size; also for a spooled multipart package.
 * Errors: those above, and those of `readPackage`.
 */
export async function signFileByReference(
  source: string,
  target: string,
  key: SigningKey,
  options: FileOptions = {},
): Promise<void> {
  const signer = openSigner(key);
  const file = await planFile(source, signer, options);
  await file.write(target, signOctets(signer.method, file.octets, signer.key));
}

/** A file that is to be signed: the octets that the value is made of, and the signed copy once there is a value. */
export interface FilePlan {
  readonly octets: Buffer;
  /** Fails where `target` exists. */
  write(target: string, value: Uint8Array): Promise<void>;
}

/** Errors: ALREADY_SIGNED, SIGN_LAYOUT, and those of `readPackage`. */
export async function planFile(source: string, who: SignerIdentity, options: FileOptions): Promise<FilePlan> {
  const { size } = await stat(source);
  const mediaType = options.mediaType ?? EDXML_MEDIA_TYPE;
  const { document, attachments } = await readPackage({ path: source, mediaType }, options.limits);
  const { envelope } = document;
  const { octets, insertions } = planSignature(envelope, attachments, who);
  const base = await envelopeStart(source, envelope, signaturePlace(envelope));
  return {
    octets,
    async write(target, value) {
      const out = await open(target, 'wx', 0o600);
      try {
        let from = 0;
        for (const { offset, bytes } of insertions(value)) {
          await copy(source, out, from, base + offset);
          await out.write(bytes);
          from = base + offset;
        }
        await copy(source, out, from, size);
        await out.sync();
      } finally {
        await out.close();
      }
    },
  };
}

async function copy(source: string, out: Awaited<ReturnType<typeof open>>, from: number, to: number): Promise<void> {
  if (to <= from) return;
  for await (const chunk of createReadStream(source, { start: from, end: to - 1, highWaterMark: 1_048_576 })) {
    await out.write(chunk as Buffer);
  }
}

/** Where the envelope begins in the file: at 0, or after the headers of a multipart's first part. */
async function envelopeStart(source: string, envelope: Buffer, until: number): Promise<number> {
  const head = Buffer.alloc(until + MULTIPART_HEAD);
  const file = await open(source, 'r');
  const { bytesRead } = await file.read(head, 0, head.length, 0).finally(() => file.close());
  const at = head.subarray(0, bytesRead).indexOf(envelope.subarray(0, until));
  if (at < 0) throw trustError('SIGN_LAYOUT', { problem: 'AttachmentEncoded < edXMLHeader' });
  return at;
}

const MULTIPART_HEAD = 65_536;

/** What is to be signed, and what to insert into the envelope once there is a value, in ascending order of offset. */
export interface SignaturePlan {
  /** Canonical SignedInfo. */
  readonly octets: Buffer;
  insertions(value: Uint8Array): Insertion[];
}

/** Ids that are missing, then the Signature. Offsets count in the envelope as given; attachment text may be cut out. */
export function planSignature(
  envelope: Buffer,
  attachments: readonly AttachmentDigest[],
  { method, certificate }: SignerIdentity,
): SignaturePlan {
  const missing = findPlaces(envelope).filter(({ hasId }) => !hasId);
  const ids = missing.map(({ name, offset }) => ({ offset, bytes: Buffer.from(` Id="${name}"`) }));
  const references = [...elementReferences(insert(envelope, ids, envelope)), ...attachments.map(attachmentReference)];
  return {
    octets: Buffer.from(canonicalSignedInfo(method, references)),
    insertions(value) {
      const signature = Buffer.from(writeSignature(method, references, value, certificate));
      return [...ids, { offset: signaturePlace(envelope), bytes: signature }].sort((a, b) => a.offset - b.offset);
    },
  };
}

function elementReferences(envelope: Buffer): WrittenReference[] {
  return inEnvelope(envelope, (root) => {
    const { header, message, bussiness, manifest } = findParts(root);
    if (childElements(header).some(({ local }) => local === 'Signature')) throw trustError('ALREADY_SIGNED');
    return [message, bussiness, manifest].flatMap((element): WrittenReference[] => {
      if (!element) return [];
      const id = attributeOf(element, 'Id') ?? '';
      if (!/^[A-Za-z_][\w.-]*$/.test(id))
        throw trustError('SIGN_LAYOUT', { problem: `${element.local}/@Id="${id.slice(0, 40)}"` });
      const digest = canonicalDigest(element, EXCLUSIVE, 'sha256').toString('base64');
      return [{ uri: `#${id}`, transforms: [EXCLUSIVE_C14N], digest }];
    });
  });
}

function attachmentReference({ contentId, sha256 }: AttachmentDigest): WrittenReference {
  const plain = /^[\w.@+=~-]+$/.test(contentId);
  const uri = `cid:${plain ? contentId : encodeURIComponent(contentId)}`;
  return { uri, transforms: [], digest: Buffer.from(sha256, 'hex').toString('base64') };
}

function inlineAttachments(envelope: Buffer, octets: readonly Buffer[]): AttachmentDigest[] {
  return inEnvelope(envelope, (root) => {
    const blocks = childElements(root).filter(({ local }) => local === 'AttachmentEncoded');
    const elements = blocks.flatMap(childElements).filter(({ local }) => local === 'Attachment');
    if (elements.length !== octets.length)
      throw trustError('SIGN_LAYOUT', { problem: 'Attachment ≠ ContentTransferEncoded' });
    return elements.map((element, index) => {
      const named = childElements(element).find(({ local }) => local === 'ContentId');
      const contentId = named ? textOf(named) : '';
      const sha256 = createHash('sha256').update(octets[index]!).digest('hex');
      return { contentId: stripCid(contentId), sha256 };
    });
  });
}

function inEnvelope<T>(envelope: Buffer, use: (root: XmlElement) => T): T {
  try {
    return use(readXml(envelope, DEFAULT_LIMITS).root);
  } catch (error) {
    if (error instanceof Flaw) throw trustError('SIGN_LAYOUT', { problem: String(error.problem.facts.en) }, error);
    if (isHubError(error) && error.code in edxmlErrors)
      throw trustError('SIGN_LAYOUT', { problem: error.title('en') }, error);
    throw error;
  }
}

/** Offsets count in `envelope`, which agrees with `xml` up to the last of them. */
export function insert(xml: Buffer, insertions: readonly Insertion[], envelope: Buffer): Buffer {
  const last = insertions.at(-1)?.offset ?? 0;
  if (!xml.subarray(0, last).equals(envelope.subarray(0, last))) {
    throw trustError('SIGN_LAYOUT', { problem: 'AttachmentEncoded < edXMLHeader' });
  }
  const pieces: Buffer[] = [];
  let from = 0;
  for (const { offset, bytes } of insertions) {
    pieces.push(xml.subarray(from, offset), bytes);
    from = offset;
  }
  return Buffer.concat([...pieces, xml.subarray(from)]);
}
