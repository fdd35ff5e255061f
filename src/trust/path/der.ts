/**
 * Strict DER (X.690 section 10). The ASN.1 libraries at hand read BER, skip what follows a value and elements they do
 * not expect, and need objects for each of the 500,000 entries of a 20 MB CRL; a validator must see every octet.
 * Nothing is copied: values are views of the input.
 */
export interface Der {
  /** Identifier octet; tag numbers above 30 are refused. */
  readonly tag: number;
  /** Identifier, length and contents: what a signature covers and a comparison compares. */
  readonly whole: Buffer;
  readonly body: Buffer;
}

export class DerError extends Error {}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The identifier octet of `[number]`, constructed or primitive. */
export function context(number: number, constructed: boolean): number {
  return (constructed ? 0xa0 : 0x80) | number;
}

/** The one value that the octets hold; throws DerError when there is more, less, or another encoding than DER. */
export function readDer(bytes: Uint8Array, tag?: number): Der {
  const items = new DerItems(bytes);
  const value = items.take(tag);
  items.end();
  return value;
}

/** The contents of a constructed value, taken in order. */
export function itemsOf(value: Der): DerItems {
  return new DerItems(value.body);
}

/** Every element of a SEQUENCE OF or SET OF, each of the tag given. */
export function elementsOf(value: Der, tag?: number): Der[] {
  const items = itemsOf(value);
  const elements: Der[] = [];
  while (!items.done()) elements.push(items.take(tag));
  return elements;
}

export class DerItems {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  done(): boolean {
    return this.#at === this.#bytes.length;
  }

  end(): void {
    if (!this.done()) throw new DerError('octets after the last element');
  }

  /** The tag of the next value; -1 at the end. */
  peek(): number {
    return this.done() ? -1 : this.#bytes[this.#at]!;
  }

  /** The next value if it has this tag. */
  maybe(tag: number): Der | null {
    return this.peek() === tag ? this.take() : null;
  }

  take(expected?: number): Der {
    const bytes = this.#bytes;
    const start = this.#at;
    const tag = bytes[start];
    if (tag === undefined) throw new DerError('a value is missing');
    if ((tag & 0x1f) === 0x1f) throw new DerError('tag number above 30');
    if (expected !== undefined && tag !== expected) {
      throw new DerError(`tag ${tag.toString(16)} where ${expected.toString(16)} must be`);
    }
    const { length, from } = readLength(bytes, start + 1);
    const end = from + length;
    if (end > bytes.length) throw new DerError('a value is cut short');
    this.#at = end;
    return { tag, whole: bytes.subarray(start, end), body: bytes.subarray(from, end) };
  }
}

/** X.690 section 10.1: definite, in the fewest octets. `at` is where the length begins, `from` where the contents do. */
export function readLength(bytes: Buffer, at: number): { length: number; from: number } {
  const first = bytes[at];
  if (first === undefined) throw new DerError('a length is missing');
  if (first < 0x80) return { length: first, from: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 4 || at + 1 + count > bytes.length) throw new DerError('length not definite');
  const length = bytes.readUIntBE(at + 1, count);
  if (length < 0x80 || length < 2 ** (8 * (count - 1))) throw new DerError('length not minimal');
  return { length, from: at + 1 + count };
}
