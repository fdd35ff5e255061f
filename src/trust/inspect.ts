import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import {
  type AttachmentView,
  digestWhole,
  type Limits,
  openAttachment,
  type ReadPackage,
  type ReadWithDocument,
  readPackage,
  type Spool,
  type WholePlan,
  type XmlElement,
} from '../edxml/index.ts';
import { DIGESTS } from './algorithms.ts';
import { findMaker } from './certificates.ts';
import { findParts, type Parts, refuseUncanonical } from './dom.ts';
import { Flaw, type Problem } from './flaw.ts';
import {
  documentForm,
  elementAgrees,
  elementForm,
  matchAttachments,
  matchReferences,
  refuseExtra,
  sameDigest,
  sameUri,
} from './references.ts';
import { shadowDifference } from './shadow.ts';
import { findSignature, type ParsedReference, type ParsedSignature, parseSignature } from './signature.ts';
import { changedProperties, readProperties, type SignedProperties, takeProperties } from './xades.ts';

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
  /** Of KeyInfo, the certificate that made the value; a hint, never the authority. Null when it carries none. */
  readonly certificate: Uint8Array | null;
  /** URI of the first reference whose digest differs; null when all agree. */
  readonly changed: string | null;
  /** Of a XAdES signature, what it signs of itself; null of a plain one. */
  readonly properties: SignedProperties | null;
}

export interface Inspection {
  readonly package: ReadPackage;
  readonly signature: InspectedSignature;
  /** Where a second reader disagrees, when one was asked; for an alarm, never for the verdict. */
  readonly difference: string | null;
}

/**
 * Reads a spooled package and everything of its signature that needs no registry. `shadowed` asks libxml2 as well.
 * Errors: those of `readPackage`.
 */
export async function inspect(spool: Spool, limits: Limits, shadowed = false): Promise<Inspection> {
  let early: ParsedSignature | null = null;
  const { document, ...read } = await readPackage(spool, limits, (root) => {
    early = signatureSoFar(root);
    return early && wholePlan(early);
  });
  const signature = await inspectSignature(spool, document, read, early);
  return { package: read, signature, difference: shadowed ? await shadowDifference(document) : null };
}

/** The Signature that stands in front of the attachments, where it and all else seems sound so far. */
function signatureSoFar(root: XmlElement): ParsedSignature | null {
  try {
    const element = findSignature(root, findParts(root).header);
    const signature = element && parseSignature(element);
    if (signature) wholePlan(signature);
    return signature;
  } catch (error) {
    // Told when the document is complete and everything is looked at again.
    if (error instanceof Flaw) return null;
    throw error;
  }
}

function wholePlan({ element, references }: ParsedSignature): WholePlan | null {
  const reference = references.find(({ uri }) => uri === '');
  if (!reference) return null;
  return { form: documentForm(reference.transforms), without: element, digest: DIGESTS.get(reference.digestUri)! };
}

async function inspectSignature(
  spool: Spool,
  document: ReadWithDocument['document'],
  read: ReadPackage,
  early: ParsedSignature | null,
): Promise<InspectedSignature> {
  let algorithms: readonly string[] = [];
  try {
    const parts = findParts(document.root);
    const element = findSignature(document.root, parts.header, (found) => {
      algorithms = found;
    });
    if (!element) return { state: 'absent' };
    // Nothing can have been added to it since: attachment text inside of it is misplaced and was refused.
    const parsed = early?.element === element ? early : parseSignature(element);
    const { signature, qualified } = takeProperties(document.root, parsed);
    const properties = qualified && readProperties(qualified);
    const plan = wholePlan(signature);
    if (plan && read.form === 'multipart') throw new Flaw('SIGNATURE_NOT_PORTABLE');
    const result = plan
      ? await inspectEnveloped(spool, document, parts, signature, plan, read)
      : inspectByReference(document.root, parts, signature, read);
    const changed =
      result.changed ??
      (qualified && changedProperties(qualified)) ??
      (await changedAttachment(spool, read.attachments, result.attachments));
    const { method, signedInfo, value } = signature;
    const covered = [...result.covered, ...(qualified ? ['SignedProperties'] : [])];
    const certificate = findMaker(signature.certificates, signature);
    const bytes = { method, signedInfo, value, certificate };
    return { state: 'readable', form: result.form, algorithms, covered, ...bytes, changed, properties };
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

function inspectByReference(root: XmlElement, parts: Parts, signature: ParsedSignature, read: ReadPackage): Result {
  const contentIds = read.attachments.map(({ contentId }) => contentId);
  const targets = matchReferences(root, parts, contentIds, signature.references);
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
  }
  return { form: 'by-reference', covered: targets.map(({ name }) => name), changed, attachments };
}

/**
 * A whole-document signature. What was digested is the very tree and the very octets that were read, so nothing can stand
 * in the one and not in the other. It covers every attachment; a `cid:` reference beside it must agree as well.
 */
async function inspectEnveloped(
  spool: Spool,
  { root, cuts, whole }: ReadWithDocument['document'],
  parts: Parts,
  { references }: ParsedSignature,
  plan: WholePlan,
  read: ReadPackage,
): Promise<Result> {
  const left = new Map(references.map((reference) => [reference.uri, reference]));
  if (left.size !== references.length) throw sameUri();
  const reference = left.get('')!;
  left.delete('');
  const contentIds = read.attachments.map(({ contentId }) => contentId);
  const targets = matchAttachments(contentIds, left, false);
  refuseExtra(left);
  refuseUncanonical(root, plan.form);
  const digest = whole && samePlan(whole.plan, plan) ? whole.digest : await digestWhole(spool.path, root, plan, cuts);
  const attachments = new Map(
    targets.flatMap((target) => ('contentId' in target ? [[target.contentId, target.reference] as const] : [])),
  );
  const blocks = [parts.message, parts.bussiness, parts.manifest].flatMap((one) => one?.local ?? []);
  const covered = ['document', ...blocks, ...contentIds.map((contentId) => `cid:${contentId}`)];
  const changed = sameDigest(digest, reference.digestValue) ? null : 'URI=""';
  return { form: 'enveloped', covered, changed, attachments };
}

/** What was digested in passing counts only if it is what the complete document asks for. */
function samePlan(a: WholePlan, b: WholePlan): boolean {
  const sameForm = a.form.mode === b.form.mode && a.form.prefixes.join(' ') === b.form.prefixes.join(' ');
  return a.without === b.without && a.digest === b.digest && sameForm;
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
