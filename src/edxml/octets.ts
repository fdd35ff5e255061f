import { createHash } from 'node:crypto';

/** What is known of an attachment's octets (after base64, before any unzip). */
export interface OctetFacts {
  readonly octets: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Name of the only entry when the octets are a ZIP of one file named by a UUID; null otherwise. */
  readonly zipEntry: string | null;
}

/** Facts of text that is no base64: it has no octets. */
export const NOTHING: OctetFacts = { octets: 0, sha256: '', zipEntry: null };

const LOOK = 1_024;

/** Takes the octets of one attachment, in any chunking. */
export interface Sink {
  readonly octets: number;
  write(bytes: Buffer): void;
  finish(): OctetFacts;
}

/** Hashes octets, counts them, and keeps both ends for a bounded look at a ZIP. */
export class OctetSink implements Sink {
  readonly #hash = createHash('sha256');
  #octets = 0;
  #head: Buffer = Buffer.alloc(0);
  #tail: Buffer = Buffer.alloc(0);

  get octets(): number {
    return this.#octets;
  }

  write(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#hash.update(bytes);
    this.#octets += bytes.length;
    if (this.#head.length < LOOK) {
      this.#head = Buffer.concat([this.#head, bytes.subarray(0, LOOK - this.#head.length)]);
    }
    // `P` alone may be the whole first chunk, so only a first octet that differs rules a ZIP out.
    if (this.#head[0] !== 0x50) return;
    this.#tail =
      bytes.length >= LOOK
        ? Buffer.from(bytes.subarray(bytes.length - LOOK))
        : Buffer.concat([this.#tail, bytes]).subarray(-LOOK);
  }

  finish(): OctetFacts {
    return {
      octets: this.#octets,
      sha256: this.#hash.digest('hex'),
      zipEntry: singleEntryName(this.#head, this.#tail, this.#octets),
    };
  }
}

const UUID_FILE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[a-z0-9]{1,16}$/i;
const END_RECORD = 22;
const DIRECTORY_RECORD = 46;
const STORED = 0;
const DEFLATED = 8;

/**
 * The field zips each attachment into one entry `<uuid>.<ext>`; a real .docx or .xlsx has many entries with other names.
 * Decided from the end record, the one central directory record and the first local header, which must agree
 * (APPNOTE.TXT 4.3): nothing is unzipped to find out. A ZIP with a comment, an encrypted one or ZIP64 is taken as it is.
 */
export function singleEntryName(head: Buffer, tail: Buffer, octets: number): string | null {
  if (octets < END_RECORD + DIRECTORY_RECORD + 30 || head.readUInt32LE(0) !== 0x04034b50) return null;
  const end = tail.subarray(tail.length - END_RECORD);
  if (end.readUInt32LE(0) !== 0x06054b50 || end.readUInt16LE(8) !== 1 || end.readUInt16LE(10) !== 1) return null;
  const directorySize = end.readUInt32LE(12);
  if (end.readUInt32LE(16) + directorySize + END_RECORD !== octets) return null;
  if (directorySize < DIRECTORY_RECORD || directorySize > tail.length - END_RECORD) return null;
  const record = tail.subarray(tail.length - END_RECORD - directorySize);
  if (record.readUInt32LE(0) !== 0x02014b50 || record.readUInt32LE(42) !== 0) return null;
  const nameLength = head.readUInt16LE(26);
  const name = head.toString('latin1', 30, 30 + nameLength);
  if (record.readUInt16LE(28) !== nameLength || record.toString('latin1', 46, 46 + nameLength) !== name) return null;
  const method = head.readUInt16LE(8);
  const flags = head.readUInt16LE(6);
  const sizeAhead = (flags & 0x08) === 0;
  if ((flags & 0x01) !== 0 || (method !== DEFLATED && !(method === STORED && sizeAhead))) return null;
  return UUID_FILE.test(name) ? name : null;
}
