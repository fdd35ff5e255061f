import { afterAll, describe, expect, test } from 'vitest';
import { checkCertificate, checkCertificateAt } from '../../../src/trust/path/index.ts';
import { AUTHORITY, hasOpenssl, makeRoot, SIGNER } from '../../support/openssl-pki.ts';

describe.skipIf(!hasOpenssl)('a certificate at a time that a time-stamp proves', () => {
  const root = hasOpenssl ? makeRoot('Gốc thử nghiệm', AUTHORITY) : null;
  afterAll(() => root?.remove());

  test('is judged by the lists of today where its path held then', () => {
    const signer = root!.issue('UBND tỉnh Sông Lam', SIGNER);
    const atMs = signer.notBeforeMs + 60_000;
    const lateMs = atMs + 3_600_000;
    const nowMs = lateMs + 60_000;
    const lists = (crls: Buffer[]) => ({ anchors: [root!.der], intermediates: [], crls, ocsp: [] });
    const good = lists([root!.crl(new Date(lateMs))]);
    expect(checkCertificate(signer.der, good, atMs).status).toBe('undetermined');
    expect(checkCertificateAt(signer.der, good, { atMs, nowMs }).status).toBe('valid');
    expect(checkCertificateAt(signer.der, lists([]), { atMs, nowMs }).status).toBe('undetermined');
    const beforeMs = signer.notBeforeMs - 60_000;
    expect(checkCertificateAt(signer.der, good, { atMs: beforeMs, nowMs }).status).toBe('invalid');
    const afterMs = signer.notAfterMs + 3_600_000;
    expect(checkCertificateAt(signer.der, good, { atMs, nowMs: afterMs }).status).toBe('undetermined');
    root!.revoke(signer);
    const revoked = lists([root!.crl(new Date(lateMs))]);
    expect(checkCertificateAt(signer.der, revoked, { atMs, nowMs })).toMatchObject({
      status: 'invalid',
      code: 'CERT_REVOKED',
    });
    const earlyMs = signer.notBeforeMs - 1;
    expect(checkCertificateAt(signer.der, revoked, { atMs: earlyMs, nowMs }).status).not.toBe('valid');
  });
});
