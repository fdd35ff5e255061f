import type { Readable } from 'node:stream';
import type { DocumentFile, Unpacked } from '../../adapters/contract.ts';
import {
  type AttachmentView,
  EDXML_MEDIA_TYPE,
  inlineLength,
  inlineMultipart,
  openAttachment,
} from '../edxml/index.ts';
import {
  type AttachmentRow,
  type DocumentRow,
  findDocument,
  findSubmission,
  listAttachments,
} from '../intake/index.ts';
import type { Blobs } from '../platform/blobs.ts';
import type { Reader } from '../platform/database.ts';

/** Bytes of a document, as a recipient gets them. */
export interface ContentToRead {
  readonly mediaType: string;
  readonly size: number;
  /** Hex SHA-256 where it is known without reading: for the stored form. */
  readonly sha256: string | null;
  open(): Readable;
}

/** `stored`: byte for byte as handed in. `inlined`: one XML file, whatever the form it came in. */
export type ContentForm = 'stored' | 'inlined';

/** Opens a document's bytes in a form that changes no signed octet; null when they are gone (retention). */
export async function openContent(
  reader: Reader,
  blobs: Blobs,
  document: Pick<DocumentRow, 'id' | 'submissionId'>,
  form: ContentForm,
): Promise<ContentToRead | null> {
  const submission = await findSubmission(reader, document.submissionId);
  if (!submission?.hasBytes) return null;
  const multipart = isMultipart(submission.mediaType);
  if (form === 'stored' || !multipart) {
    return {
      mediaType: multipart ? submission.mediaType : EDXML_MEDIA_TYPE,
      size: submission.size,
      sha256: submission.rawSha256.toString('hex'),
      open: () => blobs.open(submission.id),
    };
  }
  const path = blobs.path(submission.id);
  const stored = {
    mediaType: submission.mediaType,
    attachments: (await listAttachments(reader, document.id)).map(toView),
  };
  return {
    mediaType: EDXML_MEDIA_TYPE,
    size: await inlineLength(path, stored),
    sha256: null,
    open: () => inlineMultipart(path, stored),
  };
}

/** Bytes of a document as the one XML file that a webhook gets; the attachments as the reader found them. */
export async function inlinedSize(
  spool: { readonly path: string; readonly mediaType: string; readonly size: number },
  attachments: readonly AttachmentView[],
): Promise<number> {
  const { path, mediaType, size } = spool;
  return isMultipart(mediaType) ? inlineLength(path, { mediaType, attachments }) : size;
}

function isMultipart(mediaType: string): boolean {
  return mediaType.toLowerCase().startsWith('multipart/');
}

/** For pushes: gives a fresh stream of the inlined form each time it is called. */
export async function inlineDocument(reader: Reader, blobs: Blobs, document: Pick<DocumentRow, 'id' | 'submissionId'>) {
  const content = await openContent(reader, blobs, document, 'inlined');
  if (!content) throw new Error('the bytes of a waiting document are gone');
  return () => content.open();
}

/** For systems that do not read edXML: what the document says, and its files. */
export async function unpackDocument(reader: Reader, blobs: Blobs, documentId: string): Promise<Unpacked> {
  const document = await findDocument(reader, documentId);
  const submission = document && (await findSubmission(reader, document.submissionId));
  if (!document || !submission?.hasBytes) throw new Error('the bytes of a waiting document are gone');
  const rows = await listAttachments(reader, documentId);
  return { header: document.header, files: await Promise.all(rows.map((row) => fileOf(blobs, document, row))) };
}

async function fileOf(blobs: Blobs, document: DocumentRow, row: AttachmentRow): Promise<DocumentFile> {
  const { name, mediaType, octets, zipped } = row;
  const open = () => openStoredAttachment(blobs, document, row, zipped);
  return { name, mediaType, size: zipped ? await lengthOf(open()) : octets, open };
}

/** Only reading to its end tells how long a zipped file is: what its ZIP says of itself may be wrong. */
async function lengthOf(file: Readable): Promise<number> {
  let length = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) length += chunk.length;
  return length;
}

/** The decoded octets of one attachment; `unzip` gives the one entry of a zipped one. */
export function openStoredAttachment(
  blobs: Blobs,
  document: Pick<DocumentRow, 'submissionId'>,
  row: AttachmentRow,
  unzip: boolean,
): Readable {
  return openAttachment(blobs.path(document.submissionId), toView(row), { unzip });
}

export function toView(row: AttachmentRow): AttachmentView {
  return {
    position: row.position,
    contentId: row.contentId,
    name: row.name,
    mediaType: row.mediaType,
    offset: row.blobOffset,
    length: row.blobLength,
    encoding: row.encoding,
    octets: row.octets,
    sha256: row.sha256.toString('hex'),
    zipped: row.zipped,
  };
}
