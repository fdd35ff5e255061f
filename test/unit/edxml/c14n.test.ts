import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type CanonicalForm, canonicalise } from '../../../src/edxml/canonical.ts';
import { DEFAULT_LIMITS, everyElement, readXml, type XmlElement } from '../../../src/edxml/index.ts';
import { XmlReader } from '../../../src/edxml/reader/reader.ts';
import { digestWhole } from '../../../src/edxml/reader/whole.ts';
import { generateXml, inChunks, seeded } from '../../support/generated-xml.ts';
import { libxml2Canonical, withLibxml2 } from '../../support/libxml2.ts';
import { store } from './fixtures.ts';

const LONG = process.env.LONG === '1';
const DOCUMENTS = LONG ? 100_000 : 2_000;
const FORMS: CanonicalForm[] = [
  { mode: 'exclusive', prefixes: [] },
  { mode: 'exclusive', prefixes: ['p', 'r', '#default'] },
  { mode: '1.0', prefixes: [] },
  { mode: '1.1', prefixes: [] },
];
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

/** Where an element stands, as an XPath that libxml2 finds it by. */
function pathOf(element: XmlElement): string {
  const { parent } = element;
  if (!parent) return '/*';
  const index = parent.children.filter((child) => typeof child !== 'string').indexOf(element) + 1;
  return `${pathOf(parent)}/*[${index}]`;
}

/** The digest of the whole, taken while the document is read in these chunks; without one element if asked. */
function digestInPassing(chunks: readonly Buffer[], form: CanonicalForm): string | null {
  const nobody = {} as XmlElement;
  const reader = new XmlReader(DEFAULT_LIMITS, () => ({ form, without: nobody, digest: 'sha256' }));
  for (const chunk of chunks) reader.push(chunk);
  return reader.end().whole?.digest.toString('hex') ?? null;
}

test(
  `${DOCUMENTS} generated documents: every form of the whole and of a part, in any chunking, is that of libxml2`,
  async () => {
    let digested = 0;
    for (let seed = 1; seed <= DOCUMENTS; seed++) {
      const xml = Buffer.from(generateXml(seed));
      const random = seeded(seed);
      const form = FORMS[random(FORMS.length)]!;
      const document = readXml(xml, DEFAULT_LIMITS);
      const expected = sha256(libxml2Canonical(xml, form));
      const nobody = {} as XmlElement;
      const whole = await digestWhole('', document.root, { form, without: nobody, digest: 'sha256' }, []).catch(
        () => null,
      );
      if (document.cuts.length === 0) expect(whole?.toString('hex'), `seed ${seed}`).toBe(expected);
      const passing = digestInPassing(inChunks(xml, seed), form);
      if (passing !== null) {
        expect(passing, `seed ${seed} ${form.mode}`).toBe(expected);
        digested++;
      }
      const elements = [...everyElement(document.root)];
      const part = elements[random(elements.length)]!;
      if (everyElement(part).some(({ cut }) => cut !== null)) continue;
      const canonical = canonicalise(part, form).toString();
      expect(canonical, `seed ${seed} ${form.mode} ${pathOf(part)}`).toBe(libxml2Canonical(xml, form, pathOf(part)));
    }
    expect(digested).toBeGreaterThan(DOCUMENTS / 10);
  },
  LONG ? 3_600_000 : 30_000,
);

test('one element left out, and the text read from the file a second time, give the digest that libxml2 gives', async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const xml = Buffer.from(generateXml(seed));
    const { root, cuts } = readXml(xml, DEFAULT_LIMITS);
    const elements = everyElement(root).slice(1);
    const without = elements[seed % Math.max(1, elements.length)];
    if (!without || everyElement(without).some(({ cut }) => cut !== null)) continue;
    const form = FORMS[seed % FORMS.length]!;
    const made = await digestWhole(store(xml), root, { form, without, digest: 'sha256' }, cuts);
    expect(made.toString('hex'), `seed ${seed}`).toBe(sha256(libxml2Canonical(xml, form, undefined, pathOf(without))));
  }
});

