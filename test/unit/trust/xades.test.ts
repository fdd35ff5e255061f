import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { selfSignedEcCertificate } from '../../../src/trust/hub-certificate.ts';
import { verificationReport } from '../../../src/trust/index.ts';
import {
  fillTemplate,
  PROPERTIES_TYPE,
  qualifyingProperties,
  SIGNING_TIME,
  xadesTemplate,
} from '../../support/xades.ts';
import { byReferenceOptions, testXmlsec, xmlsecSign, xmlsecVerify } from '../../support/xmlsec.ts';
import { check, FILE, factsOf, key, otherKey, plain, store, swap } from './fixtures.ts';

const own = qualifyingProperties({ certificatePem: key.certificatePem });
const template = xadesTemplate(plain, own);
const signed = fillTemplate(template, key, FILE);
const made = (properties: string) => fillTemplate(xadesTemplate(plain, properties), key, FILE);
const remade = (from: string | RegExp, to: string) => fillTemplate(swap(template, from, to), key, FILE);
const SIGNED_PROPERTIES = /<xades:SignedProperties[\s\S]*<\/xades:SignedProperties>/;
const REFERENCE = /<ds:Reference Type=.*?<\/ds:Reference>/;
const cids = { f7: store(FILE) };

describe('a XAdES B-B signature passes', () => {
  test('by reference: its properties are covered, and the claimed time is recorded as a claim', async () => {
    const verdict = await check(signed);
    expect(verdict).toMatchObject({ indication: 'TOTAL_PASSED', form: 'by-reference', signingTime: SIGNING_TIME });
    expect(verdict.covered).toEqual(['MessageHeader', 'Bussiness', 'edXMLManifest', 'cid:f7', 'SignedProperties']);
    const report = verificationReport(verdict, 'ab');
    expect(report.claimedSigningTime).toBe(SIGNING_TIME);
    expect(report.words.vi.join('\n')).toContain(`theo lời khai của người ký: ${SIGNING_TIME}`);
    expect(report.words.en.join('\n')).toContain('not used for the conclusion');
  });

  test('with the older SigningCertificate, with a SHA-512 digest of it, and without a KeyInfo', async () => {
    const { certificatePem } = key;
    for (const options of [{ legacy: true }, { sha512: true }]) {
      expect((await check(made(qualifyingProperties({ certificatePem, ...options })))).indication).toBe('TOTAL_PASSED');
    }
    const bare = swap(signed, /<ds:KeyInfo>.*<\/ds:KeyInfo>/, '');
    expect(await check(bare)).toMatchObject({ indication: 'TOTAL_PASSED', signingTime: SIGNING_TIME });
  });

  test('without a SigningTime no time is told', async () => {
    const verdict = await check(remade(/<xades:SigningTime>.*<\/xades:SigningTime>/, ''));
    expect(verdict.indication).toBe('TOTAL_PASSED');
    expect(verdict).not.toHaveProperty('signingTime');
  });

  test('with unsigned properties beside, which are ignored and said to be', async () => {
    const time = '<xades:SigningTime>2001-01-01T00:00:00Z</xades:SigningTime>';
    const unsigned = `<xades:UnsignedProperties><xades:UnsignedSignatureProperties>${time}</xades:UnsignedSignatureProperties></xades:UnsignedProperties>`;
    const verdict = await check(
      swap(signed, '</xades:QualifyingProperties>', `${unsigned}</xades:QualifyingProperties>`),
    );
    expect(verdict).toMatchObject({ indication: 'TOTAL_PASSED', signingTime: SIGNING_TIME });
    expect(verdict.reasons.map(({ code }) => code)).toEqual(['SIGNATURE_VALID', 'UNSIGNED_PROPERTIES_IGNORED']);
  });

  testXmlsec('and xmlsec1 verifies the same document, by reference', () => {
    const options = byReferenceOptions(cids);
    expect(xmlsecVerify(store(signed), key.files.certificate, options)).toBe(true);
    expect(
      xmlsecVerify(store(swap(signed, SIGNING_TIME, '2020-01-01T00:00:00Z')), key.files.certificate, options),
    ).not.toBe(true);
  });

  testXmlsec('when xmlsec1 signed it, by reference or the whole document', async () => {
    const options = byReferenceOptions(cids);
    const sign = (xml: string) => xmlsecSign(store(xml), key.files.key, key.files.certificate, options);
    expect(await check(sign(template))).toMatchObject({ indication: 'TOTAL_PASSED', signingTime: SIGNING_TIME });
    const whole = sign(xadesTemplate(plain, own, ['']));
    const verdict = await check(whole);
    expect(verdict).toMatchObject({ indication: 'TOTAL_PASSED', form: 'enveloped', signingTime: SIGNING_TIME });
    expect(verdict.covered).toEqual([
      'document',
      'MessageHeader',
      'Bussiness',
      'edXMLManifest',
      'cid:f7',
      'SignedProperties',
    ]);
    expect((await check(swap(whole, SIGNING_TIME, '2020-01-01T00:00:00Z'))).refusal).toBe('DIGEST_MISMATCH');
  });
});

