import { context, type Der, DerError, elementsOf, itemsOf, readDer, TAG } from './der.ts';
import { readNamedBits } from './der-values.ts';
import { wrap } from './der-write.ts';
import { type GeneralName, readGeneralNames } from './general-name.ts';
import { type Name, readName, readRdn } from './name.ts';

/** Bits 1 to 8 of ReasonFlags (RFC 5280 section 4.2.1.13); a CRL of some reasons answers only for those. */
export const ALL_REASONS = 0b1_1111_1110;

/** DistributionPointName: full names, or one RDN below the name of the CRL's issuer. */
export type PointName =
  | { readonly kind: 'full'; readonly names: readonly GeneralName[] }
  | { readonly kind: 'relative'; readonly rdn: Buffer };

export interface DistributionPoint {
  readonly name: PointName | null;
  readonly reasons: number;
  /** Someone else signs the CRL (indirect). */
  readonly crlIssuer: readonly GeneralName[] | null;
}

export function readDistributionPoints(value: Der): DistributionPoint[] {
  if (value.tag !== TAG.sequence) throw new DerError('CRLDistributionPoints');
  const points = elementsOf(value, TAG.sequence).map((one) => {
    const items = itemsOf(one);
    const name = items.maybe(context(0, true));
    const reasons = items.maybe(context(1, false));
    const issuer = items.maybe(context(2, true));
    items.end();
    return {
      name: name && readPointName(readDer(name.body)),
      reasons: reasons ? readNamedBits(reasons.body) & ALL_REASONS : ALL_REASONS,
      crlIssuer: issuer && readGeneralNames(issuer),
    };
  });
  if (points.length === 0) throw new DerError('CRLDistributionPoints');
  return points;
}

export function readPointName(value: Der): PointName {
  if (value.tag === context(0, true)) return { kind: 'full', names: readGeneralNames(value) };
  if (value.tag === context(1, true)) {
    readRdn(value);
    return { kind: 'relative', rdn: value.body };
  }
  throw new DerError('DistributionPointName');
}

/** The names of a point; a relative one is completed with the issuer of the CRL. */
export function namesOf(point: PointName, crlIssuer: Name): readonly GeneralName[] {
  if (point.kind === 'full') return point.names;
  return [{ form: 'directory', name: append(crlIssuer, point.rdn) }];
}

function append(base: Name, rdn: Buffer): Name {
  const set = wrap(TAG.set, rdn);
  const rdns = readDer(base.der, TAG.sequence).body;
  return readName(readDer(wrap(TAG.sequence, Buffer.concat([rdns, set]))));
}
