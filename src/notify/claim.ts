import { and, eq, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import type { AlertFacts, AlertKind } from './kinds.ts';
import { fateOf } from './rules.ts';
import { alert } from './tables.ts';

/** Longer than a round may take: every call in it ends within 15 s, five mails at a time. */
const LEASE_SECONDS = 300;

/** An alert that this process tells now; a type, not an interface, because the driver's rows need an index signature. */
export type ClaimedAlert = {
  readonly id: string;
  readonly kind: AlertKind;
  readonly agencyId: string | null;
  readonly documentId: string | null;
  readonly deliveryId: string | null;
  readonly facts: AlertFacts;
  readonly repeatSeconds: number | null;
  readonly repeatTimes: number | null;
  readonly rounds: number;
  readonly tries: number;
  readonly reached: readonly string[];
  readonly epoch: number;
  /** Minute of the day in Vietnam, by PostgreSQL's clock. */
  readonly minute: number;
};

/**
 * Takes due alerts, the longest waiting first; another process passes over what is locked here. What is picked is an
 * array: PostgreSQL reads a joined pick anew for each row that it joins, where it believes them few, and takes all.
 */
export async function claimAlerts(tx: Tx, limit: number): Promise<ClaimedAlert[]> {
  const { rows } = await tx.execute<ClaimedAlert>(sql`
    update alert a set epoch = a.epoch + 1, due_at = now() + make_interval(secs => ${LEASE_SECONDS})
    where a.id = any(array(select id from alert where state = 'waiting' and due_at <= now()
      order by due_at limit ${limit} for update skip locked))
    returning a.id, a.kind, a.agency_id as "agencyId", a.document_id as "documentId", a.delivery_id as "deliveryId",
      a.facts, a.repeat_seconds as "repeatSeconds", a.repeat_times as "repeatTimes", a.rounds, a.tries, a.reached, a.epoch,
      floor(extract(epoch from (now() at time zone 'Asia/Ho_Chi_Minh')::time) / 60)::int as minute`);
  return rows;
}

/** How a try went: the contacts that were told now, and the first failure among the others. */
export interface Telling {
  readonly reached: readonly string[];
  readonly missed: number;
  readonly code: string | null;
}

/** Writes what became of a try, unless the alert was settled meanwhile or another process holds it. */
export async function settleTelling(tx: Tx, it: ClaimedAlert, telling: Telling): Promise<void> {
  const { reached, missed } = telling;
  const tries = missed > 0 ? it.tries + 1 : it.tries;
  const heard = it.reached.length + reached.length > 0;
  const isLast = it.repeatTimes !== null && it.rounds + 1 >= it.repeatTimes;
  const fate = fateOf({ failed: missed > 0, heard, tries, repeatSeconds: isLast ? null : it.repeatSeconds });
  const roundEnds = fate.state !== 'waiting' || fate.nextRound;
  const [mine] = await tx
    .update(alert)
    .set({
      state: fate.state,
      rounds: roundEnds ? it.rounds + 1 : it.rounds,
      tries: roundEnds ? 0 : tries,
      reached: roundEnds ? [] : [...it.reached, ...reached],
      ...(fate.state === 'waiting'
        ? { dueAt: sql`now() + make_interval(secs => ${fate.inSeconds})` }
        : { endedAt: sql`now()` }),
    })
    .where(and(eq(alert.id, it.id), eq(alert.epoch, it.epoch), eq(alert.state, 'waiting')))
    .returning({ id: alert.id });
  if (mine && roundEnds) await tellLog(tx, it, { ...telling, reached: [...it.reached, ...reached] });
}

/** The log has the first round of an alert: later ones say the same to the same people. */
async function tellLog(tx: Tx, it: ClaimedAlert, { reached, missed, code }: Telling): Promise<void> {
  if (it.rounds > 0) return;
  const { documentId, deliveryId, agencyId } = it;
  const about = { actor: 'hub', documentId, deliveryId, agencyId };
  const told = { ...about, type: 'alert.sent', data: { alert: it.kind, count: reached.length } } as const;
  const lost = { ...about, type: 'alert.failed', data: { alert: it.kind, count: missed, code: code ?? '' } } as const;
  const unheard = { ...about, type: 'alert.unheard', data: { alert: it.kind } } as const;
  const lines = [...(reached.length > 0 ? [told] : []), ...(missed > 0 ? [lost] : [])];
  await record(tx, lines.length > 0 ? lines : [unheard]);
}
