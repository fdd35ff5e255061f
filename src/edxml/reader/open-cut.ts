import { Base64Decoder } from '../base64.ts';
import { NOTHING, type Sink } from '../octets.ts';
import type { Cut } from '../split.ts';

/** Attachment text while it is read: where it began, how much came, and its octets on their way into their digest. */
export class OpenCut {
  readonly #place: Pick<Cut, 'offset' | 'line' | 'envelopeAt'>;
  readonly #sink: Sink;
  readonly #decoder: Base64Decoder;
  #length = 0;

  constructor(place: Pick<Cut, 'offset' | 'line' | 'envelopeAt'>, sink: Sink) {
    this.#place = place;
    this.#sink = sink;
    this.#decoder = new Base64Decoder((octets) => sink.write(octets));
  }

  get octets(): number {
    return this.#sink.octets;
  }

  get newlines(): number {
    return this.#decoder.newlines;
  }

  /** Whether all of it came without white space, so without line ends. */
  get unbroken(): boolean {
    return this.#decoder.unbroken && this.#decoder.fault === null;
  }

  write(text: Buffer): void {
    this.#decoder.write(text);
    this.#length += text.length;
  }

  close(): Cut {
    this.#decoder.finish();
    const { fault, newlines } = this.#decoder;
    const facts = fault ? NOTHING : this.#sink.finish();
    return { ...this.#place, length: this.#length, fault, newlines, ...facts };
  }
}
