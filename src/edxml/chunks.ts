import { type FileHandle, open } from 'node:fs/promises';

const CHUNK = 524_288;

/** Hands over a file piece by piece, always in the same buffer, until `take` says `false`. */
export async function eachChunk(path: string, take: (chunk: Buffer) => boolean | undefined): Promise<void> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK);
      if (bytesRead === 0 || take(buffer.subarray(0, bytesRead)) === false) return;
    }
  } finally {
    await file.close();
  }
}

/** A slice of a file, of a size that fits in memory. */
export async function readSlice(path: string, offset: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(length);
    return buffer.subarray(0, await fill(file, buffer, offset));
  } finally {
    await file.close();
  }
}

async function fill(file: FileHandle, buffer: Buffer, offset: number): Promise<number> {
  let done = 0;
  while (done < buffer.length) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, offset + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}
