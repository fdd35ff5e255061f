import { context, type Der, DerError, type DerItems, elementsOf, itemsOf, readDer, TAG } from './der.ts';
import { readBoolean, readCount, readInteger, readNamedBits, readOid } from './der-values.ts';
import { type DistributionPoint, readDistributionPoints } from './distribution-point.ts';
import { type GeneralName, readGeneralName, readGeneralNames } from './general-name.ts';
import { type NameConstraints, readNameConstraints } from './name-constraints.ts';
import { EXTENSION, KNOWN_QUALIFIERS, OCSP_ACCESS } from './oids.ts';

/** Bits of keyUsage (RFC 5280 section 4.2.1.3). */
export const KEY_USAGE = { digitalSignature: 1, nonRepudiation: 2, keyCertSign: 1 << 5, cRLSign: 1 << 6 } as const;

export interface RawExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

/** What the extensions of a certificate say; absent ones are null or empty. */
export interface Extensions {
  readonly basicConstraints: { readonly ca: boolean; readonly pathLength: number | null } | null;
  readonly keyUsage: number | null;
  readonly extendedKeyUsage: readonly string[] | null;
  readonly nameConstraints: NameConstraints | null;
  readonly policies: readonly string[] | null;
  readonly policyMappings: readonly { readonly issuer: string; readonly subject: string }[];
  readonly policyConstraints: { readonly requireExplicit: number | null; readonly inhibitMapping: number | null };
  readonly inhibitAnyPolicy: number | null;
  readonly subjectAltNames: readonly GeneralName[];
  readonly subjectKeyId: string | null;
  readonly authorityKeyId: string | null;
  readonly distributionPoints: readonly DistributionPoint[];
  readonly ocspUrls: readonly string[];
  readonly ocspNoCheck: boolean;
  /** Critical extensions that are not processed: the certificate must be refused (RFC 5280 section 4.2). */
  readonly unknownCritical: readonly string[];
}

/** `Extensions ::= SEQUENCE SIZE (1..MAX)`; an extension that occurs twice is refused (section 4.2). */
export function readExtensionList(value: Der): RawExtension[] {
  const found = elementsOf(value, TAG.sequence).map((one) => {
    const items = itemsOf(one);
    const oid = readOid(items.take(TAG.oid));
    const flag = items.maybe(TAG.boolean);
    const body = items.take(TAG.octetString).body;
    items.end();
    return { oid, critical: flag !== null && readBoolean(flag), value: body };
  });
  if (found.length === 0) throw new DerError('no extensions');
  if (new Set(found.map(({ oid }) => oid)).size !== found.length) throw new DerError('an extension occurs twice');
  return found;
}

const PROCESSED: ReadonlySet<string> = new Set([
  EXTENSION.subjectKeyIdentifier,
  EXTENSION.keyUsage,
  EXTENSION.subjectAltName,
  EXTENSION.basicConstraints,
  EXTENSION.nameConstraints,
  EXTENSION.crlDistributionPoints,
  EXTENSION.certificatePolicies,
  EXTENSION.policyMappings,
  EXTENSION.authorityKeyIdentifier,
  EXTENSION.policyConstraints,
  EXTENSION.extKeyUsage,
  EXTENSION.inhibitAnyPolicy,
  EXTENSION.authorityInfoAccess,
  EXTENSION.ocspNoCheck,
]);

