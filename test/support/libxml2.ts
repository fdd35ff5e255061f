import { readFileSync } from 'node:fs';
import {
  ParseOption,
  RelaxNGValidator,
  XmlC14NMode,
  XmlDocument,
  XmlElement,
  XmlLibError,
  XsdValidator,
} from 'libxml2-wasm';
import type { CanonicalForm } from '../../src/edxml/index.ts';

/** libxml2 is the oracle of the reader's tests: another program that reads, canonicalises and validates XML. */
const OPTIONS = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_HUGE;
const MODES = {
  exclusive: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0,
  '1.0': XmlC14NMode.XML_C14N_1_0,
  '1.1': XmlC14NMode.XML_C14N_1_1,
} as const;

/** Parses, hands the document over, and frees its memory. Throws XmlLibError for what is not well-formed. */
export function withLibxml2<T>(xml: Buffer, use: (document: XmlDocument) => T): T {
  const document = XmlDocument.fromBuffer(xml, { option: OPTIONS });
  try {
    return use(document);
  } finally {
    document.dispose();
  }
}

/** libxml2-wasm also throws for what no rule of well-formedness forbids: odd namespace names, an xml:id used twice. */
const NO_FAULT = /is not a valid URI|is not absolute|already defined|xml:id/;
/** xmlErrorLevel of libxml2: 1 is a warning, 2 an error that leaves the document readable, 3 is not well-formed. */
const WARNING = 1;
const FATAL = 3;

export function isWellFormed(xml: Buffer): boolean {
  const faults = faultsOf(xml);
  if (faults.length === 0) return true;
  // A message may quote the document, so what breaks well-formedness goes by its level.
  const breaks = ({ level, message }: Fault) => level >= FATAL || (level > WARNING && !NO_FAULT.test(message));
  if (faults.some(breaks)) return false;
  // Having met one of these, libxml2 no longer looks behind the root: once more, without them.
  return faultsOf(withoutOddities(xml)).every(({ level }) => level < FATAL);
}

type Fault = XmlLibError['details'][number];

function faultsOf(xml: Buffer): readonly Fault[] {
  try {
    return withLibxml2(xml, () => []);
  } catch (error) {
    if (error instanceof XmlLibError) return error.details;
    throw error;
  }
}

function withoutOddities(xml: Buffer): Buffer {
  let count = 0;
  const plain = xml
    .toString('latin1')
    .replace(/(xmlns(?::[^\s=]*)?\s*=\s*)("[^"]*"|'[^']*')/g, (_, name) => `${name}"urn:${count++}"`)
    .replaceAll('xml:id', 'xml:other');
  return Buffer.from(plain, 'latin1');
}

/** Canonical form of the element that `path` finds (the whole document without it), one element left out if asked. */
export function libxml2Canonical(xml: Buffer, form: CanonicalForm, path?: string, without?: string): string {
  return withLibxml2(xml, (document) => {
    if (without) {
      const gone = document.get(without);
      if (gone instanceof XmlElement) gone.remove();
    }
    const node = path ? document.get(path) : document;
    if (!node) throw new Error(`nothing at ${path}`);
    const prefixes = form.prefixes.length > 0 ? { inclusiveNamespacePrefixes: [...form.prefixes] } : {};
    return (node as XmlElement).canonicalizeToString({ mode: MODES[form.mode], withComments: false, ...prefixes });
  });
}

const validators = new Map<string, XsdValidator>();

/** Whether a schema of `schemas/` accepts the document. */
export function isValid(xml: Buffer, schema: 'edxml-field.xsd' | 'edxml-strict.xsd'): boolean {
  let validator = validators.get(schema);
  if (!validator) {
    const source = XmlDocument.fromBuffer(readFileSync(new URL(`../../schemas/${schema}`, import.meta.url)));
    validator = XsdValidator.fromDoc(source);
    source.dispose();
    validators.set(schema, validator);
  }
  const known = validator;
  return withLibxml2(xml, (document) => {
    try {
      known.validate(document);
      return true;
    } catch {
      return false;
    }
  });
}

/** What libxml2 finds against a RelaxNG schema; empty for a document that keeps it. */
export function relaxNgFaults(schema: Buffer, xml: Buffer): string[] {
  return withLibxml2(schema, (grammar) => {
    const validator = RelaxNGValidator.fromDoc(grammar);
    try {
      return withLibxml2(xml, (document) => {
        try {
          validator.validate(document);
          return [];
        } catch (error) {
          return (error as XmlLibError).details.map(({ message }) => message);
        }
      });
    } finally {
      validator.dispose();
    }
  });
}
