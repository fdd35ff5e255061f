import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { RSA_SHA256, SIGNATURE_METHODS } from './algorithms.ts';
import { refuseKey, verifyValue } from './certificates.ts';
import { trustError } from './errors.ts';
import {
  type AttachmentDigest,
  type FileOptions,
  insert,
  planFile,
  planSignature,
  readForSigning,
  type SignerIdentity,
} from './sign-by-reference.ts';

const FORMAT = 'lienthong-signature-request/1';

const base64 = z.base64().min(1);
const request = z.object({
  format: z.literal(FORMAT),
  method: z.string(),
  digestAlgorithm: z.enum(['sha256', 'sha384', 'sha512']),
  signedInfo: base64,
  digest: base64,
  certificate: base64,
});

/**
 * What an external signer needs: the octets to sign (`signedInfo`, canonical SignedInfo) and, for a token that takes a
 * digest, theirs. Octets are base64; `method` is the XMLDSig URI; `certificate` is DER. Holds nothing secret.
 */
export type SignatureRequest = Readonly<z.infer<typeof request>>;

/** The request from its JSON. Throws SIGNATURE_REQUEST_UNREADABLE. */
export function readSignatureRequest(json: string): SignatureRequest {
  try {
    return request.parse(JSON.parse(json));
  } catch (cause) {
    const problem = cause instanceof z.ZodError ? (cause.issues[0]?.path.join('.') ?? '') : 'JSON';
    throw trustError('SIGNATURE_REQUEST_UNREADABLE', { problem }, cause);
  }
}

/**
 * Hash out, for `signByReference` with a key that is elsewhere: what is to be signed so that this certificate signs this
 * message. Errors: KEY_NOT_SUITABLE, ALREADY_SIGNED, SIGN_LAYOUT.
 */
export function prepareSignature(
  xml: Buffer,
  certificate: Uint8Array | string,
  attachments?: readonly AttachmentDigest[],
): SignatureRequest {
  const { identity } = identify(certificate);
  const { envelope, found } = readForSigning(xml, attachments);
  return toRequest(identity, planSignature(envelope, found, identity).octets);
}

/**
 * Signature in: the signed message. `value` is what the key made of `signedInfo`, for ECDSA as DER or as r and s side by
 * side. Errors: SIGNATURE_REQUEST_STALE when the message differs, SIGNATURE_VALUE_WRONG, and those above.
 */
export function completeSignature(
  xml: Buffer,
  asked: SignatureRequest,
  value: Uint8Array,
  attachments?: readonly AttachmentDigest[],
): Buffer {
  const { envelope, found } = readForSigning(xml, attachments);
  const { identity, x509 } = identify(Buffer.from(asked.certificate, 'base64'));
  const { octets, insertions } = planSignature(envelope, found, identity);
  return insert(xml, insertions(accept(asked, octets, value, identity, x509)), envelope);
}

/** `prepareSignature` of a file of any size, also a multipart package. */
export async function prepareFileSignature(
  source: string,
  certificate: Uint8Array | string,
  options: FileOptions = {},
): Promise<SignatureRequest> {
  const { identity } = identify(certificate);
  return toRequest(identity, (await planFile(source, identity, options)).octets);
}

/** `completeSignature` from file to file; `target` must not exist. */
export async function completeFileSignature(
  source: string,
  target: string,
  asked: SignatureRequest,
  value: Uint8Array,
  options: FileOptions = {},
): Promise<void> {
  const { identity, x509 } = identify(Buffer.from(asked.certificate, 'base64'));
  const plan = await planFile(source, identity, options);
  await plan.write(target, accept(asked, plan.octets, value, identity, x509));
}

function toRequest({ method, certificate }: SignerIdentity, octets: Buffer): SignatureRequest {
  const { digest: digestAlgorithm } = SIGNATURE_METHODS.get(method)!;
  const digest = createHash(digestAlgorithm).update(octets).digest('base64');
  return { format: FORMAT, method, digestAlgorithm, signedInfo: octets.toString('base64'), digest, certificate };
}

const ECDSA: Readonly<Record<string, { method: string; bytes: number }>> = {
  prime256v1: { method: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256', bytes: 32 },
  secp384r1: { method: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384', bytes: 48 },
};

function identify(certificate: Uint8Array | string): { identity: SignerIdentity; x509: X509Certificate } {
  const x509 = parse(certificate);
  const curve = curveOf(x509.publicKey);
  const method = curve === undefined ? RSA_SHA256 : (ECDSA[curve]?.method ?? '');
  const known = SIGNATURE_METHODS.get(method);
  const unfit = known ? refuseKey(x509.publicKey, known) : `EC ${curve}`;
  if (unfit !== null) throw trustError('KEY_NOT_SUITABLE', { problem: unfit });
  return { identity: { method, certificate: x509.raw.toString('base64') }, x509 };
}

function parse(certificate: Uint8Array | string): X509Certificate {
  try {
    return new X509Certificate(certificate);
  } catch (cause) {
    throw trustError('KEY_NOT_SUITABLE', { problem: 'X.509 ✗' }, cause);
  }
}

function curveOf(key: KeyObject): string | undefined {
  return key.asymmetricKeyDetails?.namedCurve;
}

/** The value as XMLDSig writes it, once it is known to be the one asked for; a wrong one never gets into a document. */
function accept(
  asked: SignatureRequest,
  octets: Buffer,
  value: Uint8Array,
  { method }: SignerIdentity,
  x509: X509Certificate,
): Uint8Array {
  if (!octets.equals(Buffer.from(asked.signedInfo, 'base64'))) throw trustError('SIGNATURE_REQUEST_STALE');
  const bytes = ECDSA[curveOf(x509.publicKey) ?? '']?.bytes;
  const forms = bytes === undefined ? [value] : [value, sideBySide(value, bytes)];
  const right = forms.find((form) => form !== null && verifyValue(method, octets, form, x509.publicKey));
  if (!right) throw trustError('SIGNATURE_VALUE_WRONG', { subject: x509.subject.split('\n').join(', ') });
  return right;
}

/** r and s of an ECDSA-Sig-Value (RFC 3279 section 2.2.3), each filled to the length of the field; null for none. */
function sideBySide(der: Uint8Array, bytes: number): Buffer | null {
  const first = integerAt(der, 2);
  const second = first && integerAt(der, first.end);
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || second?.end !== der.length) return null;
  const out = Buffer.alloc(2 * bytes);
  for (const [at, { digits }] of [first!, second].entries()) {
    if (digits.length > bytes) return null;
    out.set(digits, (at + 1) * bytes - digits.length);
  }
  return out;
}

function integerAt(der: Uint8Array, at: number): { digits: Uint8Array; end: number } | null {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  if (der[at] !== 0x02 || length === 0 || length > 127 || end > der.length) return null;
  const whole = der.subarray(at + 2, end);
  const zeros = whole.findIndex((byte) => byte !== 0);
  return { digits: zeros < 0 ? whole.subarray(0, 0) : whole.subarray(zeros), end };
}
