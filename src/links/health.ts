import { axisCameBack, connectionCameBack } from '../delivery/index.ts';
import { record } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import { raiseAlerts, settleAlerts } from '../notify/index.ts';
import { momentInWords } from '../platform/clock.ts';
import { isHubError } from '../platform/errors.ts';
import * as registry from '../registry/index.ts';

/** The link is up: what waited for it goes on at once, and the log says how long it was down. */
export async function linkAnswered(hub: Pick<Hub, 'database' | 'delivery'>, link: registry.LinkName): Promise<void> {
  const wasDown = await hub.database.db.transaction(async (tx) => {
    const outage = await registry.linkAnswered(tx, link);
    if (!outage) return false;
    const { kind, name } = link;
    const { seconds, since } = outage;
    if (kind === 'axis') await axisCameBack(tx, name, seconds);
    else await connectionCameBack(tx, name);
    await settleAlerts(tx, [alertKey(link, since)]);
    const data = { [kind]: name, minutes: Math.round(seconds / 60) };
    await record(tx, [{ type: `${kind}.up`, actor: 'hub', data }]);
    return true;
  });
  if (wasDown) hub.delivery.nudge();
}

/** The link is down: told once, at its beginning. */
export async function linkSilent(
  hub: Pick<Hub, 'database' | 'log' | 'config'>,
  link: registry.LinkName,
  problem: unknown,
): Promise<void> {
  const { kind, name } = link;
  const reason = isHubError(problem) ? problem.message : String(problem);
  const code = isHubError(problem) ? problem.code : 'UNEXPECTED';
  const since = await hub.database.db.transaction(async (tx) => {
    const began = await registry.linkSilent(tx, link, reason);
    if (!began) return null;
    await record(tx, [{ type: `${kind}.down`, actor: 'hub', data: { [kind]: name, code } }]);
    // Settled when the link is back: a short outage wakes nobody.
    const facts = { [kind]: name, since: momentInWords(began), code };
    const afterSeconds = hub.config.axisAlertMinutes * 60;
    const key = alertKey(link, began);
    await raiseAlerts(tx, [{ key, kind: `${kind}-down`, agencyId: null, facts, afterSeconds }]);
    return began;
  });
  if (since) hub.log.warn({ [kind]: name, reason }, `${kind}.down`);
}

function alertKey({ kind, name }: registry.LinkName, since: Date): string {
  return `${kind}-down:${name}:${since.toISOString()}`;
}
