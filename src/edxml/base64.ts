import {
  beforeLast,
  countLines,
  countPads,
  DASH,
  findLineEnds,
  LF,
  PAD,
  type State,
  step,
  UNDERSCORE,
  WHITE,
} from './base64-text.ts';

/** Where and why base64 text is not base64. */
export interface Base64Fault {
  /** Line breaks of the text before the fault. */
  readonly newlines: number;
  /** The character that cannot stand there, or `short` when the last group is not full. */
  readonly reason: string;
}

/** Strings of this length live and die in V8's young space; four times as long, each costs three times its decoding. */
const PIECE = 65_536;
const SHORT = 'short';
/** Used within one synchronous call only, so all decoders of a thread share them. */
const WORK = Buffer.allocUnsafeSlow(PIECE + 4);
const OUT = Buffer.allocUnsafeSlow((PIECE / 4 + 1) * 3);

/**
 * Decodes base64 (RFC 4648 section 4: standard alphabet, padding required) that arrives in any chunking, wrapped or not.
 * Node's decoder skips what it does not know, so its answer is believed only when its length is the one expected.
 */
export class Base64Decoder {
  readonly #emit: (octets: Buffer) => void;
  readonly #carry = Buffer.alloc(4);
  #carried = 0;
  #padded = false;
  /** Holds more than the alphabet and even line ends, so that the quick way is not tried again. */
  #odd = false;
  newlines = 0;
  /** Whether no white space came so far. */
  unbroken = true;
  fault: Base64Fault | null = null;

  /** `emit` gets a view on a buffer that is used again: copy what must last. */
  constructor(emit: (octets: Buffer) => void) {
    this.#emit = emit;
  }

  write(text: Buffer): void {
    for (let at = 0; at < text.length; at += PIECE) {
      const piece = text.subarray(at, at + PIECE);
      if (this.fault) this.newlines += countLines(piece);
      else if (this.#odd || !this.#quick(piece)) this.#piece(piece);
    }
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
   * Text as senders write it, in one line or in many: the decoder skips line ends by itself, and when it gives as much as
   * the text without the line ends that were counted should, it found nothing but those and the alphabet. False, and
   * nothing done, when it did; then the piece is looked at character by character.
   */
  #quick(piece: Buffer): boolean {
    this.#carry.copy(WORK, 0, 0, this.#carried);
    piece.copy(WORK, this.#carried);
    const text = WORK.subarray(0, this.#carried + piece.length);
    const { lines, white } = findLineEnds(text);
    const pads = countPads(text);
    const left = (text.length - white) & 3;
    const end = pads === 0 ? beforeLast(text, left) : text.length;
    const octets = ((text.length - white - left) / 4) * 3 - pads;
    const fits = !this.#padded && end >= 0 && pads <= 2 && (pads === 0 || left === 0);
    if (!fits || !decodesTo(octets, text.subarray(0, end))) {
      this.#odd = true;
      return false;
    }
    if (octets > 0) this.#emit(OUT.subarray(0, octets));
    this.#carried = 0;
    for (let at = end; at < text.length; at++) if (WHITE[text[at]!] !== 1) this.#carry[this.#carried++] = text[at]!;
    this.#padded = pads > 0;
    this.newlines += lines;
    if (lines > 0) this.unbroken = false;
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
    if (piece.indexOf(LF) < 0 && piece.indexOf(13) < 0 && piece.indexOf(32) < 0 && piece.indexOf(9) < 0) {
      piece.copy(WORK, end);
      return end + piece.length;
    }
    this.unbroken = false;
    let newlines = 0;
    for (let i = 0; i < piece.length; i++) {
      const char = piece[i]!;
      if (char > 32) WORK[end++] = char;
      else if (char === LF) newlines++;
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
    const octets = (usable / 4) * 3 - pads;
    if (!decodesTo(octets, work)) return false;
    this.#emit(OUT.subarray(0, octets));
    return true;
  }

  /** Finds the first character at fault, so that the line does not depend on the chunking. */
  #blame(piece: Buffer, state: State): void {
    for (const char of piece) {
      if (char === LF) state.newlines++;
      if (WHITE[char] === 1 || step(state, char)) continue;
      const shown = char > 32 && char < 127 ? `"${String.fromCharCode(char)}"` : `0x${char.toString(16)}`;
      this.fault = { newlines: state.newlines, reason: shown };
      return;
    }
    this.fault = { newlines: state.newlines, reason: '=' };
  }
}

/** Whether text decodes, into OUT, to so many octets, without the two characters of base64url, which Node reads too. */
function decodesTo(octets: number, text: Buffer): boolean {
  if (text.indexOf(DASH) >= 0 || text.indexOf(UNDERSCORE) >= 0) return false;
  return OUT.write(text.toString('latin1'), 0, 'base64') === octets;
}

/** The fault as part of a sentence, in both languages. */
export function sayFault({ reason }: Base64Fault): { vi: string; en: string } {
  if (reason === SHORT) return { vi: 'thiếu ký tự hoặc thiếu dấu =', en: 'characters or padding are missing' };
  return { vi: `ký tự ${reason} không được phép ở đây`, en: `the character ${reason} cannot stand here` };
}
