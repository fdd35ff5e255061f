import { edxmlError } from './errors.ts';
import type { Limits } from './model.ts';
import { LEXICAL } from './names.ts';

type LineOf = (at?: number) => number;

/** A fact that reads alike in both languages, cut to what a sentence can hold. */
export function same(text: string): { vi: string; en: string } {
  return { vi: text.slice(0, 80), en: text.slice(0, 80) };
}

export type Markup = 'unknown' | 'start' | 'end' | 'comment' | 'cdata' | 'pi';

/** Whether the `>` at the end of this text ends the markup that began with it. */
export function endsMarkup(markup: Markup, text: Buffer, from: number, to: number): boolean {
  if (markup === 'start' || markup === 'end') return true;
  const tail = text.toString('latin1', Math.max(from, to - 3), to);
  if (markup === 'comment') return tail === '-->' && to - from >= '<!---->'.length;
  if (markup === 'cdata') return tail === ']]>' && to - from >= '<![CDATA[]]>'.length;
  return tail.endsWith('?>') && to - from >= '<??>'.length;
}

/** The encoding that the first bytes betray, when it is not UTF-8 (XML 1.0 appendix F). */
export function startsAsOtherEncoding(bytes: Buffer): string | null {
  const [a, b] = bytes;
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 60)) return 'UTF-16BE';
  if ((a === 0xff && b === 0xfe) || (a === 60 && b === 0)) return 'UTF-16LE';
  if (a === 0 && b === 0) return 'UTF-32';
  if (a === 0x4c && b === 0x6f && bytes[2] === 0xa7) return 'EBCDIC';
  return null;
}

export function checkXmlDeclaration(text: string, line: LineOf): void {
  const encoding = /\sencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1];
  if (encoding !== undefined && encoding.toUpperCase() !== 'UTF-8') {
    throw edxmlError('UNSUPPORTED_ENCODING', { ...same(encoding), line: line() });
  }
  const version = /\sversion\s*=\s*["']([^"']*)["']/.exec(text)?.[1];
  if (version !== undefined && version !== '1.0') {
    throw edxmlError('XML_FORBIDDEN_CONSTRUCT', { ...same(`XML ${version}`), line: line() });
  }
}

const WHITE_SPACE = new Set([9, 10, 13, 32]);
const PREDEFINED = new Set(['amp', 'lt', 'gt', 'quot', 'apos']);

/** Refuses every entity but the five and the numeric ones: there is no DTD that could define another. */
export function checkReferences(text: Buffer, from: number, to: number, line: LineOf): void {
  for (let at = from; at < to; at++) {
    if (text[at] !== 38) continue;
    const reference = /^&(#?[\w.:-]+);/.exec(text.toString('latin1', at, Math.min(to, at + LEXICAL.nameBytes + 3)));
    const name = reference?.[1];
    // What is no reference at all is for libxml2 to name.
    if (name === undefined || name.startsWith('#') || PREDEFINED.has(name)) continue;
    throw edxmlError('XML_FORBIDDEN_CONSTRUCT', { ...same(`&${name};`), line: line(at) });
  }
}

/** Checks the limits of one complete start tag, `<` to `>`; where its name ends. */
export function checkStartTag(tag: Buffer, limits: Limits, line: LineOf): number {
  const nameEnd = endOfName(tag, 1);
  if (nameEnd - 1 > LEXICAL.nameBytes)
    throw edxmlError('LIMIT_EXCEEDED.name', { limit: LEXICAL.nameBytes, line: line() });
  if (nameEnd === tag.length - 1) return nameEnd;
  let attributes = 0;
  let namespaces = 0;
  for (let at = nameEnd; at < tag.length; ) {
    const equals = tag.indexOf(61, at);
    if (equals < 0) break;
    let open = equals + 1;
    while (open < tag.length && tag[open] !== 34 && tag[open] !== 39) open++;
    const close = tag.indexOf(tag[open] ?? 34, open + 1);
    if (close < 0) break;
    const name = tag.toString('latin1', at, equals).trim();
    if (name.length > LEXICAL.nameBytes)
      throw edxmlError('LIMIT_EXCEEDED.name', { limit: LEXICAL.nameBytes, line: line() });
    if (close - open > LEXICAL.attributeBytes) {
      throw edxmlError('LIMIT_EXCEEDED.attributeBytes', { limit: LEXICAL.attributeBytes, line: line() });
    }
    if (name.startsWith('xmlns')) namespaces++;
    else attributes++;
    if (namespaces > LEXICAL.namespaces) {
      throw edxmlError('LIMIT_EXCEEDED.namespaces', { limit: LEXICAL.namespaces, line: line() });
    }
    if (attributes > limits.attributes) {
      throw edxmlError('LIMIT_EXCEEDED.attributes', { limit: limits.attributes, line: line() });
    }
    checkReferences(tag, open, close, () => line());
    at = close + 1;
  }
  return nameEnd;
}

function endOfName(tag: Buffer, from: number): number {
  let at = from;
  for (; at < tag.length; at++) {
    const byte = tag[at]!;
    if (byte <= 32 || byte === 47 || byte === 62) break;
  }
  return at;
}

const ATTACHMENT_TEXT = Buffer.from('ContentTransferEncoded');

/** Whether the tag's local name is ContentTransferEncoded, under any prefix. */
export function holdsAttachmentText(tag: Buffer, nameEnd: number): boolean {
  const from = nameEnd - ATTACHMENT_TEXT.length;
  if (from < 1 || tag[nameEnd - 1] !== 0x64 || tag.compare(ATTACHMENT_TEXT, 0, undefined, from, nameEnd) !== 0)
    return false;
  return from === 1 || tag[from - 1] === 0x3a;
}

/** Whether text in front of the root is anything but white space and the byte order mark: then this is no XML. */
export function isNoProlog(text: Buffer, from: number, to: number): boolean {
  const mark = text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? 3 : 0;
  for (let at = Math.max(from, mark); at < to; at++) if (!WHITE_SPACE.has(text[at]!)) return true;
  return false;
}
