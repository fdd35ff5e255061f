import { describe, expect, test } from 'vitest';
import { isHubError } from '../../../src/platform/errors.ts';
import { signByReference, signEnveloped } from '../../../src/trust/index.ts';
import { fillTemplate, qualifyingProperties, xadesTemplate } from '../../support/xades.ts';
import { check, FILE, key, plain, swap } from './fixtures.ts';

/*
 * XSW1 to XSW8 of Somorovsky et al., "On Breaking SAML: Be Whoever You Want to Be" (USENIX Security 2012), moved onto
 * edXML: the signed MessageHeader takes the place of the assertion, edXMLEnvelope that of the response. In each the
 * digested element is still in the document, and another one stands where the header is read.
 */
const signed = (await signByReference(plain, key)).toString();
const whole = signEnveloped(plain, key).toString();
const HEADER = /<edXML:MessageHeader[\s\S]*<\/edXML:MessageHeader>/.exec(signed)![0];
const SIGNATURE = /<Signature[\s\S]*<\/Signature>/.exec(signed)![0];
const ENVELOPE = swap(/<edXML:edXMLEnvelope[\s\S]*<\/edXML:edXMLEnvelope>/.exec(signed)![0], SIGNATURE, '');

/** What the attacker wants to be read; under an Id of its own, none, or that of the original. */
const evil = (id: string) => swap(HEADER, 'công tác văn thư', 'chuyển tiền').replace(' Id="MessageHeader"', id);
const IDS: [name: string, id: string][] = [
  ['an Id of its own', ' Id="Evil"'],
  ['no Id', ''],
  ['the same Id', ' Id="MessageHeader"'],
];
const inSignature = (xml: string, what: string) => swap(xml, '</Signature>', `${what}</Signature>`);
const object = (what: string) => `<Object>${what}</Object>`;
const extension = (what: string) => `<x xmlns="urn:x">${what}</x>`;

const SHAPES: [name: string, make: (id: string) => string][] = [
  [
    'XSW1: the original envelope inside the Signature, a copy with another header around it',
    (id) => inSignature(swap(signed, HEADER, evil(id)), object(ENVELOPE)),
  ],
  [
    'XSW2: the original envelope before the Signature, beside it',
    (id) => swap(swap(signed, HEADER, evil(id)), SIGNATURE, extension(ENVELOPE) + SIGNATURE),
  ],
  ['XSW3: the other header before the original', (id) => swap(signed, HEADER, evil(id) + HEADER)],
  ['XSW3, the other way round: the other header behind the original', (id) => swap(signed, HEADER, HEADER + evil(id))],
  [
    'XSW4: the original inside the other header',
    (id) => swap(signed, HEADER, swap(evil(id), '</edXML:MessageHeader>', `${HEADER}</edXML:MessageHeader>`)),
  ],
  [
    'XSW4 with an extension between',
    (id) =>
      swap(signed, HEADER, swap(evil(id), '</edXML:MessageHeader>', `${extension(HEADER)}</edXML:MessageHeader>`)),
  ],
  [
    'XSW5: the other header in its place, the original at the end of the envelope',
    (id) => swap(swap(signed, HEADER, evil(id)), '</edXML:edXMLEnvelope>', `${HEADER}</edXML:edXMLEnvelope>`),
  ],
  [
    'XSW6: the other header in its place, the original in the Signature',
    (id) => inSignature(swap(signed, HEADER, evil(id)), HEADER),
  ],
  [
    'XSW7: the other header in an extension before the original',
    (id) => swap(signed, HEADER, extension(evil(id)) + HEADER),
  ],
  [
    'XSW8: the original in an Object of an extension, the other header in its place',
    (id) =>
      swap(
        signed,
        HEADER,
        `${extension(`<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${HEADER}</ds:Object>`)}${evil(id)}`,
      ),
  ],
  [
    'the original in KeyInfo, where nothing is signed',
    (id) => swap(swap(signed, HEADER, evil(id)), '</KeyInfo>', `${extension(HEADER)}</KeyInfo>`),
  ],
  [
    'the original under another name, so that only its Id speaks for it',
    (id) =>
      swap(
        swap(signed, HEADER, evil(id)),
        SIGNATURE,
        HEADER.replaceAll('edXML:MessageHeader', 'edXML:Other') + SIGNATURE,
      ),
  ],
];

const xades = fillTemplate(
  xadesTemplate(plain, qualifyingProperties({ certificatePem: key.certificatePem })),
  key,
  FILE,
);
const unsigned = (what: string) =>
  `<xades:UnsignedProperties>${what}</xades:UnsignedProperties></xades:QualifyingProperties>`;

