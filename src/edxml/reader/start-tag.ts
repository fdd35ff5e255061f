import { endOfName, parseQName, type QName, skipSpace } from './names.ts';
import { attributeValue, type Refuse, shown } from './values.ts';

export interface RawAttribute {
  readonly name: QName;
  readonly value: string;
}

/** A start or empty-element tag by its grammar; namespaces are not yet looked at. */
export interface StartTag {
  /** As written, prefix included. */
  readonly written: string;
  readonly name: QName;
  readonly attributes: readonly RawAttribute[];
  readonly empty: boolean;
  /** Behind its `>`. */
  readonly end: number;
}

const NONE: readonly RawAttribute[] = [];

/** Reads the tag at `from` (XML 1.0 productions 40 to 44). Offsets are told with `offset` added. */
export function readStartTag(text: string, from: number, offset: number, refuse: Refuse): StartTag {
  let at = endOfName(text, from + 1);
  const written = text.slice(from + 1, at);
  const name = qualified(written, offset + from, refuse);
  let attributes = NONE as RawAttribute[];
  for (;;) {
    const char = text.charCodeAt(at);
    if (char === 62) return { written, name, attributes, empty: false, end: at + 1 };
    const next = skipSpace(text, at);
    const first = next === at ? char : text.charCodeAt(next);
    if (first === 62) return { written, name, attributes, empty: false, end: next + 1 };
    if (first === 47 && text.charCodeAt(next + 1) === 62) {
      return { written, name, attributes, empty: true, end: next + 2 };
    }
    if (next === at) {
      refuse.wrong(
        offset + at,
        `thiếu khoảng trắng trong thẻ ${shown(written)}`,
        `no white space in ${shown(written)}`,
      );
    }
    const nameEnd = endOfName(text, next);
    const attribute = qualified(text.slice(next, nameEnd), offset + next, refuse);
    const open = openingQuote(text, nameEnd, offset, refuse);
    const close = text.indexOf(text[open]!, open + 1);
    if (close < 0) refuse.wrong(offset + open, 'giá trị thuộc tính không được đóng', 'an attribute is not closed');
    if (attributes === NONE) attributes = [];
    attributes.push({ name: attribute, value: attributeValue(text, open + 1, close, offset, refuse) });
    at = close + 1;
  }
}

function openingQuote(text: string, nameEnd: number, offset: number, refuse: Refuse): number {
  const equals = skipSpace(text, nameEnd);
  const open = skipSpace(text, equals + 1);
  const quote = text.charCodeAt(open);
  if (text.charCodeAt(equals) === 61 && (quote === 34 || quote === 39)) return open;
  return refuse.wrong(offset + nameEnd, 'thuộc tính không có giá trị trong dấu nháy', 'an attribute without a value');
}

function qualified(written: string, at: number, refuse: Refuse): QName {
  const name = parseQName(written);
  return name ?? refuse.wrong(at, `tên "${shown(written)}" không hợp lệ`, `"${shown(written)}" is not a name`);
}
