import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { buildDocument, openAttachment } from '../../../src/edxml/index.ts';
import { isHubError } from '../../../src/platform/errors.ts';
import { attachment, collect, letter, read, sha256, zip } from './fixtures.ts';

const UUID = '32da2890-1a55-4ccd-9ac9-cd0d98559e67';
const content = Buffer.from('Nội dung của tệp '.repeat(500));

async function view(octets: Buffer, name = 'Công văn.doc') {
  const found = await read(buildDocument(letter, [attachment('a', octets, name)]));
  return { ...found, view: found.attachments[0]! };
}

async function codeOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (isHubError(error)) return error.code;
    throw error;
  }
  return 'no error';
}

describe('an attachment', () => {
  test.each([true, false])(
    'zipped as the field does (descriptor %s) is recognised and opens both ways',
    async (descriptor) => {
      const zipped = zip([{ name: `${UUID}.edxml`, content }], descriptor);
      const { path, view: found, notices } = await view(zipped);
      expect(found).toMatchObject({ zipped: true, sha256: sha256(zipped), octets: zipped.length });
      expect(await collect(openAttachment(path, found))).toEqual(zipped);
      expect(await collect(openAttachment(path, found, { unzip: true }))).toEqual(content);
      expect(notices.map((notice) => notice.code)).toEqual(['ATTACHMENT_EXTENSION_DIFFERS']);
    },
  );

  test('that is a real .docx stays as it is', async () => {
    const docx = zip([
      { name: '[Content_Types].xml', content },
      { name: 'word/document.xml', content },
    ]);
    const { path, view: found, notices } = await view(docx, 'báo cáo.docx');
    expect(found.zipped).toBe(false);
    expect(notices).toEqual([]);
    expect(await codeOf(async () => openAttachment(path, found, { unzip: true }))).toBe('ATTACHMENT_NOT_ZIPPED');
  });

  test.each<[string, Buffer]>([
    ['one entry that no UUID names', zip([{ name: 'a.doc', content }])],
    ['an entry name with a path', zip([{ name: `../${UUID}.doc`, content }])],
    ['a UUID without extension', zip([{ name: UUID, content }])],
    [
      'two entries named by UUIDs',
      zip([
        { name: `${UUID}.a`, content },
        { name: `${UUID}.b`, content },
      ]),
    ],
    ['octets behind the end record', Buffer.concat([zip([{ name: `${UUID}.doc`, content }]), Buffer.from('x')])],
    ['octets before the archive', Buffer.concat([Buffer.from('PK'), zip([{ name: `${UUID}.doc`, content }])])],
    ['a truncated archive', zip([{ name: `${UUID}.doc`, content }]).subarray(0, 90)],
    ['the letters PK', Buffer.from('PK')],
    ['a PDF', Buffer.from('%PDF-1.4')],
  ])('that is %s stays as it is', async (_what, octets) => {
    const { path, view: found } = await view(octets);
    expect(found.zipped).toBe(false);
    expect(await collect(openAttachment(path, found))).toEqual(octets);
  });

  test('whose two names in the archive differ stays as it is', async () => {
    const forged = zip([{ name: `${UUID}.doc`, content }]);
    forged[forged.lastIndexOf(`${UUID}.doc`)] = 0x34;
    expect((await view(forged)).view.zipped).toBe(false);
  });

  test('that expands beyond 100:1 stops with LIMIT_EXCEEDED.unzip', async () => {
    const bomb = zip([{ name: `${UUID}.doc`, content: Buffer.alloc(20_000_000) }]);
    const { path, view: found } = await view(bomb);
    expect(found.zipped).toBe(true);
    let out = 0;
    const code = await codeOf(async () => {
      for await (const part of openAttachment(path, found, { unzip: true })) out += (part as Buffer).length;
    });
    expect(code).toBe('LIMIT_EXCEEDED.unzip');
    expect(out).toBeLessThanOrEqual(bomb.length * 100);
  });

  test('whose deflated data is damaged ends with an error, not with less', async () => {
    const damaged = zip([{ name: `${UUID}.doc`, content: Buffer.concat([content, deflateRawSync(content)]) }]);
    damaged.fill(0xff, 80, 120);
    const { path, view: found } = await view(damaged);
    expect(found.zipped).toBe(true);
    await expect(collect(openAttachment(path, found, { unzip: true }))).rejects.toThrow();
  });
});
