import {
  attributeOf,
  type CanonicalForm,
  childElements,
  everyElement,
  textOf,
  XMLDSIG_NS,
  type XmlElement,
} from '../edxml/index.ts';
import {
  C14N,
  DIGESTS,
  ENVELOPED_TRANSFORM,
  EXCLUSIVE_C14N,
  FIELD_HABITS,
  SIGNATURE_LIMITS,
  SIGNATURE_METHODS,
} from './algorithms.ts';
import { canonicalOctets, pathOf } from './dom.ts';
import { Flaw, truncated } from './flaw.ts';

export interface Transform {
  readonly uri: string;
  readonly prefixes: readonly string[];
}

export interface ParsedReference {
  readonly uri: string;
  /** The Type attribute; null without one. It changes nothing but for XAdES, which finds its properties by it. */
  readonly type: string | null;
  readonly transforms: readonly Transform[];
  readonly digestUri: string;
  readonly digestValue: Buffer;
}

export interface ParsedSignature {
  readonly element: XmlElement;
  readonly method: string;
  readonly references: readonly ParsedReference[];
  /** Canonical SignedInfo: the octets that were signed. */
  readonly signedInfo: Buffer;
  readonly value: Buffer;
  /** DER of every X509Certificate of KeyInfo, in no order (XMLDSig 1.1 section 4.5.4). Hints, never the authority. */
  readonly certificates: readonly Buffer[];
  /** What stands behind KeyInfo, unread: `xades.ts` takes the one kind of Object that is allowed and refuses the rest. */
  readonly objects: readonly XmlElement[];
}

/**
 * The one Signature of the document: a child of edXMLHeader. Null when there is none.
 * `note` is told the algorithm URIs of a signature even when it is then refused.
 * Flaws: SIGNATURE_AMBIGUOUS for several or a misplaced one; a field habit when it lacks the xmldsig namespace.
 */
export function findSignature(
  root: XmlElement,
  header: XmlElement,
  note?: (algorithms: readonly string[]) => void,
): XmlElement | null {
  const inHeader = childElements(header).filter((child) => child.local === 'Signature');
  const standard = everyElement(root).filter(({ uri }) => uri === XMLDSIG_NS);
  const misplaced = standard.find((element) => element.local === 'Signature' && !inHeader.includes(element));
  if (misplaced) throw new Flaw('SIGNATURE_AMBIGUOUS', { found: pathOf(misplaced) });
  if (inHeader.length > 1)
    throw new Flaw('SIGNATURE_AMBIGUOUS', { found: `edXMLHeader/Signature × ${inHeader.length}` });
  const signature = inHeader[0];
  if (!signature) return null;
  note?.(listAlgorithms(signature));
  if (signature.uri !== XMLDSIG_NS) {
    throw new Flaw('SIGNATURE_UNVERIFIABLE', { problem: `xmlns ≠ ${XMLDSIG_NS}` }, true);
  }
  const count = standard.filter(({ local }) => local === 'SignedInfo').length;
  if (count > 1) throw new Flaw('SIGNATURE_AMBIGUOUS', { found: `SignedInfo × ${count}` });
  return signature;
}

/** Algorithm URIs of a signature in any namespace, for the record; nothing is concluded from them. */
function listAlgorithms(signature: XmlElement): string[] {
  const found = new Set<string>();
  const walk = (element: XmlElement): void => {
    const uri = attributeOf(element, 'Algorithm');
    if (uri !== undefined && found.size < SIGNATURE_LIMITS.references)
      found.add(uri.slice(0, 200).replace(/\p{Surrogate}/gu, '\ufffd'));
    for (const child of childElements(element)) walk(child);
  };
  const signedInfo = childElements(signature).find((child) => child.local === 'SignedInfo');
  if (signedInfo) walk(signedInfo);
  return [...found];
}

/** Reads a standard signature against the allow-lists and limits. Flaws: every code of the structure and of algorithms. */
export function parseSignature(element: XmlElement): ParsedSignature {
  const [signedInfo, value, ...objects] = childElements(element);
  expect(signedInfo, 'SignedInfo');
  expect(value, 'SignatureValue');
  const keyInfo = objects[0]?.local === 'KeyInfo' ? objects.shift() : undefined;
  if (keyInfo) expect(keyInfo, 'KeyInfo');
  const [c14nElement, methodElement, ...referenceElements] = childElements(signedInfo);
  expect(c14nElement, 'CanonicalizationMethod');
  expect(methodElement, 'SignatureMethod');
  if (childElements(methodElement).length > 0) throw malformed('SignatureMethod/*');
  if (referenceElements.length === 0) throw malformed('SignedInfo/Reference × 0');
  if (referenceElements.length > SIGNATURE_LIMITS.references) {
    throw new Flaw('LIMIT_EXCEEDED.references', { limit: SIGNATURE_LIMITS.references });
  }
  const c14n = readTransform(c14nElement);
  const method = algorithm(methodElement);
  const references = referenceElements.map(readReference);
  refuseAlgorithms(c14n, method, references);
  const octets = canonicalOctets(signedInfo, canonicalForm(c14n));
  if (octets.length > SIGNATURE_LIMITS.signedInfoBytes) {
    throw new Flaw('LIMIT_EXCEEDED.signedInfo', { limit: SIGNATURE_LIMITS.signedInfoBytes });
  }
  return {
    element,
    method,
    references,
    signedInfo: octets,
    value: decode(value, 'SignatureValue'),
    certificates: keyInfo ? readCertificates(keyInfo) : [],
    objects,
  };
}

