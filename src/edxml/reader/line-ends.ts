const CR = 13;
const LF = 10;

/** Makes every line of streamed text end in LF (XML 1.0 section 2.11), whatever the chunking; text without CR passes through. */
export class LineEnds {
  readonly #emit: (bytes: Buffer) => void;
  #afterCr = false;
  #work = Buffer.alloc(0);

  /** What `emit` gets is used again afterwards. */
  constructor(emit: (bytes: Buffer) => void) {
    this.#emit = emit;
  }

  write(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const from = this.#afterCr && bytes[0] === LF ? 1 : 0;
    this.#afterCr = bytes[bytes.length - 1] === CR;
    if (bytes.indexOf(CR, from) < 0) this.#emit(from === 0 ? bytes : bytes.subarray(from));
    else this.#emit(this.#replaced(bytes, from));
  }

  #replaced(bytes: Buffer, from: number): Buffer {
    if (this.#work.length < bytes.length) this.#work = Buffer.allocUnsafeSlow(bytes.length);
    const work = this.#work;
    let to = 0;
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte !== CR) work[to++] = byte;
      else {
        work[to++] = LF;
        if (bytes[at + 1] === LF) at++;
      }
    }
    return work.subarray(0, to);
  }
}
