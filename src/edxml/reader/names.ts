/** A qualified name in its two parts; the prefix is empty where there is none. */
export interface QName {
  readonly prefix: string;
  readonly local: string;
}

// XML 1.0 fifth edition, productions 4 and 4a, without the colon (Namespaces in XML 1.0, production 4).
const START =
  'A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}\\u{200D}' +
  '\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const REST = `${START}\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}\\u{2040}`;
const QNAME = new RegExp(`^(?:([${START}][${REST}]*):)?([${START}][${REST}]*)$`, 'u');
const NAME = new RegExp(`^[:${START}][:${REST}]*$`, 'u');

/** Names recur within a document and from one to the next; the bound keeps a stranger's names from filling memory. */
const known = new Map<string, QName>();
const MOST_KNOWN = 2_048;

/** The parts of a name that Namespaces in XML 1.0 allows; null for any other text. */
export function parseQName(text: string): QName | null {
  const found = known.get(text);
  if (found) return found;
  const match = QNAME.exec(text);
  if (!match) return null;
  const name = { prefix: match[1] ?? '', local: match[2]! };
  if (known.size < MOST_KNOWN) known.set(text, name);
  return name;
}

export function isName(text: string): boolean {
  return NAME.test(text);
}

/** Ends a name inside a tag: white space, `/`, `=`, `>`. Whatever else cannot stand in a name makes it invalid. */
const ENDS_NAME = new Uint8Array(128);
for (const char of [9, 10, 13, 32, 47, 61, 62]) ENDS_NAME[char] = 1;

export function endOfName(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char < 128 && ENDS_NAME[char] === 1) break;
  }
  return at;
}

export function skipSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char !== 32 && char !== 10 && char !== 9 && char !== 13) break;
  }
  return at;
}
