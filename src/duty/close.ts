import { sql } from 'drizzle-orm';
import { factsOf } from '../board/index.ts';
import { type NewEvent, record } from '../evidence/index.ts';
import { dueInWords } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';
import { DUTIES, type DutyKind } from './kinds.ts';
import type { Outcome } from './model.ts';

export interface Closing {
  readonly deliveryId: string;
  readonly kinds: readonly DutyKind[];
  /** `lifted`: no longer owed. */
  readonly how: 'done' | 'lifted';
}

export type Closed = {
  readonly deliveryId: string;
  readonly kind: DutyKind;
  readonly documentId: string;
  readonly agencyId: string;
  readonly dueAt: Date;
  readonly outcome: Outcome;
};

/** Counts the rows of the query's `gone`, with their outcome. A day's end belongs to the day that ends. */
export const insertEnds = factsOf(sql`
  select document_id, delivery_id, agency_id, ((due_at - interval '1 second') at time zone 'Asia/Ho_Chi_Minh')::date, kind,
    outcome, extract(epoch from now() - started_at)::bigint
  from gone`);

export const closedColumns = sql`delivery_id as "deliveryId", kind, document_id as "documentId", agency_id as "agencyId",
  due_at as "dueAt", outcome`;

/** Ends duties now, in time or late by PostgreSQL's clock; those that are not open are passed over. */
export async function closeDuties(tx: Tx, closings: readonly Closing[]): Promise<void> {
  const named = closings.flatMap(({ deliveryId, kinds, how }) =>
    kinds.map((kind) => ({ delivery_id: deliveryId, kind, lifted: how === 'lifted' })),
  );
  if (named.length === 0) return;
  const { rows } = await tx.execute<Closed>(sql`
    with gone as (
      delete from duty d using jsonb_to_recordset(${JSON.stringify(named)}::jsonb)
        as r(delivery_id uuid, kind text, lifted boolean)
      where d.delivery_id = r.delivery_id and d.kind = r.kind
      returning d.*, case when r.lifted then 'lifted' when now() < d.due_at then 'kept' else 'late' end as outcome
    ), ${insertEnds}
    select ${closedColumns} from gone order by delivery_id, kind`);
  await recordEnds(tx, rows);
}

const EVENT_OF = { kept: 'duty.kept', late: 'duty.late', missed: 'duty.missed' } as const;

/** How duties ended, as lines of the document's history; being in time only where no other line says it. */
export async function recordEnds(
  tx: Tx,
  ends: readonly (Omit<Closed, 'deliveryId'> & { readonly deliveryId: string | null })[],
): Promise<void> {
  const events = ends.flatMap(({ outcome, kind, dueAt, documentId, deliveryId, agencyId }): NewEvent[] => {
    if (outcome === 'lifted' || (outcome === 'kept' && !DUTIES[kind].recordsKept)) return [];
    const data = { duty: kind, due: dueInWords(dueAt) };
    return [{ type: EVENT_OF[outcome], actor: 'hub', documentId, deliveryId, agencyId, data }];
  });
  await record(tx, events);
}
