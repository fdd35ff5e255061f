import { Readable } from 'node:stream';
import type { Content } from '../../contract.ts';

/** A file between two pieces of text, as it is or passed through `write`, at flat memory. */
export function bodyAround(
  head: Buffer,
  content: Content,
  tail: Buffer,
  write: (file: AsyncIterable<Buffer>) => AsyncIterable<Buffer> = (file) => file,
): Readable {
  async function* pieces() {
    yield head;
    yield* write(content.open());
    yield tail;
  }
  return Readable.from(pieces(), { objectMode: false });
}
