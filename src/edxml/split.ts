import type { Base64Fault } from './base64.ts';
import type { OctetFacts } from './octets.ts';

/** The text of one ContentTransferEncoded, cut out of the envelope. */
export interface Cut extends OctetFacts {
  /** Where the text lies in the scanned bytes. */
  readonly offset: number;
  readonly length: number;
  /** Line of its first byte, from 1. */
  readonly line: number;
  readonly fault: Base64Fault | null;
  /** Where in the envelope it was, and how many line breaks went with it. */
  readonly envelopeAt: number;
  readonly newlines: number;
}

export interface Split {
  /** The XML as it came, without the text of attachments. */
  readonly envelope: Buffer;
  readonly cuts: readonly Cut[];
  /** Where the end tag of the root begins in `envelope`. */
  readonly rootEnd: number;
}

type Gone = Pick<Cut, 'envelopeAt' | 'newlines'>;

/** Line in the original, from 1, of a byte of the envelope. */
export function originalLineOf(envelope: Buffer, cuts: readonly Gone[], at: number): number {
  let line = lineOf(envelope, at);
  for (const cut of cuts) if (cut.envelopeAt <= at) line += cut.newlines;
  return line;
}

function lineOf(bytes: Buffer, at: number): number {
  let line = 1;
  for (let i = bytes.indexOf(10); i >= 0 && i < at; i = bytes.indexOf(10, i + 1)) line++;
  return line;
}
