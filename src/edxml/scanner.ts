import { edxmlError } from './errors.ts';
import { same, startsAsOtherEncoding } from './lexical.ts';
import type { Limits } from './model.ts';
import { LEXICAL, PREDECESSOR_NS } from './names.ts';
import { OctetSink, type Sink } from './octets.ts';
import { OpenCut } from './reader/open-cut.ts';
import { endOfStartTag, holdsAttachmentText, type TagLimit } from './reader/tag-bytes.ts';
import { type Cut, originalLineOf, type Split } from './split.ts';

const LT = 60;
const GT = 62;
const SLASH = 47;
const PREFIX = 4;
/** Below this a loop is quicker than a call that searches. */
const SHORT = 48;

/** Is told of attachment text as it passes by. */
export interface CutListener {
  /** The envelope up to here ends with the tag whose text is cut out. */
  begin(envelope: Buffer): void;
  /** The text as it came, in any chunking, and whether it held no line end so far; the buffer is used again. */
  text(bytes: Buffer, unbroken: boolean): void;
}

/**
 * The bytes' part of the reader: finds tags, comments, CDATA and the XML declaration, refuses every other construct and
 * all that exceeds a limit, and takes attachment text out. What is left, the envelope, is the parser's to judge. It
 * decides by whole tokens only; one that a chunk cuts is carried over, so the chunking makes no difference.
 */
export class EnvelopeScanner {
  readonly #limits: Limits;
  readonly #listener: CutListener | null;
  readonly #openSink: () => Sink;
  #envelope: Buffer = Buffer.alloc(0);
  #length = 0;
  #position = 0;
  #begun = false;
  /** Where the document begins: behind the byte order mark, if there is one. */
  #start = 0;
  #carry: Buffer = Buffer.alloc(0);
  #bytes: Buffer = this.#carry;
  /** Where in `#bytes` the octets begin that are not yet in the envelope. */
  #from = 0;
  /** What ends the comment or CDATA section that is being read: these may be long, so they are not carried over whole. */
  #inside: '-->' | ']]>' | null = null;
  #depth = 0;
  #elements = 0;
  #comments = 0;
  #rootName: string | null = null;
  #rootEnd = -1;
  #open: OpenCut | null = null;
  #leftCut = false;
  readonly #cuts: Cut[] = [];

  /** `openSink` says what becomes of the octets of each attachment; by default they are digested. */
  constructor(limits: Limits, listener: CutListener | null = null, openSink: () => Sink = () => new OctetSink()) {
    this.#limits = limits;
    this.#listener = listener;
    this.#openSink = openSink;
  }

  push(chunk: Buffer): void {
    const bytes = this.#carry.length > 0 ? Buffer.concat([this.#carry, chunk]) : chunk;
    const used = this.#begun || bytes.length >= PREFIX ? this.#scan(bytes) : 0;
    this.#position += used;
    this.#carry = used < bytes.length ? Buffer.from(bytes.subarray(used)) : Buffer.alloc(0);
  }

  /** What was cut out so far. */
  get cuts(): readonly Cut[] {
    return this.#cuts;
  }

  end(): Split {
    if (!this.#begun) {
      const bytes = this.#carry;
      const used = this.#scan(bytes);
      this.#carry = bytes.subarray(used);
    }
    this.#refuseTruncated();
    return {
      envelope: this.#envelope.subarray(0, this.#length),
      cuts: this.#cuts,
      rootEnd: this.#rootEnd,
    };
  }

