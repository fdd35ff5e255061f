import { readFileSync } from 'node:fs';
import {
  type ErrorDetail,
  XmlElement as LibElement,
  ParseOption,
  XmlCData,
  XmlDocument,
  XmlLibError,
  XmlText,
  XsdValidator,
} from 'libxml2-wasm';
import { edxmlError } from './errors.ts';

export interface XmlAttribute {
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  readonly value: string;
}

/** An element as libxml2 understood it, copied out of its memory. Comments are gone; text is decoded. */
export interface XmlElement {
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly (XmlElement | string)[];
  /** Line in the envelope, not yet in the original. */
  readonly line: number;
}

/** One thing that is wrong, at a line of the original. */
export interface Problem {
  readonly line: number;
  readonly vi: string;
  readonly en: string;
}

type LineAt = (envelopeLine: number) => number;

// No network, no external anything, no catalogue; and not HUGE, whose absence is a limit of its own.
const OPTIONS =
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NO_SYS_CATALOG |
  ParseOption.XML_PARSE_BIG_LINES;

const SCHEMAS = { field: 'edxml-field.xsd', strict: 'edxml-strict.xsd' } as const;
const validators = new Map<string, XsdValidator>();

/** Compiled on first use in each thread and kept for its life. */
function validator(schema: keyof typeof SCHEMAS): XsdValidator {
  let found = validators.get(schema);
  if (!found) {
    const source = XmlDocument.fromBuffer(readFileSync(new URL(`../../schemas/${SCHEMAS[schema]}`, import.meta.url)));
    found = XsdValidator.fromDoc(source);
    source.dispose();
    validators.set(schema, found);
  }
  return found;
}

/**
 * Parses XML that passed the lexical gate: well-formedness, then `accept` on the root, then the schema.
 * Errors: XML_NOT_WELL_FORMED with every problem libxml2 names and its line, XML_SCHEMA_INVALID with path and line.
 */
export function parseXml(
  xml: Buffer,
  lineAt: LineAt,
  schema: keyof typeof SCHEMAS,
  accept: (root: XmlElement) => void,
  alsoWrong: readonly Problem[] = [],
): XmlElement {
  const document = openDocument(xml, lineAt, alsoWrong);
  try {
    const root = copyElement(document.root);
    accept(root);
    validate(document, schema, lineAt);
    return root;
  } finally {
    document.dispose();
  }
}

function openDocument(xml: Buffer, lineAt: LineAt, alsoWrong: readonly Problem[]): XmlDocument {
  try {
    return XmlDocument.fromBuffer(xml, { option: OPTIONS, encoding: 'utf-8' });
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error;
    const problems = [...error.details.slice(0, 8).map((detail) => problemOf(detail, lineAt)), ...alsoWrong];
    problems.sort((a, b) => a.line - b.line);
    const facts = {
      vi: problems.map(({ line, vi }) => `dòng ${line}: ${vi}`).join('; '),
      en: problems.map(({ line, en }) => `line ${line}: ${en}`).join('; '),
      line: problems[0]?.line ?? 1,
    };
    throw edxmlError('XML_NOT_WELL_FORMED', facts, error);
  }
}

/** libxml2 speaks English only, and names the line of a start tag inside its sentence: an envelope line too. */
function problemOf(detail: ErrorDetail, lineAt: LineAt): Problem {
  const message = detail.message.trim().replace(/\bline (\d+)/g, (_, line: string) => `line ${lineAt(Number(line))}`);
  return { line: lineAt(detail.line), vi: message, en: message };
}

function validate(document: XmlDocument, schema: keyof typeof SCHEMAS, lineAt: LineAt): void {
  try {
    validator(schema).validate(document);
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error;
    const detail = error.details[0];
    const facts = {
      path: detail?.xpath ?? '/',
      line: lineAt(detail?.line ?? 1),
      problem: (detail?.message ?? error.message).trim().replace(/\{[^}]*\}/g, ''),
    };
    throw edxmlError('XML_SCHEMA_INVALID', facts, error);
  }
}

function copyElement(element: LibElement): XmlElement {
  const children: (XmlElement | string)[] = [];
  for (let child = element.firstChild; child; child = child.next) {
    if (child instanceof LibElement) children.push(copyElement(child));
    else if (child instanceof XmlText || child instanceof XmlCData) children.push(child.content);
  }
  return {
    prefix: element.prefix,
    local: element.name,
    uri: element.namespaceUri,
    attributes: element.attrs.map((attribute) => ({
      prefix: attribute.prefix,
      local: attribute.name,
      uri: attribute.namespaceUri,
      value: attribute.value,
    })),
    children,
    line: element.line,
  };
}
