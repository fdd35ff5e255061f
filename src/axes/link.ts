import type { Hub } from '../hub.ts';
import { type Link, repeat, startPolling } from '../links/index.ts';
import type { Database } from '../platform/database.ts';
import { axisPrincipal, holdLink, releaseLink } from '../registry/index.ts';
import { clientOf } from './client.ts';
import { synchroniseWhenDue } from './directory.ts';
import { followRelays } from './follow.ts';

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
  const link = { kind: 'axis', name } as const;
  const hold = () => holdLink(db, link, processId, HOLD_SECONDS);
  const parts = [
    // A long pass must not lose the link to another process.
    repeat(log, 'hold', HOLD_EVERY_MS, async () => {
      await hold();
    }),
    repeat(log, 'follow', timing.followMs, (signal) => followRelays(hub, name, client, signal)),
    repeat(log, 'directory', DIRECTORY_EVERY_MS, async (signal) => {
      if (await hold()) await synchroniseWhenDue(hub, owner, name, client, signal);
    }),
    startPolling(hub, { link, principal: async () => axisPrincipal(name) }, client, {
      log,
      mayPoll: hold,
      intervalMs: timing.pollMs,
    }),
  ];
  return {
    async stop() {
      await Promise.all(parts.map((part) => part.stop()));
      await releaseLink(db, link, processId);
    },
  };
}
