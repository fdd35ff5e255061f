import type { Limits } from '../model.ts';
import { LEXICAL } from '../names.ts';

const GT = 62;
const ATTACHMENT_TEXT = Buffer.from('ContentTransferEncoded');
/** Bytes outside quotes that belong to no name. */
const DELIMITS = new Uint8Array(256);
for (const byte of [0, 9, 10, 13, 32, 34, 39, 47, 61, 62]) DELIMITS[byte] = 1;

export type TagLimit = 'startTag' | 'name' | 'attributeBytes' | 'namespaces' | 'attributes';

/**
 * Where the start tag at `from` ends (behind its `>`), or -1 when it goes on beyond `to`. Calls `exceed` at the very byte
 * with which a limit is exceeded, whether the rest of the tag is there or not.
 */
export function endOfStartTag(
  bytes: Buffer,
  from: number,
  to: number,
  limits: Limits,
  exceed: (limit: TagLimit, most: number) => never,
): number {
  const stop = Math.min(to, from + LEXICAL.startTagBytes);
  let nameAt = from + 1;
  let inName = true;
  let attributes = 0;
  let namespaces = 0;
  for (let at = from + 1; at < stop; at++) {
    const byte = bytes[at]!;
    if (DELIMITS[byte] !== 1) {
      if (!inName) {
        inName = true;
        nameAt = at;
      } else if (at - nameAt >= LEXICAL.nameBytes) exceed('name', LEXICAL.nameBytes);
      continue;
    }
    inName = false;
    if (byte === GT) return at + 1;
    if (byte !== 34 && byte !== 39) continue;
    if (!isNamespace(bytes, nameAt)) {
      if (++attributes > limits.attributes) exceed('attributes', limits.attributes);
    } else if (++namespaces > LEXICAL.namespaces) exceed('namespaces', LEXICAL.namespaces);
    at = endOfValue(bytes, at + 1, stop, byte);
    if (at < 0) exceed('attributeBytes', LEXICAL.attributeBytes);
  }
  if (to > stop) exceed('startTag', LEXICAL.startTagBytes);
  return -1;
}

/** The closing quote, or `to` when it has not come yet; -1 when the value is longer than it may be. */
function endOfValue(bytes: Buffer, from: number, to: number, quote: number): number {
  const most = Math.min(to, from + LEXICAL.attributeBytes + 1);
  for (let at = from; at < most; at++) if (bytes[at] === quote) return at;
  return most < to || most - from > LEXICAL.attributeBytes ? -1 : to;
}

function isNamespace(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x78 && bytes.toString('latin1', at, at + 5) === 'xmlns';
}

/** Whether the local name of the tag at `from` is ContentTransferEncoded, under any prefix. */
export function holdsAttachmentText(bytes: Buffer, from: number, end: number): boolean {
  let at = from + 1;
  while (at < end && DELIMITS[bytes[at]!] !== 1) at++;
  const local = at - ATTACHMENT_TEXT.length;
  if (local <= from || bytes[at - 1] !== 0x64) return false;
  if (local > from + 1 && bytes[local - 1] !== 0x3a) return false;
  return bytes.compare(ATTACHMENT_TEXT, 0, undefined, local, at) === 0;
}
