import { createHash } from 'node:crypto';
import { type CanonicalForm, canBeCanonical, canonicalise, everyElement, type XmlElement } from '../edxml/index.ts';
import type { Digest } from './algorithms.ts';
import { Flaw, mismatch } from './flaw.ts';

/** Flaws: SIGNATURE_MALFORMED for what Canonical XML does not allow. */
export function canonicalOctets(element: XmlElement, form: CanonicalForm): Buffer {
  refuseUncanonical(element, form);
  return canonicalise(element, form);
}

export function canonicalDigest(element: XmlElement, form: CanonicalForm, digest: Digest): Buffer {
  return createHash(digest).update(canonicalOctets(element, form)).digest();
}

export function refuseUncanonical(element: XmlElement, { mode }: CanonicalForm): void {
  if (!canBeCanonical(element, mode)) throw new Flaw('SIGNATURE_MALFORMED', { problem: `C14N: ${element.local}` });
}

/** The blocks that a signature by reference covers, and where its Signature stands. */
export interface Parts {
  readonly header: XmlElement;
  readonly message: XmlElement;
  readonly bussiness: XmlElement | null;
  readonly manifest: XmlElement | null;
}

const PATHS: ReadonlyMap<string, string> = new Map([
  ['edXML', 'edXML'],
  ['edXMLEnvelope', 'edXML/edXMLEnvelope'],
  ['edXMLHeader', 'edXML/edXMLEnvelope/edXMLHeader'],
  ['MessageHeader', 'edXML/edXMLEnvelope/edXMLHeader/MessageHeader'],
  ['TraceHeaderList', 'edXML/edXMLEnvelope/edXMLHeader/TraceHeaderList'],
  ['Bussiness', 'edXML/edXMLEnvelope/edXMLHeader/TraceHeaderList/Bussiness'],
  ['edXMLBody', 'edXML/edXMLEnvelope/edXMLBody'],
  ['edXMLManifest', 'edXML/edXMLEnvelope/edXMLBody/edXMLManifest'],
]);

/**
 * The blocks by name, each at its one proper place. A second element of one of these names anywhere, in any namespace,
 * is refused: what is read as header must be the very element that was digested (signature wrapping).
 */
export function findParts(root: XmlElement): Parts {
  const found = new Map<string, XmlElement>();
  for (const element of everyElement(root)) {
    // The standard misspells Bussiness; some senders correct it, and the reader takes both.
    const name = element.local === 'Business' ? 'Bussiness' : element.local;
    const proper = PATHS.get(name);
    if (proper === undefined) continue;
    const path = pathOf(element);
    if (path !== proper || found.has(name)) {
      throw mismatch(`phần tử ${path} thừa hoặc sai chỗ`, `the element ${path} is extra or misplaced`);
    }
    found.set(name, element);
  }
  const header = found.get('edXMLHeader');
  const message = found.get('MessageHeader');
  if (!header || !message) throw mismatch('thiếu MessageHeader', 'MessageHeader is missing');
  return { header, message, bussiness: found.get('Bussiness') ?? null, manifest: found.get('edXMLManifest') ?? null };
}

export function pathOf(element: XmlElement): string {
  const name = element.local === 'Business' ? 'Bussiness' : element.local;
  return element.parent ? `${pathOf(element.parent)}/${name}` : name;
}

/** How many attributes of the document could be taken for this Id, by any verifier. */
export function countIds(root: XmlElement): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { attributes } of everyElement(root)) {
    for (const { local, value } of attributes) {
      if (local === 'Id' || local === 'ID' || local === 'id') counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return counts;
}
