import type { CanonicalForm } from '../edxml/index.ts';

/** Algorithms by exact URI. What is in none of these tables is refused; nothing is matched by likeness. */
export type Digest = 'sha256' | 'sha384' | 'sha512';

export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const ENVELOPED_TRANSFORM = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
export const SHA256_URI = 'http://www.w3.org/2001/04/xmlenc#sha256';

export const C14N: ReadonlyMap<string, CanonicalForm['mode']> = new Map([
  ['http://www.w3.org/TR/2001/REC-xml-c14n-20010315', '1.0'],
  ['http://www.w3.org/2006/12/xml-c14n11', '1.1'],
  [EXCLUSIVE_C14N, 'exclusive'],
]);

export const DIGESTS: ReadonlyMap<string, Digest> = new Map([
  [SHA256_URI, 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'sha384'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'sha512'],
]);

export interface SignatureMethod {
  readonly key: 'rsa' | 'rsa-pss' | 'ec';
  readonly digest: Digest;
}

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const PSS = 'http://www.w3.org/2007/05/xmldsig-more#';
export const RSA_SHA256 = `${MORE}rsa-sha256`;

export const SIGNATURE_METHODS: ReadonlyMap<string, SignatureMethod> = new Map(
  (['sha256', 'sha384', 'sha512'] as const).flatMap((digest): [string, SignatureMethod][] => [
    [`${MORE}rsa-${digest}`, { key: 'rsa', digest }],
    // RFC 6931 section 2.3.10: the salt is as long as the digest, MGF1 uses the same digest.
    [`${PSS}${digest}-rsa-MGF1`, { key: 'rsa-pss', digest }],
    [`${MORE}ecdsa-${digest}`, { key: 'ec', digest }],
  ]),
);

/**
 * What document systems in the field write although no standard verifier takes it: SHA-1, and a transform URI that is the
 * address of the recommendation instead of its identifier. Recorded as INDETERMINATE, never as valid.
 */
export const FIELD_HABITS: ReadonlySet<string> = new Set([
  'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
  'http://www.w3.org/2000/09/xmldsig#sha1',
  'http://www.w3.org/TR/xml-exc-c14n#',
]);

/** Lengths and counts that no honest signature of an edXML package reaches. */
export const SIGNATURE_LIMITS = {
  signedInfoBytes: 32_768,
  /** MessageHeader, Bussiness, edXMLManifest and 49 attachments. The JDK allows 30, .NET 100. */
  references: 52,
  transforms: 2,
  certificateBytes: 16_384,
  /** The signer's own, the authorities above it, and room for a spare one. */
  certificates: 8,
} as const;
