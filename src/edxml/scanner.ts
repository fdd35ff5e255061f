import { Base64Decoder } from './base64.ts';
import { edxmlError } from './errors.ts';
import {
  checkReferences,
  checkStartTag,
  checkXmlDeclaration,
  endsMarkup,
  holdsAttachmentText,
  isNoProlog,
  type Markup,
  same,
  startsAsOtherEncoding,
} from './lexical.ts';
import type { Limits } from './model.ts';
import { LEXICAL } from './names.ts';
import { NOTHING, OctetSink } from './octets.ts';
import { type Cut, originalLine, originalLineOf, type Split } from './split.ts';

const LT = 60;
const GT = 62;
const SLASH = 47;
const PREFIX = 4;
/** Below this a loop is quicker than a call to copy. */
const SHORT = 96;

interface OpenCut {
  readonly offset: number;
  readonly line: number;
  readonly envelopeAt: number;
  readonly sink: OctetSink;
  readonly decoder: Base64Decoder;
  length: number;
}

/**
 * The lexical gate: a byte-level scanner that knows tags, comments, CDATA and the XML declaration, refuses everything
 * else, and takes attachment text out. What it lets through, libxml2 then judges. It decides only when a token is
 * complete, so the chunking of the input makes no difference.
 */
export class EnvelopeScanner {
  readonly #limits: Limits;
  #envelope = Buffer.allocUnsafe(16_384);
  #length = 0;
  #position = 0;
  #prefix: Buffer | null = Buffer.alloc(0);
  #mode: 'text' | 'markup' | 'cut' = 'text';
  #markup: Markup = 'unknown';
  #markStart = 0;
  #textStart = 0;
  #quote = 0;
  #depth = 0;
  #elements = 0;
  #comments = 0;
  #rootName: string | null = null;
  #rootEnd = -1;
  #lastEnd: { from: number; to: number } | null = null;
  #open: OpenCut | null = null;
  #leftCut = false;
  readonly #cuts: Cut[] = [];

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  push(chunk: Buffer): void {
    let bytes = chunk;
    if (this.#prefix) {
      bytes = Buffer.concat([this.#prefix, chunk]);
      this.#prefix = bytes;
      if (bytes.length < PREFIX) return;
      this.#begin(bytes);
    }
    this.#scan(bytes);
  }

  end(): Split {
    if (this.#prefix) {
      const bytes = this.#prefix;
      this.#begin(bytes);
      this.#scan(bytes);
    }
    this.#refuseTruncated();
    return {
      envelope: this.#envelope.subarray(0, this.#length),
      cuts: this.#cuts,
      lineAt: (line) => originalLine(this.#envelope, this.#cuts, line),
      rootEnd: this.#rootEnd,
    };
  }

  #begin(bytes: Buffer): void {
    this.#prefix = null;
    const other = startsAsOtherEncoding(bytes);
    if (other) throw edxmlError('UNSUPPORTED_ENCODING', { ...same(other), line: 1 });
  }

  #scan(bytes: Buffer): void {
    const base = this.#position;
    let at = 0;
    while (at < bytes.length) {
      if (this.#mode === 'cut') at = this.#cutText(bytes, at, base);
      else if (this.#mode === 'text') at = this.#text(bytes, at);
      else if (this.#markup === 'unknown') at = this.#decideMarkup(bytes, at);
      else at = this.#markupRest(bytes, at, base);
    }
    this.#position = base + bytes.length;
  }

  #text(bytes: Buffer, at: number): number {
    const found = bytes.indexOf(LT, at);
    const end = found < 0 ? bytes.length : found;
    if (end > at) {
      this.#append(bytes, at, end);
      if (!this.#rootName && isNoProlog(this.#envelope, this.#textStart, this.#length)) throw edxmlError('NOT_XML');
    }
    if (found < 0) return end;
    checkReferences(this.#envelope, this.#textStart, this.#length, this.#line);
    this.#startMarkup(bytes, found);
    return found + 1;
  }

  #startMarkup(bytes: Buffer, at: number): void {
    this.#markStart = this.#length;
    this.#append(bytes, at, at + 1);
    this.#mode = 'markup';
    this.#markup = 'unknown';
    this.#quote = 0;
  }

  #decideMarkup(bytes: Buffer, at: number): number {
    this.#append(bytes, at, at + 1);
    const second = this.#envelope[this.#markStart + 1]!;
    const third = this.#length > this.#markStart + 2 ? this.#envelope[this.#markStart + 2]! : null;
    if (this.#leftCut && second !== SLASH)
      this.#forbid('nội dung khác base64 trong tệp đính kèm', 'content other than base64 in an attachment');
    if (second === SLASH) this.#markup = 'end';
    else if (second === 0x3f) this.#markup = 'pi';
    else if (second !== 0x21) this.#markup = 'start';
    else if (third === 0x2d) this.#markup = 'comment';
    else if (third === 0x5b) this.#markup = 'cdata';
    else if (third !== null) this.#forbid('khai báo DOCTYPE', 'a DOCTYPE');
    // `>` or a quote right behind `<` belongs to the tag: look at it again with the kind known.
    if (this.#markup === 'start') {
      this.#length--;
      return at;
    }
    return at + 1;
  }

  #markupRest(bytes: Buffer, at: number, base: number): number {
    const end = this.#markup === 'start' ? this.#endOfTag(bytes, at) : bytes.indexOf(GT, at);
    if (end < 0) {
      this.#append(bytes, at, bytes.length);
      this.#refuseLongTag();
      return bytes.length;
    }
    this.#append(bytes, at, end + 1);
    this.#refuseLongTag();
    if (!endsMarkup(this.#markup, this.#envelope, this.#markStart, this.#length)) return end + 1;
    this.#mode = 'text';
    const markup = this.#markup;
    if (markup === 'pi') this.#declaration();
    else if (markup === 'comment') this.#count('comments', ++this.#comments);
    else if (markup === 'start') this.#startTag(base + end + 1);
    else if (markup === 'end') this.#endTag();
    this.#textStart = this.#length;
    return end + 1;
  }

  #endOfTag(bytes: Buffer, from: number): number {
    for (let i = from; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (this.#quote !== 0) {
        if (byte === this.#quote) this.#quote = 0;
      } else if (byte === 34 || byte === 39) this.#quote = byte;
      else if (byte === GT) return i;
    }
    return -1;
  }

  #declaration(): void {
    const first = this.#envelope.indexOf(LT) === this.#markStart;
    const text = this.#envelope.toString('latin1', this.#markStart, this.#length);
    if (!first || !/^<\?xml\s/.test(text)) this.#forbid('chỉ thị xử lý (<?…?>)', 'a processing instruction');
    checkXmlDeclaration(text, this.#line);
  }

  #count(limit: 'comments' | 'elements', found: number): void {
    if (found > LEXICAL[limit]) throw edxmlError(`LIMIT_EXCEEDED.${limit}`, { limit: LEXICAL[limit] });
  }

  #startTag(next: number): void {
    this.#count('elements', ++this.#elements);
    const tag = this.#envelope.subarray(this.#markStart, this.#length);
    const nameEnd = checkStartTag(tag, this.#limits, this.#line);
    this.#rootName ??= tag.toString('latin1', 1, nameEnd);
    const holdsAttachment = holdsAttachmentText(tag, nameEnd);
    if (tag[tag.length - 2] === SLASH) {
      if (holdsAttachment) {
        this.#openCut(next);
        this.#closeCut();
      }
      return;
    }
    if (++this.#depth > this.#limits.depth) {
      throw edxmlError('LIMIT_EXCEEDED.depth', { limit: this.#limits.depth, line: this.#line() });
    }
    if (holdsAttachment) {
      this.#openCut(next);
      this.#mode = 'cut';
    }
  }

  #endTag(): void {
    this.#leftCut = false;
    this.#depth--;
    this.#lastEnd = { from: this.#markStart + 2, to: this.#length - 1 };
    if (this.#depth === 0) this.#rootEnd = this.#markStart;
  }

  #openCut(offset: number): void {
    if (this.#cuts.length >= this.#limits.attachments) {
      throw edxmlError('LIMIT_EXCEEDED.attachments', { limit: this.#limits.attachments });
    }
    const sink = new OctetSink();
    const decoder = new Base64Decoder((octets) => sink.write(octets));
    this.#open = { offset, line: this.#line(), envelopeAt: this.#length, sink, decoder, length: 0 };
  }

  #cutText(bytes: Buffer, at: number, base: number): number {
    const cut = this.#open!;
    const found = bytes.indexOf(LT, at);
    const end = found < 0 ? bytes.length : found;
    cut.decoder.write(bytes.subarray(at, end));
    cut.length = base + end - cut.offset;
    if (cut.sink.octets > this.#limits.attachmentBytes) {
      const facts = { limit: this.#limits.attachmentBytes, position: this.#cuts.length + 1 };
      throw edxmlError('LIMIT_EXCEEDED.attachment', facts);
    }
    if (found < 0) return end;
    this.#closeCut();
    this.#leftCut = true;
    this.#startMarkup(bytes, found);
    return found + 1;
  }

  #closeCut(): void {
    const { offset, length, line, envelopeAt, sink, decoder } = this.#open!;
    decoder.finish();
    const { fault, newlines } = decoder;
    const facts = fault ? NOTHING : sink.finish();
    this.#cuts.push({ offset, length, line, fault, newlines, envelopeAt, ...facts });
    this.#open = null;
  }

  #append(bytes: Buffer, from: number, to: number): void {
    const length = this.#length + to - from;
    if (length > this.#limits.envelopeBytes) {
      throw edxmlError('LIMIT_EXCEEDED.envelope', { limit: this.#limits.envelopeBytes });
    }
    if (length > this.#envelope.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, this.#envelope.length * 2));
      this.#envelope.copy(larger, 0, 0, this.#length);
      this.#envelope = larger;
    }
    if (to - from > SHORT) bytes.copy(this.#envelope, this.#length, from, to);
    else for (let i = from, at = this.#length; i < to; i++, at++) this.#envelope[at] = bytes[i]!;
    this.#length = length;
  }

  #refuseLongTag(): void {
    if (this.#markup !== 'start' && this.#markup !== 'end') return;
    if (this.#length - this.#markStart <= LEXICAL.startTagBytes) return;
    throw edxmlError('LIMIT_EXCEEDED.startTag', { limit: LEXICAL.startTagBytes, line: this.#line() });
  }

  #refuseTruncated(): void {
    const inside = this.#mode !== 'text';
    if (!this.#rootName && !inside) throw edxmlError('NOT_XML');
    const end = this.#lastEnd;
    const ended = end && this.#envelope.toString('latin1', end.from, end.to).trim();
    const openRoot = this.#depth > 0 && ended !== this.#rootName;
    if (!inside && !openRoot) return;
    const line = this.#line() + (this.#open?.decoder.newlines ?? 0);
    const vi = `không thấy thẻ đóng </${this.#rootName}> (dòng ${line})`;
    throw edxmlError('BODY_TRUNCATED', {
      vi,
      en: `the end tag </${this.#rootName}> is not there (line ${line})`,
      line,
    });
  }

  #forbid(vi: string, en: string): never {
    throw edxmlError('XML_FORBIDDEN_CONSTRUCT', { vi, en, line: this.#line() });
  }

  /** The original line of the markup being read. Counted only when something is to be reported. */
  readonly #line = (at: number = Math.min(this.#markStart, this.#length)): number =>
    originalLineOf(this.#envelope, this.#cuts, at);
}
