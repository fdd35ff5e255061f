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
import { type PlanWhole, type ReadDocument, readXml, XmlReader } from './reader/reader.ts';
import { displayName } from './text.ts';

/** A package with the document it was read from: its envelope is the XML with attachment text cut out. */
export type ReadWithDocument = ReadPackage & { readonly document: ReadDocument };

/**
 * Reads one spooled package in one pass, at flat memory for any size. Believes nothing: signatures are for `trust`, which
 * may plan to digest the whole document in passing. Errors: HubError with a code of `edxmlErrors`, and `facts.line` where
 * a line is known.
 */
export async function readPackage(
  spool: Pick<Spool, 'path' | 'mediaType'>,
  limits: Limits = DEFAULT_LIMITS,
  planWhole?: PlanWhole,
): Promise<ReadWithDocument> {
  const multipart = multipartType(spool.mediaType);
  if (multipart) return readMultipart(spool.path, multipart, limits);
  refuseCharset(spool.mediaType);
  const reader = new XmlReader(limits, planWhole);
  await eachChunk(spool.path, (chunk) => {
    reader.push(chunk);
    return true;
  });
  return readParts('inline', reader.end(), limits, (envelope, { cuts }) => foundInline(envelope.attachments, cuts));
}

async function readMultipart(
  path: string,
  type: { boundary: string; start: string | null },
  limits: Limits,
): Promise<ReadWithDocument> {
  const parts = await splitMultipart(path, type.boundary, limits);
  const main = parts.find((part) => isEnvelopePart(part, type.start)) ?? parts[0];
  if (!main) throw edxmlError('MULTIPART_INVALID', { vi: 'không có phần nào', en: 'it has no parts' });
  if (main.encoding !== 'raw')
    throw edxmlError('MULTIPART_INVALID', { vi: 'phần envelope mã hóa base64', en: 'the part envelope is in base64' });
  if (main.length > limits.envelopeBytes) throw edxmlError('LIMIT_EXCEEDED.envelope', { limit: limits.envelopeBytes });
  refuseCharset(main.mediaType ?? '');
  const document = readXml(readSlice(path, main.offset, main.length), limits);
  return readParts('multipart', document, limits, (envelope) => {
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

function readParts(
  form: ReadPackage['form'],
  document: ReadDocument,
  limits: Limits,
  find: (envelope: Envelope, document: ReadDocument) => FoundAttachment[],
): ReadWithDocument {
  const notices = new Notices();
  const envelope = readEnvelope(document, limits, notices);
  const attachments = joinManifest(envelope.manifest, find(envelope, document), notices);
  return {
    form,
    header: envelope.header,
    attachments,
    contentDigest: contentDigest(envelope.parts, attachments),
    notices: notices.list,
    document,
  };
}

function refuseCharset(mediaType: string): void {
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(mediaType)?.[1];
  if (charset === undefined || charset.toLowerCase() === 'utf-8') return;
  throw edxmlError('UNSUPPORTED_ENCODING', { ...same(charset), line: 1 });
}
