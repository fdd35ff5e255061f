import { Readable } from 'node:stream';
import { openAttachment } from './attachment.ts';
import { encodeBase64 } from './base64-encode.ts';
import { eachChunk, readSlice } from './chunks.ts';
import { edxmlError } from './errors.ts';
import { same } from './lexical.ts';
import { type AttachmentView, DEFAULT_LIMITS } from './model.ts';
import { isEnvelopePart, MultipartScanner } from './multipart.ts';
import { multipartType } from './part-headers.ts';
import { EnvelopeScanner } from './scanner.ts';
import { attachmentBlockEnd, attachmentBlockStart, attachmentEnd, attachmentStart } from './write-attachments.ts';

/** What the hub stored of a multipart package: the Content-Type it came with, and its views. */
export interface StoredMultipart {
  readonly mediaType: string;
  readonly attachments: readonly AttachmentView[];
}

/**
 * The representation of a multipart package for recipients that read one XML file: the envelope's octets as they came,
 * with an AttachmentEncoded of plain base64 (never zipped again) put in front of the root's end tag. No signed octet
 * changes: by-reference digests cover elements inside the envelope and the attachments' own octets.
 */
export function inlineMultipart(path: string, stored: StoredMultipart): Readable {
  return Readable.from(pieces(path, stored), { objectMode: false });
}

/** Size of that representation in bytes, without making it. */
export async function inlineLength(path: string, stored: StoredMultipart): Promise<number> {
  const { envelope } = await findEnvelope(path, stored.mediaType);
  const { attachments } = stored;
  if (attachments.length === 0) return envelope.length;
  let total = envelope.length + Buffer.byteLength(attachmentBlockStart()) + Buffer.byteLength(attachmentBlockEnd());
  for (const view of attachments) {
    const frame = attachmentStart(view) + attachmentEnd();
    total += Buffer.byteLength(frame) + Math.ceil(view.octets / 3) * 4;
  }
  return total;
}

async function* pieces(path: string, { mediaType, attachments }: StoredMultipart): AsyncGenerator<Buffer> {
  const { envelope, rootEnd } = await findEnvelope(path, mediaType);
  yield envelope.subarray(0, rootEnd);
  if (attachments.length > 0) {
    yield Buffer.from(attachmentBlockStart());
    for (const view of attachments) {
      yield Buffer.from(attachmentStart(view));
      yield* encodeBase64(openAttachment(path, view));
      yield Buffer.from(attachmentEnd());
    }
    yield Buffer.from(attachmentBlockEnd());
  }
  yield envelope.subarray(rootEnd);
}

/** Reads no further than the envelope where it can be told from its headers: usually the first part. */
async function findEnvelope(path: string, mediaType: string): Promise<{ envelope: Buffer; rootEnd: number }> {
  const type = multipartType(mediaType);
  if (!type) throw edxmlError('MULTIPART_INVALID', same(mediaType));
  const unlimited = { ...DEFAULT_LIMITS, attachmentBytes: Number.POSITIVE_INFINITY, attachments: 1e6 };
  const scanner = new MultipartScanner(type.boundary, unlimited, (part) => isEnvelopePart(part, type.start));
  await eachChunk(path, (chunk) => {
    scanner.push(chunk);
    return !scanner.done;
  });
  const parts = scanner.end();
  const part = parts.find((one) => isEnvelopePart(one, type.start)) ?? parts[0];
  if (!part) throw edxmlError('MULTIPART_INVALID', { vi: 'không có phần nào', en: 'it has no parts' });
  const envelope = readSlice(path, part.offset, part.length);
  const lexer = new EnvelopeScanner({ ...unlimited, envelopeBytes: Number.POSITIVE_INFINITY });
  lexer.push(envelope);
  return { envelope, rootEnd: lexer.end().rootEnd };
}
