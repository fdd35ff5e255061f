import { open } from 'node:fs/promises';

const PDF = 'application/pdf';
const OFFICE = 'application/vnd.openxmlformats-officedocument';
const OPEN = 'application/vnd.oasis.opendocument';
const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');

/** What may be sent: by the ending of its name, and what its octets have to begin with. */
const KINDS: Readonly<Record<string, readonly [mediaType: string, start: Buffer]>> = {
  pdf: [PDF, Buffer.from('%PDF-')],
  docx: [`${OFFICE}.wordprocessingml.document`, ZIP],
  xlsx: [`${OFFICE}.spreadsheetml.sheet`, ZIP],
  pptx: [`${OFFICE}.presentationml.presentation`, ZIP],
  odt: [`${OPEN}.text`, ZIP],
  ods: [`${OPEN}.spreadsheet`, ZIP],
  png: ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  jpg: ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff])],
  jpeg: ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff])],
};

/** The ending of a name, in lower case and without its dot; empty where it has none. */
function endingOf(name: string): string {
  return /\.(\w{3,4})$/.exec(name.toLowerCase())?.[1] ?? '';
}

/** What its name says that it is: for files that other systems wrote. */
export function mediaTypeByName(name: string): string {
  return KINDS[endingOf(name)]?.[0] ?? 'application/octet-stream';
}

/** The type of a file by its content, where its name agrees; null for what is not sent. */
export async function mediaTypeOf(path: string, name: string): Promise<string | null> {
  const kind = KINDS[endingOf(name)];
  if (!kind) return null;
  const [mediaType, start] = kind;
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(start.length), 0, start.length, 0);
    return buffer.subarray(0, bytesRead).equals(start) ? mediaType : null;
  } finally {
    await file.close();
  }
}

/** Whether a file of a draft is a PDF by its content. */
export function isPdfFile({ mediaType }: { readonly mediaType: string }): boolean {
  return mediaType === PDF;
}
