import {
  childrenOf,
  contextOf,
  type Der,
  DerError,
  expectTag,
  octetsOf,
  oidOf,
  readDer,
  sequenceOf,
  TAG,
} from './der.ts';

export interface AlgorithmIdentifier {
  readonly oid: string;
  readonly parameters: Der | null;
}

/** Attribute values by their type; a type that appears twice keeps both, so that "exactly once" can be asked. */
export type Attributes = ReadonlyMap<string, readonly Der[]>;

export interface SignerInfo {
  readonly sid: { readonly issuer: Buffer; readonly serial: Buffer } | { readonly keyId: Buffer };
  readonly digest: AlgorithmIdentifier;
  /** The octets that are signed: the attributes as SET OF (RFC 5652 section 5.4). */
  readonly signedOctets: Buffer | null;
  readonly signed: Attributes;
  readonly signature: AlgorithmIdentifier;
  readonly value: Buffer;
  readonly unsigned: Attributes;
}

/** SignedData of CMS (RFC 5652 section 5.1), the parts that verification needs. */
export interface SignedData {
  readonly contentType: string;
  readonly content: Buffer | null;
  /** DER of each certificate, untrusted. */
  readonly certificates: readonly Buffer[];
  readonly signer: SignerInfo;
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const CERTIFICATES = 16;

/** Parses a ContentInfo that must fill its octets but for a padding of zeros (`padded`). Throws DerError. */
export function parseSignedData(bytes: Buffer, padded = false): SignedData {
  const outer = readDer(bytes);
  const rest = bytes.subarray(outer.raw.length);
  if (padded ? rest.some((octet) => octet !== 0) : rest.length > 0) throw new DerError('octets behind the CMS');
  const [type, explicit] = sequenceOf(outer);
  if (oidOf(type) !== SIGNED_DATA || explicit?.tag !== 0xa0) throw new DerError('not SignedData');
  const [version, digests, encapsulated, ...more] = sequenceOf(childrenOf(explicit)[0]);
  expectTag(version, TAG.INTEGER);
  expectTag(digests, TAG.SET);
  const [contentType, content] = sequenceOf(encapsulated);
  const signers = childrenOf(expectTag(more.at(-1), TAG.SET));
  if (signers.length !== 1) throw new DerError(`SignerInfo: ${signers.length}`);
  const certificates = contextOf(more, 0);
  return {
    contentType: oidOf(contentType),
    content: content?.tag === 0xa0 ? octetsOf(childrenOf(content)[0]) : null,
    certificates: certificates ? certificatesOf(certificates) : [],
    signer: parseSigner(signers[0]!),
  };
}

/** Plain certificates; attribute certificates and other formats are not looked at. */
function certificatesOf(set: Der): Buffer[] {
  const plain = childrenOf(set).filter(({ tag }) => tag === TAG.SEQUENCE);
  if (plain.length > CERTIFICATES) throw new DerError(`certificates: ${plain.length}`);
  return plain.map(({ raw }) => raw);
}

function parseSigner(node: Der): SignerInfo {
  const [version, sid, digest, ...more] = sequenceOf(node);
  expectTag(version, TAG.INTEGER);
  const signed = more[0]?.tag === 0xa0 ? more.shift()! : null;
  const [signature, value, unsigned] = more;
  return {
    sid: parseSid(sid),
    digest: parseAlgorithm(digest),
    signedOctets: signed ? asSet(signed) : null,
    signed: signed ? parseAttributes(signed) : new Map(),
    signature: parseAlgorithm(signature),
    value: expectTag(value, TAG.OCTETS).body,
    unsigned: unsigned?.tag === 0xa1 ? parseAttributes(unsigned) : new Map(),
  };
}

function parseSid(node: Der | undefined): SignerInfo['sid'] {
  // [0] IMPLICIT SubjectKeyIdentifier.
  if (node?.tag === 0x80) return { keyId: node.body };
  const [issuer, serial] = sequenceOf(node);
  return { issuer: expectTag(issuer, TAG.SEQUENCE).raw, serial: expectTag(serial, TAG.INTEGER).body };
}

/** The `[0]` of the message is the SET OF of the signature: the octets are the same but for the first. */
function asSet(signed: Der): Buffer {
  if (signed.raw[1] === 0x80) throw new DerError('signed attributes not in DER');
  const octets = Buffer.from(signed.raw);
  octets[0] = TAG.SET;
  return octets;
}

export function parseAlgorithm(node: Der | undefined): AlgorithmIdentifier {
  const [oid, parameters] = sequenceOf(node);
  return { oid: oidOf(oid), parameters: parameters ?? null };
}

function parseAttributes(node: Der): Attributes {
  const attributes = new Map<string, Der[]>();
  for (const attribute of childrenOf(node)) {
    const [type, values] = sequenceOf(attribute);
    const oid = oidOf(type);
    const known = attributes.get(oid) ?? [];
    attributes.set(oid, [...known, ...childrenOf(expectTag(values, TAG.SET))]);
  }
  return attributes;
}

/** The value of an attribute that must be there once with one value; null when it is absent, throws when doubled. */
export function singleValue(attributes: Attributes, oid: string): Der | null {
  const values = attributes.get(oid) ?? [];
  if (values.length > 1) throw new DerError(`attribute ${oid} twice`);
  return values[0] ?? null;
}
