import type { AxisClient } from '../../adapters/axis/index.ts';
import type { AxisUnit } from '../../adapters/contract.ts';
import { record } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import type { Database } from '../platform/database.ts';
import { type Axis, axisByName, type DirectoryReport, syncDirectory } from '../registry/index.ts';

/** Four times the national directory of today; a list that never ends is no list. */
const MOST_UNITS = 500_000;
const EVERY_MS = 24 * 3_600_000;

export interface SyncOptions {
  readonly actor: string;
  readonly signal: AbortSignal;
  /** Ask for the whole list even where the axis could tell what changed. */
  readonly whole?: boolean;
  readonly acceptMissing?: boolean;
  readonly onFetched?: (units: number) => void;
  readonly onWritten?: (units: number) => void;
}

/**
 * Fetches an axis's directory, then takes it over in one transaction: no network while rows are locked. Incremental
 * where the axis counts versions. Null when no directory is taken from this axis.
 */
export async function synchronise(
  owner: Database,
  axis: Axis,
  client: AxisClient,
  options: SyncOptions,
): Promise<DirectoryReport | null> {
  const { directory } = axis.settings;
  if (directory === 'none') return null;
  const since = directory === 'units' && !options.whole ? axis.directoryVersion : null;
  const units: AxisUnit[] = [];
  for await (const unit of client.directory(since, options.signal)) {
    if (units.push(unit) > MOST_UNITS)
      throw new Error(`the directory of ${axis.name} has more than ${MOST_UNITS} units`);
    options.onFetched?.(units.length);
  }
  return syncDirectory(owner, {
    axis: axis.name,
    units,
    whole: since === null,
    ...(options.acceptMissing && { acceptMissing: true }),
    ...(options.onWritten && { onProgress: options.onWritten }),
    finish: async (tx, { added, changed, closed, conflicts }) => {
      const data = { axis: axis.name, added, changed, closed, conflicts: conflicts.length };
      await record(tx, [{ type: 'axis.synchronised', actor: options.actor, data }]);
    },
  });
}

/** Once a day, by the process that works on the link. */
export async function synchroniseWhenDue(
  hub: Pick<Hub, 'database' | 'vault' | 'clock' | 'log'>,
  owner: Database,
  name: string,
  client: AxisClient,
  signal: AbortSignal,
): Promise<void> {
  const axis = await axisByName(hub.database.db, hub.vault, name);
  if (axis.directoryAt && hub.clock.now() - axis.directoryAt.getTime() < EVERY_MS) return;
  const report = await synchronise(owner, axis, client, { actor: 'hub', signal });
  if (report) hub.log.info({ axis: name, ...report, conflicts: report.conflicts.length }, 'axis.synchronised');
}
