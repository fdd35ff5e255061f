import { createHash } from 'node:crypto';
import { ParseOption, XmlDocument, XmlElement, type XmlNode, XmlXPath } from 'libxml2-wasm';
import { C14N, type Digest, EXCLUSIVE_C14N } from './algorithms.ts';
import { Flaw, mismatch } from './flaw.ts';

// The same reading as the header's: no network, no external entity, and not HUGE.
const OPTIONS =
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NO_SYS_CATALOG |
  ParseOption.XML_PARSE_BIG_LINES;

/** Parses, hands the document over, and frees its memory whatever happens (libxml2's heap is not collected). */
export function withDocument<T>(xml: Uint8Array, use: (document: XmlDocument) => T): T {
  const document = XmlDocument.fromBuffer(xml, { option: OPTIONS, encoding: 'utf-8' });
  try {
    return use(document);
  } finally {
    document.dispose();
  }
}

export interface Canonicalisation {
  readonly uri: string;
  /** InclusiveNamespaces PrefixList of exclusive canonicalisation. */
  readonly prefixes: readonly string[];
}

export const EXCLUSIVE: Canonicalisation = { uri: EXCLUSIVE_C14N, prefixes: [] };

function feed(node: XmlNode | XmlDocument, form: Canonicalisation, take: (bytes: Uint8Array) => void): void {
  const mode = C14N.get(form.uri);
  if (mode === undefined) throw new Flaw('ALGORITHM_NOT_ALLOWED', { algorithm: form.uri });
  let length = 0;
  const handler = {
    write(bytes: Uint8Array): number {
      length += bytes.length;
      take(bytes);
      return bytes.length;
    },
    close: () => true,
  };
  node.canonicalize(handler, {
    mode,
    withComments: false,
    ...(form.prefixes.length > 0 ? { inclusiveNamespacePrefixes: [...form.prefixes] } : {}),
  });
  // libxml2 answers some trees with nothing at all; the digest of nothing must never be believed.
  if (length === 0) throw new Error('canonicalisation gave no octets');
}

export function canonicalOctets(node: XmlNode | XmlDocument, form: Canonicalisation): Buffer {
  const chunks: Buffer[] = [];
  feed(node, form, (bytes) => chunks.push(Buffer.from(bytes)));
  return Buffer.concat(chunks);
}

export function canonicalDigest(node: XmlNode | XmlDocument, form: Canonicalisation, digest: Digest): Buffer {
  const hash = createHash(digest);
  feed(node, form, (bytes) => hash.update(bytes));
  return hash.digest();
}

export function childElements(element: XmlElement): XmlElement[] {
  const found: XmlElement[] = [];
  for (let child = element.firstChild; child; child = child.next) if (child instanceof XmlElement) found.push(child);
  return found;
}

/** The blocks that a signature by reference covers, and where its Signature stands. */
export interface Parts {
  readonly header: XmlElement;
  readonly message: XmlElement;
  readonly bussiness: XmlElement | null;
  readonly manifest: XmlElement | null;
}

const PATHS: Readonly<Record<string, string>> = {
  edXML: 'edXML',
  edXMLEnvelope: 'edXML/edXMLEnvelope',
  edXMLHeader: 'edXML/edXMLEnvelope/edXMLHeader',
  MessageHeader: 'edXML/edXMLEnvelope/edXMLHeader/MessageHeader',
  TraceHeaderList: 'edXML/edXMLEnvelope/edXMLHeader/TraceHeaderList',
  Bussiness: 'edXML/edXMLEnvelope/edXMLHeader/TraceHeaderList/Bussiness',
  edXMLBody: 'edXML/edXMLEnvelope/edXMLBody',
  edXMLManifest: 'edXML/edXMLEnvelope/edXMLBody/edXMLManifest',
};

const blocks = XmlXPath.compile(
  `//*[${[...Object.keys(PATHS), 'Business'].map((name) => `local-name()='${name}'`).join(' or ')}]`,
);

/**
 * The blocks by name, each at its one proper place. A second element of one of these names anywhere, in any namespace,
 * is refused: what is read as header must be the very element that was digested (signature wrapping).
 */
export function findParts(document: XmlDocument): Parts {
  const found = new Map<string, XmlElement>();
  for (const node of document.find(blocks)) {
    if (!(node instanceof XmlElement)) continue;
    // The standard misspells Bussiness; some senders correct it, and the reader takes both.
    const name = node.name === 'Business' ? 'Bussiness' : node.name;
    const path = pathOf(node);
    if (path !== PATHS[name] || found.has(name)) {
      throw mismatch(`phần tử ${path} thừa hoặc sai chỗ`, `the element ${path} is extra or misplaced`);
    }
    found.set(name, node);
  }
  const header = found.get('edXMLHeader');
  const message = found.get('MessageHeader');
  if (!header || !message) throw mismatch('thiếu MessageHeader', 'MessageHeader is missing');
  return { header, message, bussiness: found.get('Bussiness') ?? null, manifest: found.get('edXMLManifest') ?? null };
}

export function pathOf(element: XmlElement): string {
  const names: string[] = [];
  for (let at: XmlElement | null = element; at; at = at.parent) {
    names.push(at.name === 'Business' ? 'Bussiness' : at.name);
  }
  return names.reverse().join('/');
}

const ids = XmlXPath.compile("//@*[local-name()='Id' or local-name()='ID' or local-name()='id']");

/** How many attributes of the document could be taken for this Id, by any verifier. */
export function countIds(document: XmlDocument): Map<string, number> {
  const counts = new Map<string, number>();
  for (const node of document.find(ids)) counts.set(node.content, (counts.get(node.content) ?? 0) + 1);
  return counts;
}
