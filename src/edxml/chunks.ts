import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const CHUNK = 131_072;
/** Buffers that no file is being read into: a thread has as many as it ever read files at once, and asks for no more. */
const spare: Buffer[] = [];

/** A part of a file. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/**
 * Hands over a file, or a range of it, piece by piece, always in the same buffer, until `take` says `false`. Reads
 * synchronously, since the work on each piece is the cost and a small package is one piece; other work gets its turn
 * between pieces.
 */
export async function eachChunk(path: string, take: (chunk: Buffer) => boolean, range?: Range): Promise<void> {
  const file = openSync(path, 'r');
  const buffer = spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK);
  try {
    const from = range?.offset ?? 0;
    const end = range ? from + range.length : fstatSync(file).size;
    for (let at = from; at < end; ) {
      if (at > from) await new Promise(setImmediate);
      const read = readSync(file, buffer, 0, Math.min(buffer.length, end - at), at);
      if (read === 0 || !take(buffer.subarray(0, read))) return;
      at += read;
    }
  } finally {
    closeSync(file);
    spare.push(buffer);
  }
}

/** A slice of a file, of a size that fits in memory. */
export function readSlice(path: string, offset: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(length);
    return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
  } finally {
    closeSync(file);
  }
}
