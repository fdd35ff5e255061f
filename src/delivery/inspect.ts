import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { isId, lowestIdAt, timeOf } from '../platform/ids.ts';
import { error } from './errors.ts';
import type { Delivery, DeliveryState } from './model.ts';
import { findDelivery } from './read.ts';

/** One try, without anything of the document: the last call that it made, and how that was answered. */
export interface AttemptLine {
  readonly number: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly outcome: string | null;
  readonly httpStatus: number | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly method: string | null;
  /** Without query and credentials. */
  readonly address: string | null;
  /** Its beginning, redacted. */
  readonly answer: string | null;
}

/** What happens next, decided from what is stored. */
export type NextStep =
  | { readonly kind: 'nothing' | 'operator' | 'fetch' | 'acknowledge' | 'answer' | 'claim' }
  | { readonly kind: 'predecessor'; readonly ids: readonly string[] }
  | { readonly kind: 'paused'; readonly by: string; readonly why: string }
  | { readonly kind: 'breaker' | 'retry'; readonly at: Date };

export interface DeliveryDetails {
  readonly delivery: Delivery;
  /** With `claimed`, which the delivery row does not know. */
  readonly state: DeliveryState;
  /** The newest first; at most 100. */
  readonly attempts: readonly AttemptLine[];
  readonly predecessors: readonly { readonly id: string; readonly state: DeliveryState; readonly open: boolean }[];
  readonly successors: readonly { readonly id: string; readonly state: DeliveryState }[];
  readonly deadlineAt: Date | null;
  readonly next: NextStep;
}

type LiveRow = Record<string, unknown> & {
  state: 'due' | 'claimed' | 'sending';
  due_at: string;
  later: boolean;
  deadline_at: string;
  paused: boolean;
  paused_by: string | null;
  paused_why: string | null;
  breaker: string;
  retry_at: string | null;
};

/** Everything that an operator may know of one delivery. @throws DELIVERY_NOT_FOUND */
export async function inspectDelivery(reader: Reader, id: string): Promise<DeliveryDetails> {
  const delivery = isId(id) ? await findDelivery(reader, id) : null;
  if (!delivery) throw error('DELIVERY_NOT_FOUND', { id });
  const { leadId } = delivery;
  const { rows } = await reader.execute<LiveRow>(sql`
    select d.state, d.due_at, d.due_at > now() as later, d.deadline_at, l.paused, l.paused_by, l.paused_why, l.breaker,
      l.retry_at
    from dispatch d join lane l on l.id = d.lane_id where d.delivery_id = ${leadId}::uuid`);
  const live = rows[0];
  const before = await reader.execute<{ id: string; state: DeliveryState; open: boolean }>(sql`
    select d.id, d.state, p.open from predecessor p join delivery d on d.id = p.predecessor_id
    where p.delivery_id = ${leadId}::uuid order by d.id`);
  const behind = await reader.execute<{ id: string; state: DeliveryState }>(sql`
    select d.id, d.state from predecessor p join delivery d on d.id = p.delivery_id
    where p.predecessor_id = ${leadId}::uuid order by d.id limit 100`);
  const open = before.rows.filter((row) => row.open).map((row) => row.id);
  return {
    delivery,
    state: live && delivery.state === 'due' ? live.state : delivery.state,
    attempts: await attemptsOf(reader, leadId),
    predecessors: before.rows.map(({ id, state, open }) => ({ id, state, open })),
    successors: behind.rows.map(({ id, state }) => ({ id, state })),
    deadlineAt: live ? new Date(live.deadline_at) : null,
    next: nextOf(delivery.state, open, live),
  };
}

function nextOf(state: DeliveryState, open: readonly string[], live: LiveRow | undefined): NextStep {
  if (state === 'held' || state === 'dead' || state === 'failed') return { kind: 'operator' };
  if (state === 'sending') return { kind: 'answer' };
  if (state === 'fetched' || state === 'relayed' || state === 'left') return { kind: 'acknowledge' };
  if (state === 'arrived' || state === 'cancelled') return { kind: 'nothing' };
  if (open.length > 0) return { kind: 'predecessor', ids: open };
  if (!live) return { kind: 'fetch' };
  if (live.paused) return { kind: 'paused', by: live.paused_by ?? '–', why: live.paused_why ?? '–' };
  if (live.later) return { kind: 'retry', at: new Date(live.due_at) };
  if (live.breaker !== 'closed' && live.retry_at) return { kind: 'breaker', at: new Date(live.retry_at) };
  return { kind: 'claim' };
}

type AttemptRow = Record<string, unknown> & {
  number: number;
  started_at: string;
  ended_at: string | null;
  outcome: string | null;
  http_status: number | null;
  error_code: string | null;
  detail: string | null;
  method: string | null;
  address: string | null;
  answer: string | null;
};

async function attemptsOf(reader: Reader, leadId: string): Promise<AttemptLine[]> {
  const { rows } = await reader.execute<AttemptRow>(sql`
    select number, started_at, ended_at, outcome, http_status, error_code, detail, method, address, answer
    from attempt
    where delivery_id = ${leadId}::uuid and id >= ${lowestIdAt(timeOf(leadId) - DAY_MS)}::uuid
    order by id desc limit 100`);
  return rows.map((row) => ({
    number: row.number,
    startedAt: new Date(row.started_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
    outcome: row.outcome,
    httpStatus: row.http_status,
    code: row.error_code,
    detail: row.detail,
    method: row.method,
    address: row.address,
    answer: row.answer,
  }));
}

/** Room for clocks that differ. */
const DAY_MS = 86_400_000;
