import { setTimeout as pause } from 'node:timers/promises';
import { openHubSigner } from '../../../src/trust/index.ts';
import { seeded } from '../../support/generated-xml.ts';
import type { TemporaryServer } from '../../support/postgres.ts';
import { CODES } from '../../support/province.ts';
import { type Counted, countLife } from './count.ts';
import { Door } from './door.ts';
import { commit, drawFaults, type Fault } from './faults.ts';
import { Book, type Draw, pullLetters, sendLetters } from './offices.ts';
import { LEASE_SECONDS, openStage, type Stage } from './stage.ts';

export interface Size {
  /** Between two documents of one of the two sender systems, in ms. */
  readonly pauseMs: number;
  readonly faults: number;
  /** How long what is due may take after the last fault, in ms. */
  readonly settleMs: number;
}

export interface Figures extends Counted {
  readonly seed: number;
  readonly engine: 'postgres' | 'redis';
  readonly faults: Readonly<Record<string, number>>;
  /** How often by code. */
  readonly refused: Readonly<Record<string, number>>;
  /** The last words of processes that ended by themselves. */
  readonly collapses: readonly string[];
  /** Longest time that a process took to end when it was asked to; null when one did not end well. */
  readonly slowestStopMs: number | null;
  readonly seconds: number;
}

/** Sends under way may go on for eight seconds; nothing else may keep a process. */
const STOP_LIMIT_MS = 15_000;

/**
 * One life of a hub: what is sent to whom, and what befalls which part in what order, come from the seed.
 * @param signal ends it before its time; none of its processes is left then
 */
export async function live(
  server: TemporaryServer,
  seed: number,
  engine: 'postgres' | 'redis',
  size: Size,
  signal: AbortSignal,
): Promise<Figures> {
  const since = performance.now();
  const end = new AbortController();
  const over = AbortSignal.any([signal, end.signal]);
  const stage = await openStage(server, engine, over);
  const processes = [...stage.workers, ...stage.apis];
  try {
    await Promise.all(processes.map((one) => one.ready()));
    const book = new Book();
    const draw = seeded(seed);
    const faults = drawFaults(size.faults, engine, draw);
    await underFaults(stage, book, faults, size, seed, over);
    const collapses = processes.flatMap((one) => one.collapses());
    const stops = await Promise.all(processes.map((one) => one.stop(STOP_LIMIT_MS)));
    const signer = await openHubSigner(stage.dataDir);
    const counted = await countLife(stage, book, signer).finally(() => signer.close());
    return {
      ...counted,
      seed,
      engine,
      faults: numberOf(faults),
      refused: numberOf(book.refused),
      collapses,
      slowestStopMs: stops.includes(null) ? null : Math.max(...(stops as number[])),
      seconds: Math.round((performance.now() - since) / 100) / 10,
    };
  } finally {
    end.abort();
    await Promise.all(processes.map((one) => one.stop(0)));
    await stage.close();
  }
}

/** Sends and takes while the faults happen, then lets the hub come to rest. */
async function underFaults(
  stage: Stage,
  book: Book,
  faults: readonly Fault[],
  size: Size,
  seed: number,
  signal: AbortSignal,
) {
  const door = new Door(stage.apis, signal);
  const rest = (ms: number) => pause(ms, undefined, { signal });
  let [sent, taken] = [false, false];
  const senders = [CODES.home, CODES.office].map((code, n) =>
    sendLetters(
      { code, key: stage.province.key(code), peers: peersOf(stage, code) },
      { door, book, draw: seeded(seed + n + 1), pace: () => rest(size.pauseMs), ended: () => sent },
    ),
  );
  const takers = [...stage.pulling].map(([code, effects]) =>
    pullLetters({ key: stage.province.key(code), effects }, { door, book, pace: () => rest(100), ended: () => taken }),
  );
  const befall = async () => {
    const draw: Draw = seeded(seed + 3);
    for (const fault of faults) {
      await commit(stage, fault, draw);
      await rest(50 + draw(250));
    }
    sent = true;
    await Promise.all(senders);
    for (const one of stage.webhooks) one.behave();
    await Promise.all([...stage.workers, ...stage.apis].map((one) => one.ready()));
    await comeToRest(stage, size.settleMs, rest);
    taken = true;
  };
  await Promise.all([befall(), ...senders, ...takers]);
}

/** Until nothing is to be pushed or fetched, or the time is over: what is left then must still be due. */
async function comeToRest({ tools }: Stage, limitMs: number, rest: (ms: number) => Promise<void>): Promise<void> {
  const until = performance.now() + limitMs;
  // Lanes that were paused after failures are tried now, not half a minute later.
  await tools.owner.pool.query(`update lane set retry_at = now() where breaker = 'open'`);
  for (;;) {
    const { rows } = await tools.owner.pool.query(
      `select exists (select from dispatch) or exists (select from delivery where state in ('available', 'fetched')) as open`,
    );
    if (!rows[0].open || performance.now() > until) return;
    await rest(LEASE_SECONDS * 50);
  }
}

function peersOf({ pulling, webhooks }: Stage, code: string): string[] {
  return [...pulling.keys(), ...webhooks.map((one) => one.code)].filter((one) => one !== code);
}

function numberOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
