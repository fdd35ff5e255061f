/** Writes DER, for certificates and signatures that tests make in every shape, wrong ones included. */
export function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const size = body.length;
  if (size < 128) return Buffer.concat([Buffer.from([tag, size]), body]);
  const octets =
    size < 256 ? [size] : size < 65_536 ? [size >> 8, size & 255] : [size >> 16, (size >> 8) & 255, size & 255];
  return Buffer.concat([Buffer.from([tag, 0x80 | octets.length, ...octets]), body]);
}

export const seq = (...parts: readonly Buffer[]) => tlv(0x30, ...parts);
export const setOf = (...parts: readonly Buffer[]) => tlv(0x31, ...parts);
export const octets = (bytes: Buffer) => tlv(0x04, bytes);
export const bits = (bytes: Buffer) => tlv(0x03, Buffer.from([0]), bytes);
export const context = (number: number, ...parts: readonly Buffer[]) => tlv(0xa0 | number, ...parts);
export const utf8 = (text: string) => tlv(0x0c, Buffer.from(text));
export const TRUE = Buffer.from([1, 1, 255]);
export const NULL = Buffer.from([5, 0]);

export function integer(value: number | Buffer): Buffer {
  if (typeof value !== 'number') return tlv(0x02, value[0]! & 0x80 ? Buffer.concat([Buffer.from([0]), value]) : value);
  const hex = value.toString(16);
  return integer(Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex'));
}

export function oid(text: string): Buffer {
  const [first, second, ...rest] = text.split('.').map(Number) as [number, number, ...number[]];
  const octetsOf = (arc: number): number[] => {
    const out = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) out.unshift((left % 128) | 0x80);
    return out;
  };
  return tlv(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(octetsOf)));
}

export function utcTime(time: Date): Buffer {
  return tlv(0x17, Buffer.from(`${stamp(time).slice(2)}Z`));
}

export function generalizedTime(time: Date): Buffer {
  return tlv(0x18, Buffer.from(`${stamp(time)}Z`));
}

function stamp(time: Date): string {
  return time.toISOString().replace(/\D/g, '').slice(0, 14);
}
