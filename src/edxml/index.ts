export { openAttachment } from './attachment.ts';
export {
  type AttachmentDescription,
  type AttachmentInput,
  buildDocument,
  buildEnvelope,
  buildStatus,
  rebuildDocument,
  streamDocument,
} from './build.ts';
export { formatDate, formatTimestamp } from './dates.ts';
export { edxmlErrors } from './errors.ts';
export { inlineLength, inlineMultipart, type StoredMultipart } from './inline.ts';
export * from './model.ts';
export { type Part, splitMultipart } from './multipart.ts';
export { EDXML_MEDIA_TYPE, EDXML_NS, stripCid, XMLDSIG_NS } from './names.ts';
export { multipartType } from './part-headers.ts';
export { type ReadWithEnvelope, readPackage } from './read.ts';
export { displayName } from './text.ts';
export type { BussinessInput, DocumentInput, OrganizationInput, StatusInput } from './write-header.ts';
