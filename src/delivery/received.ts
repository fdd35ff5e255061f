import { type SQL, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { idCeiling, lowestIdAt } from '../platform/ids.ts';
import type { DeliveryState } from './model.ts';
import { resting } from './pull-failure.ts';

/** A line of a recipient's list by pages of a number, as an axis's clients ask for it. */
export interface ReceivedItem {
  readonly id: string;
  readonly kind: 'document' | 'status';
  readonly state: DeliveryState;
  readonly stateAt: Date;
  /** Until then it is not listed: the recipient said that it could not take it. */
  readonly restsUntil: Date | null;
  /** The recipient could not take it, and has not fetched it again. */
  readonly failed: boolean;
  /** As written on the document. */
  readonly senderCode: string;
  readonly addressedCode: string;
  readonly acceptedAt: Date;
}

export interface ReceivedQuery {
  readonly handoverIds: readonly string[];
  readonly kind: 'document' | 'status';
  /** `waiting`: not acknowledged, most urgent first. The others, newest first, need a bounded period. */
  readonly which: 'waiting' | 'available' | 'fetched' | 'arrived' | 'failed';
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly offset: number;
  readonly limit: number;
}

type Row = { -readonly [K in keyof ReceivedItem]: ReceivedItem[K] };

const failure = sql`exists (select from pull_failure f where f.delivery_id = d.id)`;
/** The words of a partial index: what is written otherwise would read every delivery there is. */
const waiting = sql`d.state in ('available', 'fetched') and not ${resting}
  and not exists (select from predecessor p where p.delivery_id = d.id and p.open)`;

const WHICH: Readonly<Record<ReceivedQuery['which'], SQL>> = {
  waiting,
  available: sql`${waiting} and (d.state = 'available' or ${failure})`,
  fetched: sql`${waiting} and d.state = 'fetched' and not ${failure}`,
  arrived: sql`d.state = 'arrived'`,
  failed: sql`(d.state = 'dead' or (d.state in ('available', 'fetched') and ${resting}))`,
};

/**
 * One page. Each agency's part is an index walk that stops at the page's end, however much waits; a document whose
 * predecessor is not acknowledged yet is not listed, and one that rests after a failure neither.
 */
export async function listReceived(reader: Reader, query: ReceivedQuery): Promise<ReceivedItem[]> {
  const { handoverIds, which, offset, limit } = query;
  const isWaiting = which === 'waiting' || which === 'available' || which === 'fetched';
  const order = isWaiting ? sql`rank_at, id` : sql`id desc`;
  const { rows } = await reader.execute<Row>(sql`
    select page.id, page.kind, page.state, page.state_at as "stateAt", page.addressed_code as "addressedCode",
      f.rest_until as "restsUntil", f.delivery_id is not null as failed,
      o.header->'from'->>'organId' as "senderCode", o.accepted_at as "acceptedAt"
    from (
      select d.* from unnest(${sql.param([...handoverIds])}::uuid[]) as own(agency) cross join lateral (
        ${part(query)} order by ${order} limit ${offset + limit}
      ) d order by ${order} offset ${offset} limit ${limit}
    ) page join document o on o.id = page.document_id left join pull_failure f on f.delivery_id = page.id
    order by ${isWaiting ? sql`page.rank_at, page.id` : sql`page.id desc`}`);
  return rows.map((row) => ({
    ...row,
    stateAt: new Date(row.stateAt),
    acceptedAt: new Date(row.acceptedAt),
    restsUntil: row.restsUntil && new Date(row.restsUntil),
  }));
}

/** How many wait for these agencies, counted up to `most`. */
export async function countWaiting(
  reader: Reader,
  handoverIds: readonly string[],
  kind: ReceivedQuery['kind'],
  most: number,
): Promise<number> {
  const query = { handoverIds, kind, which: 'waiting', offset: 0, limit: most } as const;
  const { rows } = await reader.execute<{ count: number }>(sql`
    select count(*)::integer as count from (
      select 1 from unnest(${sql.param([...handoverIds])}::uuid[]) as own(agency)
        cross join lateral (${part(query)} limit ${most}) d
      limit ${most}
    ) counted`);
  return rows[0]!.count;
}

function part({ kind, which, from, to }: ReceivedQuery): SQL {
  return sql`
    select d.* from delivery d
    where d.handover_id = own.agency and d.id = d.lead_id and d.kind = ${kind} and ${WHICH[which]}
      and d.id < ${to ? lowestIdAt(to.getTime()) : idCeiling()}::uuid
      ${from ? sql`and d.id >= ${lowestIdAt(from.getTime())}::uuid` : sql``}`;
}
