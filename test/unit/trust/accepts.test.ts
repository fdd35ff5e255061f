import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildEnvelope } from '../../../src/edxml/index.ts';
import { isHubError } from '../../../src/platform/errors.ts';
import { selfSignedEcCertificate } from '../../../src/trust/hub-certificate.ts';
import { loadPkcs12, signByReference, signEnveloped, signFileByReference } from '../../../src/trust/index.ts';
import { letter } from '../../support/letters.ts';
import { byReferenceOptions, testXmlsec, xmlsecSign, xmlsecVerify } from '../../support/xmlsec.ts';
import { check, FILE, factsOf, folder, key, plain, SENDER, store, swap } from './fixtures.ts';

const EXC = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const cids = { f7: store(FILE) };

test('a document signed by reference passes, and the verdict names each part that the signature covers', async () => {
  const verdict = await check(await signByReference(plain, key));
  expect(verdict).toMatchObject({
    indication: 'TOTAL_PASSED',
    refusal: null,
    signature: 'valid-trusted',
    form: 'by-reference',
  });
  expect(verdict.covered).toEqual(['MessageHeader', 'Bussiness', 'edXMLManifest', 'cid:f7']);
  expect(verdict.signer?.subject).toContain('CN=UBND tỉnh Sông Lam');
  expect(verdict.reasons[0]?.vi).toContain('hợp lệ');
});

test('a document signed as a whole passes, and no octet of it changed but for the Signature', async () => {
  const signed = signEnveloped(plain, key);
  expect(await check(signed)).toMatchObject({ indication: 'TOTAL_PASSED', form: 'enveloped' });
  expect(swap(signed, /<Signature[\s\S]*<\/Signature>/, '')).toBe(plain.toString());
});

test('a hop that appends a TraceHeader breaks a whole-document signature and leaves one by reference standing', async () => {
  const hop =
    '<edXML:TraceHeaderList><edXML:TraceHeader><edXML:OrganId>000.00.00.G22</edXML:OrganId></edXML:TraceHeader>';
  const through = (signed: Buffer) => swap(signed, '<edXML:TraceHeaderList>', hop);
  expect((await check(through(await signByReference(plain, key)))).indication).toBe('TOTAL_PASSED');
  expect((await check(through(signEnveloped(plain, key)))).refusal).toBe('DIGEST_MISMATCH');
});

test('signing from file to file gives the same octets as signing in memory', async () => {
  const target = join(folder, 'signed-file.xml');
  await signFileByReference(store(plain), target, key);
  expect(readFileSync(target).equals(await signByReference(plain, key))).toBe(true);
});

