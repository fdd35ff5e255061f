import type { Connection, Outcome } from '../../adapters/connector.ts';
import { settleLeft } from '../delivery/index.ts';
import type { Hub } from '../hub.ts';
import { type Link, linkAnswered, linkSilent, repeat, startPolling } from '../links/index.ts';
import { isHubError } from '../platform/errors.ts';
import { holdLink, type Principal, principalOfSystem, registryError, releaseLink } from '../registry/index.ts';
import { writeLetters } from './letters.ts';
import { connectionOf } from './open.ts';

/** In milliseconds. */
export interface ConnectionTiming {
  /** How soon a change of the configuration takes effect. */
  readonly lookMs: number;
  /** Pause after a list with nothing new. */
  readonly pollMs: number;
  /** Pause between questions after deliveries that left, and between calls that only see whether a system answers. */
  readonly followMs: number;
  /** Pause between looks for documents that their recipients do not take. */
  readonly fallbackMs: number;
}

const HOLD_SECONDS = 60;
const HOLD_EVERY_MS = 15_000;

/** Works on one connection until it is told to stop. Throws CONNECTION_UNKNOWN, CONNECTION_INVALID, SECRET_UNREADABLE. */
export async function startLink(hub: Hub, name: string, processId: string, timing: ConnectionTiming): Promise<Link> {
  const { db } = hub.database;
  const log = hub.log.child({ connection: name });
  const { saved, connection } = await connectionOf({ ...hub, reader: db }, name);
  const link = { kind: 'connection', name } as const;
  const hold = () => holdLink(db, link, processId, HOLD_SECONDS);
  const principal = () => principalOf(hub, saved.systemId, saved.systemName);
  const { inbox, aftermath } = connection;
  const parts = [
    // A long pass must not lose the link to another process.
    repeat(log, 'hold', HOLD_EVERY_MS, async () => {
      await hold();
    }),
    ...(aftermath
      ? [
          repeat(log, 'follow', timing.followMs, async (signal) => {
            if (await hold()) await follow(hub, name, aftermath, signal);
          }),
        ]
      : []),
    inbox
      ? startPolling(hub, { link, principal }, writeLetters(hub, { name, principal }, inbox), {
          log,
          mayPoll: hold,
          intervalMs: timing.pollMs,
        })
      : repeat(log, 'check', (connection.checkSeconds ?? 0) * 1_000 || timing.followMs, async (signal) => {
          if (await hold()) await check(hub, link, connection, signal);
        }),
  ];
  return {
    async stop() {
      await Promise.all(parts.map((part) => part.stop()));
      await releaseLink(db, link, processId);
    },
  };
}

/** The rights of this moment: a system that was disabled meanwhile hands nothing in. */
async function principalOf(hub: Hub, systemId: string, systemName: string): Promise<Principal> {
  const principal = await principalOfSystem(hub.database.db, systemId);
  if (!principal) throw registryError('SYSTEM_UNKNOWN', { name: systemName });
  return principal;
}

async function follow(
  hub: Hub,
  name: string,
  aftermath: NonNullable<Connection['aftermath']>,
  signal: AbortSignal,
): Promise<void> {
  for await (const page of aftermath.outcomes(signal)) {
    for (const outcome of page) {
      if (signal.aborted) return;
      if (await write(hub, name, outcome)) await aftermath.written(outcome);
    }
  }
}

/** What has outlived its rule here meanwhile needs no outcome any more, and holds up none behind it. */
async function write({ database }: Hub, name: string, outcome: Outcome): Promise<boolean> {
  const { deliveryId } = outcome;
  try {
    return await database.db.transaction((tx) => settleLeft(tx, deliveryId, outcome, `connection:${name}`));
  } catch (problem) {
    if (isHubError(problem) && problem.code === 'DELIVERY_NOT_FOUND') return true;
    throw problem;
  }
}

async function check(
  hub: Hub,
  link: { readonly kind: 'connection'; readonly name: string },
  connection: Connection,
  signal: AbortSignal,
): Promise<void> {
  try {
    await connection.check(signal);
  } catch (problem) {
    if (!signal.aborted) await linkSilent(hub, link, problem);
    return;
  }
  await linkAnswered(hub, link);
}
