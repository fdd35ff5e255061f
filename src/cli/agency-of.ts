import type { Reader } from '../platform/database.ts';
import { type Agency, registryError, resolveAgencies } from '../registry/index.ts';

/** The agencies of these codes, in their order. Throws AGENCY_UNKNOWN for the first that names nobody. */
export async function agenciesOf(reader: Reader, codes: readonly string[]): Promise<Agency[]> {
  const found = await resolveAgencies(reader, codes);
  return codes.map((code) => {
    const agency = found.get(code);
    if (!agency) throw registryError('AGENCY_UNKNOWN', { code });
    return agency;
  });
}

export async function agencyOf(reader: Reader, code: string): Promise<Agency> {
  const [agency] = await agenciesOf(reader, [code]);
  return agency!;
}
