import { describe, expect, test } from 'vitest';
import { isHubError } from '../../../src/platform/errors.ts';
import { refusalError, signByReference, signEnveloped } from '../../../src/trust/index.ts';
import { check, FILE, key, plain, swap } from './fixtures.ts';

const signed = (await signByReference(plain, key)).toString();
const whole = signEnveloped(plain, key).toString();
const SIGNATURE = /<Signature[\s\S]*<\/Signature>/.exec(signed)![0];
const SIGNED_INFO = /<SignedInfo>[\s\S]*<\/SignedInfo>/.exec(signed)![0];
const HEADER = /<edXML:MessageHeader[\s\S]*<\/edXML:MessageHeader>/.exec(signed)![0];

describe('tampering', () => {
  const cases: [name: string, xml: string, code: string][] = [
    ['a changed subject', swap(signed, 'công tác văn thư', 'công tác khác'), 'DIGEST_MISMATCH'],
    ['a changed recipient', swap(signed, '000.00.12.H99', '000.00.13.H99'), 'DIGEST_MISMATCH'],
    ['a changed business block', swap(signed, 'Văn bản điện tử mới', 'Văn bản khác'), 'DIGEST_MISMATCH'],
    ['a changed manifest', swap(signed, '7.pdf', '8.pdf'), 'DIGEST_MISMATCH'],
    [
      'a changed attachment',
      swap(signed, FILE.toString('base64'), Buffer.from('%PDF-1.4 other').toString('base64')),
      'DIGEST_MISMATCH',
    ],
    [
      'white space put between elements of the header',
      swap(signed, '<edXML:From>', ' <edXML:From>'),
      'DIGEST_MISMATCH',
    ],
    ['a changed digest', swap(signed, /<DigestValue>..../, '<DigestValue>AAAA'), 'SIGNATURE_INVALID'],
    ['a changed signature value', swap(signed, /<SignatureValue>..../, '<SignatureValue>AAAA'), 'SIGNATURE_INVALID'],
    ['another method written over the same value', swap(signed, 'rsa-sha256', 'rsa-sha512'), 'SIGNATURE_INVALID'],
    ['a reference taken out', swap(signed, /<Reference URI="cid:f7">.*?<\/Reference>/, ''), 'REFERENCE_SET_MISMATCH'],
    ['a reference to nothing', swap(signed, 'URI="cid:f7"', 'URI="cid:f9"'), 'REFERENCE_SET_MISMATCH'],
    [
      'a reference twice',
      swap(
        signed,
        '</Reference></SignedInfo>',
        '</Reference><Reference URI="cid:f7"><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod><DigestValue>AAAA</DigestValue></Reference></SignedInfo>',
      ),
      'REFERENCE_SET_MISMATCH',
    ],
    ['a reference to a web address', swap(signed, 'URI="cid:f7"', 'URI="http://192.0.2.1/"'), 'REFERENCE_SET_MISMATCH'],
    ['a signature without Reference', swap(signed, /<Reference .*<\/Reference>/, ''), 'SIGNATURE_MALFORMED'],
    ['an Object in the signature', swap(signed, '</KeyInfo>', '</KeyInfo><Object>x</Object>'), 'SIGNATURE_MALFORMED'],
    ['white noise for a value', swap(signed, /<SignatureValue>/, '<SignatureValue>*'), 'SIGNATURE_MALFORMED'],
    [
      'a whole-document signature over a changed header',
      swap(whole, 'công tác văn thư', 'công tác khác'),
      'DIGEST_MISMATCH',
    ],
    [
      'a whole-document signature over a changed attachment',
      swap(whole, FILE.toString('base64'), Buffer.from('x').toString('base64')),
      'DIGEST_MISMATCH',
    ],
  ];
  test.each(cases)('%s is refused', async (_, xml, code) => {
    for (const policy of ['require', 'verify-if-present', 'legacy'] as const) {
      const verdict = await check(xml, { policy });
      expect(verdict).toMatchObject({ refusal: code, signature: 'invalid', covered: [] });
      expect(refusalError(verdict)?.title('vi')).not.toContain('{');
      expect(refusalError(verdict)?.title('en')).toBe(verdict.reasons[0]?.en);
    }
  });
});

