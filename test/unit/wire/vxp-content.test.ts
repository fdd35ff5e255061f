import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vxp } from '../../../src/wire/index.ts';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest();

async function* pieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, n = 0; at < bytes.length; n += 1) {
    const size = sizes[n % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });

describe('hash-file', () => {
  const digest = Buffer.from('e7de316a8b44b0afd55400ab40ed5851fdca8c86b972aec61e7baf85b51e1fbc', 'hex');

  test('is written without leading zeros by the field; both spellings are taken, in any case', () => {
    const { padded, unpadded } = vxp.hashFileForms(digest);
    expect(unpadded).toBe('e7de316a8b44b0afd5540ab40ed5851fdca8c86b972aec61e7baf85b51e1fbc');
    expect([padded, unpadded, padded.toUpperCase()].map((form) => vxp.matchesHashFile(form, digest))).toEqual([
      true,
      true,
      true,
    ]);
    expect(vxp.matchesHashFile(unpadded.slice(1), digest)).toBe(false);
    expect(vxp.matchesHashFile('', digest)).toBe(false);
  });

  test('finds the file in front of the CR LF, however the body is cut up', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, sizes, fc.boolean(), async (file, cuts, padded) => {
        const body = await collect(vxp.fileBody([file]));
        const forms = vxp.hashFileForms(sha256(file));
        const found = await collect(vxp.fileOfBody(pieces(body, cuts), padded ? forms.padded : forms.unpadded));
        expect(found.equals(file)).toBe(true);
      }),
    );
  });

  test.each(['<a/>', '<a/>\r\n', '<a/>\r\n\r\n', '\r\n', ''])(
    'a body without a CR LF of its own stays as it is: %j',
    async (text) => {
      const file = Buffer.from(text);
      const found = await collect(vxp.fileOfBody(pieces(file, [3]), sha256(file).toString('hex')));
      expect(found.toString()).toBe(text);
    },
  );

  test.each(['<b/>', '<a/>\r\n\r\n', '<a/>\n', ''])('another body ends with HashMismatch: %j', async (text) => {
    const hashFile = sha256(Buffer.from('<a/>')).toString('hex');
    await expect(collect(vxp.fileOfBody(pieces(Buffer.from(text), [3]), hashFile))).rejects.toThrow(vxp.HashMismatch);
  });
});

describe('the answer of getEdoc', () => {
  test('is JSON that the field reads, and comes back however it is cut up', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, sizes, async (file, cuts) => {
        const json = await collect(vxp.writeContent(pieces(file, [7])));
        const whole = vxp.readAnswer(json.toString());
        expect(whole).toMatchObject({ ok: true, code: '0', data: file.toString('base64') });
        const read = await vxp.readContent(pieces(json, cuts));
        expect('file' in read && (await collect(read.file)).equals(file)).toBe(true);
      }),
    );
  });

  test('is read with the escapes that other JSON writers make of base64', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, sizes, async (file, cuts) => {
        const base64 = file
          .toString('base64')
          .replaceAll('/', '\\/')
          .replaceAll('=', '\\u003d')
          .replaceAll('+', '\\u002B');
        const lines = base64.replace(/(.{76})/g, '$1\\r\\n');
        const json = Buffer.from(`{"status":"OK","ErrorCode":"0","data" : "${lines}","ErrorDesc":""}`);
        const read = await vxp.readContent(pieces(json, cuts));
        expect('file' in read && (await collect(read.file)).equals(file)).toBe(true);
      }),
    );
  });

  test('a refusal is handed on as text', async () => {
    const json = Buffer.from(JSON.stringify(vxp.answerFailed('21', 'Không còn nội dung')));
    const read = await vxp.readContent(pieces(json, [5]));
    expect('answer' in read && vxp.readAnswer(read.answer)).toMatchObject({
      ok: false,
      code: '21',
      description: 'Không còn nội dung',
    });
  });

  test('one that is cut short, or carries something else, is never taken for a file', async () => {
    const json = await collect(vxp.writeContent(pieces(Buffer.alloc(60, 1), [60])));
    const cut = await vxp.readContent(pieces(json.subarray(0, -10), [16]));
    const odd = await vxp.readContent(pieces(Buffer.from('{"data":"<html>","x":""}'), [16]));
    for (const read of [cut, odd]) {
      await expect('file' in read && collect(read.file)).rejects.toThrow(vxp.ContentBroken);
    }
    const endless = pieces(Buffer.alloc(200_000, 0x20), [10_000]);
    await expect(vxp.readContent(endless)).rejects.toThrow(vxp.ContentBroken);
  });
});

describe('answers', () => {
  test('say OK and "0", or FAIL and a code of which only 20 invites a retry', () => {
    const sent = vxp.readAnswer(JSON.stringify(vxp.answerOk({ DocId: 'x1' })));
    expect(sent).toMatchObject({ ok: true, code: '0', docId: 'x1' });
    const codes = Object.keys(vxp.CODES);
    expect(codes.filter(vxp.invitesRetry)).toEqual(['20']);
  });

  test.each(['', 'null', '[]', '<html>', '{}', '{"status":"OK"}'])('%j is none', (text) => {
    expect(vxp.readAnswer(text)).toBeNull();
  });

  test('items are read with the fields of their list, odd ones as far as they go', () => {
    const data = [{ docId: 7, from: 'H12', to: null, status: { a: 1 }, more: 'x' }, null, 'x'];
    expect(vxp.readItems('getReceivedEdocList', data)).toEqual([
      {
        docId: '7',
        serviceType: '',
        messageType: '',
        created_time: '',
        updated_time: '',
        from: 'H12',
        to: '',
        status: '',
        status_desc: '',
      },
    ]);
    expect(vxp.readItems('getAgenciesList', { data })).toEqual([]);
  });
});
