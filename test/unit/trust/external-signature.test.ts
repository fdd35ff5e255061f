import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  completeSignature,
  prepareSignature,
  readSignatureRequest,
  signByReference,
} from '../../../src/trust/index.ts';
import { hasOpenssl, makeRoot, SIGNER } from '../../support/openssl-pki.ts';
import { check, factsOf, key, otherKey, plain } from './fixtures.ts';

const signedInfo = (request: { signedInfo: string }) => Buffer.from(request.signedInfo, 'base64');

describe('a signature made elsewhere', () => {
  test('is octet for octet the one that the key itself would have made', async () => {
    const request = prepareSignature(plain, key.certificatePem);
    const value = sign('sha256', signedInfo(request), key.privateKeyPem);
    expect(completeSignature(plain, request, value)).toEqual(await signByReference(plain, key));
  });

  test('of another key, of other octets, or cut short is refused before it is written', () => {
    const request = prepareSignature(plain, key.certificatePem);
    const values = [
      sign('sha256', signedInfo(request), otherKey.privateKeyPem),
      sign('sha256', Buffer.from('something else'), key.privateKeyPem),
      sign('sha256', signedInfo(request), key.privateKeyPem).subarray(1),
      Buffer.alloc(0),
    ];
    for (const value of values) {
      expect(() => completeSignature(plain, request, value)).toThrow(
        expect.objectContaining({ code: 'SIGNATURE_VALUE_WRONG' }),
      );
    }
  });

  test('does not go into a document that was changed after the request was made', () => {
    const request = prepareSignature(plain, key.certificatePem);
    const value = sign('sha256', signedInfo(request), key.privateKeyPem);
    const changed = Buffer.from(plain.toString().replace(/(<[\w:]*Subject>)/, '$1 '));
    expect(changed).not.toEqual(plain);
    expect(() => completeSignature(changed, request, value)).toThrow(
      expect.objectContaining({ code: 'SIGNATURE_REQUEST_STALE' }),
    );
    const forged = { ...request, signedInfo: Buffer.from('<SignedInfo/>').toString('base64') };
    expect(() => completeSignature(plain, forged, value)).toThrow(
      expect.objectContaining({ code: 'SIGNATURE_REQUEST_STALE' }),
    );
  });

  test('needs a certificate that can be verified here, and a request that is one', async () => {
    expect(() => prepareSignature(plain, 'no certificate')).toThrow(
      expect.objectContaining({ code: 'KEY_NOT_SUITABLE' }),
    );
    const signed = await signByReference(plain, key);
    expect(() => prepareSignature(signed, key.certificatePem)).toThrow(
      expect.objectContaining({ code: 'ALREADY_SIGNED' }),
    );
    const request = prepareSignature(plain, key.certificatePem);
    expect(readSignatureRequest(JSON.stringify(request))).toEqual(request);
    for (const text of ['', '{}', '[]', JSON.stringify({ ...request, signedInfo: '%' })]) {
      expect(() => readSignatureRequest(text)).toThrow(
        expect.objectContaining({ code: 'SIGNATURE_REQUEST_UNREADABLE' }),
      );
    }
  });
});

if (!hasOpenssl) console.warn('EXTERNAL SIGNER NOT TESTED: there is no openssl command');

describe.skipIf(!hasOpenssl)('openssl as the external signer', () => {
  if (!hasOpenssl) return;
  const folder = mkdtempSync(path.join(tmpdir(), 'external-'));
  const root = makeRoot('Gốc thử nghiệm');
  afterAll(() => {
    root.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  function dgst(octets: Buffer, keyFile: string, digest: string): Buffer {
    const [from, to] = ['octets', 'value'].map((name) => path.join(folder, name)) as [string, string];
    writeFileSync(from, octets);
    execFileSync('openssl', ['dgst', `-${digest}`, '-sign', keyFile, '-out', to, from]);
    return readFileSync(to);
  }

  test('signs with RSA and with ECDSA P-256 and P-384, DER values and all, and the verifier accepts it', async () => {
    const large = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    const keyFile = path.join(folder, 'p384.key');
    const certificateFile = path.join(folder, 'p384.crt');
    writeFileSync(keyFile, large.export({ type: 'pkcs8', format: 'pem' }));
    const args = ['-x509', '-new', '-key', keyFile, '-subj', '/CN=P-384', '-days', '30', '-out', certificateFile];
    execFileSync('openssl', ['req', ...args], { stdio: 'pipe' });
    const signers = [
      root.issue('RSA', SIGNER, { rsa: true }),
      root.issue('P-256', SIGNER),
      { keyFile, certificateFile },
    ];
    for (const one of signers) {
      const certificatePem = readFileSync(one.certificateFile, 'utf8');
      const facts = factsOf({ privateKeyPem: '', certificatePem });
      // An ECDSA integer has a leading zero, or is short, every other time.
      for (let times = 0; times < 4; times += 1) {
        const request = prepareSignature(plain, certificatePem);
        const value = dgst(signedInfo(request), one.keyFile, request.digestAlgorithm);
        const verdict = await check(completeSignature(plain, request, value), { facts });
        expect(verdict).toMatchObject({ indication: 'TOTAL_PASSED', signature: 'valid-trusted' });
      }
    }
  });
});
