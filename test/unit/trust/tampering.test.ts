import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/edxml/index.ts';
import { isHubError } from '../../../src/platform/errors.ts';
import { createDemoPki, refusalError, signByReference, signEnveloped, trustErrors } from '../../../src/trust/index.ts';
import { check, FILE, factsOf, folder, key, otherKey, plain, swap } from './fixtures.ts';

const signed = (await signByReference(plain, key)).toString();
const whole = signEnveloped(plain, key).toString();
const SIGNATURE = /<Signature[\s\S]*<\/Signature>/.exec(signed)![0];
const SIGNED_INFO = /<SignedInfo>[\s\S]*<\/SignedInfo>/.exec(signed)![0];
const HEADER = /<edXML:MessageHeader[\s\S]*<\/edXML:MessageHeader>/.exec(signed)![0];
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const EXC_TRANSFORM = '<Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></Transform>';

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

describe('algorithms and limits', () => {
  const forbidden: [name: string, xml: string, code: string][] = [
    ['rsa-md5', swap(signed, `${MORE}rsa-sha256`, `${MORE}rsa-md5`), 'ALGORITHM_NOT_ALLOWED'],
    ['an HMAC', swap(signed, `${MORE}rsa-sha256`, `${MORE}hmac-sha256`), 'ALGORITHM_NOT_ALLOWED'],
    ['C14N with comments', swap(signed, 'xml-exc-c14n#"', 'xml-exc-c14n#WithComments"'), 'ALGORITHM_NOT_ALLOWED'],
    [
      'an XPath transform',
      swap(
        signed,
        EXC_TRANSFORM,
        '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><XPath>1</XPath></Transform>',
      ),
      'ALGORITHM_NOT_ALLOWED',
    ],
    [
      'a forbidden algorithm mixed with a habit of the field',
      swap(swap(signed, `${MORE}rsa-sha256`, `${MORE}rsa-md5`), 'xmlenc#sha256', 'x'),
      'ALGORITHM_NOT_ALLOWED',
    ],
    ['an EC method with an RSA certificate', swap(signed, 'rsa-sha256', 'ecdsa-sha256'), 'ALGORITHM_NOT_ALLOWED'],
    ['three transforms', swap(signed, EXC_TRANSFORM, EXC_TRANSFORM.repeat(3)), 'LIMIT_EXCEEDED.transforms'],
    [
      '53 references',
      swap(
        signed,
        '</SignedInfo>',
        `${/<Reference URI="cid:f7">.*?<\/Reference>/.exec(signed)![0].repeat(49)}</SignedInfo>`,
      ),
      'LIMIT_EXCEEDED.references',
    ],
    [
      'a SignedInfo of more than 32 KB',
      swap(signed, '</SignedInfo>', `${' '.repeat(33_000)}</SignedInfo>`),
      'LIMIT_EXCEEDED.signedInfo',
    ],
  ];
  test.each(forbidden)('%s is refused under every policy', async (_, xml, code) => {
    expect((await check(xml, { policy: 'legacy' })).refusal).toBe(code);
  });

  const habits: [name: string, xml: string, code: string][] = [
    [
      'rsa-sha1',
      swap(signed, `${MORE}rsa-sha256`, 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'),
      'ALGORITHM_NOT_ALLOWED',
    ],
    [
      'SHA-1 digests',
      swap(signed, 'http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2000/09/xmldsig#sha1'),
      'ALGORITHM_NOT_ALLOWED',
    ],
    [
      'the transform named by the address of its recommendation',
      swap(signed, EXC_TRANSFORM, '<Transform Algorithm="http://www.w3.org/TR/xml-exc-c14n#"/>'),
      'ALGORITHM_NOT_ALLOWED',
    ],
    [
      'a missing xmldsig namespace',
      swap(signed, '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">', '<Signature>'),
      'SIGNATURE_UNVERIFIABLE',
    ],
    [
      'a certificate cut short',
      swap(signed, /<X509Certificate>.*<\/X509Certificate>/, '<X509Certificate>MIIFqTCCBJG</X509Certificate>'),
      'SIGNATURE_UNVERIFIABLE',
    ],
    [
      'a certificate of whole base64 that is none',
      swap(signed, /<X509Certificate>.*<\/X509Certificate>/, '<X509Certificate>MIIFqTCC</X509Certificate>'),
      'SIGNATURE_UNVERIFIABLE',
    ],
  ];
  test.each(habits)(
    '%s passes unverified where a signature is optional and is refused where it is required',
    async (_, xml, code) => {
      const optional = await check(xml, { policy: 'verify-if-present' });
      expect(optional).toMatchObject({
        refusal: null,
        indication: 'INDETERMINATE',
        signature: 'unverifiable',
        covered: [],
      });
      expect(optional.reasons[0]?.code).toBe(code);
      expect((await check(xml, { policy: 'legacy' })).refusal).toBeNull();
      expect((await check(xml, { policy: 'require' })).refusal).toBe(code);
    },
  );

  test('a whole-document signature is checked up to the limit and refused above it', async () => {
    const limits = { ...DEFAULT_LIMITS, envelopedBytes: Buffer.byteLength(whole) };
    expect((await check(whole, { limits })).refusal).toBeNull();
    expect((await check(whole, { limits: { ...limits, envelopedBytes: Buffer.byteLength(whole) - 1 } })).refusal).toBe(
      'LIMIT_EXCEEDED.enveloped',
    );
  });
});

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
      refusalFacts: { date: '2025-01-01' },
    });
    const early = await check(oldDocument, { facts, nowMs: day('2019-06-01').getTime() });
    expect(early).toMatchObject({ refusal: 'CERT_NOT_YET_VALID', refusalFacts: { date: '2020-01-01' } });
    const [bound] = facts.certificates;
    const revoked = { ...facts, certificates: [{ ...bound!, revokedAt: day('2024-05-05') }] };
    const verdict = await check(oldDocument, { facts: revoked, nowMs: day('2024-06-01').getTime() });
    expect(verdict).toMatchObject({
      refusal: 'CERT_REVOKED',
      indication: 'TOTAL_FAILED',
      refusalFacts: { date: '2024-05-05' },
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

test('every code has a title and a fix in both languages, and names no fact that the other language lacks', () => {
  for (const spec of Object.values(trustErrors)) {
    const facts = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([fact]) => fact).sort();
    expect(spec.vi.title && spec.vi.fix && spec.en.title && spec.en.fix).toBeTruthy();
    expect(facts(spec.vi.title)).toEqual(facts(spec.en.title));
  }
});
