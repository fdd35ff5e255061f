import { eq, inArray, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { idCeiling, isId, lowestIdAt, timeOf } from '../platform/ids.ts';
import { error } from './errors.ts';
import type { Delivery, InboxItem, InboxQuery } from './model.ts';
import { resting } from './pull-failure.ts';
import { delivery } from './tables.ts';

const DAY_MS = 86_400_000;

/** A lower bound of the ids of a document's deliveries: prunes older months, with a day's room for clocks that differ. */
export function documentFloor(documentId: string): string {
  return lowestIdAt(timeOf(documentId) - DAY_MS);
}

/** Null when there is none. */
export async function findDelivery(reader: Reader, id: string): Promise<Delivery | null> {
  const [row] = await reader.select().from(delivery).where(eq(delivery.id, id));
  return row ?? null;
}

/** Those of them that there are, in their order of making. */
export async function findDeliveries(reader: Reader, ids: readonly string[]): Promise<Delivery[]> {
  if (ids.length === 0) return [];
  return reader
    .select()
    .from(delivery)
    .where(inArray(delivery.id, [...ids]))
    .orderBy(delivery.id);
}

type InboxRow = Record<string, unknown> & {
  id: string;
  document_id: string;
  kind: 'document' | 'status';
  state: 'available' | 'fetched';
  urgent: boolean;
  rank_at: string;
  handover_id: string;
  addressed: { deliveryId: string; code: string; agencyId: string }[];
};

/**
 * What waits for these agencies, most urgent first. A document whose predecessor is not acknowledged yet is not listed:
 * an update or recall is never seen before what it changes. Nor is one that rests because its recipient could not take it.
 * @returns `next` is null on the last page; `fetched` items stay listed until they are acknowledged.
 * @throws INBOX_CURSOR_INVALID
 */
export async function listInbox(
  reader: Reader,
  query: InboxQuery,
): Promise<{ items: InboxItem[]; next: string | null }> {
  const after = query.after === undefined ? null : readCursor(query.after);
  const handovers = sql.param([...query.handoverIds]);
  const result = await reader.execute<InboxRow>(sql`
    select page.*, (
      select jsonb_agg(jsonb_build_object('deliveryId', m.id, 'code', m.addressed_code, 'agencyId', m.agency_id) order by m.id)
      from delivery m where m.id = any(page.members)) as addressed
    from (
      select d.id, d.document_id, d.kind, d.state, d.urgent, d.rank_at::text as rank_at, d.handover_id, d.members
      from delivery d
      where d.handover_id = any(${handovers}::uuid[]) and d.state in ('available', 'fetched') and d.id = d.lead_id
        and d.id < ${idCeiling()}::uuid
        ${query.kind ? sql`and d.kind = ${query.kind}` : sql``}
        ${after ? sql`and (d.rank_at, d.id) > (${after.rankAt}::timestamptz, ${after.id}::uuid)` : sql``}
        and not exists (select 1 from predecessor p where p.delivery_id = d.id and p.open) and not ${resting}
      order by d.rank_at, d.id limit ${query.limit + 1}) page`);
  const rows = result.rows.slice(0, query.limit);
  const last = rows.at(-1);
  return {
    items: rows.map((row) => ({
      deliveryId: row.id,
      documentId: row.document_id,
      kind: row.kind,
      state: row.state,
      urgent: row.urgent,
      rankAt: new Date(row.rank_at),
      handoverId: row.handover_id,
      addressed: row.addressed,
    })),
    next: last && result.rows.length > query.limit ? writeCursor(last.rank_at, last.id) : null,
  };
}

// The rank is kept as PostgreSQL writes it: a JavaScript date would lose its microseconds, and lines with them.
function writeCursor(rankAt: string, id: string): string {
  return Buffer.from(`${rankAt}|${id}`).toString('base64url');
}

/** Whether it is a time at all: 30 February has the shape of one, and PostgreSQL would stop at it. */
function isTime(rankAt: string): boolean {
  const iso = rankAt.slice(0, 19).replace(' ', 'T');
  const at = new Date(`${iso}Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso);
}

const CURSOR = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\+00)\|([0-9a-f-]{36})$/;

function readCursor(text: string): { rankAt: string; id: string } {
  const match = CURSOR.exec(Buffer.from(text, 'base64url').toString('utf8'));
  const [, rankAt = '', id = ''] = match ?? [];
  if (!isId(id) || !isTime(rankAt)) throw error('INBOX_CURSOR_INVALID');
  return { rankAt, id };
}
