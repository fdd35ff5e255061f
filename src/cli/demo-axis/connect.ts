import type { Tools } from '../../app.ts';
import type { Config } from '../../platform/config.ts';
import { issueVxpCredentials, resolveAgencies, saveAxis } from '../../registry/index.ts';
import { systemKey } from '../demo/registration.ts';
import { AXIS, PLACES, type Side } from './places.ts';

/** What a province needs to reach the national hub. */
export interface Link {
  readonly baseUrl: string;
  readonly systemId: string;
  readonly secret: string;
}

/** One system that serves all agencies of a side; gives its key. */
export async function systemOf(tools: Tools, name: string, side: Side): Promise<string> {
  const codes = PLACES.filter((place) => place.side === side).map((place) => place.code);
  const agencies = await resolveAgencies(tools.database.db, codes);
  return systemKey(
    tools,
    name,
    [...agencies.values()].map((agency) => agency.id),
  );
}

/** At the national hub a province is a system like any other, connected by the axis's own protocol. */
export async function joinNational(national: Tools, config: Config, url: string, side: Side): Promise<Link> {
  const name = `truc-tinh-${side}`;
  await systemOf(national, name, side);
  const credentials = await national.database.db.transaction((tx) => issueVxpCredentials(tx, national.vault, name));
  return { baseUrl: `${url}${config.vxpBasePath}`, ...credentials };
}

/** Names the national hub as the axis of a province's directory. */
export async function saveLink(tools: Tools, { baseUrl, systemId, secret }: Link): Promise<void> {
  const settings = { dialect: 'vxp', systemId, directory: 'none' };
  await tools.database.db.transaction((tx) =>
    saveAxis(tx, tools.vault, { name: AXIS, adapter: 'axis', baseUrl, secret, settings }),
  );
}
