import { edxmlError } from './errors.ts';
import { same } from './lexical.ts';
import { stripCid } from './names.ts';

export interface PartHeaders {
  /** Content-ID without brackets and `cid:`, else the field name likewise; empty when the part has neither. */
  readonly contentId: string;
  /** The form's field name. */
  readonly field: string | null;
  readonly fileName: string | null;
  readonly mediaType: string | null;
  readonly encoding: 'base64' | 'raw';
}

/** Boundary of a multipart Content-Type, and for multipart/related the Content-ID of its root; null for other types. */
export function multipartType(mediaType: string): { boundary: string; start: string | null } | null {
  if (!/^\s*multipart\//i.test(mediaType)) return null;
  const boundary = parameter(mediaType, 'boundary');
  // RFC 2046 5.1.1: 1 to 70 characters, the last of them not a space.
  if (boundary === null || !/^[\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?]$/.test(boundary)) {
    throw edxmlError('MULTIPART_INVALID', {
      vi: 'Content-Type không có boundary hợp lệ',
      en: 'Content-Type has no valid boundary',
    });
  }
  const start = parameter(mediaType, 'start');
  return { boundary, start: start === null ? null : stripCid(start) };
}

/** The header lines of one part, unfolded (RFC 5322 2.2.3). */
export function parsePartHeaders(bytes: Buffer): PartHeaders {
  const fields = new Map<string, string>();
  const text = bytes.toString('utf8').replace(/\r\n[ \t]+/g, ' ');
  for (const line of text.split('\r\n')) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    if (colon < 1 || line.includes('\0')) throw edxmlError('MULTIPART_INVALID', same(line));
    const name = line.slice(0, colon).trim().toLowerCase();
    // Of two, one system takes the first and another the last.
    if (fields.has(name)) throw edxmlError('MULTIPART_INVALID', same(`${name} × 2`));
    fields.set(name, line.slice(colon + 1).trim());
  }
  const disposition = fields.get('content-disposition') ?? '';
  const field = parameter(disposition, 'name');
  return {
    contentId: stripCid(fields.get('content-id') ?? field ?? ''),
    field,
    fileName: parameter(disposition, 'filename'),
    mediaType: fields.get('content-type') ?? null,
    encoding: transferEncoding(fields.get('content-transfer-encoding') ?? 'binary'),
  };
}

function transferEncoding(value: string): PartHeaders['encoding'] {
  const encoding = value.toLowerCase();
  if (encoding === 'base64') return 'base64';
  if (encoding === 'binary' || encoding === '8bit' || encoding === '7bit') return 'raw';
  throw edxmlError('MULTIPART_INVALID', same(`Content-Transfer-Encoding: ${value}`));
}

/** A parameter (RFC 2045 section 5.1) with its quoted value taken whole, so that what is quoted names no other one. */
const PARAMETER = /;\s*([^=;\s]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g;

function parameter(value: string, name: string): string | null {
  for (const [, found, quoted, plain] of value.matchAll(PARAMETER)) {
    if (found!.toLowerCase() === name) return quoted?.replace(/\\(["\\])/g, '$1') ?? plain ?? null;
  }
  return null;
}
