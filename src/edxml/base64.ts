/** Where and why base64 text is not base64. */
export interface Base64Fault {
  /** Line breaks of the text before the fault. */
  readonly newlines: number;
  /** The character that cannot stand there, or `short` when the last group is not full. */
  readonly reason: string;
}

/** How far into a group of four, and how much of it is padding. */
interface State {
  at: number;
  pads: number;
  closed: boolean;
  newlines: number;
}

const VALID = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/') VALID[char.charCodeAt(0)] = 1;
const WHITE = new Uint8Array(256);
for (const char of [9, 10, 13, 32]) WHITE[char] = 1;
const PAD = 61;
/** Strings of this length live and die in V8's young space; four times as long, each costs three times its decoding. */
const PIECE = 65_536;
const SHORT = 'short';
/** Used within one synchronous call only, so all decoders of a thread share them. */
const WORK = Buffer.allocUnsafeSlow(PIECE + 4);
const OUT = Buffer.allocUnsafeSlow((PIECE / 4 + 1) * 3);

/** Takes one character that is not white space; false when it cannot stand here. */
function step(state: State, char: number): boolean {
  if (state.closed) return false;
  if (char === PAD) {
    if (state.at < 2) return false;
    state.pads++;
  } else if (VALID[char] !== 1 || state.pads > 0) return false;
  state.at = (state.at + 1) & 3;
  if (state.at === 0 && state.pads > 0) state.closed = true;
  return true;
}

/**
 * Decodes base64 (RFC 4648 section 4: standard alphabet, padding required) that arrives in any chunking, wrapped or not.
 * Node's decoder skips what it does not know, so its answer is believed only when its length is the one expected.
 */
export class Base64Decoder {
  readonly #emit: (octets: Buffer) => void;
  readonly #carry = Buffer.alloc(4);
  #carried = 0;
  #padded = false;
  /** Holds more than the alphabet, so that the quick way is not tried again. */
  #wrapped = false;
  newlines = 0;
  /** Whether no white space came so far. */
  unbroken = true;
  fault: Base64Fault | null = null;

  /** `emit` gets a view on a buffer that is used again: copy what must last. */
  constructor(emit: (octets: Buffer) => void) {
    this.#emit = emit;
  }

  write(text: Buffer): void {
    for (let at = 0; at < text.length; ) {
      const piece = text.subarray(at, at + this.#stride(text.length - at));
      if (this.fault) this.#countLines(piece);
      else if (this.#wrapped || !this.#plain(piece)) this.#piece(piece);
      at += piece.length;
    }
  }

  /** The next step into the text: first what fills the group that was begun, then whole groups, as the quick way takes them. */
  #stride(left: number): number {
    if (this.#wrapped || left < 4) return Math.min(left, PIECE);
    return this.#carried > 0 ? 4 - this.#carried : Math.min(left & ~3, PIECE);
  }

  /** Call once, after the last chunk. */
  finish(): void {
    if (!this.fault && this.#carried > 0) {
      this.fault = { newlines: this.newlines, reason: SHORT };
    }
  }

  #piece(piece: Buffer): void {
    const before = this.#state();
    const filled = this.#fill(piece);
    const usable = filled & ~3;
    const good = !(this.#padded && filled > 0) && (usable === 0 || this.#decode(usable));
    if (!good || !this.#quantumMayGoOn(usable, filled)) {
      this.#blame(piece, before);
      return;
    }
    WORK.copy(this.#carry, 0, usable, filled);
    this.#carried = filled - usable;
  }

  /**
   * Text without line ends, as most senders write it: whole groups that decode to the full length held nothing else than
   * the alphabet. False when it did; then the piece is looked at character by character.
   */
  #plain(piece: Buffer): boolean {
    if (this.#carried > 0 || this.#padded || piece.length % 4 !== 0) return false;
    if (piece.indexOf(45) >= 0 || piece.indexOf(95) >= 0) return false;
    const written = OUT.write(piece.toString('latin1'), 0, 'base64');
    if (written !== (piece.length / 4) * 3) {
      this.#wrapped = true;
      return false;
    }
    this.#emit(OUT.subarray(0, written));
    return true;
  }

  #state(): State {
    const carry = this.#carry.subarray(0, this.#carried);
    const pad = carry.indexOf(PAD);
    return {
      at: this.#carried,
      pads: pad < 0 ? 0 : this.#carried - pad,
      closed: this.#padded,
      newlines: this.newlines,
    };
  }

  /** Whether the 0 to 3 characters left over can begin a group of four. */
  #quantumMayGoOn(from: number, to: number): boolean {
    if (from === to) return true;
    if (this.#padded) return false;
    const state: State = { at: 0, pads: 0, closed: false, newlines: 0 };
    for (let i = from; i < to; i++) if (!step(state, WORK[i]!)) return false;
    return true;
  }

  /** Puts the text without its white space behind what was carried over; the number of characters now there. */
  #fill(piece: Buffer): number {
    let end = this.#carried;
    this.#carry.copy(WORK, 0, 0, end);
    if (piece.indexOf(10) < 0 && piece.indexOf(13) < 0 && piece.indexOf(32) < 0 && piece.indexOf(9) < 0) {
      piece.copy(WORK, end);
      return end + piece.length;
    }
    this.unbroken = false;
    let newlines = 0;
    for (let i = 0; i < piece.length; i++) {
      const char = piece[i]!;
      if (char > 32) WORK[end++] = char;
      else if (char === 10) newlines++;
      else if (WHITE[char] !== 1) WORK[end++] = char;
    }
    this.newlines += newlines;
    return end;
  }

  #decode(usable: number): boolean {
    const work = WORK.subarray(0, usable);
    let pads = 0;
    const pad = work.indexOf(PAD);
    if (pad >= 0) {
      pads = usable - pad;
      if (pads > 2 || work[usable - 1] !== PAD) return false;
      this.#padded = true;
    }
    // Node reads base64url too; the standard alphabet has neither of its two characters.
    if (work.indexOf(45) >= 0 || work.indexOf(95) >= 0) return false;
    const written = OUT.write(work.toString('latin1'), 0, 'base64');
    if (written !== (usable / 4) * 3 - pads) return false;
    this.#emit(OUT.subarray(0, written));
    return true;
  }

  /** Finds the first character at fault, so that the line does not depend on the chunking. */
  #blame(piece: Buffer, state: State): void {
    for (const char of piece) {
      if (char === 10) state.newlines++;
      if (WHITE[char] === 1 || step(state, char)) continue;
      const shown = char > 32 && char < 127 ? `"${String.fromCharCode(char)}"` : `0x${char.toString(16)}`;
      this.fault = { newlines: state.newlines, reason: shown };
      return;
    }
    this.fault = { newlines: state.newlines, reason: '=' };
  }

  #countLines(piece: Buffer): void {
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) this.newlines++;
  }
}

/** The fault as part of a sentence, in both languages. */
export function sayFault({ reason }: Base64Fault): { vi: string; en: string } {
  if (reason === SHORT) return { vi: 'thiếu ký tự hoặc thiếu dấu =', en: 'characters or padding are missing' };
  return { vi: `ký tự ${reason} không được phép ở đây`, en: `the character ${reason} cannot stand here` };
}
