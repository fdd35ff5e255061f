import type { Header } from '../edxml/index.ts';
import { secrecyNotices } from '../intake/index.ts';

/**
 * Marked for everybody: the whole value of the sphere of circulation is "Công khai". Anything else, also no value or one
 * that merely contains the words, is not.
 */
export function isForPublic(header: Header): boolean {
  if (header.kind !== 'document') return false;
  return header.sphereOfPromulgation?.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase() === 'công khai';
}

/** Whether a person has to look before it goes out: a subject that mentions secrecy may be an ordinary one, or not. */
export function needsLook(header: Header): boolean {
  return secrecyNotices(header).length > 0;
}
