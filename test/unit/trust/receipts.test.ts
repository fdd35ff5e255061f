import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { XmlDocument } from 'libxml2-wasm';
import { afterAll, describe, expect, test } from 'vitest';
import { SignedXml } from 'xml-crypto';
import {
  openHubSigner,
  receiptStatement,
  receiptToSign,
  receiptXml,
  verifyReceiptXml,
} from '../../../src/trust/index.ts';
import { testXmlsec, xmlsecVerify } from '../../support/xmlsec.ts';
import { folder, store, swap } from './fixtures.ts';

const dataDir = join(folder, 'hub');
mkdirSync(dataDir);
const hub = await openHubSigner(dataDir);
afterAll(() => hub.close());

const statement = receiptStatement('SubmissionAcceptance', {
  ReceiptId: '0192f0c1-0000-7000-8000-000000000001',
  IssuedAt: '2026-11-22T16:45:00+07:00',
  Nothing: null,
  Document: { Code: '105/UBND-VX & <b>', Size: 12_345 },
  Recipient: [{ Code: '000.00.12.H99' }, { Code: '000.00.13.H99' }],
  Note: 'a\rb\ttab "quoted" \u0000 \ud800 ế 😀',
});
const [signature] = await hub.sign([receiptToSign(statement).toString()]);
const xml = receiptXml(statement, signature!, hub.certificatePem);
const trusted = { certificatesPem: [hub.certificatePem] };

test('a statement is written in the very form that canonicalisation gives', () => {
  const document = XmlDocument.fromString(statement);
  expect(document.canonicalizeToString({ mode: 1 })).toBe(statement);
  document.dispose();
});

test('a receipt is valid for whoever trusts the hub, and gives its statement back', () => {
  const verdict = verifyReceiptXml(Buffer.from(xml), trusted);
  expect(verdict).toMatchObject({ valid: true, reason: 'RECEIPT_VALID', statement });
  expect(verdict.signer?.subject).toContain('Trục liên thông văn bản');
  expect(verifyReceiptXml(Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`), trusted).valid).toBe(true);
});

describe('a receipt that was touched is refused', () => {
  const cases: [name: string, xml: string, code: string][] = [
    ['a changed statement', swap(xml, '000.00.13.H99', '000.00.14.H99'), 'RECEIPT_ALTERED'],
    ['a changed type', swap(xml, 'SubmissionAcceptance', 'ContentHandover'), 'RECEIPT_ALTERED'],
    ['content put behind the signature', swap(xml, '</Evidence>', '<Type>x</Type></Evidence>'), 'RECEIPT_NOT_RECEIPT'],
    ['another value', swap(xml, /<SignatureValue>..../, '<SignatureValue>AAAA'), 'RECEIPT_SIGNATURE_INVALID'],
    ['another file', '<edXML/>', 'RECEIPT_NOT_RECEIPT'],
  ];
  test.each(cases)('%s', (_, changed, code) => {
    expect(verifyReceiptXml(Buffer.from(changed), trusted)).toMatchObject({ valid: false, reason: code });
  });

  test('a receipt of an unknown hub', () => {
    expect(verifyReceiptXml(Buffer.from(xml), { certificatesPem: [] }).reason).toBe('RECEIPT_SIGNER_UNKNOWN');
  });
});

testXmlsec('xmlsec1 verifies a receipt with the certificate that the hub hands out', () => {
  const certificate = join(dataDir, 'keys', 'hub.crt.pem');
  expect(xmlsecVerify(store(xml), certificate, ['--id-attr:Id', 'Evidence'])).toBe(true);
  expect(xmlsecVerify(store(swap(xml, '12345', '12346')), certificate, ['--id-attr:Id', 'Evidence'])).not.toBe(true);
});

test('xml-crypto computes the same digest and the same octets to sign', () => {
  const signed = new SignedXml({ publicCert: hub.certificatePem });
  signed.SignatureAlgorithms['http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256'] = EcdsaSha256;
  signed.loadSignature(/<Signature [\s\S]*<\/Signature>/.exec(xml)![0]);
  expect(signed.checkSignature(xml)).toBe(true);
});

class EcdsaSha256 {
  getAlgorithmName = () => 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
  getSignature = () => '';
  verifySignature = (material: string, key: unknown, value: string) =>
    material === receiptToSign(statement).toString() && key !== null && value === signature!.toString('base64');
}

test('the key is made once, kept with mode 0600, and the same after a restart', async () => {
  expect(statSync(join(dataDir, 'keys', 'hub-signer.pem')).mode & 0o777).toBe(0o600);
  const [one, two] = await Promise.all([openHubSigner(join(folder, 'hub2')), openHubSigner(join(folder, 'hub2'))]);
  expect(one.keyId).toBe(two.keyId);
  expect(one.keyId).toMatch(/^[0-9a-f]{16}$/);
  expect(readFileSync(join(folder, 'hub2', 'keys', 'hub.crt.pem'), 'utf8')).toBe(one.certificatePem);
  await Promise.all([one.close(), two.close()]);
});
