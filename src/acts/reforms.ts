import type { By } from '../administration/index.ts';
import { type NewEvent, record } from '../evidence/index.ts';
import { raiseAlerts } from '../notify/index.ts';
import type { Database, Tx } from '../platform/database.ts';
import {
  applyReform,
  authorise,
  type BadLine,
  type Changes,
  cancelReform,
  currentDay,
  endReform,
  insertReform,
  type Reform,
  type ReformReport,
  type ReformRow,
  takeDueReform,
} from '../registry/index.ts';

export interface ReformOrder {
  /** Of the file. */
  readonly name: string;
  readonly rows: readonly ReformRow[];
  /** First day of the new order, `yyyy-mm-dd`, Vietnam. */
  readonly at: string;
  readonly actor: string;
  readonly why: string;
  /** The address or the machine from which it is ordered. */
  readonly from?: string;
  readonly dryRun: boolean;
  /** How many of `REFORM_STEPS` are done. */
  readonly onProgress?: (done: number) => void;
}

export interface Ordered {
  /** `tried` and `refused` leave nothing behind. */
  readonly state: 'applied' | 'scheduled' | 'tried' | 'refused';
  readonly id: string | null;
  readonly report: ReformReport | null;
  readonly bad: readonly BadLine[];
}

/** Thrown in a transaction to undo a trial, with what it found. */
class Undo extends Error {
  readonly found: Pick<Ordered, 'report' | 'bad'>;

  constructor(found: Pick<Ordered, 'report' | 'bad'>) {
    super('undone');
    this.found = found;
  }
}

/**
 * Orders a reform: tried as if its day had come; then applied, if it has, or kept until it does. One bad line, and nothing
 * happens. What waits for its agencies is moved by the next round of `moveWaiting`.
 */
export async function orderReform({ db }: Database, order: ReformOrder): Promise<Ordered> {
  const { name, rows, at, actor, why, from = '–' } = order;
  const today = await currentDay(db);
  const future = at > today;
  try {
    return await db.transaction(async (tx) => {
      const { report, changes, bad } = await applyReform(tx, rows, future ? today : at, order.onProgress);
      if (report === null || future || order.dryRun) throw new Undo({ report, bad });
      const id = await insertReform(tx, { name, at, state: 'applied', report, actor, why, rows });
      await recordApplied(tx, { name, at, actor, why, from }, changes);
      return { state: 'applied' as const, id, report, bad };
    });
  } catch (thrown) {
    if (!(thrown instanceof Undo)) throw thrown;
    const { report, bad } = thrown.found;
    if (report === null) return { state: 'refused', id: null, report, bad };
    if (order.dryRun) return { state: 'tried', id: null, report, bad };
    const id = await db.transaction(async (tx) => {
      await record(tx, [{ type: 'reform.scheduled', actor, data: { name, at, from, why } }]);
      return insertReform(tx, { name, at, state: 'scheduled', report, actor, why, rows });
    });
    return { state: 'scheduled', id, report, bad };
  }
}

/** Takes an order back before its day. @throws REFORM_UNKNOWN, REFORM_ENDED, FORBIDDEN, WHY_MISSING */
export async function takeBackReform(tx: Tx, id: string, by: By): Promise<Reform> {
  authorise(by, 'admin');
  const found = await cancelReform(tx, id);
  const data = { name: found.name, at: found.at, from: by.from, why: by.why };
  await record(tx, [{ type: 'reform.cancelled', actor: by.principal.actor, data }]);
  return found;
}

/**
 * Applies the reforms whose day has come, each in a transaction of its own, judged anew: the directory may have changed
 * since they were ordered. One that no longer fits fails as a whole and says which lines. Gives how many were applied.
 */
export async function applyDueReforms(database: Database): Promise<number> {
  for (let applied = 0; ; applied += 1) {
    const done = await applyNextReform(database);
    if (done === null) return applied;
    if (done === 'failed') applied -= 1;
  }
}

async function applyNextReform({ db }: Database): Promise<'applied' | 'failed' | null> {
  let failing: { id: string; name: string; at: string } | null = null;
  try {
    return await db.transaction(async (tx) => {
      const reform = await takeDueReform(tx);
      if (!reform) return null;
      failing = reform;
      const { report, changes, bad } = await applyReform(tx, reform.rows, reform.at);
      if (report === null) throw new Undo({ report, bad });
      await endReform(tx, reform.id, 'applied', report);
      await recordApplied(tx, reform, changes);
      return 'applied' as const;
    });
  } catch (thrown) {
    if (!(thrown instanceof Undo) || failing === null) throw thrown;
    const { id, name, at }: { id: string; name: string; at: string } = failing;
    const { bad } = thrown.found;
    await db.transaction(async (tx) => {
      await endReform(tx, id, 'failed', { bad });
      const lines = bad.map((one) => one.line).join(', ');
      const facts = { id, reform: name, at: at.split('-').reverse().join('/'), count: bad.length };
      await raiseAlerts(tx, [{ key: `reform-failed:${id}`, kind: 'reform-failed', agencyId: null, facts }]);
      await record(tx, [{ type: 'reform.failed', actor: 'hub', data: { name, at, lines: lines.slice(0, 500) } }]);
    });
    return 'failed';
  }
}

/** Events that one statement takes. */
const AT_ONCE = 5_000;

/** The order as a whole, and for every agency what was done to it, by whom and why. */
async function recordApplied(
  tx: Tx,
  { name, at, actor, why, from = 'hub' }: Pick<ReformOrder, 'name' | 'at' | 'actor' | 'why' | 'from'>,
  changes: Changes,
): Promise<void> {
  const { passed, ...kinds } = changes;
  const events: NewEvent[] = [{ type: 'reform.applied', actor, data: { name, at, from, why } }];
  for (const [change, list] of Object.entries(kinds)) {
    for (const { id } of list) {
      events.push({ type: 'agency.reformed', actor, agencyId: id, data: { change, reform: name, at, why } });
    }
  }
  for (let at = 0; at < events.length; at += AT_ONCE) await record(tx, events.slice(at, at + AT_ONCE));
}
