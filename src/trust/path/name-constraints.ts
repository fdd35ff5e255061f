import type { ParsedCertificate } from './certificate.ts';
import { context, type Der, DerError, elementsOf, itemsOf, TAG } from './der.ts';
import { type GeneralName, readGeneralName } from './general-name.ts';
import { isWithin } from './name.ts';

/** RFC 5280 section 4.2.1.10. */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

const COMPARED: ReadonlySet<GeneralName['form']> = new Set(['directory', 'dns', 'email', 'uri', 'ip']);

export function readNameConstraints(value: Der): NameConstraints {
  if (value.tag !== TAG.sequence) throw new DerError('NameConstraints');
  const items = itemsOf(value);
  const permitted = items.maybe(context(0, true));
  const excluded = items.maybe(context(1, true));
  items.end();
  if (!permitted && !excluded) throw new DerError('NameConstraints');
  return { permitted: permitted ? subtrees(permitted) : [], excluded: excluded ? subtrees(excluded) : [] };
}

/** minimum is always 0, hence absent in DER, and maximum never present: a subtree that says otherwise is refused. */
function subtrees(list: Der): GeneralName[] {
  const bases = elementsOf(list, TAG.sequence).map((subtree) => {
    const items = itemsOf(subtree);
    const base = readGeneralName(items.take());
    items.end();
    return base;
  });
  if (bases.length === 0) throw new DerError('NameConstraints');
  return bases;
}

/** Most comparisons of one certificate with the constraints above it: a real one needs a few dozen. */
const MOST_COMPARISONS = 100_000;

/**
 * Whether every name of the certificate is permitted and none excluded (section 6.1.3 b, c). Each CA above adds its own
 * constraints, and all must agree, which is the intersection that the RFC describes. Constraints of a form that is not
 * compared here refuse every certificate below.
 */
export function namesAllowed(certificate: ParsedCertificate, constraints: readonly NameConstraints[]): boolean {
  if (constraints.length === 0) return true;
  const { subject, extensions } = certificate;
  const names: GeneralName[] = [
    ...(subject.rdns.length > 0 ? [{ form: 'directory', name: subject } as const] : []),
    ...subject.emails.map((text) => ({ form: 'email', text }) as const),
    ...extensions.subjectAltNames,
  ];
  const bases = constraints.reduce((sum, one) => sum + one.permitted.length + one.excluded.length, 0);
  if (bases * names.length > MOST_COMPARISONS) return false;
  return constraints.every(({ permitted, excluded }) => {
    if ([...permitted, ...excluded].some(({ form }) => !COMPARED.has(form))) return false;
    return names.every((name) => {
      if (excluded.some((base) => base.form === name.form && lies(name, base) !== 'outside')) return false;
      const same = permitted.filter((base) => base.form === name.form);
      return same.length === 0 || same.some((base) => lies(name, base) === 'inside');
    });
  });
}

/** `unknown` counts against the name both ways: excluded as if inside, permitted as if outside. */
type Place = 'inside' | 'outside' | 'unknown';

function lies(name: GeneralName, base: GeneralName): Place {
  if (name.form === 'directory' && base.form === 'directory') return place(isWithin(name.name, base.name));
  if (name.form === 'ip' && base.form === 'ip') return withinNetwork(name.octets, base.octets);
  if (!('text' in name) || !('text' in base)) return 'unknown';
  const [text, limit] = [name.text, base.text.toLowerCase()];
  if (name.form === 'dns') return place(withinDomain(trimDot(text.toLowerCase()), trimDot(limit)));
  if (name.form === 'email') return withinMailboxes(text, base.text);
  if (name.form === 'uri') return withinHosts(text, limit);
  return 'unknown';
}

function place(inside: boolean): Place {
  return inside ? 'inside' : 'outside';
}

/** `example.vn` holds itself and every name below; with a leading dot only what is below. */
function withinDomain(name: string, base: string): boolean {
  if (base === '') return true;
  if (base.startsWith('.')) return name.endsWith(base) && name.length > base.length;
  return name === base || name.endsWith(`.${base}`);
}

/** A mailbox, a host, or (with a leading dot) every host of a domain. The local part keeps its case (RFC 5321). */
function withinMailboxes(name: string, base: string): Place {
  const at = name.lastIndexOf('@');
  if (at < 1 || at === name.length - 1) return 'unknown';
  const host = name.slice(at + 1).toLowerCase();
  const limitAt = base.lastIndexOf('@');
  const limit = base.slice(limitAt + 1).toLowerCase();
  if (limitAt >= 0) return place(host === limit && name.slice(0, at) === base.slice(0, limitAt));
  if (limit === '') return 'inside';
  return place(limit.startsWith('.') ? host.endsWith(limit) : host === limit);
}

/** The host of a URI; one without a host name (an address, an urn) cannot be placed, and is refused (section 4.2.1.10). */
function withinHosts(uri: string, limit: string): Place {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:@[\]]+)(?::\d*)?(?:[/?#]|$)/i.exec(uri)?.[1];
  if (host === undefined || /^[\d.]+$/.test(host)) return 'unknown';
  const name = trimDot(host.toLowerCase());
  if (limit === '') return 'inside';
  return place(limit.startsWith('.') ? name.endsWith(limit) && name.length > limit.length : name === limit);
}

/** The base is an address and a mask of the same length: 8 or 32 octets. */
function withinNetwork(address: Buffer, base: Buffer): Place {
  if (base.length !== 8 && base.length !== 32) return 'unknown';
  const half = base.length / 2;
  if (address.length !== half) return address.length === 4 || address.length === 16 ? 'outside' : 'unknown';
  return place(address.every((octet, at) => ((octet ^ base[at]!) & base[half + at]!) === 0));
}

function trimDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