export function readExtensions(list: readonly RawExtension[]): Extensions {
  const read = <T>(oid: string, parse: (value: Der, critical: boolean) => T): T | null => {
    const found = list.find((one) => one.oid === oid);
    return found ? parse(readDer(found.value), found.critical) : null;
  };
  return {
    basicConstraints: read(EXTENSION.basicConstraints, readBasicConstraints),
    keyUsage: read(EXTENSION.keyUsage, (value) => readNamedBits(expect(value, TAG.bitString).body)),
    extendedKeyUsage: read(EXTENSION.extKeyUsage, (value) => some(elementsOf(sequence(value), TAG.oid)).map(readOid)),
    nameConstraints: read(EXTENSION.nameConstraints, readNameConstraints),
    policies: read(EXTENSION.certificatePolicies, readPolicies),
    policyMappings: read(EXTENSION.policyMappings, readMappings) ?? [],
    policyConstraints: read(EXTENSION.policyConstraints, readPolicyConstraints) ?? {
      requireExplicit: null,
      inhibitMapping: null,
    },
    inhibitAnyPolicy: read(EXTENSION.inhibitAnyPolicy, (value) => readCount(readInteger(value))),
    subjectAltNames: read(EXTENSION.subjectAltName, (value) => readGeneralNames(sequence(value))) ?? [],
    subjectKeyId: read(EXTENSION.subjectKeyIdentifier, (value) => expect(value, TAG.octetString).body.toString('hex')),
    authorityKeyId: read(EXTENSION.authorityKeyIdentifier, readAuthorityKeyId),
    distributionPoints: read(EXTENSION.crlDistributionPoints, readDistributionPoints) ?? [],
    ocspUrls: read(EXTENSION.authorityInfoAccess, readOcspUrls) ?? [],
    ocspNoCheck: list.some(({ oid }) => oid === EXTENSION.ocspNoCheck),
    unknownCritical: list.filter(({ oid, critical }) => critical && !PROCESSED.has(oid)).map(({ oid }) => oid),
  };
}

function readBasicConstraints(value: Der) {
  const items = itemsOf(sequence(value));
  const flag = items.maybe(TAG.boolean);
  const length = items.maybe(TAG.integer);
  items.end();
  return {
    ca: flag !== null && readBoolean(flag),
    pathLength: length === null ? null : readCount(readInteger(length)),
  };
}

function readPolicies(value: Der, critical: boolean): string[] {
  const policies = some(elementsOf(sequence(value), TAG.sequence)).map((information) => {
    const items = itemsOf(information);
    const oid = readOid(items.take(TAG.oid));
    const qualifiers = items.maybe(TAG.sequence);
    items.end();
    for (const one of qualifiers ? elementsOf(qualifiers, TAG.sequence) : []) {
      // Section 4.2.1.4: a critical extension whose qualifiers are not understood is not understood.
      if (critical && !KNOWN_QUALIFIERS.has(readOid(itemsOf(one).take(TAG.oid)))) throw new DerError('qualifier');
    }
    return oid;
  });
  if (new Set(policies).size !== policies.length) throw new DerError('a policy occurs twice');
  return policies;
}

function readMappings(value: Der) {
  return some(elementsOf(sequence(value), TAG.sequence)).map((mapping) => {
    const [issuer, subject] = pair(itemsOf(mapping));
    return { issuer: readOid(issuer), subject: readOid(subject) };
  });
}

function readPolicyConstraints(value: Der) {
  const items = itemsOf(sequence(value));
  const requireExplicit = items.maybe(context(0, false));
  const inhibitMapping = items.maybe(context(1, false));
  items.end();
  return {
    requireExplicit: requireExplicit && readCount(requireExplicit.body),
    inhibitMapping: inhibitMapping && readCount(inhibitMapping.body),
  };
}

function readAuthorityKeyId(value: Der): string | null {
  const items = itemsOf(sequence(value));
  const keyId = items.maybe(context(0, false));
  items.maybe(context(1, true));
  items.maybe(context(2, false));
  items.end();
  return keyId === null ? null : keyId.body.toString('hex');
}

function readOcspUrls(value: Der): string[] {
  return elementsOf(sequence(value), TAG.sequence).flatMap((description) => {
    const [method, location] = pair(itemsOf(description));
    const name = readGeneralName(location);
    return readOid(method) === OCSP_ACCESS && name.form === 'uri' ? [name.text] : [];
  });
}

function pair(items: DerItems): [Der, Der] {
  const values: [Der, Der] = [items.take(), items.take()];
  items.end();
  return values;
}

function expect(value: Der, tag: number): Der {
  if (value.tag !== tag) throw new DerError('extension of another type');
  return value;
}

function sequence(value: Der): Der {
  return expect(value, TAG.sequence);
}

function some<T>(list: T[]): T[] {
  if (list.length === 0) throw new DerError('an empty list');
  return list;
}
