import { describe, expect, test } from 'vitest';
import { buildDocument, DEFAULT_LIMITS, EDXML_NS, edxmlErrors, readXml } from '../../../src/edxml/index.ts';
import { XmlReader } from '../../../src/edxml/reader/reader.ts';
import { validateField } from '../../../src/edxml/schema.ts';
import { isHubError } from '../../../src/platform/errors.ts';
import { generateXml, inChunks, seeded } from '../../support/generated-xml.ts';
import { isValid, isWellFormed } from '../../support/libxml2.ts';
import { attachment, letter } from './fixtures.ts';

const LONG = process.env.LONG === '1';
const RUNS = LONG ? 200_000 : 4_000;
const real = buildDocument({ ...letter, bussiness: { docType: 0 } }, [attachment('a1', Buffer.from('%PDF-1.4 nội'))]);
const SNIPPETS = [
  '<',
  '>',
  '/',
  '&',
  ';',
  '"',
  "'",
  '=',
  ' ',
  '\r',
  '\0',
  ']]>',
  '--',
  '<!--',
  '-->',
  '<![CDATA[',
  '<?xml ?>',
  '<!DOCTYPE a>',
  '&#0;',
  '&#x110000;',
  '&amp;',
  '&x;',
  ':',
  'xmlns:',
  'xmlns=""',
  ' a="1" a="1"',
  'xml:lang=""',
  '\u{feff}',
  '\u{fffe}',
  'é',
  '<a>',
  '</a>',
  '<a/>',
  '<p:a/>',
  '\xc0',
  'ContentTransferEncoded',
];

function mutate(source: Buffer, seed: number): Buffer {
  const random = seeded(seed);
  let bytes = source;
  for (let left = 1 + random(3); left > 0; left--) {
    const at = random(bytes.length);
    const kind = random(4);
    const rest = bytes.subarray(at + (kind === 0 ? 0 : kind === 1 ? 1 : random(20)));
    const snippet = SNIPPETS[random(SNIPPETS.length)]!;
    const middle =
      kind === 3 ? Buffer.from([random(256)]) : Buffer.from(snippet, snippet === '\xc0' ? 'latin1' : 'utf8');
    bytes = Buffer.concat([bytes.subarray(0, at), kind === 2 ? Buffer.alloc(0) : middle, rest]);
  }
  return bytes;
}

function judge(chunks: readonly Buffer[]): string {
  try {
    const reader = new XmlReader(DEFAULT_LIMITS);
    for (const chunk of chunks) reader.push(chunk);
    return reader.end().cuts.some(({ fault }) => fault) ? 'BASE64_INVALID' : 'read';
  } catch (error) {
    if (!isHubError(error)) throw error;
    expect(Object.keys(edxmlErrors)).toContain(error.code);
    return `${error.code} ${JSON.stringify(error.facts)}`;
  }
}

/** Reasons for which a document that libxml2 takes is refused all the same. */
const STRICTER = /^(XML_FORBIDDEN_CONSTRUCT|UNSUPPORTED_ENCODING|LIMIT_EXCEEDED|BASE64_INVALID)/;

describe('mutated documents', () => {
  test(
    `${RUNS} of them: no crash, the same answer for any chunking, and nothing read that libxml2 refuses`,
    () => {
      let read = 0;
      const stricter = new Map<string, number>();
      for (let seed = 1; seed <= RUNS; seed++) {
        const source = seed % 2 === 0 ? real : Buffer.from(generateXml(seed));
        const bytes = mutate(source, seed);
        const answer = judge([bytes]);
        expect(judge(inChunks(bytes, seed)), `seed ${seed}`).toBe(answer);
        const code = answer.split(' ')[0]!;
        const wellFormed = isWellFormed(bytes);
        if (answer === 'read') {
          read++;
          expect(wellFormed, `seed ${seed} ${bytes.toString()}`).toBe(true);
        } else if (wellFormed) {
          stricter.set(code, (stricter.get(code) ?? 0) + 1);
          expect(code, `seed ${seed} ${answer} ${bytes.toString()}`).toMatch(STRICTER);
        }
      }
      console.info(`${read} read; refused although well-formed for libxml2:`, Object.fromEntries(stricter));
      expect(read).toBeGreaterThan(RUNS / 20);
    },
    LONG ? 3_600_000 : 30_000,
  );

  test('what the field schema of the reader refuses is what libxml2 refuses by the same schema', () => {
    const names = [...real.toString().matchAll(/<(?:edXML:)?(\w+)/g)].map(([, name]) => name!);
    const places = names.filter((name) => name !== 'ContentTransferEncoded');
    let valid = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const random = seeded(seed);
      let xml = real.toString();
      for (let left = 1 + random(2); left > 0; left--) {
        const name = places[random(places.length)]!;
        const inner = [
          'x',
          ' ',
          `<edXML:${names[random(names.length)]} xmlns:edXML="${EDXML_NS}"/>`,
          `<y xmlns=""><edXML:From xmlns:edXML="${EDXML_NS}">z</edXML:From></y>`,
          '<!-- -->',
        ];
        xml = xml.replace(new RegExp(`(<(?:edXML:)?${name}(?: [^>]*)?>)`), `$1${inner[random(inner.length)]}`);
      }
      const { root, lineAt } = readXml(Buffer.from(xml), DEFAULT_LIMITS);
      let own = true;
      try {
        validateField(root, lineAt);
      } catch (error) {
        if (!isHubError(error)) throw error;
        own = false;
      }
      if (own) valid++;
      expect(own, `seed ${seed}\n${xml}`).toBe(isValid(Buffer.from(xml), 'edxml-field.xsd'));
    }
    expect(valid).toBeGreaterThan(50);
  });
});