/** The form that an allowed canonicalisation algorithm gives. */
export function canonicalForm({ uri, prefixes }: Transform): CanonicalForm {
  return { mode: C14N.get(uri)!, prefixes };
}

function readReference(element: XmlElement): ParsedReference {
  expect(element, 'Reference');
  const uri = attributeOf(element, 'URI');
  if (uri === undefined) throw malformed('Reference/@URI');
  const children = childElements(element);
  const transforms = children[0]?.local === 'Transforms' ? children.shift() : undefined;
  if (transforms) expect(transforms, 'Transforms');
  const [digestMethod, digestValue, ...rest] = children;
  expect(digestMethod, 'DigestMethod');
  expect(digestValue, 'DigestValue');
  if (rest[0]) throw malformed(`Reference/${rest[0].local}`);
  const steps = transforms ? childElements(transforms) : [];
  if (steps.length > SIGNATURE_LIMITS.transforms) {
    throw new Flaw('LIMIT_EXCEEDED.transforms', { limit: SIGNATURE_LIMITS.transforms });
  }
  return {
    uri,
    type: attributeOf(element, 'Type') ?? null,
    transforms: steps.map((step) => {
      expect(step, 'Transform');
      return readTransform(step);
    }),
    digestUri: algorithm(digestMethod),
    digestValue: decode(digestValue, 'DigestValue'),
  };
}

/** The only parameter that any allowed algorithm takes is the prefix list of exclusive canonicalisation. */
function readTransform(element: XmlElement): Transform {
  const uri = algorithm(element);
  const [parameter, ...rest] = childElements(element);
  if (!parameter) return { uri, prefixes: [] };
  const known = parameter.local === 'InclusiveNamespaces' && parameter.uri === EXCLUSIVE_C14N;
  // An XPath or XSLT transform carries parameters too: it is named as the algorithm that it is.
  if (uri !== EXCLUSIVE_C14N) throw new Flaw('ALGORITHM_NOT_ALLOWED', { algorithm: uri.slice(0, 200) });
  if (!known || rest.length > 0) throw malformed(`Transform/${parameter.local}`);
  const prefixes = (attributeOf(parameter, 'PrefixList') ?? '').split(/\s+/).filter((prefix) => prefix !== '');
  return { uri, prefixes };
}

/** Forbidden algorithms are refused first, so that no mixture with a habit of the field lets one through. */
function refuseAlgorithms(c14n: Transform, method: string, references: readonly ParsedReference[]): void {
  const used: [uri: string, allowed: boolean][] = [
    [c14n.uri, C14N.has(c14n.uri)],
    [method, SIGNATURE_METHODS.has(method)],
  ];
  for (const reference of references) {
    used.push([reference.digestUri, DIGESTS.has(reference.digestUri)]);
    for (const { uri } of reference.transforms) used.push([uri, C14N.has(uri) || uri === ENVELOPED_TRANSFORM]);
  }
  const refused = used.filter(([, allowed]) => !allowed).map(([uri]) => uri);
  const forbidden = refused.find((uri) => !FIELD_HABITS.has(uri)) ?? refused[0];
  if (forbidden === undefined) return;
  throw new Flaw('ALGORITHM_NOT_ALLOWED', { algorithm: forbidden.slice(0, 200) }, FIELD_HABITS.has(forbidden));
}

function readCertificates(keyInfo: XmlElement): Buffer[] {
  const inKeyInfo = (element: XmlElement, local: string) =>
    childElements(element).filter((child) => child.local === local && child.uri === XMLDSIG_NS);
  const found = inKeyInfo(keyInfo, 'X509Data').flatMap((data) => inKeyInfo(data, 'X509Certificate'));
  if (found.length > SIGNATURE_LIMITS.certificates) {
    throw new Flaw('LIMIT_EXCEEDED.certificates', { limit: SIGNATURE_LIMITS.certificates });
  }
  return found.map((element) => {
    const der = decode(element, 'X509Certificate');
    if (der.length > SIGNATURE_LIMITS.certificateBytes) {
      throw new Flaw('LIMIT_EXCEEDED.certificate', { limit: SIGNATURE_LIMITS.certificateBytes });
    }
    return der;
  });
}

/** Flaws: SIGNATURE_MALFORMED when it is not that element of XMLDSig. */
export function expect(element: XmlElement | undefined, name: string): asserts element is XmlElement {
  if (!element || element.local !== name || element.uri !== XMLDSIG_NS) {
    throw malformed(`${name} ≠ ${element?.local ?? '∅'}`);
  }
}

export function algorithm(element: XmlElement): string {
  const uri = attributeOf(element, 'Algorithm');
  if (uri === undefined) throw malformed(`${element.local}/@Algorithm`);
  return uri;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Strict base64: Buffer.from alone would read what another verifier refuses. */
export function decode(element: XmlElement, name: string): Buffer {
  if (childElements(element).length > 0) throw malformed(`${name}/*`);
  const text = textOf(element).replace(/[\t\n\r ]+/g, '');
  if (text.length % 4 !== 0 || !BASE64.test(text)) {
    // Certificates are cut short by the field's samples and by some senders; values are not.
    if (name === 'X509Certificate') throw truncated();
    throw malformed(`${name}: base64`);
  }
  return Buffer.from(text, 'base64');
}

export function malformed(problem: string): Flaw {
  return new Flaw('SIGNATURE_MALFORMED', { problem: problem.slice(0, 200) });
}