describe('signature wrapping', () => {
  const evil = swap(HEADER, 'công tác văn thư', 'chuyển tiền').replace(' Id="MessageHeader"', '');
  const inDocument = (from: string | RegExp, to: string) => swap(signed, from, to);
  const cases: [name: string, xml: string, codes: string[]][] = [
    ['a second MessageHeader beside the signed one', inDocument(HEADER, evil + HEADER), ['HEADER_AMBIGUOUS']],
    [
      'the signed header moved into an extension, a false one in its place',
      inDocument(HEADER, `${evil}<x xmlns="urn:x">${HEADER}</x>`),
      ['REFERENCE_SET_MISMATCH', 'XML_SCHEMA_INVALID'],
    ],
    [
      'the signed header moved into the Signature',
      swap(inDocument(HEADER, evil), '</KeyInfo>', `</KeyInfo><Object>${HEADER}</Object>`),
      ['REFERENCE_SET_MISMATCH', 'XML_SCHEMA_INVALID', 'SIGNATURE_MALFORMED'],
    ],
    [
      'the signed header moved behind the envelope',
      swap(inDocument(HEADER, evil), '</edXML:edXMLEnvelope>', `</edXML:edXMLEnvelope><x xmlns="urn:x">${HEADER}</x>`),
      ['REFERENCE_SET_MISMATCH', 'XML_SCHEMA_INVALID', 'XML_NOT_WELL_FORMED'],
    ],
    [
      'an Id that two elements carry',
      inDocument('<edXML:TraceHeaderList>', '<edXML:TraceHeaderList Id="MessageHeader">'),
      ['REFERENCE_SET_MISMATCH', 'XML_SCHEMA_INVALID'],
    ],
    [
      'an Id taken off the header and given to another element',
      swap(
        inDocument(' Id="MessageHeader"', ''),
        '<edXML:TraceHeaderList>',
        '<edXML:TraceHeaderList Id="MessageHeader">',
      ),
      ['REFERENCE_SET_MISMATCH', 'XML_SCHEMA_INVALID'],
    ],
    [
      'the signature moved out of edXMLHeader',
      swap(inDocument(SIGNATURE, ''), '<edXML:edXMLBody>', `<edXML:edXMLBody>${SIGNATURE}`),
      ['SIGNATURE_AMBIGUOUS', 'XML_SCHEMA_INVALID'],
    ],
    [
      'the signature moved into the signed header',
      swap(inDocument(SIGNATURE, ''), '</edXML:MessageHeader>', `${SIGNATURE}</edXML:MessageHeader>`),
      ['SIGNATURE_AMBIGUOUS', 'XML_SCHEMA_INVALID'],
    ],
    ['two signatures', inDocument(SIGNATURE, SIGNATURE + SIGNATURE), ['SIGNATURE_AMBIGUOUS', 'XML_SCHEMA_INVALID']],
    [
      'a signature without namespace before the real one',
      inDocument(SIGNATURE, `<Signature xmlns=""/>${SIGNATURE}`),
      ['SIGNATURE_AMBIGUOUS', 'XML_SCHEMA_INVALID'],
    ],
    [
      'a second SignedInfo',
      inDocument(SIGNED_INFO, SIGNED_INFO + SIGNED_INFO),
      ['SIGNATURE_AMBIGUOUS', 'XML_SCHEMA_INVALID'],
    ],
    [
      'text of the header moved into a processing instruction',
      inDocument('công tác văn thư', '<?x công tác?> văn thư'),
      ['XML_FORBIDDEN_CONSTRUCT'],
    ],
    [
      'an attachment that no reference names',
      swap(
        swap(
          signed,
          '</edXML:edXMLManifest>',
          '<edXML:Reference><edXML:ContentId>cid:f9</edXML:ContentId><edXML:AttachmentName>9.pdf</edXML:AttachmentName></edXML:Reference></edXML:edXMLManifest>',
        ),
        '</AttachmentEncoded>',
        attachment('f9'),
      ),
      ['REFERENCE_SET_MISMATCH'],
    ],
    [
      'an attachment that the manifest does not name',
      inDocument('</AttachmentEncoded>', attachment('f9')),
      ['REFERENCE_SET_MISMATCH'],
    ],
  ];
  test.each(cases)('%s is refused under every policy', async (_, xml, codes) => {
    for (const policy of ['require', 'verify-if-present', 'legacy'] as const) {
      expect(codes).toContain(await refusalOf(xml, policy));
    }
  });
});

function attachment(contentId: string): string {
  const content = FILE.toString('base64');
  return `<Attachment><ContentId>cid:${contentId}</ContentId><AttachmentName>9.pdf</AttachmentName><ContentType>application/pdf</ContentType><edXML:ContentTransferEncoded xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">${content}</edXML:ContentTransferEncoded></Attachment></AttachmentEncoded>`;
}

async function refusalOf(xml: string, policy: 'require' | 'verify-if-present' | 'legacy'): Promise<string | null> {
  try {
    return (await check(xml, { policy })).refusal;
  } catch (error) {
    if (isHubError(error)) return error.code;
    throw error;
  }
}
