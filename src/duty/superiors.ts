import { agenciesWithContacts } from '../notify/index.ts';
import type { Reader } from '../platform/database.ts';
import { findAgencies } from '../registry/index.ts';

export interface Superior {
  /** Whose contacts are told; null for the hub's administrators. */
  readonly agencyId: string | null;
  /** The agency that they are told about. */
  readonly debtor: string;
}

/** Who is told of what an agency neglects: the agency above it where somebody is registered there, else the administrators. */
export async function superiorsOf(reader: Reader, agencyIds: readonly string[]): Promise<Map<string, Superior>> {
  const agencies = await findAgencies(reader, agencyIds);
  const parents = [...agencies.values()].flatMap((one) => one.parentId ?? []);
  const heard = await agenciesWithContacts(reader, parents);
  return new Map(
    [...agencies.values()].map(({ id, parentId, name, code }) => [
      id,
      { agencyId: parentId !== null && heard.has(parentId) ? parentId : null, debtor: `${name} (${code})` },
    ]),
  );
}
