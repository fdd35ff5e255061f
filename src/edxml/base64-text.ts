/** What can be told of base64 text (RFC 4648 section 4) by looking at its characters. */
export const LF = 10;
const CR = 13;
export const DASH = 45;
export const PAD = 61;
export const UNDERSCORE = 95;

const VALID = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/') VALID[char.charCodeAt(0)] = 1;
/** 1 for the four characters of white space. */
export const WHITE = new Uint8Array(256);
for (const char of [9, LF, CR, 32]) WHITE[char] = 1;

/** How far into a group of four, and how much of it is padding. */
export interface State {
  at: number;
  pads: number;
  closed: boolean;
  newlines: number;
}

/** Takes one character that is not white space; false when it cannot stand here. */
export function step(state: State, char: number): boolean {
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
 * Line ends, and their characters with the CR in front. Senders break lines at one length, so each is looked for where the
 * one before puts it, and only then searched; one between is missed, but none is counted that is not there.
 */
export function findLineEnds(text: Buffer): { lines: number; white: number } {
  let lines = 0;
  let white = 0;
  let length = 0;
  for (let at = text.indexOf(LF); at >= 0; ) {
    lines++;
    white += text[at - 1] === CR ? 2 : 1;
    if (length === 0 || text[at + length] !== LF) {
      const next = text.indexOf(LF, at + 1);
      length = next - at;
    }
    at = length > 0 ? at + length : -1;
  }
  return { lines, white };
}

/** How many `=` end the text; more than two when anything but white space stands behind the first. */
export function countPads(text: Buffer): number {
  const first = text.indexOf(PAD);
  let pads = 0;
  for (let at = first; at >= 0 && at < text.length && pads <= 2; at++) {
    if (text[at] === PAD) pads++;
    else if (WHITE[text[at]!] !== 1) return 3;
  }
  return pads;
}

/** Where the last so many characters of the alphabet begin; -1 when others stand among them. */
export function beforeLast(text: Buffer, count: number): number {
  let at = text.length;
  for (let left = count; left > 0; ) {
    const char = text[--at] ?? PAD;
    if (VALID[char] === 1) left--;
    else if (WHITE[char] !== 1) return -1;
  }
  return at;
}

/** Every line end. */
export function countLines(text: Buffer): number {
  let lines = 0;
  for (let at = text.indexOf(LF); at >= 0; at = text.indexOf(LF, at + 1)) lines++;
  return lines;
}
