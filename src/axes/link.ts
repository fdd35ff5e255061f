import { pollAxis } from '../../adapters/axis/index.ts';
import { axisCameBack } from '../delivery/index.ts';
import { record } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import { raiseAlerts, settleAlerts } from '../notify/index.ts';
import { momentInWords } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { isHubError } from '../platform/errors.ts';
import { axisAnswered, axisSilent, holdAxis, releaseAxis } from '../registry/index.ts';
import { clientOf } from './client.ts';
import { synchroniseWhenDue } from './directory.ts';
import { followRelays } from './follow.ts';
import { repeat } from './repeat.ts';
import { standingOf, takeIn, verdictTold } from './take-in.ts';

export interface Link {
  stop(): Promise<void>;
}

/** How long a process keeps a link without asking again. */
const HOLD_SECONDS = 60;
const HOLD_EVERY_MS = 15_000;
const DIRECTORY_EVERY_MS = 10 * 60_000;

/** Works on the link to one axis until it is told to stop. Throws AXIS_UNKNOWN, and what the vault says of its secret. */
export async function startLink(
  hub: Hub,
  owner: Database,
  name: string,
  processId: string,
  timing: { readonly pollMs: number; readonly followMs: number },
): Promise<Link> {
  const { db } = hub.database;
  const log = hub.log.child({ axis: name });
  const { client } = await clientOf({ ...hub, reader: db }, name);
  const hold = () => holdAxis(db, name, processId, HOLD_SECONDS);
  const parts = [
    // A long pass must not lose the link to another process.
    repeat(log, 'hold', HOLD_EVERY_MS, async () => {
      await hold();
    }),
    repeat(log, 'follow', timing.followMs, (signal) => followRelays(hub, name, client, signal)),
    repeat(log, 'directory', DIRECTORY_EVERY_MS, async (signal) => {
      if (await hold()) await synchroniseWhenDue(hub, owner, name, client, signal);
    }),
    pollAxis({
      client,
      log,
      intervalMs: timing.pollMs,
      mayPoll: hold,
      standing: (offers) => standingOf(db, name, offers),
      onPackage: (offered) => takeIn(hub, name, offered),
      onTold: (offer, verdict) => verdictTold(db, name, offer, verdict),
      onAnswered: () => linkAnswered(hub, name),
      onSilent: (problem) => linkSilent(hub, name, problem),
    }),
  ];
  return {
    async stop() {
      await Promise.all(parts.map((part) => part.stop()));
      await releaseAxis(db, name, processId);
    },
  };
}

/** The link is up: what waited for it goes on at once, and the log says how long it was down. */
export async function linkAnswered(hub: Pick<Hub, 'database' | 'delivery'>, name: string): Promise<void> {
  const wasDown = await hub.database.db.transaction(async (tx) => {
    const outage = await axisAnswered(tx, name);
    if (!outage) return false;
    const { seconds, since } = outage;
    await axisCameBack(tx, name, seconds);
    await settleAlerts(tx, [alertKey(name, since)]);
    await record(tx, [{ type: 'axis.up', actor: 'hub', data: { axis: name, minutes: Math.round(seconds / 60) } }]);
    return true;
  });
  if (wasDown) hub.delivery.nudge();
}

/** The link is down: told once, at its beginning. */
export async function linkSilent(
  hub: Pick<Hub, 'database' | 'log' | 'config'>,
  name: string,
  problem: unknown,
): Promise<void> {
  const reason = isHubError(problem) ? problem.message : String(problem);
  const code = isHubError(problem) ? problem.code : 'UNEXPECTED';
  const since = await hub.database.db.transaction(async (tx) => {
    const began = await axisSilent(tx, name, reason);
    if (!began) return null;
    await record(tx, [{ type: 'axis.down', actor: 'hub', data: { axis: name, code } }]);
    // Settled when the link is back: a short outage wakes nobody.
    const facts = { axis: name, since: momentInWords(began), code };
    const afterSeconds = hub.config.axisAlertMinutes * 60;
    await raiseAlerts(tx, [{ key: alertKey(name, began), kind: 'axis-down', agencyId: null, facts, afterSeconds }]);
    return began;
  });
  if (since) hub.log.warn({ axis: name, reason }, 'axis.down');
}

function alertKey(name: string, since: Date): string {
  return `axis-down:${name}:${since.toISOString()}`;
}
