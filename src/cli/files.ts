import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import type { Spool } from '../edxml/index.ts';
import { unreadable } from './errors.ts';

/** Where a MIME boundary must have ended (RFC 2046: at most 70 characters). */
const FIRST_LINE = 100;

/** The whole of a small file: a key, a certificate, a receipt. Throws FILE_UNREADABLE. */
export function readSmallFile(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(file, cause);
  });
}

/** Lines of a text file, for a progress bar. Throws FILE_NOT_FOUND, FILE_UNREADABLE. */
export async function countLines(file: string): Promise<number> {
  let lines = 0;
  try {
    for await (const chunk of createReadStream(file)) {
      const bytes = chunk as Buffer;
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
    }
  } catch (cause) {
    throw unreadable(file, cause as NodeJS.ErrnoException);
  }
  return lines;
}

/** Size and media type of a package on disk: edXML, or a multipart whose boundary is its first line. FILE_UNREADABLE. */
export async function describePackage(file: string): Promise<{ size: number; mediaType: string }> {
  try {
    const info = await stat(file);
    if (!info.isFile()) throw Object.assign(new Error('not a file'), { code: 'EISDIR' });
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_LINE), 0, FIRST_LINE, 0);
      return { size: info.size, mediaType: mediaTypeOf(buffer.subarray(0, bytesRead).toString('latin1')) };
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unreadable(file, cause as NodeJS.ErrnoException);
  }
}

/** A file where it lies, as the verifier takes it. */
export async function spoolOf(file: string): Promise<Spool> {
  const { size, mediaType } = await describePackage(file);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return { path: file, size, sha256: hash.digest('hex'), mediaType };
}

function mediaTypeOf(start: string): string {
  const boundary = /^--([0-9A-Za-z'()+_,./:=? -]{1,70})\r?\n/.exec(start)?.[1]?.trimEnd();
  return boundary ? `multipart/related; boundary="${boundary}"` : 'application/xml';
}
