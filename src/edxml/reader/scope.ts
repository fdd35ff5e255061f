import type { Refuse } from './values.ts';

export const XML_NS = 'http://www.w3.org/XML/1998/namespace';
const XMLNS_NS = 'http://www.w3.org/2000/xmlns/';

/** A namespace declaration; the prefix is empty for the default one. */
export interface Declaration {
  readonly prefix: string;
  readonly uri: string;
}

/** The namespaces in scope while a document is read from start to end. */
export class Scope {
  readonly #bound = new Map<string, string[]>([
    ['xml', [XML_NS]],
    ['', ['']],
  ]);

  enter(declarations: readonly Declaration[]): void {
    for (const { prefix, uri } of declarations) {
      const uris = this.#bound.get(prefix);
      if (uris) uris.push(uri);
      else this.#bound.set(prefix, [uri]);
    }
  }

  leave(declarations: readonly Declaration[]): void {
    for (const { prefix } of declarations) this.#bound.get(prefix)!.pop();
  }

  /** Null for a prefix that is not declared. */
  uriOf(prefix: string): string | null {
    return this.#bound.get(prefix)?.at(-1) ?? null;
  }
}

/** Namespaces in XML 1.0 section 3: reserved prefixes and names, and no taking back of a prefix. */
export function checkDeclared({ prefix, uri }: Declaration, at: number, refuse: Refuse): void {
  if (prefix === 'xmlns' || (prefix === 'xml') !== (uri === XML_NS) || uri === XMLNS_NS) {
    refuse.wrong(at, `không được khai báo xmlns:${prefix}="${uri}"`, `xmlns:${prefix}="${uri}" must not be declared`);
  }
  if (prefix !== '' && uri === '') {
    refuse.wrong(at, `xmlns:${prefix} không được rỗng`, `xmlns:${prefix} must not be empty`);
  }
}
