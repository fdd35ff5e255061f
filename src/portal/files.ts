const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** By the ending of the name: what senders declare is often wrong, and what is zipped they declare as a ZIP. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: `${OFFICE}.wordprocessingml.document`,
  xls: 'application/vnd.ms-excel',
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
  pptx: `${OFFICE}.presentationml.presentation`,
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  zip: 'application/zip',
};

/** The media type under which a file of a published document is offered and served. */
export function mediaTypeOf(name: string): string {
  return MEDIA_TYPES[/\.(\w{1,5})$/.exec(name.toLowerCase())?.[1] ?? ''] ?? 'application/octet-stream';
}