for (const [how, id] of IDS) {
  describe(`signature wrapping with ${how} is refused under every policy`, () => {
    test.each(SHAPES)('%s', (_, make) => refused(make(id)));

    test('XAdES: the original in unsigned properties', () =>
      refused(swap(swap(xades, HEADER, evil(id)), '</xades:QualifyingProperties>', unsigned(HEADER))));

    test('XAdES: the original beside the properties', () =>
      refused(swap(swap(xades, HEADER, evil(id)), '</ds:Object>', `${HEADER}</ds:Object>`)));

    test('a whole-document signature with another header inside the Signature, which its digest leaves out', () =>
      refused(inSignature(whole, object(evil(id)))));

    test('a whole-document signature with another header in its KeyInfo', () =>
      refused(swap(whole, '</KeyInfo>', `${extension(evil(id))}</KeyInfo>`)));
  });
}

describe('what could be read in two ways is refused under every policy', () => {
  const reference = /<Reference URI="cid:f7">.*?<\/Reference>/.exec(signed)![0];
  const attachment = /<Attachment>[\s\S]*<\/Attachment>/.exec(signed)![0];
  const entry = /<edXML:Reference[\s\S]*<\/edXML:Reference>/.exec(signed)![0];
  const cases: [name: string, xml: string][] = [
    ['an Id twice, as ID', swap(signed, '<edXML:TraceHeaderList>', '<edXML:TraceHeaderList ID="MessageHeader">')],
    ['an Id twice, as xml:id', swap(signed, '<edXML:TraceHeaderList>', '<edXML:TraceHeaderList xml:id="Bussiness">')],
    ['an Id twice, in the Signature', swap(signed, '<Signature ', '<Signature Id="edXMLManifest" ')],
    ['an Id twice, in unsigned properties', swap(xades, '</xades:QualifyingProperties>', unsigned('<x Id="props"/>'))],
    [
      'a second SignedInfo in KeyInfo',
      swap(signed, '</KeyInfo>', `${/<SignedInfo[\s\S]*<\/SignedInfo>/.exec(signed)![0]}</KeyInfo>`),
    ],
    [
      'a second SignatureValue',
      swap(signed, '</SignatureValue>', '</SignatureValue><SignatureValue>AAAA</SignatureValue>'),
    ],
    ['a second KeyInfo', swap(signed, '</KeyInfo>', '</KeyInfo><KeyInfo/>')],
    ['a processing instruction in a signed value', swap(signed, 'văn thư', '<?x văn?> thư')],
    ['a processing instruction in SignedInfo', swap(signed, '<DigestValue>', '<DigestValue><?x?>')],
    ['text behind the root', `${signed}chuyển tiền`],
    ['an element behind the root', `${signed}<edXML/>`],
    ['a second document behind the root', signed + signed],
    ['a document type', `<!DOCTYPE edXML [<!ATTLIST x Id ID #IMPLIED>]>${signed.replace(/^<\?xml.*?\?>/, '')}`],
    ['a part with two references', swap(signed, reference, reference + reference)],
    [
      'a part with two references, one percent-encoded',
      swap(signed, reference, reference + reference.replace('f7', '%66%37')),
    ],
    ['an attachment whose part is absent', swap(signed, attachment, '')],
    ['an attachment whose part is doubled', swap(signed, attachment, attachment + attachment)],
    ['an attachment that the manifest names twice', swap(signed, entry, entry + entry)],
    ['a manifest entry taken out with its part', swap(swap(signed, entry, ''), attachment, '')],
    ['a second manifest', swap(signed, '</edXML:edXMLBody>', '<edXML:edXMLManifest/></edXML:edXMLBody>')],
    ['a second business block in an extension', swap(signed, SIGNATURE, extension('<Business/>') + SIGNATURE)],
  ];
  test.each(cases)('%s', (_, xml) => refused(xml));
});

test('what these cases start from is accepted', async () => {
  for (const xml of [signed, whole, xades]) expect((await check(xml)).indication).toBe('TOTAL_PASSED');
});

/** Not by what is read nor by a digest that happens to differ: for its structure, whatever the policy. */
async function refused(xml: string): Promise<void> {
  for (const policy of ['require', 'verify-if-present', 'legacy'] as const) {
    const code = await check(xml, { policy }).then(
      (verdict) => verdict.refusal,
      (error) => {
        if (isHubError(error)) return error.code;
        throw error;
      },
    );
    expect(code).toMatch(/^(REFERENCE_SET_MISMATCH|HEADER_AMBIGUOUS|XML_|SIGNATURE_(AMBIGUOUS|MALFORMED)$)/);
  }
}
