import type { Readable } from 'node:stream';

/** POSIX.1-1988 ustar, as PostgreSQL's base backup and most programs write it. */
const BLOCK = 512;

export interface TarEntry {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'link' | 'other';
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * Reads an archive entry by entry. `content` of an entry must be read to its end, or left alone, before the next one is
 * asked for. Memory stays flat. Throws what the source throws, and `tar: …` for what is no archive or is cut short.
 */
export async function* readTar(source: Readable): AsyncGenerator<{ entry: TarEntry; content: AsyncGenerator<Buffer> }> {
  const input = new Blocks(source);
  for (;;) {
    const header = await input.take(BLOCK);
    if (header.every((byte) => byte === 0)) return;
    const entry = parseHeader(header);
    const content = input.stream(entry.size);
    yield { entry, content };
    for await (const _ of content);
    await input.take((BLOCK - (entry.size % BLOCK)) % BLOCK);
  }
}

function parseHeader(header: Buffer): TarEntry {
  const stored = octal(header, 148, 8);
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (stored !== sum) throw new Error('tar: a header is damaged');
  const prefix = text(header, 345, 155);
  const name = text(header, 0, 100);
  const flag = String.fromCharCode(header[156]!);
  const type = TYPES[flag] ?? 'other';
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type,
    size: type === 'directory' || type === 'link' ? 0 : octal(header, 124, 12),
    mode: octal(header, 100, 8) & 0o7777,
  };
}

const TYPES: Readonly<Record<string, TarEntry['type']>> = {
  '0': 'file',
  '\0': 'file',
  '2': 'link',
  '5': 'directory',
};

function text(header: Buffer, at: number, length: number): string {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString('utf8');
}

/** Octal digits, or base 256 from 8 GB on (the high bit of the first byte says so). */
function octal(header: Buffer, at: number, length: number): number {
  if ((header[at]! & 0x80) !== 0) {
    return header.subarray(at + 1, at + length).reduce((value, byte) => value * 256 + byte, 0);
  }
  return Number.parseInt(text(header, at, length).trim() || '0', 8);
}

/** A byte stream that is asked for lengths. */
class Blocks {
  #rest: Buffer = Buffer.alloc(0);
  readonly #chunks: AsyncIterator<Buffer>;

  constructor(source: Readable) {
    this.#chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.stream(length)) parts.push(part);
    return Buffer.concat(parts);
  }

  async *stream(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (this.#rest.length === 0) {
        const next = await this.#chunks.next();
        if (next.done) throw new Error('tar: the archive is cut short');
        this.#rest = next.value;
      }
      const part = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }
}
