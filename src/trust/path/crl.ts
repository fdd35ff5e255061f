import { createHash } from 'node:crypto';
import { readSigned } from './certificate.ts';
import { context, type Der, DerError, type DerItems, itemsOf, readDer, readLength, TAG } from './der.ts';
import { readBoolean, readCount, readInteger, readNamedBits, readTime } from './der-values.ts';
import { ALL_REASONS, type PointName, readPointName } from './distribution-point.ts';
import { type RawExtension, readExtensionList } from './extensions.ts';
import { type Name, readName } from './name.ts';
import { EXTENSION } from './oids.ts';

/** IssuingDistributionPoint: which certificates a CRL speaks of (RFC 5280 section 5.2.5). */
export interface CrlScope {
  readonly point: PointName | null;
  readonly only: 'user' | 'ca' | 'attribute' | null;
  readonly reasons: number;
}

export interface ParsedCrl {
  readonly sha256: string;
  readonly size: number;
  readonly tbs: Buffer;
  readonly algorithm: Buffer;
  readonly signature: Buffer;
  readonly issuer: Name;
  readonly thisUpdateMs: number;
  /** Absent: nobody knows until when the list may be relied on. */
  readonly nextUpdateMs: number | null;
  readonly scope: CrlScope | null;
  /** Only changes since another list: it can add a revocation, never prove that there is none. */
  readonly delta: boolean;
  /** Why the list answers for nothing here: indirect, or an unknown critical extension; null when it does. */
  readonly unusable: string | null;
  /** Contents of revokedCertificates. */
  readonly entries: Buffer;
}

export interface CrlEntry {
  readonly revokedAtMs: number;
  /** CRLReason by name (section 5.3.1). */
  readonly reason: string;
}

const NONE = Buffer.alloc(0);

/** Reads a DER CertificateList (section 5.1) and walks all its entries once; throws DerError. */
export function parseCrl(der: Uint8Array): ParsedCrl {
  const { tbs, algorithm, signature } = readSigned(der);
  const items = itemsOf(tbs);
  const version = items.maybe(TAG.integer);
  if (version && readCount(readInteger(version)) !== 1) throw new DerError('version');
  // Section 5.1.1.2: the copy outside is not signed.
  if (!items.take(TAG.sequence).whole.equals(algorithm)) throw new DerError('signatureAlgorithm differs');
  const issuer = readName(items.take());
  const thisUpdateMs = readTime(items.take());
  const next = items.peek();
  const nextUpdateMs = next === TAG.utcTime || next === TAG.generalizedTime ? readTime(items.take()) : null;
  const entries = items.maybe(TAG.sequence)?.body ?? NONE;
  const list = items.maybe(context(0, true));
  items.end();
  const extensions = list ? readExtensionList(readDer(list.body, TAG.sequence)) : [];
  const { scope, flaw } = readScope(extensions);
  return {
    sha256: createHash('sha256').update(der).digest('hex'),
    size: der.length,
    tbs: tbs.whole,
    algorithm,
    signature,
    issuer,
    thisUpdateMs,
    nextUpdateMs,
    scope,
    delta: extensions.some(({ oid }) => oid === EXTENSION.deltaCrlIndicator),
    unusable: flaw ?? unknownCritical(extensions) ?? criticalEntry(entries),
    entries,
  };
}

/** The entry of a serial number, given as the octets of its INTEGER. Throws DerError when that entry cannot be read. */
export function findEntry(crl: ParsedCrl, serial: Buffer): CrlEntry | null {
  for (const entry of walk(crl.entries)) {
    if (entry.serialEnd - entry.serialStart !== serial.length) continue;
    if (crl.entries.compare(serial, 0, serial.length, entry.serialStart, entry.serialEnd) !== 0) continue;
    return readEntry(crl.entries.subarray(entry.start, entry.end));
  }
  return null;
}

