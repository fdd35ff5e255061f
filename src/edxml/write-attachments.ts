import { EDXML_NS } from './names.ts';
import { escapeXml } from './writer.ts';

interface Described {
  readonly contentId: string;
  readonly name: string;
  readonly mediaType: string;
}

/** AttachmentEncoded is the envelope's sibling, written without a prefix as the field's emitters do. */
export function attachmentBlockStart(): string {
  return `  <AttachmentEncoded xmlns="${EDXML_NS}">\n`;
}

export function attachmentBlockEnd(): string {
  return '  </AttachmentEncoded>\n';
}

/** What stands in front of the base64 text. */
export function attachmentStart(attachment: Described): string {
  return [
    '    <Attachment>\n',
    `      <ContentId>cid:${escapeXml(attachment.contentId)}</ContentId>\n`,
    `      <AttachmentName>${escapeXml(attachment.name)}</AttachmentName>\n`,
    `      <ContentType>${escapeXml(attachment.mediaType)}</ContentType>\n`,
    `      <edXML:ContentTransferEncoded xmlns:edXML="${EDXML_NS}">`,
  ].join('');
}

export function attachmentEnd(): string {
  return '</edXML:ContentTransferEncoded>\n    </Attachment>\n';
}
