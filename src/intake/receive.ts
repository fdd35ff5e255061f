import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Spool } from '../edxml/index.ts';
import type { Blobs } from '../platform/blobs.ts';
import { isHubError } from '../platform/errors.ts';
import { syncFile } from '../platform/files.ts';
import { intakeError } from './errors.ts';

/** The disk is looked at again each time that an upload has written so much: its length may not be known, and others write too. */
const LOOK_BYTES = 8 * 1_048_576;

export interface ReceiveOptions {
  /** Largest body in bytes. */
  readonly maxBytes: number;
  /** Bytes that must stay free on the disk. */
  readonly reserveBytes: number;
  /** Content-Length as announced; a shorter body is refused. */
  readonly announcedLength?: number | undefined;
}

/**
 * Streams a body to the spool while it is hashed; the file is on disk (fsync) when this returns. Memory stays flat.
 * Whatever stops it removes the file.
 */
export async function receive(
  blobs: Blobs,
  id: string,
  body: Readable,
  mediaType: string,
  options: ReceiveOptions,
): Promise<Spool> {
  if ((await blobs.freeBytes()) - (options.announcedLength ?? 0) < options.reserveBytes) {
    throw intakeError('DISK_RESERVE');
  }
  if ((options.announcedLength ?? 0) > options.maxBytes) {
    throw intakeError('LIMIT_EXCEEDED.message', { limit: options.maxBytes });
  }
  const path = blobs.spoolPath(id);
  const hash = createHash('sha256');
  let size = 0;
  let lookAt = LOOK_BYTES;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > options.maxBytes) {
        done(intakeError('LIMIT_EXCEEDED.message', { limit: options.maxBytes }));
        return;
      }
      hash.update(chunk);
      if (size < lookAt) return done(null, chunk);
      lookAt = size + LOOK_BYTES;
      blobs.freeBytes().then((free) => {
        if (free < options.reserveBytes) done(intakeError('DISK_RESERVE'));
        else done(null, chunk);
      }, done);
    },
  });
  try {
    await pipeline(body, measure, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    if (size === 0) throw intakeError('BODY_EMPTY');
    if (options.announcedLength !== undefined && size < options.announcedLength) {
      throw intakeError('BODY_SHORTER_THAN_ANNOUNCED', { received: size, announced: options.announcedLength });
    }
    await syncFile(path);
  } catch (cause) {
    await unlink(path).catch(() => {});
    throw explain(cause, size, options.announcedLength);
  }
  return { path, size, sha256: hash.digest('hex'), mediaType };
}

function explain(cause: unknown, received: number, announced: number | undefined): unknown {
  if (isHubError(cause)) return cause;
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return intakeError('DISK_RESERVE', {}, cause);
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ABORT_ERR') {
    return announced === undefined
      ? intakeError('UPLOAD_ABORTED', { received }, cause)
      : intakeError('BODY_SHORTER_THAN_ANNOUNCED', { received, announced }, cause);
  }
  return cause;
}
