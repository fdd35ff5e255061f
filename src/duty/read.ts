import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import { owedDocuments } from './documents.ts';
import { dutyError } from './errors.ts';
import { type DutyKind, OF_RECIPIENT } from './kinds.ts';

export interface OpenDuty {
  readonly deliveryId: string;
  readonly kind: DutyKind;
  readonly documentId: string;
  readonly agencyId: string;
  /** Number and notation, and who sent it. */
  readonly code: string;
  readonly sender: string;
  readonly startedAt: Date;
  readonly dueAt: Date;
  readonly overdue: boolean;
}

export interface DutyQuery {
  /** Of these agencies; absent for all. */
  readonly agencyIds?: readonly string[];
  readonly kind?: DutyKind;
  /** `overdue`: past their time. `today`: due by the end of today in Vietnam, and not yet overdue. */
  readonly when?: 'overdue' | 'today';
  /** `next` of the page before. */
  readonly after?: string;
  /** 1 to 1,000. */
  readonly limit: number;
}

type Row = Omit<OpenDuty, 'code' | 'sender'>;

const BY_WHEN = {
  overdue: sql`due_at <= now()`,
  today: sql`due_at > now() and due_at <= (date_trunc('day', now() at time zone 'Asia/Ho_Chi_Minh') + interval '1 day')
    at time zone 'Asia/Ho_Chi_Minh'`,
};

/**
 * Open duties, the first due first.
 * @throws DUTY_CURSOR_INVALID
 */
export async function listDuties(
  reader: Reader,
  query: DutyQuery,
): Promise<{ items: OpenDuty[]; next: string | null }> {
  const { agencyIds, kind, when, limit } = query;
  const after = query.after === undefined ? null : readCursor(query.after);
  const { rows } = await reader.execute<Row>(sql`
    select delivery_id as "deliveryId", kind, document_id as "documentId", agency_id as "agencyId",
      started_at as "startedAt", due_at as "dueAt", due_at <= now() as overdue
    from duty
    where ${agencyIds ? sql`agency_id = any(${sql.param([...agencyIds])}::uuid[])` : sql`true`}
      and ${kind ? sql`kind = ${kind}` : sql`true`} and ${when ? BY_WHEN[when] : sql`true`}
      and ${after ? sql`(due_at, delivery_id, kind) > (${after.dueAt}::timestamptz, ${after.deliveryId}::uuid, ${after.kind})` : sql`true`}
    order by due_at, delivery_id, kind limit ${limit + 1}`);
  const page = rows.slice(0, limit);
  const documents = await owedDocuments(
    reader,
    page.map((row) => row.documentId),
  );
  const items = page.map((row) => {
    const { code = '', sender = '' } = documents.get(row.documentId) ?? {};
    return { ...row, code, sender, startedAt: new Date(row.startedAt), dueAt: new Date(row.dueAt) };
  });
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writeCursor(last) : null };
}

/** A type, not an interface, because the driver's rows need an index signature. */
export type DutyCount = {
  readonly kind: DutyKind;
  /** Due by the end of today, not yet overdue; both are at most 1,000, which means that many or more. */
  readonly today: number;
  readonly overdue: number;
};

const MOST_COUNTED = 1_000;

/** How much is due and overdue at these agencies, by kind: for the head of a page, so it counts no further than 1,000. */
export async function countDuties(reader: Reader, agencyIds: readonly string[]): Promise<DutyCount[]> {
  // Each count names its kind as a constant: by a joined column the planner would read the whole table.
  const counted = (kind: DutyKind, when: 'overdue' | 'today') => sql`(select count(*)::int from (
    select 1 from duty where agency_id = any(${sql.param([...agencyIds])}::uuid[]) and kind = ${kind} and ${BY_WHEN[when]}
    limit ${MOST_COUNTED}) counted)`;
  const kinds = OF_RECIPIENT.map(
    (kind) =>
      sql`select ${kind}::text as kind, ${counted(kind, 'today')} as today, ${counted(kind, 'overdue')} as overdue`,
  );
  const { rows } = await reader.execute<DutyCount>(sql.join(kinds, sql` union all `));
  return rows;
}

function writeCursor({ dueAt, deliveryId, kind }: OpenDuty): string {
  return [dueAt.toISOString(), deliveryId, kind].join(',');
}

function readCursor(text: string): { dueAt: string; deliveryId: string; kind: string } {
  const [dueAt = '', deliveryId = '', kind = ''] = text.split(',');
  if (Number.isNaN(Date.parse(dueAt)) || !isId(deliveryId)) throw dutyError('DUTY_CURSOR_INVALID');
  return { dueAt: new Date(dueAt).toISOString(), deliveryId, kind };
}
