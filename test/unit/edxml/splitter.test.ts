import { randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildDocument, DEFAULT_LIMITS, readPackage } from '../../../src/edxml/index.ts';
import { EnvelopeScanner } from '../../../src/edxml/scanner.ts';
import { isHubError } from '../../../src/platform/errors.ts';
import { attachment, letter, newPath, sha256 } from './fixtures.ts';

function scan(chunks: readonly Buffer[]): unknown {
  try {
    const scanner = new EnvelopeScanner(DEFAULT_LIMITS);
    for (const chunk of chunks) scanner.push(chunk);
    const { envelope, cuts, rootEnd } = scanner.end();
    return { envelope: envelope.toString('latin1'), cuts, rootEnd };
  } catch (error) {
    if (isHubError(error)) return { code: error.code, facts: error.facts };
    throw error;
  }
}

function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...places, bytes.length].map((place, i) => bytes.subarray(i === 0 ? 0 : places[i - 1], place));
}

const wrap = (text: string) => text.replace(/.{19}/g, '$&\r\n');
const inner = fc.oneof(
  fc.uint8Array({ maxLength: 70 }).map((octets) => Buffer.from(octets).toString('base64')),
  fc.uint8Array({ maxLength: 70 }).map((octets) => wrap(Buffer.from(octets).toString('base64'))),
  fc.constantFrom(
    'QQ==QQ==',
    'Q Q = =',
    'QQ=',
    'Q=Q=',
    '=',
    'QUJ$',
    'QUJD\n\nQU-D',
    'QUJDR',
    'ü',
    '<!-- -->',
    '<![CDATA[QQ==]]>',
    '&#10;',
  ),
);
const piece = fc.oneof(
  inner.map((text) => `<x:ContentTransferEncoded a='>'>${text}</x:ContentTransferEncoded\n>`),
  fc.constantFrom(
    '<a b="x>y"/>',
    '<!-- > -- > -->',
    '<![CDATA[ ]] > ]]>',
    'chữ &amp; &#65;',
    '<?pi?>',
    '<!DOCTYPE a>',
    '&other;',
  ),
  fc.constantFrom('\n\n', '<ContentTransferEncoded/>', '<', '</a>', '<e>', '</e>', '<b c="&lt;" d="&x;"/>'),
);
const head = fc.constantFrom(
  '',
  '\ufeff',
  '<?xml version="1.0" encoding="UTF-8"?>\n',
  '<?xml version="1.0" encoding="latin1"?>',
  '<!-- c -->',
  ' x',
);

describe('the splitter', () => {
  test('gives the same envelope, cuts, lines and refusals for any chunking', () => {
    fc.assert(
      fc.property(
        head,
        fc.array(piece, { maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (start, body, cuts) => {
          const bytes = Buffer.from(`${start}<r>${body.join('')}</r>`);
          const whole = scan([bytes]);
          expect(scan(cutAt(bytes, cuts))).toEqual(whole);
          expect(scan([...bytes].map((byte) => Buffer.from([byte])))).toEqual(whole);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('finds octets, digest and place of wrapped and unwrapped base64', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (octets, wrapped) => {
        const content = Buffer.from(octets);
        const text = wrapped ? wrap(content.toString('base64')) : content.toString('base64');
        const start = '<r><ContentTransferEncoded>';
        const result = scan([Buffer.from(`${start}${text}</ContentTransferEncoded></r>`)]);
        const cut = {
          offset: start.length,
          length: text.length,
          octets: content.length,
          sha256: sha256(content),
          fault: null,
        };
        expect(result).toMatchObject({ cuts: [cut], envelope: `${start}</ContentTransferEncoded></r>` });
      }),
      { numRuns: 200 },
    );
  });

  test('reads a package of 100 MB at flat memory', async () => {
    const whole = buildDocument(letter, [attachment('big', Buffer.from('#'.repeat(3)))]);
    const text = whole.indexOf(Buffer.from('#'.repeat(3)).toString('base64'));
    const path = newPath();
    const file = openSync(path, 'w');
    const block = randomBytes(768 * 1_024);
    const encoded = block.toString('base64');
    writeSync(file, whole, 0, text);
    const blocks = 100;
    for (let i = 0; i < blocks; i++) writeSync(file, encoded);
    writeSync(file, whole, text + 4, whole.length - text - 4);
    closeSync(file);

    const before = process.memoryUsage.rss();
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 5);
    const started = performance.now();
    const found = await readPackage({ path, mediaType: 'application/xml' });
    const seconds = (performance.now() - started) / 1_000;
    clearInterval(watch);
    const mb = ((blocks * encoded.length) / 1e6).toFixed(0);
    console.info(`${mb} MB in ${seconds.toFixed(2)} s, RSS +${((most - before) / 1e6).toFixed(0)} MB`);
    expect(found.attachments[0]).toMatchObject({ octets: blocks * block.length, encoding: 'base64' });
    expect(found.document.envelope.length).toBeLessThan(8_192);
    expect(most - before).toBeLessThan(150e6);
  });
});
