import fc from 'fast-check';
import { type XmlElement as LibElement, ParseOption, XmlC14NMode, XmlDocument } from 'libxml2-wasm';
import { describe, expect, test } from 'vitest';
import { canonicalise } from '../../../src/edxml/canonical.ts';
import { buildDocument, EDXML_NS } from '../../../src/edxml/index.ts';
import { parseXml, type XmlElement } from '../../../src/edxml/tree.ts';
import { attachment, letter, read } from './fixtures.ts';

function libxml2(xml: Buffer): string {
  const document = XmlDocument.fromBuffer(xml, { option: ParseOption.XML_PARSE_NONET });
  try {
    const child = document.root.firstChild as LibElement;
    return child.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 });
  } finally {
    document.dispose();
  }
}

const text = fc.constantFrom(
  'a',
  ' ',
  '\n',
  '&amp;',
  '&lt;',
  '&gt;',
  '"',
  "'",
  '&#13;',
  '&#9;',
  'Đ',
  '&#x1f4c4;',
  '<![CDATA[<&]]>',
  '<!-- c -->',
);
const name = fc.constantFrom('a', 'b', 'p:a', 'q:b');
const attribute = fc.constantFrom('x="1"', 'p:x="&#10;&quot;\'"', 'q:a="&lt;&amp;>"', 'xml:lang="vi"', 'b=" &#13; "');
const declaration = fc.constantFrom(
  'xmlns="urn:1"',
  'xmlns=""',
  'xmlns:p="urn:2"',
  'xmlns:q="urn:2"',
  'xmlns:p="urn:0"',
  'xmlns:z="urn:z"',
);
const distinct = (items: string[]) => [
  ...new Map(items.map((item) => [item.slice(0, item.indexOf('=')), item])).values(),
];
const element = fc.letrec<{ node: string }>((tie) => ({
  node: fc
    .tuple(
      name,
      fc.array(attribute, { maxLength: 3 }),
      fc.array(declaration, { maxLength: 3 }),
      fc.array(fc.oneof({ depthSize: 'small', maxDepth: 4 }, text, tie('node')), { maxLength: 4 }),
    )
    .map(([tag, attributes, spaces, children]) => {
      // Both prefixes bound to one namespace would make p:x and q:x the same attribute.
      const all = distinct([...spaces, ...attributes]).join(' ');
      return `<${tag} ${all}>${children.join('')}</${tag}>`;
    }),
})).node;

describe('exclusive canonicalisation', () => {
  test('is byte-identical to libxml2 on generated elements', () => {
    fc.assert(
      fc.property(element, (xml) => {
        const whole = Buffer.from(`<edXML xmlns:p="urn:p" xmlns:q="urn:q" xmlns="${EDXML_NS}">${xml}</edXML>`);
        const root = parseXml(
          whole,
          (line) => line,
          'field',
          () => {},
        );
        expect(canonicalise(root.children[0] as XmlElement).toString()).toBe(libxml2(whole));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the content digest', () => {
  const a = attachment('a', Buffer.from('một'));
  const xml = buildDocument({ ...letter, bussiness: { docType: 0 } }, [a]).toString();
  const digest = async (changed: string) => (await read(changed)).contentDigest;

  test('is the same whatever the hops, the signature and the wrapping of base64', async () => {
    const first = await digest(xml);
    const hop = '<edXML:TraceHeader><edXML:OrganId>X</edXML:OrganId></edXML:TraceHeader>';
    expect(await digest(xml.replace('<edXML:TraceHeader>', `${hop}<edXML:TraceHeader>`))).toBe(first);
    expect(await digest(xml.replace('</edXML:edXMLHeader>', '<Signature/></edXML:edXMLHeader>'))).toBe(first);
    const encoded = a.content.toString('base64');
    expect(await digest(xml.replace(encoded, ` ${encoded.slice(0, 3)}\r\n${encoded.slice(3)}`))).toBe(first);
  });

  test('differs when the header, the business block, the manifest or an attachment differs', async () => {
    const changes = [
      xml.replace('>0123<', '>0124<'),
      xml.replace('BussinessDocType>0', 'BussinessDocType>1'),
      xml.replace(' version="1.0" Id', ' version="1.1" Id'),
      xml.replace(a.content.toString('base64'), Buffer.from('hai').toString('base64')),
      xml.replace(/<edXML:Bussiness [\s\S]*<\/edXML:Bussiness>/, ''),
    ];
    const all = new Set(await Promise.all([xml, ...changes].map(digest)));
    expect(all.size).toBe(changes.length + 1);
  });
});
