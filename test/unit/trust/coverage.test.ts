import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS, readPackage } from '../../../src/edxml/index.ts';
import { signByReference, signEnveloped } from '../../../src/trust/index.ts';
import { letter, statusMessage } from '../../support/letters.ts';
import { check, FILE, key, SENDER, spool, swap } from './fixtures.ts';

const second = Buffer.from('%PDF-1.4\n% a second file\n%%EOF\n');
const two = letter({
  from: SENDER,
  to: ['000.00.12.H99'],
  number: '9',
  attachments: [
    { contentId: 'f7', name: '7.pdf', mediaType: 'application/pdf', content: FILE },
    { contentId: 'f9', name: '9.pdf', mediaType: 'application/pdf', content: second },
  ],
});
const BLOCKS = ['MessageHeader', 'Bussiness', 'edXMLManifest', 'cid:f7', 'cid:f9'];
const byReference = (await signByReference(two.xml, key)).toString();
const whole = signEnveloped(two.xml, key).toString();

/** One change inside each part that a verdict can name. */
const INSIDE: readonly [part: string, change: (xml: string) => string][] = [
  ['MessageHeader', (xml) => swap(xml, 'công tác văn thư', 'công tác khác')],
  ['Bussiness', (xml) => swap(xml, 'Văn bản điện tử mới', 'Văn bản khác')],
  ['edXMLManifest', (xml) => swap(xml, '9.pdf', '8.pdf')],
  ['cid:f7', (xml) => swap(xml, FILE.toString('base64'), Buffer.from('%PDF-1.4 x').toString('base64'))],
  ['cid:f9', (xml) => swap(xml, second.toString('base64'), Buffer.from('%PDF-1.4 x').toString('base64'))],
];

/** Changes outside of those parts and of the Signature. */
const OUTSIDE: readonly [place: string, change: (xml: string) => string][] = [
  [
    'a TraceHeader that a hop appended',
    (xml) =>
      swap(
        xml,
        '<edXML:TraceHeaderList>',
        '<edXML:TraceHeaderList><edXML:TraceHeader><edXML:OrganId>000.00.00.G22</edXML:OrganId></edXML:TraceHeader>',
      ),
  ],
  ['an extension in the header', (xml) => swap(xml, '</edXML:edXMLHeader>', '<x xmlns="urn:x"/></edXML:edXMLHeader>')],
  ['an attribute of the envelope', (xml) => swap(xml, '<edXML:edXMLEnvelope', '<edXML:edXMLEnvelope note="x"')],
];

/** Changes inside the Signature that no digest covers. */
const IN_SIGNATURE: readonly [place: string, change: (xml: string) => string][] = [
  ['a KeyName in KeyInfo', (xml) => swap(xml, /<(?:ds:)?X509Data>/, '<KeyName>Chủ tịch</KeyName><X509Data>')],
  ['an attribute of Signature', (xml) => swap(xml, '<Signature ', '<Signature note="x" ')],
];

describe('a signature by reference', () => {
  test('covers the three blocks and every attachment, and says so, no more and no less', async () => {
    expect((await check(byReference)).covered).toEqual(BLOCKS);
  });
  test.each(INSIDE)('holds no longer when %s is changed', async (_, change) => {
    expect(await check(change(byReference))).toMatchObject({ refusal: 'DIGEST_MISMATCH', covered: [] });
  });
  test.each([...OUTSIDE, ...IN_SIGNATURE])('does not cover %s, and never names it', async (_, change) => {
    const verdict = await check(change(byReference));
    expect(verdict).toMatchObject({ indication: 'TOTAL_PASSED', covered: BLOCKS });
    expect(JSON.stringify([verdict.covered, verdict.signer, verdict.reasons])).not.toMatch(
      /Trace|KeyName|Chủ tịch|G22/,
    );
  });
});

describe('a whole-document signature', () => {
  test('covers the document, and names the parts in it', async () => {
    expect((await check(whole)).covered).toEqual(['document', ...BLOCKS]);
  });
  test.each([...INSIDE, ...OUTSIDE])('holds no longer when %s is changed', async (_, change) => {
    expect(await check(change(whole))).toMatchObject({ refusal: 'DIGEST_MISMATCH', covered: [] });
  });
  test.each(IN_SIGNATURE)('does not cover %s, and never names it', async (_, change) => {
    const verdict = await check(change(whole));
    expect(verdict).toMatchObject({ indication: 'TOTAL_PASSED', covered: ['document', ...BLOCKS] });
    expect(JSON.stringify([verdict.covered, verdict.signer, verdict.reasons])).not.toMatch(/KeyName|Chủ tịch/);
  });
});

test('what a document does not have is not named: a status message covers its header alone', async () => {
  const status = statusMessage('03', SENDER, { organId: '000.00.12.H99', letter: two });
  expect((await check(await signByReference(status, key))).covered).toEqual(['MessageHeader']);
  expect((await check(signEnveloped(status, key))).covered).toEqual(['document', 'MessageHeader']);
});

test('unsigned packages and refused ones cover nothing', async () => {
  expect((await check(two.xml, { policy: 'legacy' })).covered).toEqual([]);
  expect((await check(swap(byReference, 'sha256"', 'sha1"'), { policy: 'legacy' })).covered).toEqual([]);
});

test('name and type of an attachment are those of the signed manifest, not those that stand beside its octets', async () => {
  const beside = swap(
    swap(byReference, '<AttachmentName>7.pdf', '<AttachmentName>7.exe'),
    /<ContentType>application\/pdf/,
    '<ContentType>text/html',
  );
  expect((await check(beside)).indication).toBe('TOTAL_PASSED');
  const { attachments } = await readPackage(spool(beside), DEFAULT_LIMITS);
  expect(attachments[0]).toMatchObject({ name: '7.pdf', mediaType: 'application/pdf' });
});
