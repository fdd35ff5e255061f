import { readdirSync } from 'node:fs';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import { describe, expect, test } from 'vitest';
import { tryParseCertificate } from '../../../src/trust/path/certificate.ts';
import { checkCertificate } from '../../../src/trust/path/check.ts';
import { findPkits, type PkitsCase, readCases, readPkitsFile } from '../../support/pkits.ts';

/**
 * Paths that are valid and refused all the same, each for a reason that costs an honest agency nothing. What is not in
 * this list must be accepted; what is in it and accepted must be taken out.
 */
const FALSE_REJECTS: Readonly<Record<string, string>> = {
  '4.1.4': 'DSA is no allowed algorithm',
  '4.1.5': 'DSA is no allowed algorithm',
  '4.14.22': 'indirect CRLs are not used; the answer is "not known"',
  '4.14.24': 'indirect CRLs are not used; the answer is "not known"',
  '4.14.25': 'indirect CRLs are not used; the answer is "not known"',
  '4.14.28': 'indirect CRLs are not used; the answer is "not known"',
  '4.14.29': 'indirect CRLs are not used; the answer is "not known"',
  '4.14.30': 'indirect CRLs are not used; the answer is "not known"',
  '4.14.33': 'indirect CRLs are not used; the answer is "not known"',
  '4.15.5': 'a delta CRL may add a revocation but not lift a hold, for it is not combined with its base',
  // A CA requires an explicit policy and the only policy of the path is not the one asked for: RFC 5280 section 6.1.5 (g)
  // refuses, and so does OpenSSL (X509_V_ERR_NO_EXPLICIT_POLICY). The expectation in the list is the mistake.
  'OverlappingPoliciesTest6EE with initial-policy-set = {NIST-test-policy-2}': 'refusing is right',
};

const AT = Date.parse('2026-01-01T00:00:00Z');
const dir = findPkits();
if (!dir) console.warn('PKITS NOT TESTED: no ../shared/vectors/pkits and no PKITS_DIR');

describe.skipIf(!dir)('NIST PKITS', () => {
  const certs = new Map(
    dir ? readdirSync(`${dir}/certs`).map((name) => [name, readPkitsFile(dir, 'certs', name)]) : [],
  );
  const cases = dir ? readCases(dir) : [];
  const crl = (name: string) => readPkitsFile(dir!, 'crls', name);

  function check(one: PkitsCase, bag: readonly Buffer[]) {
    const { initialInhibitPolicy, ...settings } = one.parameters ?? {};
    const material = {
      anchors: one.trustAnchors.map((name) => certs.get(name)!),
      intermediates: bag,
      crls: one.crls.map(crl),
      ocsp: [],
    };
    // The longest case has six certificates with its anchor.
    const profile = { maxCertificates: 7, ...settings, initialInhibitAnyPolicy: initialInhibitPolicy ?? false };
    return checkCertificate(certs.get(one.path.at(-1)!)!, material, AT, profile);
  }

  const bags = {
    'the path alone': (one: PkitsCase) => one.path.slice(0, -1).map((name) => certs.get(name)!),
    'every certificate of the suite to build from': () => [...certs.values()],
  };

  test.each(Object.entries(bags))(
    'no invalid path is accepted, given %s; the false rejects are those of the list',
    (_, bag) => {
      const accepted = cases.map((one) => ({ ...one, accepted: check(one, bag(one)).status === 'valid' }));
      expect(accepted.filter((one) => one.accepted && !one.valid).map(({ name }) => name)).toEqual([]);
      const refused = accepted.filter((one) => !one.accepted && one.valid).map(({ name }) => number(name));
      expect(refused.sort()).toEqual(Object.keys(FALSE_REJECTS).sort());
      expect(accepted.filter((one) => one.accepted).length).toBe(105);
    },
  );

  test('no valid path is accepted without the CRLs, and none of the refusals is called a pass', () => {
    for (const one of cases.filter(({ valid }) => valid)) {
      const result = check({ ...one, crls: [] }, [...certs.values()]);
      expect([one.name, result.status === 'valid']).toEqual([one.name, false]);
    }
  });

  test('with the limits of the hub, four certificates with the anchor, longer chains are refused and no other changes', () => {
    for (const one of cases.filter(({ valid, path }) => valid && path.length > 3)) {
      const { initialInhibitPolicy: _, ...settings } = one.parameters ?? {};
      const material = {
        anchors: one.trustAnchors.map((name) => certs.get(name)!),
        intermediates: bags['the path alone'](one),
        crls: one.crls.map(crl),
        ocsp: [],
      };
      expect(checkCertificate(certs.get(one.path.at(-1)!)!, material, AT, settings).status, one.name).toBe('invalid');
    }
  });

  test('every certificate is read as an independent ASN.1 library reads it', () => {
    let compared = 0;
    for (const [name, der] of certs) {
      const ours = tryParseCertificate(der);
      if (!ours) continue;
      const { tbsCertificate: theirs } = AsnConvert.parse(der, Certificate);
      expect(ours.serial, name).toBe(Buffer.from(theirs.serialNumber).toString('hex'));
      expect(ours.notBeforeMs, name).toBe(theirs.validity.notBefore.getTime().getTime());
      expect(ours.notAfterMs, name).toBe(theirs.validity.notAfter.getTime().getTime());
      expect(ours.spki, name).toEqual(Buffer.from(AsnConvert.serialize(theirs.subjectPublicKeyInfo)));
      expect(ours.subject.der, name).toEqual(Buffer.from(AsnConvert.serialize(theirs.subject)));
      compared++;
    }
    expect(compared).toBeGreaterThan(395);
  });
});

/** `4.1.4 Valid DSA Signatures Test4` is known by its number, the cases without one by their words. */
function number(name: string): string {
  return /^[\d.]+(?= )/.exec(name)?.[0] ?? name;
}
