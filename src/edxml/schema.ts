import { readFileSync } from 'node:fs';
import { edxmlError } from './errors.ts';
import { DEFAULT_LIMITS } from './model.ts';
import { EDXML_NS } from './names.ts';
import { readXml } from './reader/reader.ts';
import { attributeOf, childElements, type XmlElement } from './tree.ts';

/** What `edxml-field.xsd` says of an element: holds elements only, text only, either, or nothing that we look into. */
type Kind = 'Container' | 'Value' | 'Either' | 'Foreign';

const BLANK = /^[ \t\r\n]*$/;
let kinds: ReadonlyMap<string, string> | null = null;

/** The schema itself is the table: read on first use in each thread, so that the two cannot come apart. */
function kindOf(element: XmlElement): Kind {
  if (!kinds) {
    const xsd = readFileSync(new URL('../../schemas/edxml-field.xsd', import.meta.url));
    const declared = childElements(readXml(xsd, DEFAULT_LIMITS).root).filter(({ local }) => local === 'element');
    kinds = new Map(declared.map((one) => [attributeOf(one, 'name')!, attributeOf(one, 'type')!]));
  }
  // Elements that the schema does not know may hold anything; what it knows inside of them is held to its kind (lax).
  return ((element.uri === EDXML_NS && kinds.get(element.local)) || 'Either') as Kind;
}

/**
 * Validates against `schemas/edxml-field.xsd`, whose four kinds of element are all it knows; attributes are free, and
 * `xsi:` attributes mean nothing here. Errors: XML_SCHEMA_INVALID with path and line.
 */
export function validateField(element: XmlElement, lineAt: (at: number) => number): void {
  const kind = kindOf(element);
  if (kind === 'Foreign') return;
  for (const child of element.children) {
    if (typeof child !== 'string') {
      if (kind === 'Value') {
        const name = child.local.slice(0, 80);
        refuse(child, lineAt, `${name} nằm trong một giá trị`, `${name} stands inside a value`);
      }
      validateField(child, lineAt);
    } else if (kind === 'Container' && !BLANK.test(child)) {
      const text = child.trim().slice(0, 40);
      refuse(element, lineAt, `văn bản "${text}" giữa các phần tử`, `text "${text}" between elements`);
    }
  }
}

function refuse(element: XmlElement, lineAt: (at: number) => number, vi: string, en: string): never {
  throw edxmlError('XML_SCHEMA_INVALID', { path: pathOf(element), line: lineAt(element.at), vi, en });
}

function pathOf(element: XmlElement): string {
  return `${element.parent ? pathOf(element.parent) : ''}/${element.local.slice(0, 80)}`;
}
