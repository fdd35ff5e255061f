import { expect, test } from 'vitest';
import { DEFAULT_LIMITS, EDXML_NS } from '../../../src/edxml/index.ts';
import { LEXICAL } from '../../../src/edxml/names.ts';
import { XmlReader } from '../../../src/edxml/reader/reader.ts';
import { isHubError } from '../../../src/platform/errors.ts';

const STEP = 1_024;
const open = `<edXML xmlns="${EDXML_NS}">`;
const attributes = (count: number, name = 'b') => Array.from({ length: count }, (_, i) => `${name}${i}=""`).join(' ');

/** Reads in small steps; the code of the refusal, the bytes that were taken until then, and the time it took. */
function refuse(xml: string): { code: string; consumed: number; ms: number } {
  const bytes = Buffer.from(xml);
  const started = performance.now();
  const reader = new XmlReader(DEFAULT_LIMITS);
  let consumed = 0;
  try {
    for (; consumed < bytes.length; consumed += STEP) reader.push(bytes.subarray(consumed, consumed + STEP));
    reader.end();
  } catch (error) {
    if (!isHubError(error)) throw error;
    return { code: error.code, consumed: Math.min(bytes.length, consumed + STEP), ms: performance.now() - started };
  }
  throw new Error('the document was read');
}

// What may be read at most: the limit's own bytes and what stands in front of them.
const cases: [what: string, xml: string, limit: string, bytes: number][] = [
  ['100,000 empty elements', open + '<a/>'.repeat(100_000), 'elements', 4 * LEXICAL.elements],
  ['a depth of 20,000', open + '<a>'.repeat(20_000), 'depth', 3 * DEFAULT_LIMITS.depth],
  ['50,000 comments', open + '<!---->'.repeat(50_000), 'comments', 7 * LEXICAL.comments],
  ['20,000 attributes', `${open}<a ${attributes(20_000)}/>`, 'attributes', 7 * DEFAULT_LIMITS.attributes],
  ['2,000 namespaces', `${open}<a ${attributes(2_000, 'xmlns:b')}/>`, 'namespaces', 12 * LEXICAL.namespaces],
  ['an attribute of 1 MB', `${open}<a b="${'x'.repeat(1_000_000)}"/>`, 'attributeBytes', LEXICAL.attributeBytes],
  ['a name of 1 MB', `${open}<${'x'.repeat(1_000_000)}/>`, 'name', LEXICAL.nameBytes],
  ['a tag of 1 MB', `${open}<a${' '.repeat(1_000_000)}/>`, 'startTag', LEXICAL.startTagBytes],
  ['an end tag of 1 MB', `${open}<a></a${' '.repeat(1_000_000)}>`, 'startTag', LEXICAL.startTagBytes],
  ['a comment of 2 MB', `${open}<!--${'-- '.repeat(700_000)}`, 'envelope', DEFAULT_LIMITS.envelopeBytes],
  ['text of 2 MB', open + 'chữ '.repeat(400_000), 'envelope', DEFAULT_LIMITS.envelopeBytes],
  ['an attachment each 60 bytes', open + '<ContentTransferEncoded/>'.repeat(60), 'attachments', 25 * 51],
];

test.each(cases)('%s: refused by its limit before more than its bytes are read', (what, xml, limit, most) => {
  const { code, consumed, ms } = refuse(xml);
  console.info(`${what}: ${code} after ${consumed} bytes, ${ms.toFixed(1)} ms`);
  expect(code).toBe(`LIMIT_EXCEEDED.${limit}`);
  expect(consumed).toBeLessThanOrEqual(open.length + most + STEP + 16);
  expect(ms).toBeLessThan(1_000);
});

test('a document that is costly within its limits is read in a time that grows with its size', () => {
  const scopes = Array.from(
    { length: 30 },
    (_, i) => `<s ${attributes(16, `xmlns:p${i}q`).replaceAll('""', '"urn:x"')}>`,
  );
  const wide = `<e ${Array.from({ length: 32 }, (_, i) => `p${i % 30}q${i % 16}:a${i}=""`).join(' ')}/>`;
  const many = Math.floor((900_000 - scopes.join('').length) / wide.length);
  const xml = Buffer.from(`${scopes.join('')}${wide.repeat(many)}${'</s>'.repeat(30)}`);
  const started = performance.now();
  const reader = new XmlReader(DEFAULT_LIMITS);
  reader.push(xml);
  expect(reader.end().root.local).toBe('s');
  const ms = performance.now() - started;
  console.info(`${many} elements of 32 attributes in 480 namespaces, ${xml.length} bytes: ${ms.toFixed(0)} ms`);
  expect(ms).toBeLessThan(2_000);
});
