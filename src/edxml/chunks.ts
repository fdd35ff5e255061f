import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const CHUNK = 524_288;

/**
 * Hands over a file piece by piece, always in the same buffer, until `take` says `false`. Reads synchronously, since the
 * work on each piece is the cost and a small package is one piece; other work gets its turn between pieces.
 */
export async function eachChunk(path: string, take: (chunk: Buffer) => boolean): Promise<void> {
  const file = openSync(path, 'r');
  try {
    const size = fstatSync(file).size;
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, size));
    for (let at = 0; at < size; ) {
      if (at > 0) await new Promise(setImmediate);
      const read = readSync(file, buffer, 0, buffer.length, at);
      if (read === 0 || !take(buffer.subarray(0, read))) return;
      at += read;
    }
  } finally {
    closeSync(file);
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
