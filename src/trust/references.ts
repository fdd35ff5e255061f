import { timingSafeEqual } from 'node:crypto';
import { attributeOf, type CanonicalForm, type XmlElement } from '../edxml/index.ts';
import { C14N, DIGESTS, ENVELOPED_TRANSFORM } from './algorithms.ts';
import { canonicalDigest, countIds, type Parts } from './dom.ts';
import { type Flaw, mismatch } from './flaw.ts';
import { canonicalForm, type ParsedReference } from './signature.ts';

/** Without a canonicalisation among the transforms, XMLDSig digests C14N 1.0 (section 4.4.3.2). */
const IMPLICIT: CanonicalForm = { mode: '1.0', prefixes: [] };

/** A reference joined to what it must digest. */
export type Target =
  | { readonly reference: ParsedReference; readonly name: string; readonly element: XmlElement }
  | { readonly reference: ParsedReference; readonly name: string; readonly contentId: string };

/**
 * The set of a signature by reference: MessageHeader, Bussiness and edXMLManifest where they are, every attachment,
 * each once, and nothing extra. Elements are found by their place and must carry the Id that the reference names; that
 * Id must be the only one of its value, or another verifier could digest another element.
 */
export function matchReferences(
  root: XmlElement,
  parts: Parts,
  contentIds: readonly string[],
  references: readonly ParsedReference[],
): Target[] {
  const left = new Map(references.map((reference) => [reference.uri, reference]));
  if (left.size !== references.length) throw sameUri();
  const ids = countIds(root);
  const targets: Target[] = [];
  for (const element of [parts.message, parts.bussiness, parts.manifest]) {
    if (!element) continue;
    const name = element.local;
    const id = attributeOf(element, 'Id');
    const reference = id === undefined ? undefined : left.get(`#${id}`);
    if (!reference) throw uncovered(name);
    if (ids.get(id!) !== 1) throw sameId(id!.slice(0, 100));
    left.delete(reference.uri);
    targets.push({ reference, name, element });
  }
  for (const target of matchAttachments(contentIds, left, true)) targets.push(target);
  refuseExtra(left);
  return targets;
}

/** Attachments covered by `cid:`; all of them when `every` is asked. Takes what it matched out of `left`. */
export function matchAttachments(
  contentIds: readonly string[],
  left: Map<string, ParsedReference>,
  every: boolean,
): Target[] {
  const byId = new Map<string, ParsedReference>();
  for (const [uri, reference] of left) {
    if (/^cid:/i.test(uri)) byId.set(contentIdOf(uri, contentIds), reference);
  }
  return contentIds.flatMap((contentId): Target[] => {
    const reference = byId.get(contentId);
    if (!reference) {
      if (every) throw uncovered(`cid:${contentId}`);
      return [];
    }
    if (reference.transforms.length > 0) throw unfit(reference.uri);
    left.delete(reference.uri);
    return [{ reference, name: `cid:${contentId}`, contentId }];
  });
}

export function refuseExtra(left: ReadonlyMap<string, ParsedReference>): void {
  for (const uri of left.keys()) {
    const shown = uri.slice(0, 100);
    throw mismatch(`Reference "${shown}" không trỏ tới phần nào phải ký`, `Reference "${shown}" names nothing to sign`);
  }
}

/** RFC 2392: a cid URL is the Content-ID percent-encoded; most senders write it as it is. */
function contentIdOf(uri: string, contentIds: readonly string[]): string {
  const bare = uri.slice(4);
  if (contentIds.includes(bare)) return bare;
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}

/** Whether an element still has the digest of its reference. */
export function elementAgrees(element: XmlElement, reference: ParsedReference, form: CanonicalForm) {
  return sameDigest(canonicalDigest(element, form, DIGESTS.get(reference.digestUri)!), reference.digestValue);
}

export function sameDigest(made: Uint8Array, claimed: Uint8Array): boolean {
  return made.length === claimed.length && timingSafeEqual(made, claimed);
}

/** The canonicalisation that the transforms of an element reference ask for. */
export function elementForm(transforms: ParsedReference['transforms'], name: string): CanonicalForm {
  const [form, ...rest] = transforms;
  if (rest.length > 0 || (form && !C14N.has(form.uri))) throw unfit(name);
  return form ? canonicalForm(form) : IMPLICIT;
}

/** A whole-document reference must leave its own Signature out first, then may canonicalise. */
export function documentForm(transforms: ParsedReference['transforms']): CanonicalForm {
  const [enveloped, ...rest] = transforms;
  if (enveloped?.uri !== ENVELOPED_TRANSFORM) throw unfit('URI=""');
  return elementForm(rest, 'URI=""');
}

export function sameUri(): Flaw {
  return mismatch('hai Reference của chữ ký có cùng URI', 'two references of the signature have one URI');
}

export function sameId(id: string): Flaw {
  return mismatch(`Id "${id}" không duy nhất`, `the Id "${id}" is not unique`);
}

function uncovered(name: string): Flaw {
  return mismatch(`chữ ký không bao gồm ${name}`, `the signature does not cover ${name}`);
}

function unfit(name: string): Flaw {
  return mismatch(`các phép biến đổi của ${name} không phù hợp`, `the transforms of ${name} do not fit`);
}
