import type { FastifyRequest } from 'fastify';
import { readField } from './days.ts';
import { consoleError } from './errors.ts';
import { checkCsrf } from './guard.ts';

export interface Upload {
  readonly fields: Readonly<Record<string, string>>;
  /** Null where nothing was chosen. */
  readonly file: { readonly name: string; readonly bytes: Buffer } | null;
}

/**
 * A form with one small file, read whole; the form is believed before a byte of the file is kept.
 * @throws FORM_EXPIRED, FILE_TOO_LARGE
 */
export async function readUpload(request: FastifyRequest, mostBytes: number): Promise<Upload> {
  const fields: Record<string, string> = {};
  let file: Upload['file'] = null;
  const limits = { files: 1, fields: 12, fieldSize: mostBytes, fileSize: mostBytes + 1 };
  for await (const part of request.parts({ limits })) {
    if (part.type === 'field') {
      if (part.valueTruncated) throw consoleError('FILE_TOO_LARGE', { most: mostBytes });
      fields[part.fieldname] = readField(part.fieldname, String(part.value));
      continue;
    }
    checkCsrf(request, fields._csrf);
    const bytes = await part.toBuffer();
    if (bytes.length > mostBytes) throw consoleError('FILE_TOO_LARGE', { most: mostBytes });
    if (bytes.length > 0) file = { name: part.filename, bytes };
  }
  checkCsrf(request, fields._csrf);
  return { fields, file };
}
