import type { Hub } from '../hub.ts';
import { type Link, supervise } from '../links/index.ts';
import { newId } from '../platform/ids.ts';
import { listConnections } from '../registry/index.ts';
import { startFallbacks } from './fallback.ts';
import { type ConnectionTiming, startLink } from './link.ts';

export { readSettings } from './connectors.ts';
export { type ConnectionKind, connectionKinds, readTyped } from './kinds.ts';
export type { ConnectionTiming } from './link.ts';
export { connectionOf } from './open.ts';
export { connectionAdapter } from './send.ts';
export { type MatchedUnit, matchUnits, type UnitReport } from './units.ts';

const TIMING: ConnectionTiming = { lookMs: 2_000, pollMs: 5_000, followMs: 5_000, fallbackMs: 15_000 };

/** Keeps one link to each document system that is configured and enabled; what waits too long goes by the second way. */
export function startConnections(hub: Hub, timing: ConnectionTiming = TIMING): Link {
  const processId = newId();
  const fallbacks = startFallbacks(hub, timing.fallbackMs);
  const links = supervise({
    log: hub.log,
    lookMs: timing.lookMs,
    wanted: async () => (await listConnections(hub.database.db)).filter((one) => one.enabled),
    start: (name) => startLink(hub, name, processId, timing),
  });
  return {
    async stop() {
      await Promise.all([links.stop(), fallbacks.stop()]);
    },
  };
}
