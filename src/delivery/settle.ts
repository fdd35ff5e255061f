import { and, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import { attempts as attemptCounter, deliveries as endedCounter } from '../platform/metrics.ts';
import { axesDown } from '../registry/index.ts';
import type { Started } from './begin.ts';
import type { Exchange } from './exchange.ts';
import { laneAnswered, laneFailed } from './lanes.ts';
import { settleOrder } from './order.ts';
import { type DocumentFacts, prove } from './proof.ts';
import { rememberRelays } from './relays.ts';
import { type DeliverySettings, retryDelay } from './rules.ts';
import { delivery, dispatch } from './tables.ts';
import { fateOf, type GroupFate, type MemberFate, memberFate, type TryResult } from './verdict.ts';
import { writeStates } from './write-states.ts';

export interface Settlement {
  readonly started: Pick<Started, 'deliveryId' | 'epoch' | 'attemptId' | 'laneId' | 'number' | 'members'> &
    Partial<Pick<Started, 'document'>>;
  readonly result: TryResult;
  /** Whether any octet of the content left; absent where nobody can say. */
  readonly contentLeft?: boolean;
  /** The last call that the try made; absent where it made none. */
  readonly exchange?: Exchange | null;
}

interface Decided extends Settlement {
  readonly fate: GroupFate;
  readonly wait: number;
}

/**
 * Writes how tries ended: one statement per table for any number of them. Fenced: a try whose epoch or attempt is no
 * longer that of the dispatch row has lost its lease, and nothing of it is written. Gives the ids that were written.
 */
export async function settle(
  tx: Tx,
  settlements: readonly Settlement[],
  settings: DeliverySettings,
  chance: () => number = Math.random,
): Promise<Set<string>> {
  const decided = await fence(tx, settlements, settings, chance);
  if (decided.length === 0) return new Set();
  const over = decided.filter((one) => one.fate !== 'due').map((one) => one.started.deliveryId);
  if (over.length > 0) await tx.delete(dispatch).where(inArray(dispatch.deliveryId, over));
  const dueAt = await postpone(
    tx,
    decided.filter((one) => one.fate === 'due'),
  );
  await endAttempts(tx, decided);
  const reported = await reportedMembers(tx, decided);
  const fates = decided.flatMap((one) =>
    one.started.members.map((member) => {
      const fate = one.fate !== 'due' && reported.has(member.id) ? 'arrived' : one.fate;
      return memberFate(member, fate, one.result, dueAt.get(one.started.deliveryId) ?? null);
    }),
  );
  await writeStates(tx, fates);
  await rememberRelays(tx, decided);
  await settleOrder(tx, over);
  await tellLanes(tx, decided, settings);
  await prove(
    tx,
    fates.map((fate) => fate.step),
    'hub',
    knownDocuments(decided),
  );
  count(decided, fates);
  return new Set(decided.map((one) => one.started.deliveryId));
}

async function fence(
  tx: Tx,
  settlements: readonly Settlement[],
  settings: DeliverySettings,
  chance: () => number,
): Promise<Decided[]> {
  const ids = settlements.map((one) => one.started.deliveryId);
  const rows = await tx
    .select({
      id: dispatch.deliveryId,
      epoch: dispatch.epoch,
      attemptId: dispatch.attemptId,
      state: dispatch.state,
      past: sql<boolean>`clock_timestamp() >= ${dispatch.deadlineAt}`,
    })
    .from(dispatch)
    .where(inArray(dispatch.deliveryId, ids))
    .orderBy(dispatch.deliveryId)
    .for('update');
  const live = new Map(rows.map((row) => [row.id, row]));
  // What waits only because a link is down never runs out of time: the outage is added to its deadline at its end.
  const down = rows.some((row) => row.past) ? await axesDown(tx) : new Set<string | null>();
  return settlements.flatMap((one) => {
    const row = live.get(one.started.deliveryId);
    const mine = row?.state === 'sending' && row.epoch === one.started.epoch && row.attemptId === one.started.attemptId;
    if (!mine) return [];
    const { result, started } = one;
    const asked = result.outcome === 'retry' ? (result.retryAfterSeconds ?? null) : null;
    // A lost lease has waited already.
    const atOnce = result.outcome === 'lost' && !result.code;
    const wait = atOnce ? 0 : retryDelay(settings, started.number, chance(), asked);
    const expired = row.past && !down.has(started.members[0]?.axis ?? null);
    return [{ ...one, fate: fateOf(result, expired), wait }];
  });
}

/** Agencies behind an axis that reported while the relay was under way: the document is with them, however it ends. */
async function reportedMembers(tx: Tx, decided: readonly Decided[]): Promise<ReadonlySet<string>> {
  const ids = decided
    .filter((one) => one.fate !== 'due')
    .flatMap((one) => one.started.members.filter((member) => member.channel === 'axis').map((member) => member.id));
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: delivery.id })
    .from(delivery)
    .where(and(inArray(delivery.id, ids), isNotNull(delivery.businessCode)));
  return new Set(rows.map((row) => row.id));
}

