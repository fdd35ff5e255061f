import { isUtf8 } from 'node:buffer';
import { sayFault } from './base64.ts';
import { edxmlError } from './errors.ts';
import { Fields } from './fields.ts';
import { type Blocks, readDocument, readManifest, refuseMissing } from './header.ts';
import type { Header, Limits, ManifestReference } from './model.ts';
import { EDXML_NS } from './names.ts';
import type { Notices } from './notices.ts';
import type { Split } from './split.ts';
import { isStatus, readStatus } from './status.ts';
import { type Problem, parseXml, type XmlElement } from './tree.ts';

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

/** From the scanned bytes to the header model: encoding, well-formedness, schema, then the rules of the header. */
export function readEnvelope(split: Split, limits: Limits, notices: Notices): Envelope {
  if (!isUtf8(split.envelope)) {
    throw edxmlError('UNSUPPORTED_ENCODING', {
      vi: 'byte không phải UTF-8',
      en: 'bytes that are not UTF-8',
      line: split.lineAt(lineOfBadByte(split.envelope)),
    });
  }
  const unreadable = split.cuts.flatMap((cut): Problem[] => {
    if (!cut.fault) return [];
    const { vi, en } = sayFault(cut.fault);
    return [{ line: cut.line + cut.fault.newlines, vi: `base64: ${vi}`, en: `base64: ${en}` }];
  });
  const root = parseXml(split.envelope, split.lineAt, 'field', requireEdxml, unreadable);
  const top = new Fields(root, split.lineAt);
  const block = top.one('AttachmentEncoded');
  const attachments = matchCuts(root, block, split);
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

/** libxml2 must see exactly the elements whose text the scanner cut out, each at its proper place and empty. */
function matchCuts(root: XmlElement, block: Fields | null, split: Split): InlineAttachment[] {
  const seen: XmlElement[] = [];
  collect(root, seen);
  if (seen.length !== split.cuts.length) throw edxmlError('ATTACHMENT_MISPLACED', { line: split.lineAt(root.line) });
  const attachments = (block?.all('Attachment') ?? []).map((fields): InlineAttachment => {
    const content = fields.one('ContentTransferEncoded');
    return { fields, cut: content ? seen.indexOf(content.element) : null };
  });
  const placed = new Set(attachments.map((attachment) => attachment.cut));
  seen.forEach((element, index) => {
    if (!placed.has(index) || element.children.length > 0) {
      throw edxmlError('ATTACHMENT_MISPLACED', { line: split.lineAt(element.line) });
    }
  });
  return attachments;
}

function collect(element: XmlElement, into: XmlElement[]): void {
  if (element.local === 'ContentTransferEncoded') into.push(element);
  for (const child of element.children) if (typeof child !== 'string') collect(child, into);
}

function lineOfBadByte(bytes: Buffer): number {
  let line = 1;
  for (let at = 0; at < bytes.length; line++) {
    const end = bytes.indexOf(10, at);
    const stop = end < 0 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(at, stop))) return line;
    at = stop + 1;
  }
  return line;
}
