import { edxmlError } from '../errors.ts';
import { same } from '../lexical.ts';
import type { Refuse } from './values.ts';

const S = '[ \\t\\r\\n]';
const EQUALS = `${S}*=${S}*`;
// XML 1.0 productions 23 to 26, 32, 80 and 81.
const DECLARATION = new RegExp(
  `^<\\?xml${S}+version${EQUALS}(["'])([a-zA-Z0-9_.:-]+)\\1` +
    `(?:${S}+encoding${EQUALS}(["'])([A-Za-z][A-Za-z0-9._-]*)\\3)?` +
    `(?:${S}+standalone${EQUALS}(?:"(?:yes|no)"|'(?:yes|no)'))?${S}*\\?>$`,
);

/** Checks the XML declaration: its grammar, version 1.0, UTF-8 or no label at all. */
export function checkDeclaration(text: string, at: number, line: (at: number) => number, refuse: Refuse): void {
  // The label is told first: in another encoding the rest may well be garbled.
  const label = /\sencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1];
  if (label !== undefined && label.toUpperCase() !== 'UTF-8') {
    throw edxmlError('UNSUPPORTED_ENCODING', { ...same(label), line: line(at) });
  }
  const version = DECLARATION.exec(text)?.[2];
  if (version === undefined) refuse.wrong(at, 'khai báo <?xml ?> sai cú pháp', 'the XML declaration is malformed');
  if (version !== '1.0') refuse.forbidden(at, `XML ${version}`);
}