/** Back to due; the last try is made at the deadline, not after it. Rank and urgency are those of the delivery by now. */
async function postpone(tx: Tx, retries: readonly Decided[]): Promise<Map<string, Date>> {
  if (retries.length === 0) return new Map();
  const result = await tx.execute<{ delivery_id: string; due_at: string }>(sql`
    update dispatch d
    set state = 'due', epoch = d.epoch + 1, attempt_id = null, lease_until = null,
      urgent = v.urgent, rank_at = v.rank_at,
      due_at = least(now() + make_interval(secs => retry.wait), greatest(d.deadline_at, now()))
    from unnest(
      ${sql.param(retries.map((one) => one.started.deliveryId))}::uuid[],
      ${sql.param(retries.map((one) => one.wait))}::float8[]) as retry(id, wait)
    join delivery v on v.id = retry.id
    where d.delivery_id = retry.id
    returning d.delivery_id, d.due_at`);
  return new Map(result.rows.map((row) => [row.delivery_id, new Date(row.due_at)]));
}

async function endAttempts(tx: Tx, decided: readonly Decided[]): Promise<void> {
  const rows = decided.map(({ started, result, contentLeft, exchange }) => ({
    id: started.attemptId,
    outcome: attemptOutcome(result),
    http_status: ('httpStatus' in result ? result.httpStatus : undefined) ?? null,
    error_code: ('code' in result ? result.code : undefined) ?? null,
    detail: ('detail' in result ? result.detail : undefined) ?? null,
    content_left: contentLeft ?? null,
    ...(exchange && { method: exchange.method, address: exchange.address, answer: exchange.answer }),
  }));
  await tx.execute(sql`
    update attempt a set outcome = r.outcome, http_status = r.http_status, error_code = r.error_code, detail = r.detail,
      content_left = r.content_left, method = r.method, address = r.address, answer = r.answer, ended_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, outcome text, http_status int, error_code text, detail text, content_left boolean,
        method text, address text, answer text)
    where a.id = r.id and a.id = any(${sql.param(rows.map((row) => row.id))}::uuid[])`);
}

/** Of the try alone: the other side took what it was given. */
function attemptOutcome({ outcome }: TryResult): 'delivered' | 'retry' | 'permanent' | 'lost' {
  return outcome === 'relayed' || outcome === 'left' ? 'delivered' : outcome;
}

/** A refusal is an answer too: only silence and `not now` count against a lane. A lost lease says nothing of it. */
async function tellLanes(tx: Tx, decided: readonly Decided[], settings: DeliverySettings): Promise<void> {
  const answered = new Set<string>();
  const failed = new Map<string, number>();
  for (const { started, result } of decided) {
    if (result.outcome === 'lost') continue;
    if (result.outcome === 'retry') failed.set(started.laneId, (failed.get(started.laneId) ?? 0) + 1);
    else answered.add(started.laneId);
  }
  for (const id of answered) failed.delete(id);
  await laneAnswered(tx, [...answered]);
  await laneFailed(tx, failed, settings);
}

/** The worker read them when it began; the sweeper did not. */
function knownDocuments(decided: readonly Decided[]): Map<string, DocumentFacts> | undefined {
  const documents = decided.flatMap((one) => one.started.document ?? []);
  return documents.length < decided.length ? undefined : new Map(documents.map((one) => [one.id, one]));
}

function count(decided: readonly Decided[], fates: readonly MemberFate[]): void {
  for (const { started, result } of decided) {
    const outcome = attemptOutcome(result);
    attemptCounter.inc({ channel: started.members[0]!.channel, outcome });
  }
  for (const fate of fates) {
    if (fate.state !== 'due') endedCounter.inc({ channel: fate.step.delivery.channel, state: fate.state });
  }
}
