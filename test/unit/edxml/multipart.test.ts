import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildDocument,
  buildEnvelope,
  DEFAULT_LIMITS,
  inlineLength,
  inlineMultipart,
  openAttachment,
} from '../../../src/edxml/index.ts';
import { MultipartScanner } from '../../../src/edxml/multipart.ts';
import { isHubError } from '../../../src/platform/errors.ts';
import { attachment, collect, letter, read, refusal, sha256 } from './fixtures.ts';

const one = Buffer.from('%PDF-1.4\r\n--not the boundary\r\n');
const two = Buffer.from(Array.from({ length: 3_000 }, (_, i) => (i * 7) % 256));
const files = [attachment('a1', one), attachment('a2', two)];
const envelope = buildEnvelope(letter, files);
const TYPE = 'multipart/form-data; boundary="--x.Y"';

type Given = [headers: string, content: Buffer | string];
function multipart(parts: readonly Given[], boundary = '--x.Y', preamble = ''): Buffer {
  const body = parts.flatMap(([headers, content]) => [
    Buffer.from(`--${boundary}\r\n${headers}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([Buffer.from(preamble), ...body, Buffer.from(`--${boundary}--\r\nepilogue`)]);
}
const form = (name: string, more = '') =>
  `Content-Disposition: form-data; name="${name}"; filename="${name}.pdf"${more}`;
const main: Given = [`${form('envelope')}\r\nContent-Type: application/xml; charset=utf-8`, envelope];
const good: Given[] = [main, [form('cid:a1'), one], [`${form('f')}\r\nContent-ID:\r\n <a2>`, two]];

describe('a multipart package', () => {
  test('reads like the inline one: same header, same octets, same content digest', async () => {
    const inline = await read(buildDocument(letter, files));
    const found = await read(multipart(good), TYPE);
    expect(found).toMatchObject({ form: 'multipart', header: inline.header, contentDigest: inline.contentDigest });
    expect(found.attachments).toMatchObject([
      { contentId: 'a1', name: 'a1.pdf', encoding: 'raw', octets: one.length, sha256: sha256(one) },
      { contentId: 'a2', encoding: 'raw', octets: two.length, sha256: sha256(two) },
    ]);
    for (const [i, view] of found.attachments.entries()) {
      expect(await collect(openAttachment(found.path, view))).toEqual(files[i]!.content);
    }
  });

  test('finds its envelope by name, as the first part, or as the root of multipart/related', async () => {
    expect((await read(multipart([...good].reverse()), TYPE)).attachments).toHaveLength(2);
    const related: Given[] = [
      ['Content-Type: application/xml\r\nContent-ID: <root>', envelope],
      ['Content-ID: <a1>\r\nContent-Transfer-Encoding: BASE64', one.toString('base64').replace(/.{10}/g, '$&\r\n')],
      ['Content-ID: <cid:a2>\r\nContent-Transfer-Encoding: binary', two],
    ];
    const first = await read(
      multipart(related, 'b', 'preamble\r\n'),
      'multipart/related; type="application/xml"; boundary=b',
    );
    expect(first.attachments.map((view) => [view.encoding, view.sha256])).toEqual([
      ['base64', sha256(one)],
      ['raw', sha256(two)],
    ]);
    const last = await read(multipart([...related].reverse(), 'b'), 'multipart/related; start="<root>"; boundary=b');
    expect(last.contentDigest).toBe(first.contentDigest);
  });

  test('takes no parameter out of the quoted value of another one', async () => {
    const sly: Given = ['Content-Disposition: form-data; filename="x; name=envelope; .pdf"; name="a1"', one];
    const found = await read(multipart([sly, ...good.filter((part) => part !== good[1])]), TYPE);
    expect(found.attachments[0]).toMatchObject({ contentId: 'a1', sha256: sha256(one) });
    const type = 'multipart/form-data; x="; boundary=b; "; boundary="--x.Y"';
    expect((await read(multipart(good), type)).attachments).toHaveLength(2);
  });

  test('refuses a part that names a header twice, which systems would read differently', async () => {
    const twice: Given = [
      `${form('a1')}\r\nContent-Transfer-Encoding: binary\r\nContent-Transfer-Encoding: base64`,
      one,
    ];
    expect((await refusal(multipart([main, twice, good[2]!]), TYPE)).code).toBe('MULTIPART_INVALID');
  });

  test('believes the manifest, which is signed, in what kind of file a part is', async () => {
    const typed: Given = [`${form('a1')}\r\nContent-Type: text/html`, one];
    const found = await read(multipart([main, typed, good[2]!]), TYPE);
    expect(found.attachments[0]!.mediaType).toBe('application/pdf');
  });

  test('has the same parts for any chunking', () => {
    const bytes = multipart(
      [['', ''], ['A: b', '\r\n--\r\n--x'], ['Content-ID: <z>', '\r\n----x.Yz\r\n'], ...good],
      '--x.Y',
      '--\r\n',
    );
    const split = (size: number) => {
      const scanner = new MultipartScanner('--x.Y', DEFAULT_LIMITS);
      for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
      return scanner.end();
    };
    const whole = split(bytes.length);
    expect(whole).toHaveLength(6);
    for (const part of whole)
      expect(sha256(bytes.subarray(part.offset, part.offset + part.length))).toBe(part.facts.sha256);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (size) => {
        expect(split(size)).toEqual(whole);
      }),
    );
  });

  test('without its closing boundary is refused as cut short, wherever the cut is', () => {
    const bytes = multipart(good);
    const end = bytes.indexOf('\r\n----x.Y--');
    for (let size = 1; size < end + 12; size += 97) {
      const scanner = new MultipartScanner('--x.Y', DEFAULT_LIMITS);
      scanner.push(bytes.subarray(0, size));
      expect(() => scanner.end()).toSatisfy((run: () => void) => {
        try {
          run();
        } catch (error) {
          return isHubError(error) && error.code === 'BODY_TRUNCATED';
        }
        return false;
      });
    }
  });

  test.each<[string, Given[], string, string]>([
    ['no boundary in its Content-Type', good, 'multipart/form-data', 'MULTIPART_INVALID'],
    ['another boundary than declared', good, 'multipart/form-data; boundary=zzz', 'BODY_TRUNCATED'],
    ['no parts', [], TYPE, 'MULTIPART_INVALID'],
    ['a header that is none', [['no colon', envelope]], TYPE, 'MULTIPART_INVALID'],
    ['quoted-printable', [main, ['Content-Transfer-Encoding: quoted-printable', 'x']], TYPE, 'MULTIPART_INVALID'],
    ['attachments inside its envelope', [[form('envelope'), buildDocument(letter, files)]], TYPE, 'MULTIPART_INVALID'],
    [
      'an envelope in UTF-16',
      [[`${form('envelope')}\r\nContent-Type: text/xml; charset=utf-16`, envelope]],
      TYPE,
      'UNSUPPORTED_ENCODING',
    ],
    ['a part that the manifest does not name', [...good, [form('a3'), 'x']], TYPE, 'REFERENCE_SET_MISMATCH'],
    ['a part without a name', [...good, ['Content-Type: a/b', 'x']], TYPE, 'REFERENCE_SET_MISMATCH'],
    ['a part missing', good.slice(0, 2), TYPE, 'REFERENCE_SET_MISMATCH'],
    ['a part twice', [...good, good[1]!], TYPE, 'REFERENCE_SET_MISMATCH'],
    [
      'bad base64',
      [main, [`${form('a1')}\r\nContent-Transfer-Encoding: base64`, 'QQ==\r\n$'], good[2]!],
      TYPE,
      'BASE64_INVALID',
    ],
    ['an envelope that is no XML', [[form('envelope'), 'x']], TYPE, 'NOT_XML'],
    ['long headers', [[`A: ${'b'.repeat(20_000)}`, 'x']], TYPE, 'LIMIT_EXCEEDED.partHeaders'],
    ['a large envelope', [[form('envelope'), Buffer.alloc(1_100_000, '<')]], TYPE, 'LIMIT_EXCEEDED.envelope'],
    [
      'many parts',
      [main, ...Array.from({ length: 51 }, (): Given => [form('a'), 'x'])],
      TYPE,
      'LIMIT_EXCEEDED.attachments',
    ],
  ])('with %s is refused with its own code', async (_what, parts, type, code) => {
    expect((await refusal(multipart(parts), type)).code).toBe(code);
  });
});

describe('the inlined form', () => {
  test('is an inline package with the same content, its length is known before, and no octet of the envelope changes', async () => {
    const found = await read(multipart(good), TYPE);
    const stored = { mediaType: TYPE, attachments: found.attachments };
    const inlined = await collect(inlineMultipart(found.path, stored));
    expect(inlined.length).toBe(await inlineLength(found.path, stored));
    const end = envelope.lastIndexOf('</edXML>');
    expect(inlined.subarray(0, end).equals(envelope.subarray(0, end))).toBe(true);
    expect(inlined.subarray(inlined.length - (envelope.length - end)).equals(envelope.subarray(end))).toBe(true);
    const again = await read(inlined);
    expect(again).toMatchObject({ form: 'inline', header: found.header, contentDigest: found.contentDigest });
    expect(again.attachments.map((view) => view.encoding)).toEqual(['base64', 'base64']);
  });

  test('without attachments is the envelope itself', async () => {
    const alone = buildEnvelope(letter, []);
    const found = await read(multipart([[form('envelope'), alone]]), TYPE);
    const stored = { mediaType: TYPE, attachments: [] };
    expect((await collect(inlineMultipart(found.path, stored))).equals(alone)).toBe(true);
    expect(await inlineLength(found.path, stored)).toBe(alone.length);
    expect(readFileSync(found.path).includes(alone)).toBe(true);
  });
});
