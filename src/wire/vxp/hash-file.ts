import { createHash } from 'node:crypto';

/** What follows the file in the body of sendEdoc and is no part of it. */
export const CR_LF = Buffer.from('\r\n');

/**
 * A SHA-256 as hex, and as the field's library writes it: each byte without its leading zero, so that 0x0a is `a`.
 * The second form is ambiguous to read; it is only ever computed from the real digest.
 */
export function hashFileForms(digest: Buffer): { padded: string; unpadded: string } {
  return { padded: digest.toString('hex'), unpadded: Array.from(digest, (byte) => byte.toString(16)).join('') };
}

export function matchesHashFile(hashFile: string, digest: Buffer): boolean {
  const { padded, unpadded } = hashFileForms(digest);
  const given = hashFile.trim().toLowerCase();
  return given === padded || given === unpadded;
}

/** The body is not the file that `hash-file` names, with or without a CR LF behind it. */
export class HashMismatch extends Error {
  override readonly name = 'HashMismatch';
}

/** As a client: the body of sendEdoc, two bytes longer than the file. */
export async function* fileBody(file: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* file;
  yield CR_LF;
}

/**
 * As a server: the file in a body, at flat memory. At most one CR LF is taken off its end, and only when `hashFile` is
 * that of what stays: a file that ends with CR LF itself keeps it. Ends with HashMismatch after the last byte.
 */
export async function* fileOfBody(body: AsyncIterable<Buffer>, hashFile: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let tail: Buffer = Buffer.alloc(0);
  for await (const chunk of body) {
    const bytes = tail.length > 0 ? Buffer.concat([tail, chunk]) : chunk;
    // Only what may be that CR LF is held back: other chunks pass without being copied.
    const sure = bytes.subarray(0, bytes.length - lineEndLength(bytes));
    tail = Buffer.from(bytes.subarray(sure.length));
    if (sure.length === 0) continue;
    hash.update(sure);
    yield sure;
  }
  if (tail.equals(CR_LF) && matchesHashFile(hashFile, hash.copy().digest())) return;
  if (tail.length > 0) yield tail;
  if (!matchesHashFile(hashFile, hash.update(tail).digest()))
    throw new HashMismatch('hash-file is not that of the body');
}

/** Octets at the end that are a CR LF, or may become one with the next chunk. */
function lineEndLength(bytes: Buffer): number {
  const last = bytes.at(-1);
  if (last === 0x0d) return 1;
  return last === 0x0a && bytes.at(-2) === 0x0d ? 2 : 0;
}
