import { TAG } from './der.ts';

/** One DER value around its contents; lengths in the fewest octets (X.690 section 10.1). */
export function wrap(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), body]);
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(length);
  const count = Math.ceil(length.toString(16).length / 2);
  return Buffer.concat([Buffer.from([tag, 0x80 | count]), octets.subarray(4 - count), body]);
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return wrap(TAG.sequence, ...parts);
}
