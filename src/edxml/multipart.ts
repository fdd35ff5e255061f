import { Base64Decoder, type Base64Fault } from './base64.ts';
import { eachChunk } from './chunks.ts';
import { edxmlError } from './errors.ts';
import type { Limits } from './model.ts';
import { LEXICAL } from './names.ts';
import { NOTHING, type OctetFacts, OctetSink } from './octets.ts';
import { type PartHeaders, parsePartHeaders } from './part-headers.ts';

/** One part of a multipart body: a view on the spool, and what its octets are. */
export interface Part extends PartHeaders {
  readonly offset: number;
  readonly length: number;
  readonly facts: OctetFacts;
  readonly fault: Base64Fault | null;
}

interface OpenPart {
  readonly headers: PartHeaders;
  readonly offset: number;
  readonly sink: OctetSink;
  readonly decoder: Base64Decoder | null;
}

/** Behind the boundary comes the line end, perhaps after white space (RFC 2046 5.1.1); never this much of it. */
const PADDING = 128;
const JOIN = 4_096;
const NONE = Buffer.alloc(0);

/**
 * Finds the parts of a multipart body (RFC 2046, RFC 7578) that arrives in any chunking, and digests each in passing.
 * Errors: MULTIPART_INVALID, BODY_TRUNCATED without the closing boundary, LIMIT_EXCEEDED.
 */
export class MultipartScanner {
  readonly #parts: Part[] = [];
  readonly #delimiter: Buffer;
  readonly #limits: Limits;
  readonly #stop: (part: PartHeaders, index: number) => boolean;
  // A line end in front of the body lets its first boundary look like all others.
  #held: Buffer = Buffer.from('\r\n');
  #heldAt = -2;
  #state: 'preamble' | 'headers' | 'body' | 'done' = 'preamble';
  #open: OpenPart | null = null;

  /** `stopAfter` ends the search behind the part for which it says yes. */
  constructor(
    boundary: string,
    limits: Limits,
    stopAfter: (part: PartHeaders, index: number) => boolean = () => false,
  ) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
    this.#limits = limits;
    this.#stop = stopAfter;
  }

  get done(): boolean {
    return this.#state === 'done';
  }

  push(chunk: Buffer): void {
    let at = 0;
    // What was held is joined with a little of the chunk only: joining all of it would copy every octet of every part.
    while (this.#held.length > 0 && at < chunk.length) {
      const some = chunk.subarray(at, at + JOIN);
      const left = this.#scan(Buffer.concat([this.#held, some]));
      const again = left.length <= some.length ? left.length : 0;
      this.#held = again > 0 ? NONE : left;
      at += some.length - again;
    }
    if (at < chunk.length) this.#held = Buffer.from(this.#scan(chunk.subarray(at)));
  }

  /** Takes what it can; what is left must be seen again with more behind it. */
  #scan(bytes: Buffer): Buffer {
    for (;;) {
      if (this.done) return NONE;
      const used = this.#state === 'headers' ? this.#headers(bytes) : this.#content(bytes);
      if (used === 0) return bytes;
      this.#heldAt += used;
      bytes = bytes.subarray(used);
    }
  }

  end(): readonly Part[] {
    if (this.done) return this.#parts;
    const boundary = this.#delimiter.toString('latin1', 2);
    const missing = `${boundary}${this.#state === 'preamble' ? '' : '--'}`;
    throw edxmlError('BODY_TRUNCATED', { vi: `không thấy ${missing}`, en: `${missing} is not there` });
  }

  /** Each step answers how many bytes it used up; none when it must see more. */
  #content(bytes: Buffer): number {
    const found = bytes.indexOf(this.#delimiter);
    // What cannot be the start of a delimiter is content.
    const sure = found < 0 ? Math.max(0, bytes.length - this.#delimiter.length + 1) : found;
    if (sure > 0) {
      this.#take(bytes.subarray(0, sure));
      return sure;
    }
    if (found < 0) return 0;
    const behind = bytes.toString('latin1', this.#delimiter.length, this.#delimiter.length + PADDING);
    const ending = /^(--|[ \t]*(?=\r\n))/.exec(behind)?.[0];
    if (ending === undefined) {
      if (behind.length < PADDING && /^(-|[ \t]*\r?)$/.test(behind)) return 0;
      this.#take(bytes.subarray(0, 2));
      return 2;
    }
    this.#closePart();
    if (!this.done) this.#state = ending === '--' ? 'done' : 'headers';
    return this.#delimiter.length + ending.length;
  }

  #headers(bytes: Buffer): number {
    const end = bytes.indexOf('\r\n\r\n');
    if (end > LEXICAL.partHeaderBytes || (end < 0 && bytes.length > LEXICAL.partHeaderBytes)) {
      throw edxmlError('LIMIT_EXCEEDED.partHeaders', { limit: LEXICAL.partHeaderBytes });
    }
    if (end < 0) return 0;
    // One part is the envelope.
    if (this.#parts.length > this.#limits.attachments) {
      throw edxmlError('LIMIT_EXCEEDED.attachments', { limit: this.#limits.attachments });
    }
    const headers = parsePartHeaders(bytes.subarray(2, Math.max(2, end)));
    const sink = new OctetSink();
    const decoder = headers.encoding === 'base64' ? new Base64Decoder((octets) => sink.write(octets)) : null;
    this.#open = { headers, offset: this.#heldAt + end + 4, sink, decoder };
    this.#state = 'body';
    return end + 4;
  }

  #take(bytes: Buffer): void {
    const part = this.#open;
    if (!part) return;
    if (part.decoder) part.decoder.write(bytes);
    else part.sink.write(bytes);
    if (part.sink.octets > this.#limits.attachmentBytes) {
      const facts = { limit: this.#limits.attachmentBytes, position: this.#parts.length };
      throw edxmlError('LIMIT_EXCEEDED.attachment', facts);
    }
  }

  #closePart(): void {
    if (!this.#open) return;
    const { headers, offset, sink, decoder } = this.#open;
    decoder?.finish();
    const length = this.#heldAt - offset;
    const fault = decoder?.fault ?? null;
    this.#parts.push({ ...headers, offset, length, facts: fault ? NOTHING : sink.finish(), fault });
    this.#open = null;
    if (this.#stop(headers, this.#parts.length - 1)) this.#state = 'done';
  }
}

/** The parts of a multipart body on disk, in one streaming pass. */
export async function splitMultipart(path: string, boundary: string, limits: Limits): Promise<readonly Part[]> {
  const scanner = new MultipartScanner(boundary, limits);
  await eachChunk(path, (chunk) => {
    scanner.push(chunk);
    return !scanner.done;
  });
  return scanner.end();
}

/** Which part is the edXML: the one named `envelope`, or the root of multipart/related, else the first. */
export function isEnvelopePart(part: PartHeaders, start: string | null): boolean {
  return part.field === 'envelope' || (start !== null && part.contentId === start);
}
