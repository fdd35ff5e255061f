import type { HttpAnswer } from '../../adapters/contract.ts';

/** What an operator reads of an answer. */
const SHOWN = 500;
/** A longer answer is no short word about a delivery; it is not parsed. */
const LONGEST = 64 * 1024;
/** Members of a JSON answer that say how it went. Values of all others may repeat the document, or be a secret. */
const TELLING =
  /^(code|status|state|result|success|type|title|detail|message|description|error|errors|fault|reason|instance|id|errorcode|errordesc|error_code|error_description|statusdesc|docid|documentid|submissionid)$/i;
/** Keys, hashes, signatures, attachments: nothing that a person reads is as long without a space. A UUID has 36. */
const LONG_VALUE = /[A-Za-z0-9+/=_-]{40,}/g;
const NAMED_SECRET =
  /\b(password|passwd|secret|token|bearer|basic|api[-_ ]?key|authorization)\b\s*["']?[:=]?\s*["']?\S+/gi;

/**
 * The beginning of an answer without what an operator must not read: of JSON the members that say how it went; of other
 * text only when it reports a failure, and nothing that looks like a document.
 */
export function readableAnswer({ status, headers, body }: HttpAnswer): string | null {
  if (body.length === 0 || body.length > LONGEST) return null;
  const text = body.toString('utf8');
  const isJson = /\bjson\b/i.test(headers['content-type'] ?? '');
  const shown = isJson ? fromJson(text) : status >= 400 ? fromText(text) : null;
  return shown === null ? null : shown.replace(NAMED_SECRET, '$1 …').replace(LONG_VALUE, '…').slice(0, SHOWN) || null;
}

function fromJson(text: string): string | null {
  try {
    return JSON.stringify(told(JSON.parse(text), false));
  } catch {
    return null;
  }
}

function told(value: unknown, telling: boolean): unknown {
  if (Array.isArray(value)) return value.slice(0, 5).map((one) => told(one, telling));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, told(one, TELLING.test(name))]));
  }
  return telling ? value : '…';
}

/** A page of a proxy or a server in trouble, without its marks. */
function fromText(text: string): string | null {
  if (/edXML|<\?xml/i.test(text)) return null;
  return text
    .replace(/<(style|script)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}
