import { expect, test } from 'vitest';
import { Base64Decoder } from '../../../src/edxml/base64.ts';
import { inChunks, seeded } from '../../support/generated-xml.ts';

interface Read {
  readonly octets: string;
  readonly fault: { readonly newlines: number; readonly reason: string } | null;
  readonly newlines: number;
}

function decode(chunks: readonly Buffer[]): Read {
  const octets: Buffer[] = [];
  const decoder = new Base64Decoder((part) => octets.push(Buffer.from(part)));
  for (const chunk of chunks) decoder.write(chunk);
  decoder.finish();
  const { fault, newlines } = decoder;
  return { octets: fault ? '' : Buffer.concat(octets).toString('hex'), fault, newlines };
}

/** RFC 4648 section 4 with white space anywhere, one character after the other. */
function decodeSlowly(text: string): Read {
  let groups = '';
  let fault: Read['fault'] = null;
  let lines = 0;
  for (const char of text) {
    if (char === '\n') lines++;
    if (fault || /[\t\n\r ]/.test(char)) continue;
    const inGroup = groups.length % 4;
    const padded = groups.endsWith('=');
    const fits = char === '=' ? inGroup > 1 : /[A-Za-z0-9+/]/.test(char) && !padded;
    if (fits && !(padded && inGroup === 0)) groups += char;
    else fault = { newlines: lines, reason: `"${char}"` };
  }
  if (!fault && groups.length % 4 !== 0) fault = { newlines: lines, reason: 'short' };
  return { octets: fault ? '' : Buffer.from(groups, 'base64').toString('hex'), fault, newlines: lines };
}

const ENDS = ['\n', '\r\n', '\r', ' ', '\n\n', '\r\n ', ''];
const STRAYS = ['=', '==', '-', '_', '!', ' ', '\n', '\r\n', 'A', 'AAA'];

/** Broken into lines of one length or of several, by one line end or by several, with something stray now and then. */
function write(seed: number): string {
  const random = seeded(seed);
  const plain = Buffer.from(Array.from({ length: random(900) }, () => random(256))).toString('base64');
  const length = 1 + random(80);
  const even = random(3) > 0;
  const end = ENDS[random(ENDS.length)]!;
  let text = '';
  for (let at = 0; at < plain.length; ) {
    const next = at + (even || random(8) > 0 ? length : 1 + random(80));
    text += plain.slice(at, next) + (even || random(8) > 0 ? end : ENDS[random(ENDS.length)]!);
    at = next;
  }
  if (random(3) > 0) return text;
  const at = random(text.length + 1);
  return text.slice(0, at) + STRAYS[random(STRAYS.length)]! + text.slice(at + random(2));
}

test('base64 in lines of any kind, whole or at fault, reads as it does one character after the other, in any chunking', () => {
  let whole = 0;
  let faults = 0;
  for (let seed = 1; seed <= 1_500; seed++) {
    const text = write(seed);
    const bytes = Buffer.from(text, 'latin1');
    const expected = decodeSlowly(text);
    expect(decode([bytes]), `seed ${seed}`).toEqual(expected);
    expect(decode(inChunks(bytes, seed)), `seed ${seed}, in chunks`).toEqual(expected);
    if (expected.fault) faults++;
    else whole++;
  }
  expect(whole).toBeGreaterThan(300);
  expect(faults).toBeGreaterThan(300);
});

test('base64 of several pieces with lines that no piece ends on gives its octets', () => {
  const octets = Buffer.alloc(300_001, 'Văn bản số 1');
  for (const end of ['', '\n', '\r\n']) {
    const text = Buffer.from(octets.toString('base64').replace(/.{76}/g, (line) => line + end));
    const { fault, octets: read } = decode([text.subarray(0, 65_537), text.subarray(65_537)]);
    expect(fault).toBeNull();
    expect(read).toBe(octets.toString('hex'));
  }
});
