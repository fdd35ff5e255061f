// The complement of XML 1.0 production 2: nothing else can stand in a document, not even escaped.
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' };

/** Text for element content or a quoted attribute. Characters that XML cannot carry are left out. */
export function escapeXml(text: string): string {
  return text.replace(NOT_XML, '').replace(/[&<>"\r]/g, (char) => ESCAPES[char]!);
}

/** Writes indented XML whose every element carries the prefix `edXML`: some readers of the field insist on it. */
export class EdxmlWriter {
  #out = '';
  #depth: number;

  constructor(depth: number) {
    this.#depth = depth;
  }

  get xml(): string {
    return this.#out;
  }

  /** An element with children; `attributes` come written, with their leading space. */
  block(name: string, children: () => void, attributes = ''): void {
    const before = this.#out;
    const pad = '  '.repeat(this.#depth);
    this.#out = '';
    this.#depth++;
    children();
    this.#depth--;
    const inner = this.#out;
    this.#out = `${before}${pad}<edXML:${name}${attributes}>\n${inner}${pad}</edXML:${name}>\n`;
  }

  /** An element with text; nothing at all for null. */
  value(name: string, text: string | number | null | undefined): void {
    if (text === null || text === undefined) return;
    this.#out += `${'  '.repeat(this.#depth)}<edXML:${name}>${escapeXml(String(text).normalize('NFC'))}</edXML:${name}>\n`;
  }

  values(name: string, texts: readonly string[]): void {
    for (const text of texts) this.value(name, text);
  }
}
