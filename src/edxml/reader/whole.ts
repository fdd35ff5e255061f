import { createHash, type Hash } from 'node:crypto';
import { type CanonicalForm, Canonicaliser } from '../canonical.ts';
import { eachChunk, type Range } from '../chunks.ts';
import type { XmlElement } from '../tree.ts';
import { LineEnds } from './line-ends.ts';

/** What a whole-document signature digests: the document in one form, without the Signature itself. */
export interface WholePlan {
  readonly form: CanonicalForm;
  readonly without: XmlElement;
  readonly digest: 'sha256' | 'sha384' | 'sha512';
}

/** Digests a document in canonical form at flat memory: elements from the tree, attachment text as it passes by. */
export class WholeDigest {
  readonly #hash: Hash;
  readonly #canonical: Canonicaliser;
  #text: LineEnds | null = null;

  constructor(root: XmlElement, plan: WholePlan) {
    const hash = createHash(plan.digest);
    this.#hash = hash;
    this.#canonical = new Canonicaliser(root, plan.form, (text) => hash.update(text, 'utf8'), plan.without);
  }

  /** Digests on to the next attachment text, whose index it answers; null at the end. */
  advance(): number | null {
    const cut = this.#canonical.advance();
    this.#text = cut === null ? null : new LineEnds((bytes) => this.#hash.update(bytes));
    return cut;
  }

  /** Base64 needs no escaping: its octets are canonical but for their line ends, which `unbroken` text does not have. */
  text(bytes: Buffer, unbroken = false): void {
    // Text inside of what is left out is not digested; it is misplaced anyway, which the reader tells at the end.
    if (!this.#text) return;
    if (unbroken) this.#hash.update(bytes);
    else this.#text.write(bytes);
  }

  finish(): Buffer {
    return this.#hash.digest();
  }
}

/**
 * The same from a tree that is complete, with the attachment text read from the file once more. Only for a Signature that
 * stands behind an attachment, where its algorithms came too late.
 */
export async function digestWhole(
  path: string,
  root: XmlElement,
  plan: WholePlan,
  cuts: readonly Range[],
): Promise<Buffer> {
  const whole = new WholeDigest(root, plan);
  for (let index = whole.advance(); index !== null; index = whole.advance()) {
    const take = (bytes: Buffer): boolean => {
      whole.text(bytes);
      return true;
    };
    await eachChunk(path, take, cuts[index]!);
  }
  return whole.finish();
}