  /** How many bytes were used; what is left is the start of a token. */
  #scan(bytes: Buffer): number {
    this.#bytes = bytes;
    this.#from = 0;
    let at = this.#begun ? 0 : this.#begin(bytes);
    while (at < bytes.length) {
      if (this.#open) {
        at = this.#cutText(bytes, at);
        this.#from = at;
        continue;
      }
      const stop = Math.min(bytes.length, this.#from + this.#limits.envelopeBytes - this.#length);
      const token = this.#inside ? at : this.#skipText(bytes, at, stop);
      const end = this.#inside ? this.#skipInside(bytes, at, stop) : this.#markup(bytes, token, stop);
      if (end < 0) {
        if (stop < bytes.length) throw edxmlError('LIMIT_EXCEEDED.envelope', { limit: this.#limits.envelopeBytes });
        const used = this.#inside ? Math.max(at, stop - 2) : token;
        this.#keep(used);
        return used;
      }
      at = end;
    }
    this.#keep(at);
    return at;
  }

  #begin(bytes: Buffer): number {
    this.#begun = true;
    const other = startsAsOtherEncoding(bytes);
    if (other) throw edxmlError('UNSUPPORTED_ENCODING', { ...same(other), line: 1 });
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#start = 3;
    return this.#start;
  }

  #skipText(bytes: Buffer, from: number, stop: number): number {
    const near = this.#rootName === null ? stop : Math.min(stop, from + SHORT);
    let at = from;
    for (; at < near; at++) {
      const byte = bytes[at]!;
      if (byte === LT) return at;
      // In front of the root stands white space only, or this is no XML at all; the older eDoc came as MIME, its SOAP first.
      if (this.#rootName === null && byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9)
        throw edxmlError(bytes.includes(PREDECESSOR_NS) ? 'PREDECESSOR_FORMAT' : 'NOT_XML');
    }
    if (at === stop) return stop;
    const found = bytes.indexOf(LT, at);
    return found < 0 || found > stop ? stop : found;
  }

  /** Takes the token that begins with the `<` at `at`; where it ends, or -1 when it goes on beyond `stop`. */
  #markup(bytes: Buffer, at: number, stop: number): number {
    if (at + 1 >= stop) return -1;
    const second = bytes[at + 1]!;
    if (this.#leftCut && second !== SLASH)
      this.#forbid(at, 'nội dung khác base64 trong tệp đính kèm', 'content other than base64 in an attachment');
    if (second === SLASH) return this.#endTag(bytes, at, stop);
    if (second === 0x21) return this.#declared(bytes, at, stop);
    if (second === 0x3f) return this.#declaration(bytes, at, stop);
    const exceed = (limit: TagLimit, most: number): never => {
      throw edxmlError(`LIMIT_EXCEEDED.${limit}`, { limit: most, line: this.#line(at) });
    };
    const end = endOfStartTag(bytes, at, stop, this.#limits, exceed);
    if (end > 0) this.#startTag(bytes, at, end);
    return end;
  }

  #startTag(bytes: Buffer, at: number, end: number): void {
    this.#count('elements', ++this.#elements);
    this.#rootName ??= /^[^\s/>]*/.exec(bytes.toString('latin1', at + 1, end))![0];
    const empty = bytes[end - 2] === SLASH;
    if (!empty && ++this.#depth > this.#limits.depth) {
      throw edxmlError('LIMIT_EXCEEDED.depth', { limit: this.#limits.depth, line: this.#line(at) });
    }
    if (!holdsAttachmentText(bytes, at, end)) return;
    this.#keep(end);
    this.#openCut(this.#position + end);
    if (empty) this.#closeCut();
  }

  #endTag(bytes: Buffer, at: number, stop: number): number {
    const cap = Math.min(stop, at + LEXICAL.startTagBytes);
    let close = at + 2;
    while (close < cap && bytes[close] !== GT) close++;
    if (close === cap) {
      if (cap === stop) return -1;
      const facts = { limit: LEXICAL.startTagBytes, line: this.#line(at) };
      throw edxmlError('LIMIT_EXCEEDED.startTag', facts);
    }
    this.#leftCut = false;
    if (--this.#depth === 0) this.#rootEnd = this.#length + at - this.#from;
    return close + 1;
  }

  /** A comment or CDATA; anything else that begins with `<!` is a DTD or part of one. */
  #declared(bytes: Buffer, at: number, stop: number): number {
    if (at + 2 >= stop) return -1;
    const third = bytes[at + 2]!;
    if (third !== 0x5b && third !== 0x2d) this.#forbid(at, 'khai báo DOCTYPE', 'a DOCTYPE');
    const begun = at + (third === 0x5b ? '<![CDATA[' : '<!--').length;
    if (begun > stop) return -1;
    if (third === 0x2d) this.#count('comments', ++this.#comments);
    this.#inside = third === 0x5b ? ']]>' : '-->';
    return begun;
  }

  #skipInside(bytes: Buffer, at: number, stop: number): number {
    const end = endOf(bytes, this.#inside!, at, stop);
    if (end > 0) this.#inside = null;
    return end;
  }

  #declaration(bytes: Buffer, at: number, stop: number): number {
    const first = this.#position + at === this.#start;
    if (first && at + 6 > stop) return -1;
    if (!first || !/^<\?xml\s/.test(bytes.toString('latin1', at, at + 6)))
      this.#forbid(at, 'chỉ thị xử lý (<?…?>)', 'a processing instruction');
    const end = endOf(bytes, '?>', at + 6, stop);
    if (end > 0) this.#keep(end);
    return end;
  }

  #count(limit: 'comments' | 'elements', found: number): void {
    if (found > LEXICAL[limit]) throw edxmlError(`LIMIT_EXCEEDED.${limit}`, { limit: LEXICAL[limit] });
  }

  #openCut(offset: number): void {
    if (this.#cuts.length >= this.#limits.attachments) {
      throw edxmlError('LIMIT_EXCEEDED.attachments', { limit: this.#limits.attachments });
    }
    const envelope = this.#envelope.subarray(0, this.#length);
    const line = originalLineOf(envelope, this.#cuts, this.#length);
    this.#open = new OpenCut({ offset, line, envelopeAt: this.#length }, this.#openSink());
    this.#listener?.begin(envelope);
  }

  #cutText(bytes: Buffer, at: number): number {
    const cut = this.#open!;
    const found = bytes.indexOf(LT, at);
    const end = found < 0 ? bytes.length : found;
    const text = bytes.subarray(at, end);
    cut.write(text);
    if (cut.octets > this.#limits.attachmentBytes) {
      const facts = { limit: this.#limits.attachmentBytes, position: this.#cuts.length + 1 };
      throw edxmlError('LIMIT_EXCEEDED.attachment', facts);
    }
    this.#listener?.text(text, cut.unbroken);
    if (found >= 0) {
      this.#closeCut();
      this.#leftCut = true;
    }
    return end;
  }

  #closeCut(): void {
    this.#cuts.push(this.#open!.close());
    this.#open = null;
  }

  /** Puts what was read up to `to` into the envelope. */
  #keep(to: number): void {
    const length = this.#length + to - this.#from;
    if (length > this.#envelope.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, this.#envelope.length * 2));
      this.#envelope.copy(larger, 0, 0, this.#length);
      this.#envelope = larger;
    }
    this.#bytes.copy(this.#envelope, this.#length, this.#from, to);
    this.#length = length;
    this.#from = to;
  }

  #refuseTruncated(): void {
    const inside = this.#carry.length > 0 || this.#open !== null || this.#inside !== null;
    if (this.#rootName === null && !inside) throw edxmlError('NOT_XML');
    const kept = this.#envelope.subarray(0, this.#length);
    // Inner elements that were never closed are for the parser to name.
    if (!inside && (this.#depth <= 0 || lastEnded(kept) === this.#rootName)) return;
    const line = originalLineOf(kept, this.#cuts, this.#length) + (this.#open?.newlines ?? 0);
    const root = `</${this.#rootName}>`;
    const vi = `không thấy thẻ đóng ${root} (dòng ${line})`;
    throw edxmlError('BODY_TRUNCATED', { vi, en: `the end tag ${root} is not there (line ${line})`, line });
  }

  #forbid(at: number, vi: string, en: string): never {
    throw edxmlError('XML_FORBIDDEN_CONSTRUCT', { vi, en, line: this.#line(at) });
  }

  /** The original line of a byte at hand. Counted only when something is to be reported. */
  #line(at: number): number {
    this.#keep(at);
    return originalLineOf(this.#envelope.subarray(0, this.#length), this.#cuts, this.#length);
  }
}

function lastEnded(envelope: Buffer): string {
  return envelope.toString('latin1', envelope.lastIndexOf('</') + 2, envelope.lastIndexOf(GT)).trim();
}

function endOf(bytes: Buffer, mark: string, from: number, stop: number): number {
  const found = from < stop ? bytes.indexOf(mark, from, 'latin1') : -1;
  return found < 0 || found + mark.length > stop ? -1 : found + mark.length;
}
