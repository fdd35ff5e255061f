import { isName } from './names.ts';

/** How a fault in the text is told: at its offset, in both languages. Never returns. */
export interface Refuse {
  /** Not well-formed. */
  wrong(at: number, vi: string, en: string): never;
  /** Well-formed perhaps, but not allowed here. */
  forbidden(at: number, construct: string): never;
}

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const REFERENCE = /&(?:#(?:x([0-9a-fA-F]+)|([0-9]+))|([^\s&;<#]+));/y;

/** Anything that production 2 (Char) of XML 1.0 leaves out. Surrogates cannot occur: the text was valid UTF-8. */
const NO_CHAR = /[^\t\n\r -\ufffd]/;

/** Where the first character stands that XML does not know; -1 when there is none. */
export function findNoChar(text: string): number {
  return text.search(NO_CHAR);
}

/** XML 1.0 section 2.11: every line ends in LF. Before references are replaced, so that `&#13;` stays what it is. */
export function endLines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** Replaces the five predefined entities and character references; no DTD could define another. */
export function replaceReferences(raw: string, offset: number, refuse: Refuse): string {
  let out = '';
  let from = 0;
  for (let at = raw.indexOf('&'); at >= 0; at = raw.indexOf('&', from)) {
    REFERENCE.lastIndex = at;
    const match = REFERENCE.exec(raw);
    if (!match) return refuse.wrong(offset + at, 'dấu & không thuộc tham chiếu nào', 'an & that begins no reference');
    out += raw.slice(from, at) + referenced(match, offset + at, refuse);
    from = REFERENCE.lastIndex;
  }
  return out + raw.slice(from);
}

function referenced([whole, hex, decimal, name]: RegExpExecArray, at: number, refuse: Refuse): string {
  if (name !== undefined) {
    const known = Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name] : undefined;
    if (known !== undefined) return known;
    if (isName(name)) return refuse.forbidden(at, whole);
    return refuse.wrong(at, `tham chiếu ${shown(whole)} sai cú pháp`, `a malformed reference ${shown(whole)}`);
  }
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  if (code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)) {
    const char = String.fromCodePoint(code);
    if (!NO_CHAR.test(char)) return char;
  }
  return refuse.wrong(at, `${shown(whole)} không phải ký tự XML`, `${shown(whole)} is no XML character`);
}

/** Value of an attribute as an application sees it (XML 1.0 section 3.3.3, type CDATA). */
export function attributeValue(text: string, from: number, to: number, offset: number, refuse: Refuse): string {
  let plain = true;
  for (let at = from; at < to; at++) {
    const char = text.charCodeAt(at);
    if (char === 60) refuse.wrong(offset + at, 'dấu < trong giá trị thuộc tính', 'a < in the value of an attribute');
    if (char === 38 || char < 32) plain = false;
  }
  const raw = text.slice(from, to);
  if (plain) return raw;
  return replaceReferences(raw.replace(/\r\n|[\t\n\r]/g, ' '), offset + from, refuse);
}

/** Cut to what a sentence can hold. */
export function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
