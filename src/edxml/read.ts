import { sayFault } from './base64.ts';
import { eachChunk, readSlice } from './chunks.ts';
import { contentDigest } from './digest.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { edxmlError } from './errors.ts';
import { type FoundAttachment, foundInline, joinManifest } from './join.ts';
import { same } from './lexical.ts';
import { DEFAULT_LIMITS, type Limits, type ReadPackage, type Spool } from './model.ts';
import { isEnvelopePart, type Part, splitMultipart } from './multipart.ts';
import { Notices } from './notices.ts';
import { multipartType } from './part-headers.ts';
import { EnvelopeScanner } from './scanner.ts';
import type { Split } from './split.ts';
import { displayName } from './text.ts';

/** A package with the XML that libxml2 saw: attachment text cut out, every other octet as it came. */
export type ReadWithEnvelope = ReadPackage & { readonly envelope: Buffer };

/**
 * Reads one spooled package in one pass, at flat memory for any size. Believes nothing: signatures are for `trust`.
 * Errors: HubError with a code of `edxmlErrors`, and `facts.line` where a line is known.
 */
export async function readPackage(
  spool: Pick<Spool, 'path' | 'mediaType'>,
  limits: Limits = DEFAULT_LIMITS,
): Promise<ReadWithEnvelope> {
  const multipart = multipartType(spool.mediaType);
  if (multipart) return readMultipart(spool.path, multipart, limits);
  refuseCharset(spool.mediaType);
  const scanner = new EnvelopeScanner(limits);
  await eachChunk(spool.path, (chunk) => {
    scanner.push(chunk);
    return true;
  });
  return readSplit('inline', scanner.end(), limits, (envelope, split) => foundInline(envelope.attachments, split.cuts));
}

async function readMultipart(
  path: string,
  type: { boundary: string; start: string | null },
  limits: Limits,
): Promise<ReadWithEnvelope> {
  const parts = await splitMultipart(path, type.boundary, limits);
  const main = parts.find((part) => isEnvelopePart(part, type.start)) ?? parts[0];
  if (!main) throw edxmlError('MULTIPART_INVALID', { vi: 'không có phần nào', en: 'it has no parts' });
  if (main.encoding !== 'raw')
    throw edxmlError('MULTIPART_INVALID', { vi: 'phần envelope mã hóa base64', en: 'the part envelope is in base64' });
  if (main.length > limits.envelopeBytes) throw edxmlError('LIMIT_EXCEEDED.envelope', { limit: limits.envelopeBytes });
  refuseCharset(main.mediaType ?? '');
  const scanner = new EnvelopeScanner(limits);
  scanner.push(readSlice(path, main.offset, main.length));
  return readSplit('multipart', scanner.end(), limits, (envelope) => {
    if (envelope.hasAttachmentBlock)
      throw edxmlError('MULTIPART_INVALID', {
        vi: 'phần envelope chứa AttachmentEncoded',
        en: 'the part envelope holds an AttachmentEncoded',
      });
    return parts.filter((part) => part !== main).map(foundPart);
  });
}

function foundPart(part: Part): FoundAttachment {
  const { contentId, fileName: name, mediaType, encoding, offset, length, facts, fault } = part;
  if (fault) {
    const line = fault.newlines + 1;
    throw edxmlError('BASE64_INVALID', { name: displayName(name, contentId), line, ...sayFault(fault) });
  }
  return { contentId, name, mediaType, encoding, offset, length, facts };
}

function readSplit(
  form: ReadPackage['form'],
  split: Split,
  limits: Limits,
  find: (envelope: Envelope, split: Split) => FoundAttachment[],
): ReadWithEnvelope {
  const notices = new Notices();
  const envelope = readEnvelope(split, limits, notices);
  const attachments = joinManifest(envelope.manifest, find(envelope, split), notices);
  return {
    form,
    header: envelope.header,
    attachments,
    contentDigest: contentDigest(envelope.parts, attachments),
    notices: notices.list,
    envelope: split.envelope,
  };
}

function refuseCharset(mediaType: string): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(mediaType)?.[1];
  if (charset === undefined || charset.toLowerCase() === 'utf-8') return;
  throw edxmlError('UNSUPPORTED_ENCODING', { ...same(charset), line: 1 });
}
