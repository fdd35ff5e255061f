import type { Tools } from '../../app.ts';
import { createSystem, resolveAgencies, saveAxis } from '../../registry/index.ts';
import { AXIS, PLACES, type Side } from './places.ts';

/** What a province needs to reach the national hub. */
export interface Link {
  readonly url: string;
  readonly secret: string;
}

/** At the national hub a province is one system that serves all its agencies. Gives its key. */
export async function systemOf(tools: Tools, name: string, side: Side): Promise<string> {
  const codes = PLACES.filter((place) => place.side === side).map((place) => place.code);
  const agencyIds = [...(await resolveAgencies(tools.database.db, codes)).values()].map((agency) => agency.id);
  const { apiKey } = await tools.database.db.transaction((tx) =>
    createSystem(tx, { name, agencyIds, scopes: ['send', 'receive', 'agency.read'] }),
  );
  return apiKey;
}

export async function joinNational(national: Tools, side: Side, name: string): Promise<{ secret: string }> {
  return { secret: await systemOf(national, `truc-tinh-${name}`, side) };
}

/** Names the national hub as the axis of a province's directory. */
export async function saveLink(tools: Tools, { url, secret }: Link): Promise<void> {
  await tools.database.db.transaction((tx) =>
    saveAxis(tx, tools.vault, { name: AXIS, adapter: 'axis', baseUrl: url, secret, settings: { dialect: 'rest' } }),
  );
}
