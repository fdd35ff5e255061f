import { edxmlError } from './errors.ts';
import { Fields } from './fields.ts';
import { type Blocks, readDocument, readManifest, refuseMissing } from './header.ts';
import type { Header, Limits, ManifestReference } from './model.ts';
import { EDXML_NS, PREDECESSOR_NS } from './names.ts';
import type { Notices } from './notices.ts';
import type { ReadDocument } from './reader/reader.ts';
import { validateField } from './schema.ts';
import { isStatus, readStatus } from './status.ts';
import { everyElement, type XmlElement } from './tree.ts';

/** One `Attachment` of an inline package, beside the cut that holds its text. */
export interface InlineAttachment {
  readonly fields: Fields;
  /** Index of its cut; null when it has no ContentTransferEncoded. */
  readonly cut: number | null;
}

export interface Envelope {
  readonly header: Header;
  readonly manifest: readonly ManifestReference[];
  readonly attachments: readonly InlineAttachment[];
  readonly hasAttachmentBlock: boolean;
  readonly parts: { message: XmlElement; bussiness: XmlElement | null; manifest: XmlElement | null };
}

/** From the document to the header model: root, schema, then the rules of the header. */
export function readEnvelope(document: ReadDocument, limits: Limits, notices: Notices): Envelope {
  const { root, lineAt } = document;
  requireEdxml(root);
  validateField(root, lineAt);
  const top = new Fields(root, lineAt);
  const block = top.one('AttachmentEncoded');
  const attachments = matchCuts(document, block);
  const blocks = findBlocks(top);
  const header = isStatus(blocks.message) ? readStatus(blocks.message, notices) : readDocument(blocks, limits, notices);
  return {
    header,
    manifest: header.kind === 'document' ? header.manifest : readManifest(blocks.manifest),
    attachments,
    hasAttachmentBlock: block !== null,
    parts: {
      message: blocks.message.element,
      bussiness: blocks.bussiness?.element ?? null,
      manifest: blocks.manifest?.element ?? null,
    },
  };
}

function requireEdxml(root: XmlElement): void {
  if (root.local === 'edXML' && root.uri === EDXML_NS) return;
  if (everyElement(root).some(({ uri }) => uri === PREDECESSOR_NS)) throw edxmlError('PREDECESSOR_FORMAT');
  throw edxmlError('NOT_EDXML', { root: `{${root.uri.slice(0, 100)}}${root.local.slice(0, 100)}` });
}

function findBlocks(top: Fields): Blocks {
  const envelope = top.one('edXMLEnvelope');
  const header = envelope?.one('edXMLHeader') ?? refuseMissing('HEADER_MISSING.edXMLHeader');
  const traces = header.one('TraceHeaderList');
  return {
    message: header.one('MessageHeader') ?? refuseMissing('HEADER_MISSING.MessageHeader'),
    traces,
    bussiness: traces?.one('Bussiness') ?? null,
    manifest: envelope?.one('edXMLBody')?.one('edXMLManifest') ?? null,
  };
}

/** Every element whose text was cut out must stand at the proper place of one, and hold nothing else. */
function matchCuts({ root, cuts, lineAt }: ReadDocument, block: Fields | null): InlineAttachment[] {
  const attachments = (block?.all('Attachment') ?? []).map((fields): InlineAttachment => {
    return { fields, cut: fields.one('ContentTransferEncoded')?.element.cut ?? null };
  });
  const placed = new Set(attachments.map((attachment) => attachment.cut));
  if (cuts.every((_, index) => placed.has(index))) return attachments;
  const misplaced = everyElement(root).find(({ cut }) => cut !== null && !placed.has(cut));
  throw edxmlError('ATTACHMENT_MISPLACED', { line: lineAt(misplaced?.at ?? 0) });
}
