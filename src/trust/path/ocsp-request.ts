import { createHash } from 'node:crypto';
import type { ParsedCertificate } from './certificate.ts';
import { TAG } from './der.ts';
import { sequence, wrap } from './der-write.ts';
import type { CertId } from './ocsp.ts';

const SHA1_IDENTIFIER = sequence(wrap(TAG.oid, Buffer.from('2b0e03021a', 'hex')), wrap(TAG.null));

/**
 * An OCSPRequest for one certificate (RFC 6960 section 4.1.1), unsigned and without nonce, so that responders may answer
 * from their cache (RFC 5019). SHA-1 only names the issuer here, as that profile asks; nothing rests on it.
 */
export function ocspRequest(certificate: ParsedCertificate, issuer: ParsedCertificate): Buffer {
  const { issuerName, issuerKey, serial } = certIdOf(certificate, issuer, 'sha1');
  const id = sequence(
    SHA1_IDENTIFIER,
    wrap(TAG.octetString, issuerName),
    wrap(TAG.octetString, issuerKey),
    wrap(TAG.integer, Buffer.from(serial, 'hex')),
  );
  return sequence(sequence(sequence(sequence(id))));
}

export function certIdOf(certificate: ParsedCertificate, issuer: ParsedCertificate, hash: CertId['hash']): CertId {
  const digest = (bytes: Buffer) => createHash(hash).update(bytes).digest();
  return {
    hash,
    issuerName: digest(certificate.issuer.der),
    issuerKey: digest(issuer.keyBits),
    serial: certificate.serial,
  };
}
