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

/** Whose contacts and alerts are meant: an agency's id, null with `--hub`, undefined for everybody's. */
export async function ownerOf(
  reader: Reader,
  { agency, hub }: { readonly agency?: string; readonly hub?: boolean },
): Promise<string | null | undefined> {
  if (agency !== undefined) return (await agencyOf(reader, agency)).id;
  return hub ? null : undefined;
}
