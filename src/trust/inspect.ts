import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type XmlDocument, XmlElement, XmlLibError, XmlXPath } from 'libxml2-wasm';
import {
  type AttachmentView,
  type Limits,
  openAttachment,
  type ReadPackage,
  readPackage,
  type Spool,
} from '../edxml/index.ts';
import { DIGESTS } from './algorithms.ts';
import { canonicalOctets, childElements, EXCLUSIVE, findParts, type Parts, withDocument } from './dom.ts';
import { Flaw, mismatch, type Problem } from './flaw.ts';
import {
  documentForm,
  elementAgrees,
  elementForm,
  hashOf,
  matchAttachments,
  matchReferences,
  refuseExtra,
  sameDigest,
  sameUri,
} from './references.ts';
import { findSignature, type ParsedReference, type ParsedSignature, parseSignature } from './signature.ts';

/** What the bytes alone say of the signature, before anyone was asked who may sign. Crosses a thread boundary. */
export type InspectedSignature =
  | { readonly state: 'absent' }
  | { readonly state: 'flawed'; readonly problem: Problem; readonly algorithms: readonly string[] }
  | ReadableSignature;

export interface ReadableSignature {
  readonly state: 'readable';
  readonly form: 'by-reference' | 'enveloped';
  readonly algorithms: readonly string[];
  readonly covered: readonly string[];
  readonly method: string;
  readonly signedInfo: Uint8Array;
  readonly value: Uint8Array;
  readonly certificate: Uint8Array | null;
  /** URI of the first reference whose digest differs; null when all agree. */
  readonly changed: string | null;
}

export interface Inspection {
  readonly package: ReadPackage;
  readonly signature: InspectedSignature;
}

/** Reads a spooled package and everything of its signature that needs no registry. Errors: those of `readPackage`. */
export async function inspect(spool: Spool, limits: Limits): Promise<Inspection> {
  const { envelope, ...read } = await readPackage(spool, limits);
  return { package: read, signature: await inspectSignature(spool, envelope, read, limits) };
}

async function inspectSignature(
  spool: Spool,
  envelope: Buffer,
  read: ReadPackage,
  limits: Limits,
): Promise<InspectedSignature> {
  let algorithms: readonly string[] = [];
  try {
    const found = withDocument(envelope, (document) => {
      const parts = findParts(document);
      const element = findSignature(document, parts.header, (found) => {
        algorithms = found;
      });
      if (!element) return null;
      refuseNotPortable(element, read.form);
      const signature = parseSignature(element);
      if (!signature.references.some(({ uri }) => uri === ''))
        return inspectByReference(document, parts, signature, read);
      return { signature, result: null };
    });
    if (!found) return { state: 'absent' };
    const result = found.result ?? (await inspectEnveloped(spool, envelope, read, limits));
    const changed = result.changed ?? (await changedAttachment(spool, read.attachments, result.attachments));
    const { method, signedInfo, value, certificate } = found.signature;
    const { form, covered } = result;
    return { state: 'readable', form, algorithms, covered, method, signedInfo, value, certificate, changed };
  } catch (error) {
    if (!(error instanceof Flaw)) throw error;
    return { state: 'flawed', problem: error.problem, algorithms };
  }
}

interface Result {
  readonly form: ReadableSignature['form'];
  readonly covered: readonly string[];
  readonly changed: string | null;
  readonly attachments: ReadonlyMap<string, ParsedReference>;
}

/** An attachment moved out of or into the envelope changes the whole document, so such a signature cannot travel. */
function refuseNotPortable(signature: XmlElement, form: ReadPackage['form']): void {
  if (form !== 'multipart') return;
  const signedInfo = childElements(signature).find((child) => child.name === 'SignedInfo');
  const whole = signedInfo && childElements(signedInfo).some((child) => child.attr('URI')?.value === '');
  if (whole) throw new Flaw('SIGNATURE_NOT_PORTABLE');
}

