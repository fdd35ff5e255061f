import { isUtf8 } from 'node:buffer';
import { sayFault } from '../base64.ts';
import { edxmlError } from '../errors.ts';
import type { Limits } from '../model.ts';
import type { Sink } from '../octets.ts';
import { type CutListener, EnvelopeScanner } from '../scanner.ts';
import { type Cut, originalLineOf, type Split } from '../split.ts';
import type { XmlElement } from '../tree.ts';
import { type Problems, TreeParser } from './parser.ts';
import { WholeDigest, type WholePlan } from './whole.ts';

/** A document, read: its tree, and the attachment text that was cut out of it. */
export interface ReadDocument extends Split {
  readonly root: XmlElement;
  /** Line in the original of an offset that the tree tells. */
  lineAt(at: number): number;
  /** The digest that was planned while the document was read; null when none was. */
  readonly whole: { readonly plan: WholePlan; readonly digest: Buffer } | null;
}

/** Says what to digest of the whole document, from what stands in front of its first attachment text. */
export type PlanWhole = (root: XmlElement) => WholePlan | null;

interface Problem {
  readonly line: number;
  readonly vi: string;
  readonly en: string;
}

const MOST_PROBLEMS = 8;

/**
 * The one-pass reader: bytes in, in any chunking; tree, attachment places and digests out. Memory is that of the envelope,
 * which is limited, and of one chunk. Errors: NOT_XML, BODY_TRUNCATED, UNSUPPORTED_ENCODING, XML_NOT_WELL_FORMED,
 * XML_FORBIDDEN_CONSTRUCT, LIMIT_EXCEEDED.
 */
export class XmlReader implements CutListener, Problems {
  readonly #scanner: EnvelopeScanner;
  readonly #parser = new TreeParser(this);
  readonly #planWhole: PlanWhole;
  readonly #problems: Problem[] = [];
  #envelope: Buffer = Buffer.alloc(0);
  #fed = 0;
  #begun = 0;
  #whole: { plan: WholePlan; digest: WholeDigest } | null = null;

  /** `openSink` as for the scanner. */
  constructor(limits: Limits, planWhole: PlanWhole = () => null, openSink?: () => Sink) {
    this.#scanner = new EnvelopeScanner(limits, this, openSink);
    this.#planWhole = planWhole;
  }

  push(chunk: Buffer): void {
    this.#scanner.push(chunk);
  }

  end(): ReadDocument {
    const split = this.#scanner.end();
    this.#feed(split.envelope);
    const root = this.#parser.end();
    if (this.#problems.length > 0) this.#refuse();
    const whole = this.#whole;
    whole?.digest.advance();
    return {
      ...split,
      root,
      lineAt: (at) => this.lineAt(at),
      whole: whole && { plan: whole.plan, digest: whole.digest.finish() },
    };
  }

  begin(envelope: Buffer): void {
    this.#feed(envelope);
    this.#parser.markCut(this.#begun);
    const root = this.#parser.root;
    if (this.#begun === 0 && root) {
      const plan = this.#planWhole(root);
      if (plan) this.#whole = { plan, digest: new WholeDigest(root, plan) };
    }
    this.#begun++;
    this.#whole?.digest.advance();
  }

  text(bytes: Buffer, unbroken: boolean): void {
    this.#whole?.digest.text(bytes, unbroken);
  }

  wrong(at: number, vi: string, en: string): never {
    this.#problems.push({ line: this.lineAt(at), vi, en });
    return this.#refuse();
  }

  note(at: number, vi: string, en: string): void {
    this.#problems.push({ line: this.lineAt(at), vi, en });
    if (this.#problems.length >= MOST_PROBLEMS) this.#refuse();
  }

  forbidden(at: number, construct: string): never {
    throw edxmlError('XML_FORBIDDEN_CONSTRUCT', { vi: construct, en: construct, line: this.lineAt(at) });
  }

  lineAt(at: number): number {
    const bytes = Buffer.byteLength(this.#envelope.toString('utf8').slice(0, at));
    return originalLineOf(this.#envelope, this.#scanner.cuts, bytes);
  }

  #feed(envelope: Buffer): void {
    this.#envelope = envelope;
    const piece = envelope.subarray(this.#fed);
    if (!isUtf8(piece)) {
      throw edxmlError('UNSUPPORTED_ENCODING', {
        vi: 'byte không phải UTF-8',
        en: 'bytes that are not UTF-8',
        line: originalLineOf(envelope, this.#scanner.cuts, this.#fed + badByte(piece)),
      });
    }
    this.#parser.feed(piece.toString('utf8'));
    this.#fed = envelope.length;
  }

  /** With the faults of base64 so far, so that a sender learns of everything at once. */
  #refuse(): never {
    const problems = [...this.#problems, ...this.#scanner.cuts.flatMap(unreadable)].sort((a, b) => a.line - b.line);
    throw edxmlError('XML_NOT_WELL_FORMED', {
      vi: problems.map(({ line, vi }) => `dòng ${line}: ${vi}`).join('; '),
      en: problems.map(({ line, en }) => `line ${line}: ${en}`).join('; '),
      line: problems[0]!.line,
    });
  }
}

function unreadable({ fault, line }: Cut): Problem[] {
  if (!fault) return [];
  const { vi, en } = sayFault(fault);
  return [{ line: line + fault.newlines, vi: `base64: ${vi}`, en: `base64: ${en}` }];
}

/** Offset of the line on which the first byte stands that is not UTF-8. */
function badByte(bytes: Buffer): number {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    const stop = end < 0 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(at, stop))) return at;
    at = stop + 1;
  }
  return 0;
}

/** Reads a document that is in memory. Errors: those of `XmlReader`. */
export function readXml(bytes: Buffer, limits: Limits): ReadDocument {
  const reader = new XmlReader(limits);
  reader.push(bytes);
  return reader.end();
}
