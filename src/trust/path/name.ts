import { type Der, DerError, elementsOf, itemsOf, TAG } from './der.ts';
import { readOid } from './der-values.ts';

/** A distinguished name, ready to be compared as RFC 5280 section 7.1 asks. */
export interface Name {
  readonly der: Buffer;
  /** One normalised string for each relative distinguished name. */
  readonly rdns: readonly string[];
  /** All of them as one string: equal names have equal keys. */
  readonly key: string;
  /** For people, most specific part first. */
  readonly text: string;
  readonly emails: readonly string[];
}

const EMAIL = '1.2.840.113549.1.9.1';
const SHORT: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'T',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  [EMAIL]: 'E',
};

export function readName(value: Der): Name {
  if (value.tag !== TAG.sequence) throw new DerError('Name');
  const parts = elementsOf(value, TAG.set).map(readRdn);
  const rdns = parts.map((part) => part.key);
  return {
    der: value.whole,
    rdns,
    key: JSON.stringify(rdns),
    text: parts
      .map((part) => part.text)
      .reverse()
      .join(', '),
    emails: parts.flatMap((part) => part.emails),
  };
}

/** RFC 5280 section 4.2.1.10: `base` is an initial sequence of the RDNs of the name. */
export function isWithin(name: Name, base: Name): boolean {
  return base.rdns.length <= name.rdns.length && base.rdns.every((rdn, at) => rdn === name.rdns[at]);
}

/** One RDN, a SET OF attributes; also the nameRelativeToCRLIssuer of a distribution point. */
export function readRdn(set: Der): { key: string; text: string; emails: string[] } {
  const attributes = elementsOf(set, TAG.sequence).map((attribute) => {
    const items = itemsOf(attribute);
    const type = readOid(items.take(TAG.oid));
    const value = items.take();
    items.end();
    return { type, text: textOf(value), raw: value.whole };
  });
  if (attributes.length === 0) throw new DerError('RDN');
  return {
    key: attributes
      .map(({ type, text, raw }) => `${type}=${text === null ? `#${raw.toString('hex')}` : fold(text)}`)
      .sort()
      .join('+'),
    text: attributes
      .map(({ type, text, raw }) => `${SHORT[type] ?? type}=${text ?? `#${raw.toString('hex')}`}`)
      .join('+'),
    emails: attributes.filter(({ type, text }) => type === EMAIL && text !== null).map(({ text }) => text!),
  };
}

/** RFC 4518: compatibility form, case folded, outer space dropped and inner space single. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A string of a directory type; null for other types, which compare by their octets. */
function textOf({ tag, body }: Der): string | null {
  switch (tag) {
    case 0x0c: // UTF8String
      return decode(body);
    case 0x13: // PrintableString
    case 0x16: // IA5String
      return body.toString('latin1');
    case 0x1e: // BMPString, big-endian
      if (body.length % 2 !== 0) throw new DerError('BMPString');
      return Buffer.from(body).swap16().toString('utf16le');
    default:
      return null;
  }
}

function decode(body: Buffer): string {
  try {
    return UTF8.decode(body);
  } catch {
    throw new DerError('UTF8String');
  }
}