test('Ids that are missing are added before signing', async () => {
  const bare = Buffer.from(plain.toString().replaceAll(/ Id="[^"]*"/g, ''));
  const signed = await signByReference(bare, key);
  expect(signed.toString()).toContain('<edXML:MessageHeader Id="MessageHeader">');
  expect((await check(signed)).indication).toBe('TOTAL_PASSED');
});

test('an EC key signs by ECDSA, and the PKCS#12 of the demonstration gives the same key back', async () => {
  const keys = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
  const ec = {
    privateKeyPem: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: selfSignedEcCertificate(keys, { commonName: 'Sở Nội vụ', organization: 'Tỉnh Sông Lam' }, 1),
  };
  const verdict = await check(await signByReference(plain, ec), { facts: factsOf(ec) });
  expect(verdict.indication).toBe('TOTAL_PASSED');
  expect(verdict.algorithms).toContain('http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384');
  expect(loadPkcs12(key.pkcs12, key.passphrase).certificatePem).toBe(key.certificatePem);
  const wrong = { facts: { vi: 'mật khẩu không đúng', en: 'the passphrase is wrong' } };
  expect(() => loadPkcs12(key.pkcs12, 'sai')).toThrow(expect.objectContaining(wrong));
});

test('a multipart package signed by reference passes with its attachments outside', async () => {
  const { documentId } = letter({ from: SENDER, to: ['000.00.12.H99'], number: '8' });
  const description = { contentId: 'f8', name: '8.pdf', mediaType: 'application/pdf' };
  const header = { from: { organId: SENDER }, to: [{ organId: '000.00.12.H99' }], documentId, subject: 'V/v họp' };
  const envelope = buildEnvelope(header, [description]);
  const sha256 = (await import('node:crypto')).createHash('sha256').update(FILE).digest('hex');
  const signed = await signByReference(envelope, key, [{ contentId: 'f8', sha256 }]);
  expect(await check(multipart(signed), { mediaType: MULTIPART })).toMatchObject({ indication: 'TOTAL_PASSED' });
  const whole = signEnveloped(envelope, key);
  expect(await check(multipart(whole), { mediaType: MULTIPART, policy: 'legacy' })).toMatchObject({
    refusal: 'SIGNATURE_NOT_PORTABLE',
  });
});

const MULTIPART = 'multipart/related; boundary="b1"; type="application/xml"; start="<envelope>"';
function multipart(envelope: Buffer): string {
  return [
    '--b1\r\nContent-Type: application/xml\r\nContent-ID: <envelope>\r\n\r\n',
    `${envelope.toString()}\r\n--b1\r\nContent-Type: application/pdf\r\nContent-ID: <f8>\r\n\r\n`,
    `${FILE.toString()}\r\n--b1--\r\n`,
  ].join('');
}

describe('a foreign program agrees', () => {
  testXmlsec('xmlsec1 verifies what the hub signs by reference, and catches a changed attachment', async () => {
    const file = store(await signByReference(plain, key));
    expect(xmlsecVerify(file, key.files.certificate, byReferenceOptions(cids))).toBe(true);
    expect(xmlsecVerify(file, key.files.certificate, byReferenceOptions({ f7: store('other') }))).not.toBe(true);
  });

  testXmlsec('xmlsec1 verifies what the hub signs as a whole', () => {
    expect(xmlsecVerify(store(signEnveloped(plain, key)), key.files.certificate)).toBe(true);
  });

  const signs: [name: string, c14n: string, digest: string, method: string][] = [
    ['exclusive C14N and SHA-256', EXC, SHA256, 'rsa-sha256'],
    [
      'C14N 1.0 and SHA-512',
      'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
      'http://www.w3.org/2001/04/xmlenc#sha512',
      'rsa-sha512',
    ],
    [
      'C14N 1.1 and SHA-384',
      'http://www.w3.org/2006/12/xml-c14n11',
      'http://www.w3.org/2001/04/xmldsig-more#sha384',
      'rsa-sha384',
    ],
  ];
  for (const [name, c14n, digest, method] of signs) {
    testXmlsec(`a document that xmlsec1 signed by reference with ${name} is accepted`, async () => {
      const references = ['#MessageHeader', '#Bussiness', '#edXMLManifest', 'cid:f7'];
      const file = store(template(references, c14n, digest, method));
      const signed = xmlsecSign(file, key.files.key, key.files.certificate, byReferenceOptions(cids));
      expect(await check(signed)).toMatchObject({ indication: 'TOTAL_PASSED', form: 'by-reference' });
    });
    testXmlsec(`a document that xmlsec1 signed as a whole with ${name} is accepted`, async () => {
      const signed = xmlsecSign(store(template([''], c14n, digest, method)), key.files.key, key.files.certificate);
      expect(await check(signed)).toMatchObject({ indication: 'TOTAL_PASSED', form: 'enveloped' });
    });
  }
});

function template(uris: string[], c14n: string, digest: string, method: string): string {
  const references = uris.map((uri) => {
    const enveloped =
      uri === '' ? '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>' : '';
    const transforms = uri.startsWith('cid:')
      ? ''
      : `<ds:Transforms>${enveloped}<ds:Transform Algorithm="${c14n}"/></ds:Transforms>`;
    return `<ds:Reference URI="${uri}">${transforms}<ds:DigestMethod Algorithm="${digest}"/><ds:DigestValue/></ds:Reference>\n`;
  });
  const signature = `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
    <ds:SignedInfo><ds:CanonicalizationMethod Algorithm="${c14n}"/>
    <ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#${method}"/>${references.join('')}</ds:SignedInfo>
    <ds:SignatureValue/><ds:KeyInfo><ds:X509Data/></ds:KeyInfo></ds:Signature>`;
  return swap(plain, '</edXML:edXMLHeader>', `${signature}</edXML:edXMLHeader>`);
}

const SAMPLES = process.env.FIELD_SAMPLES ?? resolve('..', 'shared', 'samples', 'edxml');
describe.skipIf(!existsSync(SAMPLES))('messages of the field', () => {
  const names = existsSync(SAMPLES) ? readdirSync(SAMPLES).filter((name) => name.endsWith('.edxml')) : [];
  test.each(names)('%s passes where a signature is optional, and is never called valid', async (name) => {
    const bytes = readFileSync(join(SAMPLES, name));
    try {
      for (const policy of ['verify-if-present', 'legacy'] as const) {
        const verdict = await check(bytes, { policy, facts: factsOf(null) });
        const signed = bytes.includes('<SignedInfo>');
        expect(verdict).toMatchObject({ refusal: null, indication: signed ? 'INDETERMINATE' : 'NOT_SIGNED' });
      }
      const strict = await check(bytes, { policy: 'require', facts: factsOf(null) });
      expect(strict.refusal).toMatch(/^SIGNATURE_(MISSING|UNVERIFIABLE)$/);
    } catch (error) {
      // One file of the field is broken; reading refuses it before any signature is looked for.
      if (!isHubError(error)) throw error;
      expect([name, error.code]).toEqual(['edoc.edxml', 'XML_NOT_WELL_FORMED']);
    }
  });
});
