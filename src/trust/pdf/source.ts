import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { PdfFault } from './fault.ts';

/** Octets addressed by their offset: a file, or a decoded object stream. */
export interface Octets {
  readonly size: number;
  /** The octet at an offset, or -1 outside. */
  at(offset: number): number;
  /** A copy; shorter at the end. */
  slice(start: number, end: number): Buffer;
}

/** A PDF on disk. Reading is synchronous: it runs in a worker thread, and a parser that waits at every octet crawls. */
export interface FileSource extends Octets {
  /** Digest over ranges of octets, read in pieces. `tick` is called for each piece. */
  digest(algorithm: string, ranges: readonly (readonly [start: number, end: number])[], tick: () => void): Buffer;
  close(): void;
}

export interface ByteSpan {
  readonly offset: number;
  readonly length: number;
}

const PAGE = 65_536;
const PAGES = 64;

/** Opens a file, or a span of one (an attachment stored as it is inside a multipart package). At most 4 MB is kept. */
export function openFile(path: string, span?: ByteSpan): FileSource {
  const file = openSync(path, 'r');
  const base = span?.offset ?? 0;
  const size = span?.length ?? fstatSync(file).size;
  const pages = new Map<number, Buffer>();
  let current: Buffer = Buffer.alloc(0);
  let first = 0;

  function fill(start: number, end: number): Buffer {
    const piece = Buffer.allocUnsafe(Math.max(0, Math.min(end, size) - start));
    let have = 0;
    while (have < piece.length) {
      const got = readSync(file, piece, have, piece.length - have, base + start + have);
      if (got === 0) throw new PdfFault('PDF_MALFORMED', { problem: 'short file', at: start + have });
      have += got;
    }
    return piece;
  }

  function turnTo(offset: number): void {
    const number = Math.floor(offset / PAGE);
    let page = pages.get(number);
    if (!page) {
      if (pages.size >= PAGES) pages.delete(pages.keys().next().value!);
      page = fill(number * PAGE, (number + 1) * PAGE);
      pages.set(number, page);
    }
    current = page;
    first = number * PAGE;
  }

  return {
    size,
    at(offset) {
      if (offset < 0 || offset >= size) return -1;
      if (offset < first || offset >= first + current.length) turnTo(offset);
      return current[offset - first]!;
    },
    slice: (start, end) => fill(Math.max(0, start), end),
    digest(algorithm, ranges, tick) {
      const hash = createHash(algorithm);
      for (const [start, end] of ranges) {
        for (let at = start; at < end; at += PAGE * 4) {
          hash.update(fill(at, Math.min(end, at + PAGE * 4)));
          tick();
        }
      }
      return hash.digest();
    },
    close: () => closeSync(file),
  };
}

export function inMemory(bytes: Buffer): Octets {
  return {
    size: bytes.length,
    at: (offset) => bytes[offset] ?? -1,
    slice: (start, end) => bytes.subarray(start, end),
  };
}