describe('the examples of the recommendations, their DTDs and processing instructions taken off', () => {
  const examples: [name: string, xml: string, canonical: string][] = [
    [
      '3.2 white space',
      '<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n   <mixed>\n      A\n      <clean>   </clean>\n      B\n      <dirty>   A   B   </dirty>\n      C\n   </mixed>\n</doc>',
      '<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n   <mixed>\n      A\n      <clean>   </clean>\n      B\n      <dirty>   A   B   </dirty>\n      C\n   </mixed>\n</doc>',
    ],
    [
      '3.3 start and end tags',
      '<doc>\n   <e1   />\n   <e2   ></e2>\n   <e3   name = "elem3"   id="elem3"   />\n   <e4   name="elem4"   id="elem4"   ></e4>\n   <e5 a:attr="out" b:attr="sorted" attr2="all" attr="I\'m"\n      xmlns:b="http://www.ietf.org"\n      xmlns:a="http://www.w3.org"\n      xmlns="http://example.org"/>\n   <e6 xmlns="" xmlns:a="http://www.w3.org">\n      <e7 xmlns="http://www.ietf.org">\n         <e8 xmlns="" xmlns:a="http://www.w3.org">\n            <e9 xmlns="" xmlns:a="http://www.ietf.org"/>\n         </e8>\n      </e7>\n   </e6>\n</doc>',
      '<doc>\n   <e1></e1>\n   <e2></e2>\n   <e3 id="elem3" name="elem3"></e3>\n   <e4 id="elem4" name="elem4"></e4>\n   <e5 xmlns="http://example.org" xmlns:a="http://www.w3.org" xmlns:b="http://www.ietf.org" attr="I\'m" attr2="all" b:attr="sorted" a:attr="out"></e5>\n   <e6 xmlns:a="http://www.w3.org">\n      <e7 xmlns="http://www.ietf.org">\n         <e8 xmlns="">\n            <e9 xmlns:a="http://www.ietf.org"></e9>\n         </e8>\n      </e7>\n   </e6>\n</doc>',
    ],
    [
      '3.4 character modifications',
      '<doc>\n   <text>First line&#x0d;&#10;Second line</text>\n   <value>&#x32;</value>\n   <compute><![CDATA[value>"0" && value<"10" ?"valid":"error"]]></compute>\n   <compute expr=\'value>"0" &amp;&amp; value&lt;"10" ?"valid":"error"\'>valid</compute>\n   <norm attr=\' &apos;   &#x20;&#13;&#xa;&#9;   &apos; \'/>\n</doc>',
      '<doc>\n   <text>First line&#xD;\nSecond line</text>\n   <value>2</value>\n   <compute>value&gt;"0" &amp;&amp; value&lt;"10" ?"valid":"error"</compute>\n   <compute expr="value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; ?&quot;valid&quot;:&quot;error&quot;">valid</compute>\n   <norm attr=" \'    &#xD;&#xA;&#x9;   \' "></norm>\n</doc>',
    ],
    ['3.6 UTF-8', '<?xml version="1.0" encoding="UTF-8"?>\n<doc>&#169;</doc>\n', '<doc>©</doc>'],
  ];
  test.each(examples)('%s', (_, xml, canonical) => {
    const bytes = Buffer.from(xml);
    for (const mode of ['1.0', '1.1'] as const) {
      expect(canonicalise(readXml(bytes, DEFAULT_LIMITS).root, { mode, prefixes: [] }).toString()).toBe(canonical);
    }
    for (const form of FORMS) {
      expect(canonicalise(readXml(bytes, DEFAULT_LIMITS).root, form).toString()).toBe(libxml2Canonical(bytes, form));
    }
  });

  test('exclusive 2.2: an element keeps its form wherever it is moved', () => {
    const inner =
      '<n1:elem2 xmlns:n1="http://example.net" xml:lang="en"><n3:stuff xmlns:n3="ftp://example.org"/></n1:elem2>';
    const places = [`<n0:local xmlns:n0="foo:bar" xmlns:n3="ftp://example.org">${inner}</n0:local>`];
    places.push(
      `<n2:pdu xmlns:n1="http://example.com" xmlns:n2="http://foo.example" xml:lang="fr" xml:space="retain">${inner}</n2:pdu>`,
    );
    const expected =
      '<n1:elem2 xmlns:n1="http://example.net" xml:lang="en"><n3:stuff xmlns:n3="ftp://example.org"></n3:stuff></n1:elem2>';
    for (const place of places) {
      const [child] = readXml(Buffer.from(place), DEFAULT_LIMITS).root.children;
      expect(canonicalise(child as XmlElement).toString()).toBe(expected);
      expect(withLibxml2(Buffer.from(place), () => libxml2Canonical(Buffer.from(place), FORMS[0]!, '/*/*'))).toBe(
        expected,
      );
    }
  });
});