function inspectByReference(
  document: XmlDocument,
  parts: Parts,
  signature: ParsedSignature,
  read: ReadPackage,
): { signature: ParsedSignature; result: Result } {
  const contentIds = read.attachments.map(({ contentId }) => contentId);
  const targets = matchReferences(document, parts, contentIds, signature.references);
  const attachments = new Map<string, ParsedReference>();
  let changed: string | null = null;
  for (const target of targets) {
    if ('contentId' in target) {
      attachments.set(target.contentId, target.reference);
      continue;
    }
    const { element, reference, name } = target;
    if (!elementAgrees(element, reference, elementForm(reference.transforms, name)))
      changed ??= `${name} (${reference.uri})`;
    // libxml2 walks the whole tree for each subtree that it canonicalises: what is done with is taken out of its way.
    element.remove();
  }
  return {
    signature,
    result: { form: 'by-reference', covered: targets.map(({ name }) => name), changed, attachments },
  };
}

const contents = XmlXPath.compile("//*[local-name()='ContentTransferEncoded']");

/**
 * A whole-document signature: the file is parsed again with its attachments inside. What was read as header and as
 * attachments came from the same file by another way, so both readings must agree, or the package is not believed.
 */
async function inspectEnveloped(spool: Spool, envelope: Buffer, read: ReadPackage, limits: Limits): Promise<Result> {
  if (spool.size > limits.envelopedBytes) throw new Flaw('LIMIT_EXCEEDED.enveloped', { limit: limits.envelopedBytes });
  const whole = await readFile(spool.path);
  return parseWhole(whole, (document) => {
    const signature = wholeSignature(document);
    const left = new Map(signature.references.map((reference) => [reference.uri, reference]));
    if (left.size !== signature.references.length) throw sameUri();
    const reference = left.get('')!;
    left.delete('');
    const form = documentForm(reference.transforms);
    const targets = matchAttachments(
      read.attachments.map(({ contentId }) => contentId),
      left,
      false,
    );
    refuseExtra(left);
    signature.element.remove();
    const agrees = elementAgrees(document, reference, form);
    sameAttachments(document, read.attachments);
    const cut = canonicalOctets(document, EXCLUSIVE);
    const seen = withDocument(envelope, (other) => {
      wholeSignature(other).element.remove();
      return canonicalOctets(other, EXCLUSIVE);
    });
    if (!sameDigest(cut, seen)) throw readTwice();
    const attachments = new Map(
      targets.flatMap((target) => ('contentId' in target ? [[target.contentId, target.reference] as const] : [])),
    );
    const covered = ['document', 'MessageHeader', ...targets.map(({ name }) => name)];
    return { form: 'enveloped', covered, changed: agrees ? null : 'URI=""', attachments };
  });
}

function wholeSignature(document: XmlDocument): ParsedSignature {
  const element = findSignature(document, findParts(document).header);
  if (!element) throw readTwice();
  return parseSignature(element);
}

function parseWhole<T>(xml: Buffer, use: (document: XmlDocument) => T): T {
  try {
    return withDocument(xml, use);
  } catch (error) {
    // The envelope parsed; the whole may still hold what the cut text hid (a text node over libxml2's limit).
    if (error instanceof XmlLibError) throw readTwice();
    throw error;
  }
}

/** The octets that the splitter found are those of the digested document, in document order. Empties them afterwards. */
function sameAttachments(document: XmlDocument, attachments: readonly AttachmentView[]): void {
  const elements = document.find(contents).filter((node) => node instanceof XmlElement);
  const inOrder = [...attachments].sort((a, b) => a.offset - b.offset);
  if (elements.length !== inOrder.length) throw readTwice();
  elements.forEach((element, index) => {
    const octets = Buffer.from(element.content, 'base64');
    if (hashOf(octets) !== inOrder[index]?.sha256) throw readTwice();
    for (let child = element.firstChild; child; child = element.firstChild) child.remove();
  });
}

/** The first attachment whose octets are not those that were signed. SHA-256 is known; others are computed by streaming. */
async function changedAttachment(
  spool: Spool,
  views: readonly AttachmentView[],
  references: ReadonlyMap<string, ParsedReference>,
): Promise<string | null> {
  for (const view of views) {
    const reference = references.get(view.contentId);
    if (!reference) continue;
    const digest = DIGESTS.get(reference.digestUri)!;
    let made = Buffer.from(view.sha256, 'hex');
    if (digest !== 'sha256') {
      const hash = createHash(digest);
      await pipeline(openAttachment(spool.path, view), hash);
      made = hash.digest();
    }
    if (!sameDigest(made, reference.digestValue)) return reference.uri;
  }
  return null;
}

function readTwice(): Flaw {
  return mismatch('hai lần đọc gói tin cho kết quả khác nhau', 'two readings of the package differ');
}
