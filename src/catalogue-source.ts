import { openDmdc } from '../adapters/dmdc/index.ts';
import type { CatalogueSource } from './catalogues/index.ts';
import type { Config } from './platform/config.ts';
import type { Outbound } from './platform/outbound.ts';

/** Where the shared catalogues are read from; null where no address and token are set. Part of the wiring, like app.ts. */
export function catalogueSource(config: Config, outbound: Outbound): CatalogueSource | null {
  const { catalogueUrl: baseUrl, catalogueToken: token } = config;
  return baseUrl === undefined || token === undefined ? null : openDmdc({ baseUrl, token, http: outbound });
}
