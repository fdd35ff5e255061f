import { edxmlError } from './errors.ts';
import { EDXML_NS } from './names.ts';
import { cleanText } from './text.ts';
import { textOf, type XmlElement } from './tree.ts';

/** Reads the children of one element by local name in the edXML namespace; prefix and order mean nothing. */
export class Fields {
  readonly element: XmlElement;
  readonly #lineAt: (at: number) => number;
  readonly #byName = new Map<string, XmlElement[]>();

  constructor(element: XmlElement, lineAt: (at: number) => number) {
    this.element = element;
    this.#lineAt = lineAt;
    for (const child of element.children) {
      if (typeof child === 'string' || child.uri !== EDXML_NS) continue;
      const name = sayBussiness(child.local);
      const same = this.#byName.get(name);
      if (same) same.push(child);
      else this.#byName.set(name, [child]);
    }
  }

  get line(): number {
    return this.#lineAt(this.element.at);
  }

  all(name: string): Fields[] {
    return (this.#byName.get(name) ?? []).map((element) => new Fields(element, this.#lineAt));
  }

  /** The only child of this name. Two of them would be read differently by different systems: HEADER_AMBIGUOUS. */
  one(name: string): Fields | null {
    const found = this.all(name);
    if (found.length > 1) throw edxmlError('HEADER_AMBIGUOUS', { element: name, line: found[1]!.line });
    return found[0] ?? null;
  }

  text(name: string): string | null {
    return this.one(name)?.own() ?? null;
  }

  texts(name: string): string[] {
    return this.all(name).flatMap((field) => field.own() ?? []);
  }

  own(): string | null {
    return cleanText(textOf(this.element));
  }
}

/** The standard misspells `Bussiness…`; some senders correct it. */
function sayBussiness(local: string): string {
  return local.replace(/^Business/, 'Bussiness');
}
