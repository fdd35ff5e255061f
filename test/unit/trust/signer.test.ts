import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createDemoPki, signByReference } from '../../../src/trust/index.ts';
import { check, factsOf, folder, key, otherKey, plain, swap } from './fixtures.ts';

const signed = (await signByReference(plain, key)).toString();

describe('the signer', () => {
  test('a certificate that nobody bound, or that another agency owns, does not sign for the sender', async () => {
    const xml = await signByReference(plain, otherKey);
    expect(await check(xml)).toMatchObject({
      refusal: 'SIGNER_UNKNOWN',
      signature: 'valid-untrusted',
      indication: 'INDETERMINATE',
    });
    expect((await check(xml, { facts: factsOf(key, { boundElsewhere: true }) })).refusal).toBe('SIGNER_MISMATCH');
  });

  test("the sender's certificate put beside a value of another key proves nothing", async () => {
    const theirs = (await signByReference(plain, otherKey)).toString();
    const mine = new X509Certificate(key.certificatePem).raw.toString('base64');
    const xml = swap(theirs, /<X509Certificate>.*<\/X509Certificate>/, `<X509Certificate>${mine}</X509Certificate>`);
    expect((await check(xml)).refusal).toBe('SIGNATURE_INVALID');
  });

  test("the signer's certificate is found wherever it stands among those of KeyInfo", async () => {
    const other = new X509Certificate(otherKey.certificatePem).raw.toString('base64');
    const beside = `<X509Certificate>${other}</X509Certificate>`;
    const first = swap(signed, '<X509Data>', `<X509Data>${beside}`);
    const before = swap(signed, '<X509Data>', `<X509Data>${beside}</X509Data><X509Data>`);
    for (const xml of [first, before]) expect((await check(xml)).indication).toBe('TOTAL_PASSED');
    const theirs = (await signByReference(plain, otherKey)).toString();
    const mine = new X509Certificate(key.certificatePem).raw.toString('base64');
    const foreign = swap(theirs, '<X509Data>', `<X509Data><X509Certificate>${mine}</X509Certificate>`);
    expect((await check(foreign)).refusal).toBe('SIGNER_UNKNOWN');
    const many = swap(signed, '<X509Data>', `<X509Data>${beside.repeat(8)}`);
    expect((await check(many)).refusal).toBe('LIMIT_EXCEEDED.certificates');
  });

  test('without KeyInfo the bound certificates decide', async () => {
    const xml = swap(signed, /<KeyInfo>.*<\/KeyInfo>/, '');
    expect((await check(xml)).indication).toBe('TOTAL_PASSED');
    expect((await check(xml, { facts: factsOf(otherKey) })).refusal).toBe('SIGNATURE_INVALID');
    expect((await check(xml, { facts: factsOf(null) })).refusal).toBe('SIGNER_UNKNOWN');
  });

  test('a certificate that is expired, not yet valid or revoked is refused with its date', async () => {
    const pki = await createDemoPki(`${folder}/pki`);
    const day = (text: string) => new Date(`${text}T00:00:00Z`);
    const subject = { agency: 'UBND xã Thử Nghiệm', province: 'Tỉnh Sông Lam' };
    const old = await pki.issue('cu', { ...subject, validFrom: day('2020-01-01'), validTo: day('2025-01-01') });
    const oldDocument = await signByReference(plain, old);
    const facts = factsOf(old);
    const expired = await check(oldDocument, { facts });
    expect(expired).toMatchObject({
      refusal: 'CERT_EXPIRED',
      subIndication: 'OUT_OF_BOUNDS_NO_POE',
      refusalFacts: { date: '01/01/2025' },
    });
    const early = await check(oldDocument, { facts, nowMs: day('2019-06-01').getTime() });
    expect(early).toMatchObject({ refusal: 'CERT_NOT_YET_VALID', refusalFacts: { date: '01/01/2020' } });
    const [bound] = facts.certificates;
    const revoked = { ...facts, certificates: [{ ...bound!, revokedAt: day('2024-05-05') }] };
    const verdict = await check(oldDocument, { facts: revoked, nowMs: day('2024-06-01').getTime() });
    expect(verdict).toMatchObject({
      refusal: 'CERT_REVOKED',
      indication: 'TOTAL_FAILED',
      refusalFacts: { date: '05/05/2024' },
    });
  });

  test('an unsigned package is refused only where a signature is required', async () => {
    expect(await check(plain)).toMatchObject({ refusal: 'SIGNATURE_MISSING', signature: 'absent' });
    expect(await check(plain, { policy: 'verify-if-present' })).toMatchObject({
      refusal: null,
      indication: 'NOT_SIGNED',
    });
  });
});
