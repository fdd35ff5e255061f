import type { Unit } from '../../adapters/connector.ts';
import type { Reader } from '../platform/database.ts';
import {
  type Agency,
  findAgencies,
  normaliseCode,
  otherForm,
  plainName,
  principalOfSystem,
  receiversOfConnection,
  resolveAgencies,
  type SavedConnection,
} from '../registry/index.ts';

/** One office of the other system, and which agency it is. */
export interface MatchedUnit {
  readonly unit: Unit;
  /** Null where no code and no name tells. */
  readonly agency: Pick<Agency, 'id' | 'code' | 'name'> | null;
  /** What told it: an address that was set, a code in either form, or the name. */
  readonly by: 'address' | 'code' | 'name' | null;
  /** Its mail goes there: it receives by this connection at this address. */
  readonly receives: boolean;
}

export interface UnitReport {
  readonly units: readonly MatchedUnit[];
  /** Agencies of the connection's system, or that receive by it, of which that system has no office. */
  readonly missing: readonly Pick<Agency, 'id' | 'code' | 'name'>[];
}

/** Which agencies the offices of another system are: by the address that was set, else by code, else by name. */
export async function matchUnits(
  reader: Reader,
  { name, systemId }: Pick<SavedConnection, 'name' | 'systemId'>,
  units: readonly Unit[],
): Promise<UnitReport> {
  const receivers = await receiversOfConnection(reader, name);
  const served = (await principalOfSystem(reader, systemId))?.agencyIds ?? [];
  const known = await findAgencies(reader, [...receivers.map((one) => one.agencyId), ...served]);
  const byAddress = new Map(
    receivers.map(({ agencyId, address }) => [address ?? known.get(agencyId)!.code, known.get(agencyId)!]),
  );
  const byCode = await resolveAgencies(reader, units.flatMap((unit) => unit.codes).flatMap(bothForms));
  const byName = uniqueNames([...known.values()]);

  const matched = units.map((unit): MatchedUnit => {
    const addressed = byAddress.get(unit.address);
    if (addressed) return { unit, agency: brief(addressed), by: 'address', receives: true };
    const coded = unit.codes
      .flatMap(bothForms)
      .map((code) => byCode.get(code))
      .find(Boolean);
    if (coded) return { unit, agency: brief(coded), by: 'code', receives: false };
    const named = byName.get(plainName(unit.name));
    return { unit, agency: named ? brief(named) : null, by: named ? 'name' : null, receives: false };
  });
  const found = new Set(matched.map((one) => one.agency?.id));
  return { units: matched, missing: [...known.values()].filter(({ id }) => !found.has(id)).map(brief) };
}

function bothForms(code: string): string[] {
  const other = otherForm(normaliseCode(code));
  return other ? [code, other] : [code];
}

/** A name that two of them have tells nothing. */
function uniqueNames(agencies: readonly Agency[]): Map<string, Agency> {
  const names = new Map<string, Agency>();
  const shared = new Set<string>();
  for (const agency of agencies) {
    const name = plainName(agency.name);
    if (names.has(name)) shared.add(name);
    names.set(name, agency);
  }
  for (const name of shared) names.delete(name);
  return names;
}

function brief({ id, code, name }: Agency) {
  return { id, code, name };
}
