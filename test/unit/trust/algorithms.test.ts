import { describe, expect, test } from 'vitest';
import { signByReference, trustErrors } from '../../../src/trust/index.ts';
import { check, key, plain, swap } from './fixtures.ts';

const signed = (await signByReference(plain, key)).toString();
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const EXC_TRANSFORM = '<Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></Transform>';

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
    ['2,000 transforms', swap(signed, EXC_TRANSFORM, EXC_TRANSFORM.repeat(2_000)), 'LIMIT_EXCEEDED.transforms'],
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
});

test('every code has a title and a fix in both languages, and names no fact that the other language lacks', () => {
  for (const spec of Object.values(trustErrors)) {
    // `vi` and `en` are one fact, told in each language.
    const facts = (text: string) =>
      [...text.matchAll(/\{(\w+)\}/g)].map(([, fact]) => (fact === 'vi' || fact === 'en' ? 'words' : fact)).sort();
    expect(spec.vi.title && spec.vi.fix && spec.en.title && spec.en.fix).toBeTruthy();
    expect(facts(spec.vi.title)).toEqual(facts(spec.en.title));
  }
});
