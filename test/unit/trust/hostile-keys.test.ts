import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { SIGNATURE_METHODS } from '../../../src/trust/algorithms.ts';
import { refuseKey, verifyValue } from '../../../src/trust/certificates.ts';
import { checkSignature } from '../../../src/trust/path/signatures.ts';
import { signatureAlgorithm } from '../../support/signers.ts';

const RSA = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const PSS = 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1';
const OCTETS = Buffer.from('octets');
const VALUE = Buffer.alloc(256);

describe('keys that a stranger made', () => {
  test('one bound to another digest makes a value wrong; it does not end the verifier', () => {
    // OpenSSL throws for such a key instead of saying no.
    const { publicKey } = generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm: 'sha512',
      mgf1HashAlgorithm: 'sha512',
    });
    expect(verifyValue(PSS, OCTETS, VALUE, publicKey)).toBe(false);
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    const signed = { tbs: OCTETS, algorithm: signatureAlgorithm('rsa-pss', 'sha256'), signature: VALUE };
    expect(checkSignature(signed, spki).outcome).toBe('bad');
  });

  const { n } = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
  test.each([
    ['1, under which anybody can write a signature', Buffer.from([1])],
    ['of 2,000 bits, under which one verification costs 40 times as much', Buffer.alloc(250, 0xff)],
  ])('an RSA exponent %s, is refused', (_, e) => {
    const key = createPublicKey({ key: { kty: 'RSA', n: n!, e: e.toString('base64url') }, format: 'jwk' });
    expect(refuseKey(key, SIGNATURE_METHODS.get(RSA)!)).toMatch(/^RSA e/);
    const spki = key.export({ type: 'spki', format: 'der' });
    const signed = { tbs: OCTETS, algorithm: signatureAlgorithm('rsa', 'sha256'), signature: VALUE };
    expect(checkSignature(signed, spki)).toMatchObject({ outcome: 'not-allowed' });
  });
});
