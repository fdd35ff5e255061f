import type { Hub } from '../hub.ts';
import { type Link, supervise } from '../links/index.ts';
import type { Database } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { listAxes } from '../registry/index.ts';
import { startLink } from './link.ts';

/** In milliseconds. */
export interface AxisTiming {
  /** How soon a change of the configuration takes effect. */
  readonly lookMs: number;
  /** Pause after a list with nothing new. */
  readonly pollMs: number;
  /** Pause between questions about relays. */
  readonly followMs: number;
}

const TIMING: AxisTiming = { lookMs: 2_000, pollMs: 2_000, followMs: 2_000 };

/**
 * Keeps one link to each axis that is configured and enabled.
 * @param owner The tables' owner: a directory is staged in temporary tables.
 */
export function startAxes(hub: Hub, owner: Database, timing: AxisTiming = TIMING): Link {
  const processId = newId();
  return supervise({
    log: hub.log,
    lookMs: timing.lookMs,
    wanted: async () => (await listAxes(hub.database.db)).filter((one) => one.enabled),
    start: (name) => startLink(hub, owner, name, processId, timing),
  });
}
