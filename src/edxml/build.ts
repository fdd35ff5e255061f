import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { openAttachment } from './attachment.ts';
import { encodeBase64 } from './base64-encode.ts';
import type { AttachmentView, DocumentHeader, ManifestReference } from './model.ts';
import { EDXML_NS } from './names.ts';
import { attachmentBlockEnd, attachmentBlockStart, attachmentEnd, attachmentStart } from './write-attachments.ts';
import { type DocumentInput, type StatusInput, writeEnvelope, writeStatus } from './write-header.ts';

/** What is said of an attachment; all that the envelope of a multipart package needs. */
export interface AttachmentDescription {
  /** Without `cid:`. */
  readonly contentId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly description?: string | null;
}

/** An attachment to be written: its octets, a file of them, or a view on a stored package. */
export interface AttachmentInput extends AttachmentDescription {
  readonly content: Buffer | { readonly path: string; readonly view?: AttachmentView };
}

const FRAME_START = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="${EDXML_NS}">\n`);
const FRAME_END = Buffer.from('</edXML>\n');

/** The edXML of a document without its attachments, manifest included: the envelope of a multipart package. */
export function buildEnvelope(header: DocumentInput, attachments: readonly AttachmentDescription[]): Buffer {
  return Buffer.concat([...pieces(header, attachments.map(refer), [])]);
}

/** A document with its attachments inside, in memory. For large ones use `streamDocument`. */
export function buildDocument(
  header: DocumentInput,
  attachments: readonly (AttachmentDescription & { readonly content: Buffer })[],
): Buffer {
  const out: Buffer[] = [];
  for (const piece of pieces(header, attachments.map(refer), attachments)) {
    out.push(Buffer.isBuffer(piece) ? piece : Buffer.from(piece.content.toString('base64'), 'latin1'));
  }
  return Buffer.concat(out);
}

/** A document with its attachments inside, streamed at flat memory. The same octets as `buildDocument`. */
export function streamDocument(header: DocumentInput, attachments: readonly AttachmentInput[]): Readable {
  return streamPieces(pieces(header, attachments.map(refer), attachments));
}

/** Writes a package that was read once more, strictly: the same header, the same octets in each attachment. */
export function rebuildDocument(
  path: string,
  read: { readonly header: DocumentHeader; readonly attachments: readonly AttachmentView[] },
): Readable {
  const attachments = read.attachments.map((view) => ({ ...view, content: { path, view } }));
  return streamPieces(pieces(read.header, read.header.manifest, attachments));
}

/** A status message. */
export function buildStatus(input: StatusInput): Buffer {
  return Buffer.concat([FRAME_START, Buffer.from(writeStatus(input)), FRAME_END]);
}

function refer({ contentId, name, mediaType, description }: AttachmentDescription): ManifestReference {
  return { contentId, name, contentType: mediaType, description: description ?? null };
}

/** The document in order: octets as they are, and attachments whose base64 belongs at that place. */
function* pieces<A extends AttachmentDescription>(
  header: DocumentInput,
  references: readonly ManifestReference[],
  attachments: readonly A[],
): Generator<Buffer | A, void> {
  yield FRAME_START;
  yield Buffer.from(writeEnvelope(header, references));
  if (attachments.length > 0) {
    yield Buffer.from(attachmentBlockStart());
    for (const attachment of attachments) {
      yield Buffer.from(attachmentStart(attachment));
      yield attachment;
      yield Buffer.from(attachmentEnd());
    }
    yield Buffer.from(attachmentBlockEnd());
  }
  yield FRAME_END;
}

function streamPieces(parts: Iterable<Buffer | AttachmentInput>): Readable {
  return Readable.from(encoded(parts), { objectMode: false });
}

async function* encoded(parts: Iterable<Buffer | AttachmentInput>): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (Buffer.isBuffer(part)) yield part;
    else yield* encodeBase64(octetsOf(part));
  }
}

function octetsOf({ content }: AttachmentInput): AsyncIterable<Buffer> | Iterable<Buffer> {
  if (Buffer.isBuffer(content)) return [content];
  return content.view ? openAttachment(content.path, content.view) : createReadStream(content.path);
}
