import { createHash } from 'node:crypto';
import { PdfFault } from '../fault.ts';
import { type CmsDigest, digestOf } from './algorithms.ts';
import { type Der, DerError, expectTag, octetsOf, readDer, sequenceOf, TAG, timeOf } from './der.ts';
import { parseAlgorithm, parseSignedData, type SignedData } from './signed-data.ts';
import { type CmsSigner, same, verifySignedData } from './verify.ts';

const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

export interface Stamp {
  readonly time: Date;
  readonly signer: CmsSigner;
  /** Certificates of the token, for the chain of the authority. */
  readonly certificates: readonly Buffer[];
}

/**
 * Verifies a time-stamp token (RFC 3161 section 2.4.2): its own signature, the imprint, and that the authority's
 * certificate is for time-stamping only (section 2.3) and was in its time. Throws PdfFault, DerError.
 */
export function verifyStamp(data: SignedData, imprintOf: (digest: CmsDigest) => Buffer): Stamp {
  const { content } = data;
  if (!content) throw new PdfFault('PDF_STAMP', { problem: 'TSTInfo' });
  const signer = verifySignedData(data, {
    contentType: TST_INFO,
    digest: (digest) => createHash(digest).update(content).digest(),
    bindsCertificate: true,
  });
  const [version, policy, imprint, serial, genTime] = sequenceOf(readDer(content));
  if (expectTag(version, TAG.INTEGER).body[0] !== 1) throw new DerError('TSTInfo version');
  expectTag(policy, TAG.OID);
  expectTag(serial, TAG.INTEGER);
  const time = timeOf(expectTag(genTime, TAG.GENERALIZED_TIME));
  checkImprint(imprint, imprintOf);
  const { purposes } = signer.facts;
  if (!purposes?.critical || purposes.oids.length !== 1 || purposes.oids[0] !== TIME_STAMPING) {
    throw new PdfFault('PDF_STAMP', { problem: 'id-kp-timeStamping' });
  }
  const { validFromMs, validToMs } = signer.certificate;
  if (time.getTime() < validFromMs || time.getTime() > validToMs)
    throw new PdfFault('PDF_STAMP', { problem: 'genTime' });
  return { time, signer, certificates: data.certificates };
}

/** A token inside another signature covers that signature's value (RFC 3161 appendix A). */
export function verifyInnerStamp(token: Der, value: Buffer): Stamp {
  return verifyStamp(parseSignedData(token.raw), (digest) => createHash(digest).update(value).digest());
}

function checkImprint(imprint: Der | undefined, imprintOf: (digest: CmsDigest) => Buffer): void {
  const [algorithm, hashed] = sequenceOf(imprint);
  const digest = digestOf(parseAlgorithm(algorithm));
  if (!digest || digest === 'sha1') throw new PdfFault('PDF_STAMP', { problem: 'messageImprint' });
  if (!same(octetsOf(hashed), imprintOf(digest))) throw new PdfFault('PDF_STAMP_IMPRINT');
}