test('the claimed time is of no weight: not to an expired certificate, not to one that was not valid then', async () => {
  const { validTo } = new X509Certificate(key.certificatePem);
  const later = await check(signed, { nowMs: Date.parse(validTo) + 1_000 });
  expect(later).toMatchObject({ refusal: 'CERT_EXPIRED', signingTime: SIGNING_TIME });
  expect((await check(remade(SIGNING_TIME, '1999-01-01T00:00:00Z'))).indication).toBe('TOTAL_PASSED');
});

test('of a signature that does not hold, no signing time is told', async () => {
  const changed = await check(swap(signed, 'công tác văn thư', 'công tác khác'));
  expect(changed.refusal).toBe('DIGEST_MISMATCH');
  expect(changed).not.toHaveProperty('signingTime');
});

describe('a XAdES signature is refused under every policy', () => {
  const foreign = qualifyingProperties({ certificatePem: otherKey.certificatePem });
  const properties = SIGNED_PROPERTIES.exec(template)![0];
  const reference = REFERENCE.exec(template)![0];
  const cases: [name: string, xml: string, code: string][] = [
    ['whose signing time was changed', swap(signed, SIGNING_TIME, '2026-11-20T08:30:01+07:00'), 'DIGEST_MISMATCH'],
    ['whose signing certificate was changed', swap(signed, own, foreign), 'DIGEST_MISMATCH'],
    ["that names another agency's certificate", made(foreign), 'SIGNING_CERTIFICATE_DIFFERS'],
    [
      'that names another certificate and carries no KeyInfo',
      swap(made(foreign), /<ds:KeyInfo>.*<\/ds:KeyInfo>/, ''),
      'SIGNING_CERTIFICATE_DIFFERS',
    ],
    ['with two references over its properties', remade(reference, reference + reference), 'SIGNATURE_MALFORMED'],
    [
      'with two SignedProperties',
      remade(properties, properties + properties.replace('"props"', '"props2"')),
      'SIGNATURE_MALFORMED',
    ],
    [
      'with a second Object, whose SignedProperties the reference names',
      remade('</ds:Object>', `</ds:Object><ds:Object>${own.replace('"props"', '"props2"')}</ds:Object>`),
      'SIGNATURE_MALFORMED',
    ],
    [
      'with its properties in two QualifyingProperties',
      remade('</ds:Object>', `${own.replace('"props"', '"props2"')}</ds:Object>`),
      'SIGNATURE_MALFORMED',
    ],
    [
      'whose reference names properties outside the Signature',
      fillTemplate(
        swap(
          swap(template, ' Id="props"', ' Id="other"'),
          '<edXML:edXMLBody>',
          `<x xmlns="urn:x">${own}</x><edXML:edXMLBody>`,
        ),
        key,
        FILE,
      ),
      'REFERENCE_SET_MISMATCH',
    ],
    [
      'whose Id another element carries too',
      remade('<edXML:TraceHeaderList>', '<edXML:TraceHeaderList Id="props">'),
      'REFERENCE_SET_MISMATCH',
    ],
    [
      'whose reference names a part of the document instead',
      remade(`Type="${PROPERTIES_TYPE}" URI="#props"`, `Type="${PROPERTIES_TYPE}" URI="#MessageHeader"`),
      'REFERENCE_SET_MISMATCH',
    ],
    [
      'where the properties stand in for the header',
      remade('<ds:Reference URI="#MessageHeader">', `<ds:Reference Type="${PROPERTIES_TYPE}" URI="#MessageHeader">`),
      'SIGNATURE_MALFORMED',
    ],
    ['whose properties no reference covers', remade(reference, ''), 'SIGNATURE_MALFORMED'],
    [
      'whose reference does not say that it is over properties',
      remade(` Type="${PROPERTIES_TYPE}"`, ''),
      'SIGNATURE_MALFORMED',
    ],
    ['whose reference finds no properties', remade(/<ds:Object>[\s\S]*<\/ds:Object>/, ''), 'SIGNATURE_MALFORMED'],
    ['whose properties are of another signature', remade('Target="#sig"', 'Target="#gis"'), 'SIGNATURE_MALFORMED'],
    ['whose properties are of another namespace', remade('01903/v1.3.2#', '01903/v9#'), 'SIGNATURE_MALFORMED'],
    [
      'without a signing certificate',
      remade(/<xades:SigningCertificateV2>.*<\/xades:SigningCertificateV2>/, ''),
      'SIGNATURE_MALFORMED',
    ],
    ['with a signing time that is none', remade(SIGNING_TIME, 'hôm qua'), 'SIGNATURE_MALFORMED'],
    [
      'with two signing times',
      remade('</xades:SigningTime>', '</xades:SigningTime><xades:SigningTime>2020-01-01T00:00:00Z</xades:SigningTime>'),
      'SIGNATURE_MALFORMED',
    ],
    [
      'whose certificate is named by SHA-1',
      made(own.replace('http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2000/09/xmldsig#sha1')),
      'ALGORITHM_NOT_ALLOWED',
    ],
    [
      'with a counter-signature inside',
      remade(
        '</xades:QualifyingProperties>',
        '<xades:UnsignedProperties><ds:Signature/></xades:UnsignedProperties></xades:QualifyingProperties>',
      ),
      'SIGNATURE_AMBIGUOUS',
    ],
    [
      'that hides a second header in its properties',
      made(own.replace('</xades:City>', '<edXML:MessageHeader xmlns:edXML="urn:x"/></xades:City>')),
      'REFERENCE_SET_MISMATCH',
    ],
  ];
  test.each(cases)('%s', async (_, xml, code) => {
    for (const policy of ['require', 'verify-if-present', 'legacy'] as const) {
      const verdict = await check(xml, { policy });
      expect(verdict).toMatchObject({ refusal: code, signature: 'invalid', covered: [] });
    }
  });
});

test('of two certificates of one key, the one that the signer meant is told', async () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const privateKeyPem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const [first, second] = ['Sở Nội vụ', 'Sở Nội vụ (gia hạn)'].map((commonName) => {
    const certificatePem = selfSignedEcCertificate(pair, { commonName, organization: 'Tỉnh Sông Lam' }, 1);
    return { privateKeyPem, certificatePem };
  });
  const properties = qualifyingProperties(second!);
  const byEc = swap(xadesTemplate(plain, properties), 'rsa-sha256', 'ecdsa-sha256');
  const certificates = [first!, second!].flatMap((one) => factsOf(one).certificates);
  const facts = factsOf(null, { certificates });
  const bare = swap(fillTemplate(byEc, second!, FILE), /<ds:KeyInfo>.*<\/ds:KeyInfo>/, '');
  const verdict = await check(bare, { facts });
  expect(verdict.indication).toBe('TOTAL_PASSED');
  expect(verdict.signer?.subject).toContain('gia hạn');
  // The other one put into KeyInfo has the same key, and is not what was signed for.
  expect((await check(fillTemplate(byEc, first!, FILE), { facts })).refusal).toBe('SIGNING_CERTIFICATE_DIFFERS');
});
