export { openAttachment } from './attachment.ts';
export { encodeBase64 } from './base64-encode.ts';
export {
  type AttachmentDescription,
  type AttachmentInput,
  buildDocument,
  buildEnvelope,
  buildStatus,
  rebuildDocument,
  streamDocument,
} from './build.ts';
export { type CanonicalForm, canBeCanonical, canonicalise, EXCLUSIVE } from './canonical.ts';
export { formatDate, formatTimestamp } from './dates.ts';
export { edxmlErrors } from './errors.ts';
export { inlineLength, inlineMultipart, type StoredMultipart } from './inline.ts';
export * from './model.ts';
export { type Part, splitMultipart } from './multipart.ts';
export { EDXML_MEDIA_TYPE, EDXML_NS, stripCid, XMLDSIG_NS } from './names.ts';
export { multipartType } from './part-headers.ts';
export { type ReadWithDocument, readPackage } from './read.ts';
export { readXml } from './reader/reader.ts';
export { digestWhole, type WholePlan } from './reader/whole.ts';
export { displayLine, displayName } from './text.ts';
export { addTraceHop } from './trace.ts';
export { attributeOf, childElements, everyElement, textOf, type XmlElement } from './tree.ts';
export type { BussinessInput, DocumentInput, OrganizationInput, StatusInput } from './write-header.ts';
export { escapeXml } from './writer.ts';
