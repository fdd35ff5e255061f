import { attributeOf, childElements, textOf, type XmlElement } from '../edxml/index.ts';
import { DIGESTS, type Digest } from './algorithms.ts';
import { countIds } from './dom.ts';
import { Flaw, mismatch } from './flaw.ts';
import { elementAgrees, elementForm, sameId } from './references.ts';
import { algorithm, decode, expect, malformed, type ParsedReference, type ParsedSignature } from './signature.ts';

/** The Type by which ETSI EN 319 132-1 (clause 4.4.2) marks the reference over the properties. */
const TYPE = 'http://uri.etsi.org/01903#SignedProperties';
const XADES_NS = 'http://uri.etsi.org/01903/v1.3.2#';

/** The one SignedProperties of a signature, and the reference that must digest it. */
export interface Qualified {
  readonly element: XmlElement;
  readonly reference: ParsedReference;
  /** UnsignedProperties stand beside: nothing protects them and nothing of them is read. */
  readonly hasUnsigned: boolean;
}

/** What a XAdES signature says of itself. Believed only where its reference agrees and SignatureValue was made over that. */
export interface SignedProperties {
  /** SigningTime as written (xs:dateTime): the signer's claim, never used to decide anything. */
  readonly signingTime: string | null;
  readonly certificate: { readonly digest: Digest; readonly value: Uint8Array };
  readonly hasUnsigned: boolean;
}

/**
 * Takes the reference over SignedProperties out of a signature, so that the others must name the parts of the document.
 * The target is found by its place, inside this very Signature, and must carry the Id that the reference names, alone in
 * the document. Flaws: an Object of any other kind, a second reference or Object, a target anywhere else.
 */
export function takeProperties(
  root: XmlElement,
  signature: ParsedSignature,
): { signature: ParsedSignature; qualified: Qualified | null } {
  const [reference, second] = signature.references.filter(({ type }) => type === TYPE);
  const [object, extra] = signature.objects;
  if (!reference) {
    if (object) throw malformed(`Signature/${object.local}`);
    return { signature, qualified: null };
  }
  if (second) throw malformed('Reference[SignedProperties] × 2');
  expect(object, 'Object');
  if (extra) throw malformed(`Signature/${extra.local}`);
  const [qualifying, beside] = childElements(object);
  expectXades(qualifying, 'QualifyingProperties');
  if (beside) throw malformed(`Object/${beside.local}`);
  const signatureId = attributeOf(signature.element, 'Id');
  if (signatureId === undefined || attributeOf(qualifying, 'Target') !== `#${signatureId}`) {
    throw malformed('QualifyingProperties/@Target ≠ Signature/@Id');
  }
  const [element, unsigned, rest] = childElements(qualifying);
  expectXades(element, 'SignedProperties');
  if (unsigned) expectXades(unsigned, 'UnsignedProperties');
  if (rest) throw malformed(`QualifyingProperties/${rest.local}`);
  const id = attributeOf(element, 'Id');
  if (id === undefined || reference.uri !== `#${id}`) throw elsewhere(reference.uri);
  if (countIds(root).get(id) !== 1) throw sameId(id.slice(0, 100));
  const references = signature.references.filter((one) => one !== reference);
  const qualified = { element, reference, hasUnsigned: unsigned !== undefined };
  return { signature: { ...signature, references }, qualified };
}

/** Named as `DIGEST_MISMATCH` shows it; null when the properties have the digest of their reference. */
export function changedProperties({ element, reference }: Qualified): string | null {
  const form = elementForm(reference.transforms, 'SignedProperties');
  return elementAgrees(element, reference, form) ? null : `SignedProperties (${reference.uri})`;
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/;

/**
 * Signing time and signing certificate; the other properties (place, role, policy, format) decide nothing at this hub.
 * Flaws: SIGNATURE_MALFORMED without a certificate (clause 6.3 asks for it at every level), ALGORITHM_NOT_ALLOWED.
 */
export function readProperties({ element, hasUnsigned }: Qualified): SignedProperties {
  const own = only(element, 'SignedSignatureProperties');
  expectXades(own, 'SignedSignatureProperties');
  const time = only(own, 'SigningTime');
  const signingTime = time ? textOf(time).trim() : null;
  if (signingTime !== null && !(DATE_TIME.test(signingTime) && Number.isFinite(Date.parse(signingTime)))) {
    throw malformed('SigningTime');
  }
  const [current, legacy] = [only(own, 'SigningCertificateV2'), only(own, 'SigningCertificate')];
  if (current && legacy) throw malformed('SigningCertificate × 2');
  const list = current ?? legacy;
  if (!list) throw malformed('SigningCertificateV2 ≠ ∅');
  // More may follow, of the certificates above it; the first is the signer's own.
  const [certificate] = childElements(list);
  expectXades(certificate, 'Cert');
  const certDigest = only(certificate, 'CertDigest');
  expectXades(certDigest, 'CertDigest');
  return { signingTime, certificate: readCertDigest(certDigest), hasUnsigned };
}

function readCertDigest(element: XmlElement): SignedProperties['certificate'] {
  const [method, value, rest] = childElements(element);
  expect(method, 'DigestMethod');
  expect(value, 'DigestValue');
  if (rest) throw malformed(`CertDigest/${rest.local}`);
  const uri = algorithm(method);
  const digest = DIGESTS.get(uri);
  if (!digest) throw new Flaw('ALGORITHM_NOT_ALLOWED', { algorithm: uri.slice(0, 200) });
  return { digest, value: decode(value, 'DigestValue') };
}

function only(element: XmlElement, name: string): XmlElement | undefined {
  const [found, second] = childElements(element).filter(({ local, uri }) => local === name && uri === XADES_NS);
  if (second) throw malformed(`${name} × 2`);
  return found;
}

function expectXades(element: XmlElement | undefined, name: string): asserts element is XmlElement {
  if (element?.local === name && element.uri === XADES_NS) return;
  throw malformed(`${name} ≠ ${element?.local ?? '∅'}`);
}

function elsewhere(uri: string): Flaw {
  const shown = uri.slice(0, 100);
  return mismatch(
    `Reference "${shown}" kiểu SignedProperties không trỏ tới SignedProperties của chính chữ ký này`,
    `the Reference "${shown}" of type SignedProperties does not name the SignedProperties of this signature`,
  );
}
