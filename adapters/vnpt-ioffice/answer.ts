import { displayLine } from '../../src/edxml/index.ts';

/** An answer as far as it can be read: `status` may be left out where there is `data`. */
export interface Answer {
  /** `0` is a yes. */
  readonly code: string;
  readonly message: string;
  readonly data: unknown;
}

/** A token that is not taken any more, as HTTP status or as `status.code`. */
const TOKEN_REFUSED = new Set(['401', '403']);

/** Null for what is no answer of this API: half of one, a web page of a proxy. */
export function readAnswer(octets: Uint8Array): Answer | null {
  const body = parse(Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('utf8'));
  if (Array.isArray(body)) return { code: '0', message: '', data: body };
  if (!isObject(body) || !('status' in body || 'data' in body)) return null;
  const status = isObject(body.status) ? body.status : { code: body.status ?? '0' };
  return { code: String(status.code ?? ''), message: String(status.message ?? ''), data: body.data };
}

export function isTokenRefused(httpStatus: number, answer: Answer | null): boolean {
  return TOKEN_REFUSED.has(String(httpStatus)) || TOKEN_REFUSED.has(answer?.code ?? '');
}

/** The records of a list, also where it comes as text. */
export function recordsOf(data: unknown): Record<string, unknown>[] {
  const list = typeof data === 'string' ? parse(data) : data;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

export function textOf(record: Readonly<Record<string, unknown>>, name: string): string {
  const value = record[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** Another system's words, for one line of the log and the pages. */
export function firstWords(text: string): string {
  return displayLine(text, 120);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