/** Section 6.3.3 (b). An indirect list speaks for other issuers too; it is named a flaw and never relied on. */
function readScope(extensions: readonly RawExtension[]): { scope: CrlScope | null; flaw: string | null } {
  const found = extensions.find(({ oid }) => oid === EXTENSION.issuingDistributionPoint);
  if (!found) return { scope: null, flaw: null };
  const items = itemsOf(readDer(found.value, TAG.sequence));
  const point = items.maybe(context(0, true));
  const [user, ca] = [flag(items, 1), flag(items, 2)];
  const reasons = items.maybe(context(3, false));
  const [indirect, attribute] = [flag(items, 4), flag(items, 5)];
  items.end();
  if (Number(user) + Number(ca) + Number(attribute) > 1) throw new DerError('IssuingDistributionPoint');
  const scope = {
    point: point && readPointName(readDer(point.body)),
    only: user ? 'user' : ca ? 'ca' : attribute ? 'attribute' : null,
    reasons: reasons ? readNamedBits(reasons.body) & ALL_REASONS : ALL_REASONS,
  } as const;
  return { scope, flaw: indirect ? 'indirect' : null };
}

function flag(items: DerItems, number: number): boolean {
  const value = items.maybe(context(number, false));
  return value !== null && readBoolean({ ...value, tag: TAG.boolean });
}

function unknownCritical(extensions: readonly RawExtension[]): string | null {
  const known: readonly string[] = [
    EXTENSION.issuingDistributionPoint,
    EXTENSION.deltaCrlIndicator,
    EXTENSION.authorityKeyIdentifier,
    EXTENSION.crlNumber,
  ];
  return extensions.find(({ oid, critical }) => critical && !known.includes(oid))?.oid ?? null;
}

/** BOOLEAN TRUE in DER: without these octets no extension of an entry is critical. */
const TRUE = Buffer.from([0x01, 0x01, 0xff]);

/** Section 5.3: a list with a critical entry extension that is not processed says nothing of any certificate. */
function criticalEntry(entries: Buffer): string | null {
  let hit = entries.indexOf(TRUE);
  for (const { start, end } of walk(entries)) {
    if (hit < start || hit >= end) continue;
    const critical = entryExtensions(entries.subarray(start, end)).find((one) => one.critical);
    if (critical && critical.oid !== EXTENSION.reasonCode) return critical.oid;
    hit = entries.indexOf(TRUE, end);
  }
  return null;
}

interface Place {
  start: number;
  end: number;
  serialStart: number;
  serialEnd: number;
}

/** The entries by position. Lists have up to half a million of them: no object is made for any but the one reused. */
function* walk(entries: Buffer): Generator<Readonly<Place>> {
  const place: Place = { start: 0, end: 0, serialStart: 0, serialEnd: 0 };
  while (place.end < entries.length) {
    place.start = place.end;
    if (entries[place.start] !== TAG.sequence) throw new DerError('revokedCertificates');
    const body = readLength(entries, place.start + 1);
    place.end = body.from + body.length;
    if (entries[body.from] !== TAG.integer) throw new DerError('revokedCertificates');
    const serial = readLength(entries, body.from + 1);
    place.serialStart = serial.from;
    place.serialEnd = serial.from + serial.length;
    if (place.end > entries.length || place.serialEnd > place.end) throw new DerError('revokedCertificates');
    // A serial number written with a superfluous octet would be found by nobody, and its certificate would seem good.
    const [first, second] = [entries[serial.from]!, entries[serial.from + 1]!];
    if (serial.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
      throw new DerError('INTEGER not minimal');
    }
    yield place;
  }
}

const REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  '7',
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
];

export function reasonName(code: number): string {
  return REASONS[code] ?? String(code);
}

function readEntry(bytes: Buffer): CrlEntry {
  const items = itemsOf(readDer(bytes, TAG.sequence));
  items.take(TAG.integer);
  const revokedAtMs = readTime(items.take());
  const found = entryExtensions(bytes).find(({ oid }) => oid === EXTENSION.reasonCode);
  return { revokedAtMs, reason: reasonName(found ? readReason(readDer(found.value)) : 0) };
}

function entryExtensions(bytes: Buffer): RawExtension[] {
  const items = itemsOf(readDer(bytes, TAG.sequence));
  items.take(TAG.integer);
  items.take();
  const list = items.maybe(TAG.sequence);
  items.end();
  return list ? readExtensionList(list) : [];
}

export function readReason(value: Der): number {
  if (value.tag !== TAG.enumerated) throw new DerError('CRLReason');
  return readCount(value.body);
}
