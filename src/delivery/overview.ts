import { type SQL, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { idCeiling, isId } from '../platform/ids.ts';
import { error } from './errors.ts';
import type { DeliveryChannel, DeliveryReason, DeliveryState } from './model.ts';

/** One delivery as its operator sees it: metadata only. */
export interface DeliveryLine {
  readonly id: string;
  readonly documentId: string;
  readonly documentUid: string;
  readonly senderId: string;
  readonly addressedCode: string;
  /** How many addresses travel with it. */
  readonly addresses: number;
  readonly channel: DeliveryChannel;
  readonly axis: string | null;
  readonly state: DeliveryState;
  readonly stateAt: Date;
  readonly urgent: boolean;
  readonly attempts: number;
  /** Of the failure or hold, else of the last try that failed. */
  readonly code: string | null;
  /** The same in words, where it is a failure or hold. */
  readonly reason: DeliveryReason | null;
  /** When it is tried next; for live pushes. */
  readonly dueAt: Date | null;
}

export interface DeliveryQuery {
  /** By default what needs an operator: held, failed, dead. */
  readonly states?: readonly DeliveryState[];
  /** Who is addressed, or receives. */
  readonly agencyId?: string;
  /** Name of the axis through which they travel. */
  readonly axis?: string;
  /** The reason's code: DELIVERY_REFUSED, RECIPIENT_CLOSED, … */
  readonly code?: string;
  /** Made at or after the one bound, and before the other: lowest ids of those times. */
  readonly fromId?: string;
  readonly beforeId?: string;
  /** `next` of the page before. */
  readonly after?: string;
  /** 1 to 1,000. */
  readonly limit: number;
}

export const NEEDS_OPERATOR: readonly DeliveryState[] = ['held', 'failed', 'dead'];
/** States that only the dispatch row knows. */
const LIVE: ReadonlySet<DeliveryState> = new Set(['due', 'claimed', 'sending']);

type Row = Record<string, unknown> & {
  id: string;
  document_id: string;
  document_uid: string;
  sender_id: string;
  addressed_code: string;
  addresses: number;
  channel: DeliveryChannel;
  axis: string | null;
  state: DeliveryState;
  state_at: string;
  urgent: boolean;
  attempts: number;
  code: string | null;
  reason: DeliveryReason | null;
  due_at: string | null;
};

/**
 * Deliveries in these states, newest first; each group once, by its lead, and addresses that failed alone. Read from the
 * dispatch rows or from partial indexes: what has arrived costs nothing, unless it is asked for.
 * @returns `next` is null on the last page
 * @throws DELIVERY_NOT_FOUND for an `after` that is none
 */
export async function listDeliveries(
  reader: Reader,
  query: DeliveryQuery,
): Promise<{ items: DeliveryLine[]; next: string | null }> {
  const { after, limit } = query;
  if (after !== undefined && !isId(after)) throw error('DELIVERY_NOT_FOUND', { id: after });
  const { rows } = await reader.execute<Row>(sql`
    select page.*, doc.document_uid, doc.sender_id from (
      select d.id, d.document_id, d.addressed_code, greatest(1, cardinality(d.members)) as addresses, d.channel, d.axis,
        coalesce(q.state, d.state) as state, d.state_at, d.urgent, d.attempts, d.reason, q.due_at,
        coalesce(d.reason_code, case when q.attempts > 0 then (
          select a.error_code from attempt a where a.delivery_id = d.id and a.outcome is not null
          order by a.id desc limit 1) end) as code
      from ${source(query)}
      where d.id < ${idCeiling()}::uuid and (d.id = d.lead_id or d.state = 'failed') and ${conditions(query)}
      order by d.id desc limit ${limit + 1}
    ) page join document doc on doc.id = page.document_id order by page.id desc`);
  const items = rows.slice(0, limit).map(toLine);
  return { items, next: rows.length > limit ? items.at(-1)!.id : null };
}

/** Live pushes are found by their few dispatch rows, everything else by its own state. */
function source({ states = NEEDS_OPERATOR }: DeliveryQuery): SQL {
  return states.every((state) => LIVE.has(state))
    ? sql`dispatch q join delivery d on d.id = q.delivery_id`
    : sql`delivery d left join dispatch q on q.delivery_id = d.id and d.state in ('due', 'sending')`;
}

function conditions(query: DeliveryQuery): SQL {
  const { states = NEEDS_OPERATOR, agencyId, axis, code, fromId, beforeId, after } = query;
  const wanted = sql.param([...states]);
  const parts = [
    states.every((state) => LIVE.has(state))
      ? sql`q.state = any(${wanted}::text[])`
      : sql`d.state in (${sql.join(
          states.map((state) => sql`${state}`),
          sql`, `,
        )})`,
    agencyId !== undefined && sql`(d.handover_id = ${agencyId}::uuid or d.agency_id = ${agencyId}::uuid)`,
    axis !== undefined && sql`d.axis = ${axis}`,
    code !== undefined && sql`d.reason_code = ${code}`,
    fromId !== undefined && sql`d.id >= ${fromId}::uuid`,
    beforeId !== undefined && sql`d.id < ${beforeId}::uuid`,
    after !== undefined && sql`d.id < ${after}::uuid`,
  ];
  return sql.join(
    parts.filter((part) => part !== false),
    sql` and `,
  );
}

function toLine(row: Row): DeliveryLine {
  return {
    id: row.id,
    documentId: row.document_id,
    documentUid: row.document_uid,
    senderId: row.sender_id,
    addressedCode: row.addressed_code,
    addresses: row.addresses,
    channel: row.channel,
    axis: row.axis,
    state: row.state,
    stateAt: new Date(row.state_at),
    urgent: row.urgent,
    attempts: row.attempts,
    code: row.code,
    reason: row.reason,
    dueAt: row.due_at === null ? null : new Date(row.due_at),
  };
}

/** Ids of dead letters and failed deliveries, oldest first, so that what came first is sent again first. */
export async function selectStopped(
  reader: Reader,
  query: Pick<DeliveryQuery, 'agencyId' | 'code' | 'fromId' | 'beforeId'> & { readonly afterId?: string | undefined },
  limit: number,
): Promise<string[]> {
  const { afterId } = query;
  const { rows } = await reader.execute<{ id: string }>(sql`
    select d.id from delivery d
    where d.id < ${idCeiling()}::uuid and (d.id = d.lead_id or d.state = 'failed')
      and ${conditions({ ...query, states: ['failed', 'dead'], limit })}
      ${afterId === undefined ? sql`` : sql`and d.id > ${afterId}::uuid`}
    order by d.id limit ${limit}`);
  return rows.map((row) => row.id);
}
