/** A small generator with a seed (mulberry32), so that a failing document can be made again from its number. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const TEXTS = [
  'a',
  ' ',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '&amp;',
  '&lt;',
  '&gt;',
  '>',
  '"',
  "'",
  '&#13;',
  '&#xD;&#10;',
  '&#9;',
  'Đồng Lộc',
  '&#x1f4c4;',
  '📄',
  '\u{fffd}',
  '<![CDATA[<&]]>',
  '<![CDATA[\r\n]]>',
  '<!-- c -->',
  '<!---->',
];
const VALUES = ['', '1', 'ế', ' a\tb\r\nc ', '&#10;&#13;&#9;', "&quot;'", '&lt;&amp;&gt;>', '&#x1f4c4;📄'];
const PREFIXES = ['', 'p', 'q', 'r', 'ü'];
const LOCALS = ['a', 'b', 'Id', 'é', 'z\u{10000}', 'zﬀ'];
// Without & and quotes: libxml2 writes namespace names unescaped, where Canonical XML (section 2.3) escapes them.
const URIS = ['urn:1', 'urn:2', 'urn:%1e', 'http://a/?b=1%26c=%22', 'x:y'];
const XML_ATTRIBUTES = ['xml:lang="vi"', 'xml:space="preserve"', 'xml:id="i', 'xml:other=" 1"'];
const BASE64 = ['', 'QUJD', '\r\nQUJD\r\nREVG\r', 'QUJDRA==\n', ' QUJ DRA = = '];

type Pick = <T>(items: readonly T[]) => T;

/**
 * One well-formed document: prefixes and defaults declared, redeclared and taken back at random, every kind of character
 * data, xml: attributes, attachment text. `cuts` puts elements in that the reader takes the text out of.
 */
export function generateXml(seed: number, cuts = true): string {
  const random = seeded(seed);
  let ids = 0;
  const pick: Pick = (items) => items[random(items.length)]!;
  const prolog = pick(['', '\u{feff}', '<?xml version="1.0" encoding="UTF-8"?>\n', '<!-- p -->\r\n']);
  return `${prolog}${element(new Map([['', '']]), 0)}${pick(['', '\n', '<!-- e -->'])}`;

  function element(outer: ReadonlyMap<string, string>, depth: number): string {
    const scope = new Map(outer);
    const declared = declarations(scope, depth);
    const usable = [...scope.keys()];
    const prefix = pick(usable);
    const name = qualified(prefix, pick(LOCALS));
    const attributes = attributesOf(scope, usable);
    const tag = `${name}${declared}${attributes}`;
    if (cuts && depth > 0 && random(12) === 0) {
      const cut = qualified(prefix, 'ContentTransferEncoded');
      return `<${cut}${declared}${attributes}>${pick(BASE64)}</${cut}>`;
    }
    if (random(5) === 0) return `<${tag}${pick(['', ' '])}/>`;
    let content = '';
    for (let left = random(depth > 4 ? 2 : 6); left > 0; left--) {
      content += random(2) === 0 ? pick(TEXTS) : depth < 6 ? element(scope, depth + 1) : '';
    }
    return `<${tag}>${content}</${name}${pick(['', '\n'])}>`;
  }

  function declarations(scope: Map<string, string>, depth: number): string {
    let out = '';
    for (const prefix of PREFIXES) {
      if (random(depth === 0 ? 2 : 5) !== 0) continue;
      const uri = prefix === '' && random(3) === 0 ? '' : pick(URIS);
      scope.set(prefix, uri);
      out += ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${uri}"`;
    }
    return out;
  }

  function attributesOf(scope: ReadonlyMap<string, string>, usable: readonly string[]): string {
    const seen = new Set<string>();
    let out = random(6) === 0 ? ` ${pick(XML_ATTRIBUTES)}` : '';
    // libxml2 holds every xml:id to be unique.
    if (out.endsWith('"i')) out += `${++ids}"`;
    for (let left = random(4); left > 0; left--) {
      const prefix = pick(usable);
      const local = pick(LOCALS);
      const expanded = `${prefix === '' ? '' : scope.get(prefix)} ${local}`;
      if (seen.has(expanded)) continue;
      seen.add(expanded);
      out += `${pick([' ', '\n\t'])}${qualified(prefix, local)}${pick(['=', ' = '])}"${pick(VALUES).replaceAll('"', '&quot;')}"`;
    }
    return out;
  }
}

function qualified(prefix: string, local: string): string {
  return prefix === '' ? local : `${prefix}:${local}`;
}

/** Cuts bytes at random places; the pieces in order. */
export function inChunks(bytes: Buffer, seed: number): Buffer[] {
  const random = seeded(seed);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + 1 + random(random(3) === 0 ? 3 : 64));
    chunks.push(bytes.subarray(at, end));
    at = end;
  }
  return chunks;
}
