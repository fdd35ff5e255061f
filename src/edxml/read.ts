import { open } from 'node:fs/promises';
import { contentDigest } from './digest.ts';
import { readEnvelope } from './envelope.ts';
import { edxmlError } from './errors.ts';
import { foundInline, joinManifest } from './join.ts';
import { DEFAULT_LIMITS, type Limits, type ReadPackage, type Spool } from './model.ts';
import { Notices } from './notices.ts';
import { EnvelopeScanner } from './scanner.ts';

/** A package with the XML that libxml2 saw: attachment text cut out, every other octet as it came. */
export type ReadWithEnvelope = ReadPackage & { readonly envelope: Buffer };

const CHUNK = 524_288;

/**
 * Reads one spooled package in one pass, at flat memory for any size. Believes nothing: signatures are for `trust`.
 * Errors: HubError with a code of `edxmlErrors`, and `facts.line` where a line is known.
 */
export async function readPackage(spool: Spool, limits: Limits = DEFAULT_LIMITS): Promise<ReadWithEnvelope> {
  refuseCharset(spool.mediaType);
  return readInline(spool, limits);
}

async function readInline(spool: Spool, limits: Limits): Promise<ReadWithEnvelope> {
  const scanner = new EnvelopeScanner(limits);
  await eachChunk(spool.path, (chunk) => scanner.push(chunk));
  const split = scanner.end();
  const notices = new Notices();
  const envelope = readEnvelope(split, limits, notices);
  const attachments = joinManifest(envelope.manifest, foundInline(envelope.attachments, split.cuts), notices);
  return {
    form: 'inline',
    header: envelope.header,
    attachments,
    contentDigest: contentDigest(envelope.parts, attachments),
    notices: notices.list,
    envelope: split.envelope,
  };
}

/** Hands over the file piece by piece, always in the same buffer. */
export async function eachChunk(path: string, take: (chunk: Buffer) => void): Promise<void> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK);
      if (bytesRead === 0) return;
      take(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

function refuseCharset(mediaType: string): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(mediaType)?.[1];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8' && !/^multipart\//i.test(mediaType)) {
    throw edxmlError('UNSUPPORTED_ENCODING', { found: charset.slice(0, 40), line: 1 });
  }
}
