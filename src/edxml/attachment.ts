import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { Base64Decoder } from './base64.ts';
import { edxmlError } from './errors.ts';
import type { AttachmentView } from './model.ts';

const CHUNK = 262_144;
const RATIO = 100;
const LOCAL_HEADER = 30;
const DEFLATED = 8;

export type AttachmentPlace = Pick<AttachmentView, 'offset' | 'length' | 'encoding' | 'octets' | 'zipped'>;

/**
 * The octets of one attachment, decoded as they are read. With `unzip`, the one entry of a zipped attachment instead;
 * its name inside the ZIP is not used for anything.
 * Errors: ATTACHMENT_NOT_ZIPPED at once; on the stream LIMIT_EXCEEDED.unzip, beyond 100 octets out for each one in.
 */
export function openAttachment(path: string, view: AttachmentPlace, options: { unzip?: boolean } = {}): Readable {
  if (options.unzip && !view.zipped) throw edxmlError('ATTACHMENT_NOT_ZIPPED');
  if (view.length === 0) return Readable.from([], { objectMode: false });
  const end = view.offset + view.length - 1;
  const stored = createReadStream(path, { start: view.offset, end, highWaterMark: CHUNK });
  if (view.encoding === 'raw' && !options.unzip) return stored;
  const octets = view.encoding === 'raw' ? stored : decode(stored);
  return Readable.from(options.unzip ? unzip(octets, view.octets * RATIO) : octets, { objectMode: false });
}

async function* decode(text: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const octets: Buffer[] = [];
  const decoder = new Base64Decoder((part) => octets.push(Buffer.from(part)));
  for await (const chunk of text) {
    decoder.write(chunk);
    yield* octets.splice(0);
  }
  decoder.finish();
  if (decoder.fault) throw new Error('the stored attachment is no longer the base64 that was read');
}

async function* unzip(zip: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  const chunks = zip[Symbol.asyncIterator]();
  try {
    let bytes: Buffer = Buffer.alloc(0);
    while (bytes.length < LOCAL_HEADER || bytes.length < headerLength(bytes)) {
      const next = await chunks.next();
      if (next.done) return;
      bytes = Buffer.concat([bytes, next.value]);
    }
    const content = contentOf(bytes, chunks);
    let out = 0;
    for await (const octets of content) {
      out += octets.length;
      if (out > limit) throw edxmlError('LIMIT_EXCEEDED.unzip', { limit: `${RATIO}:1` });
      yield octets;
    }
  } finally {
    await chunks.return?.();
  }
}

/** Behind a deflated entry lie its data descriptor and the directory; zlib ends at the last block and leaves them. */
function contentOf(start: Buffer, chunks: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
  const body = follow(start.subarray(headerLength(start)), chunks);
  if (start.readUInt16LE(8) !== DEFLATED) return first(start.readUInt32LE(18), body);
  return pipeline(Readable.from(body, { objectMode: false }), createInflateRaw(), () => {});
}

async function* follow(start: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield start;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}

async function* first(size: number, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left = size;
  for await (const chunk of chunks) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

/** Length of the local file header with its name and extra field (APPNOTE.TXT 4.3.7). */
function headerLength(bytes: Buffer): number {
  return LOCAL_HEADER + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
}
