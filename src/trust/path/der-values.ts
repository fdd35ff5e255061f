import { type Der, DerError, TAG } from './der.ts';

function requireTag(value: Der, tag: number): Buffer {
  if (value.tag !== tag) throw new DerError(`tag ${value.tag.toString(16)} where ${tag.toString(16)} must be`);
  return value.body;
}

/** X.690 section 11.1: 00 or FF. An explicit FALSE where it is the default breaks DER but is widespread and harmless. */
export function readBoolean(value: Der): boolean {
  const body = requireTag(value, TAG.boolean);
  if (body.length !== 1 || (body[0] !== 0 && body[0] !== 0xff)) throw new DerError('BOOLEAN');
  return body[0] === 0xff;
}

/** The octets of an INTEGER, checked to be the fewest. */
export function readInteger(value: Der): Buffer {
  const body = requireTag(value, TAG.integer);
  const [first, second = 0] = body;
  if (first === undefined) throw new DerError('INTEGER');
  const padded = body.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
  if (padded) throw new DerError('INTEGER not minimal');
  return body;
}

/** A count as path lengths and skip counts are; above 2^31 it means "without limit" just the same. */
export function readCount(body: Buffer): number {
  if (body.length === 0 || body[0]! >= 0x80) throw new DerError('a count is negative');
  return body.length > 4 ? 0x7fff_ffff : body.readUIntBE(0, body.length);
}

/** The octets of a BIT STRING without unused bits: keys, signatures. */
export function readBytesAsBits(value: Der): Buffer {
  const body = requireTag(value, TAG.bitString);
  if (body.length === 0 || body[0] !== 0) throw new DerError('BIT STRING');
  return body.subarray(1);
}

/** Named bits (X.690 section 11.2.2) as a number: bit 0 of the type is bit 0 of the number. At most 16 bits. */
export function readNamedBits(body: Buffer): number {
  const [unused = 8, ...octets] = body;
  if (unused > 7 || octets.length > 2 || (octets.length === 0 && unused !== 0)) throw new DerError('named bits');
  let bits = 0;
  for (let bit = 0; bit < octets.length * 8 - unused; bit++) {
    if ((octets[bit >> 3]! >> (7 - (bit & 7))) & 1) bits |= 1 << bit;
  }
  return bits;
}

/** An OBJECT IDENTIFIER in dotted form. */
export function readOid(value: Der): string {
  return oidOf(requireTag(value, TAG.oid));
}

export function oidOf(body: Buffer): string {
  if (body.length === 0 || body.length > 64 || body.at(-1)! >= 0x80) throw new DerError('OBJECT IDENTIFIER');
  const arcs: bigint[] = [];
  let arc = 0n;
  let fresh = true;
  for (const octet of body) {
    if (fresh && octet === 0x80) throw new DerError('OBJECT IDENTIFIER not minimal');
    arc = (arc << 7n) | BigInt(octet & 0x7f);
    fresh = octet < 0x80;
    if (!fresh) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [head = 0n, ...rest] = arcs;
  const first = head < 80n ? head / 40n : 2n;
  return [first, head - first * 40n, ...rest].join('.');
}

const UTC = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const GENERALIZED = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;

/** RFC 5280 section 4.1.2.5: seconds always, Z always, no fractions; two-digit years are 1950 to 2049. */
export function readTime(value: Der): number {
  const short = value.tag === TAG.utcTime;
  const body = short ? value.body : requireTag(value, TAG.generalizedTime);
  const parts = (short ? UTC : GENERALIZED).exec(body.toString('latin1'));
  if (!parts) throw new DerError('time');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  const full = short ? year + (year < 50 ? 2000 : 1900) : year;
  const date = new Date(0);
  date.setUTCFullYear(full, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const exact = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60;
  if (!exact || second > 59) throw new DerError('time');
  return date.getTime();
}
