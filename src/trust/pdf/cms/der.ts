/** One element of BER (X.690): its first identifier octet and where its contents lie. */
export interface Der {
  readonly tag: number;
  /** Identifier, length and contents, as they are. */
  readonly raw: Buffer;
  readonly body: Buffer;
}

export class DerError extends Error {}

export const TAG = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTETS: 0x04,
  OID: 0x06,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  SEQUENCE: 0x30,
  SET: 0x31,
} as const;

const DEPTH = 24;
const CONSTRUCTED = 0x20;

/**
 * Reads one element at an offset. BER's indefinite length is understood, since signing libraries write it around a CMS
 * (ISO 32000-1 12.8.3.3 asks for DER); multi-octet tags are not, nothing here has them. Throws DerError.
 */
export function readDer(bytes: Buffer, at = 0, depth = 0): Der {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (depth > DEPTH || tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new DerError('header');
  if (first === 0x80) return readIndefinite(bytes, at, tag, depth);
  let length = first;
  let start = at + 2;
  if (first > 0x80) {
    const octets = first & 0x7f;
    if (octets > 4 || start + octets > bytes.length) throw new DerError('length');
    length = bytes.readUIntBE(start, octets);
    start += octets;
  }
  if (start + length > bytes.length) throw new DerError('length');
  return { tag, raw: bytes.subarray(at, start + length), body: bytes.subarray(start, start + length) };
}

function readIndefinite(bytes: Buffer, at: number, tag: number, depth: number): Der {
  if ((tag & CONSTRUCTED) === 0) throw new DerError('indefinite primitive');
  let pos = at + 2;
  while (bytes[pos] !== 0 || bytes[pos + 1] !== 0) pos += readDer(bytes, pos, depth + 1).raw.length;
  return { tag, raw: bytes.subarray(at, pos + 2), body: bytes.subarray(at + 2, pos) };
}

const CHILDREN = 5_000;

export function childrenOf(node: Der): Der[] {
  if ((node.tag & CONSTRUCTED) === 0) throw new DerError('not constructed');
  const children: Der[] = [];
  for (let pos = 0; pos < node.body.length; ) {
    const child = readDer(node.body, pos);
    children.push(child);
    if (children.length > CHILDREN) throw new DerError('elements');
    pos += child.raw.length;
  }
  return children;
}

/** The element when it has this tag; throws otherwise. */
export function expectTag(node: Der | undefined, tag: number): Der {
  if (node?.tag !== tag) throw new DerError(`tag ${tag.toString(16)}`);
  return node;
}

export function sequenceOf(node: Der | undefined): Der[] {
  return childrenOf(expectTag(node, TAG.SEQUENCE));
}

export function oidOf(node: Der | undefined): string {
  const { body } = expectTag(node, TAG.OID);
  if (body.length === 0 || body.length > 64 || body.at(-1)! & 0x80) throw new DerError('OID');
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of body) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet & 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const top = Math.min(2, Math.floor(arcs[0]! / 40));
  return [top, arcs[0]! - top * 40, ...arcs.slice(1)].join('.');
}

/** An OCTET STRING, put together when BER has it in pieces. */
export function octetsOf(node: Der | undefined): Buffer {
  if (node?.tag !== (TAG.OCTETS | CONSTRUCTED)) return expectTag(node, TAG.OCTETS).body;
  return Buffer.concat(childrenOf(node).map((piece) => expectTag(piece, TAG.OCTETS).body));
}

/** UTCTime and GeneralizedTime in the form DER allows: to the second or finer, in Z. */
export function timeOf(node: Der | undefined): Date {
  const text = node?.body.toString('latin1') ?? '';
  const pattern =
    node?.tag === TAG.UTC_TIME
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
      : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/;
  const parts = pattern.exec(text);
  if (!parts || (node?.tag !== TAG.UTC_TIME && node?.tag !== TAG.GENERALIZED_TIME)) throw new DerError('time');
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  // RFC 5280 section 4.1.2.5.1: two digits mean 1950 to 2049.
  const century = node.tag === TAG.UTC_TIME ? (year >= 50 ? 1900 : 2000) : 0;
  const ms = parts[7] ? Math.floor(Number(parts[7]) * 1_000) : 0;
  const time = new Date(Date.UTC(century + year, month - 1, day, hour, minute, second, ms));
  if (time.getUTCMonth() !== month - 1 || time.getUTCDate() !== day) throw new DerError('time');
  return time;
}

/** One context-specific element `[number]`, constructed; undefined when absent. */
export function contextOf(children: readonly Der[], number: number): Der | undefined {
  return children.find(({ tag }) => tag === (0xa0 | number));
}
