import { createHash } from 'node:crypto';
import { context, generalizedTime, integer, octets, oid, seq, setOf, utcTime } from './der-writer.ts';
import { type Digest, hashAlgorithm, signatureAlgorithm, signValue, type TestSigner } from './signers.ts';

export interface CmsOptions {
  readonly digest?: Digest;
  /** The certificate's binding: ESSCertIDv2, the old ESSCertID, none, or of another certificate. */
  readonly binding?: 'v2' | 'v1' | 'none' | TestSigner;
  readonly signingTime?: Date;
  readonly contentType?: string;
  /** Written twice into the signed attributes. */
  readonly doubled?: 'messageDigest' | 'contentType';
  readonly attributes?: false;
  /** What goes into the certificates instead of the signer's. */
  readonly certificates?: readonly Buffer[];
  readonly signers?: number;
  /** Makes the unsigned time-stamp of the signature value. */
  readonly stamp?: (value: Buffer) => Buffer;
  readonly content?: Buffer;
  /** Changes the signature value. */
  readonly spoil?: (value: Buffer) => Buffer;
}

export const ID_DATA = '1.2.840.113549.1.7.1';
export const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const PKCS9 = '1.2.840.113549.1.9';

/** A CMS SignedData over octets, detached unless `content` is given. */
export function signCms(signed: Buffer, signer: TestSigner, options: CmsOptions = {}): Buffer {
  const digest = options.digest ?? 'sha256';
  const contentType = options.contentType ?? ID_DATA;
  const info = signerInfo(signed, signer, digest, contentType, options);
  const certificates = options.certificates ?? [signer.certificate];
  const encapsulated = options.content ? [context(0, octets(options.content))] : [];
  const data = seq(
    integer(options.content ? 3 : 1),
    setOf(hashAlgorithm(digest)),
    seq(oid(contentType), ...encapsulated),
    context(0, ...certificates),
    setOf(...Array.from({ length: options.signers ?? 1 }, () => info)),
  );
  return seq(oid('1.2.840.113549.1.7.2'), context(0, data));
}

function signerInfo(signed: Buffer, signer: TestSigner, digest: Digest, contentType: string, options: CmsOptions) {
  const hash = createHash(digest).update(signed).digest();
  const attributes = [
    attribute(`${PKCS9}.3`, oid(contentType)),
    attribute(`${PKCS9}.4`, octets(hash)),
    ...(options.signingTime ? [attribute(`${PKCS9}.5`, utcTime(options.signingTime))] : []),
    ...binding(signer, options.binding ?? 'v2'),
  ];
  if (options.doubled === 'messageDigest') attributes.push(attribute(`${PKCS9}.4`, octets(hash)));
  if (options.doubled === 'contentType') attributes.push(attribute(`${PKCS9}.3`, oid(contentType)));
  // DER orders the elements of a SET OF by their octets.
  attributes.sort(Buffer.compare);
  const covered = options.attributes === false ? signed : setOf(...attributes);
  const made = signValue(signer, digest, covered);
  const value = options.spoil ? options.spoil(made) : made;
  const unsigned = options.stamp ? [context(1, attribute(`${PKCS9}.16.2.14`, options.stamp(made)))] : [];
  return seq(
    integer(1),
    seq(signer.issuer, signer.serial),
    hashAlgorithm(digest),
    ...(options.attributes === false ? [] : [context(0, ...attributes)]),
    signatureAlgorithm(signer.scheme, digest),
    octets(value),
    ...unsigned,
  );
}

function attribute(type: string, value: Buffer): Buffer {
  return seq(oid(type), setOf(value));
}

function binding(signer: TestSigner, kind: NonNullable<CmsOptions['binding']>): Buffer[] {
  if (kind === 'none') return [];
  const { certificate } = typeof kind === 'string' ? signer : kind;
  const hash = createHash(kind === 'v1' ? 'sha1' : 'sha256')
    .update(certificate)
    .digest();
  const type = kind === 'v1' ? `${PKCS9}.16.2.12` : `${PKCS9}.16.2.47`;
  return [attribute(type, seq(seq(seq(octets(hash)))))];
}

export interface StampOptions extends CmsOptions {
  readonly time?: Date;
  readonly imprint?: Digest;
}

/** An RFC 3161 token over octets. */
export function makeStamp(octetsToStamp: Buffer, authority: TestSigner, options: StampOptions = {}): Buffer {
  const imprint = options.imprint ?? 'sha256';
  const hash = createHash(imprint).update(octetsToStamp).digest();
  const info = seq(
    integer(1),
    oid('1.2.3.4'),
    seq(hashAlgorithm(imprint), octets(hash)),
    integer(7),
    generalizedTime(options.time ?? new Date()),
  );
  return signCms(info, authority, { ...options, contentType: TST_INFO, content: info });
}
