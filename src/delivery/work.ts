import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { idCeiling, isId } from '../platform/ids.ts';
import { error } from './errors.ts';
import type { DeliveryState, Urgency } from './model.ts';
import { documentFloor } from './read.ts';
import { type ScreenWord, screenWord } from './rules.ts';

/** Which of a recipient's documents: not yet accepted, accepted and not completed, or everything, newest first. */
export const WORK_VIEWS = ['new', 'open', 'all'] as const;
export type WorkView = (typeof WORK_VIEWS)[number];

/** One line of a clerk's list: the lead, standing for every address of its group. */
export interface WorkItem {
  readonly deliveryId: string;
  readonly documentId: string;
  readonly state: DeliveryState;
  readonly urgency: Urgency;
  readonly businessCode: string | null;
  readonly recallState: string | null;
  readonly handoverId: string;
}

export interface WorkQuery {
  readonly handoverIds: readonly string[];
  readonly view: WorkView;
  /** `next` of the page before. */
  readonly after?: string;
  /** 1 to 200. */
  readonly limit: number;
}

type Row = Record<string, unknown> & {
  id: string;
  document_id: string;
  state: DeliveryState;
  urgency: Urgency;
  business_code: string | null;
  recall_state: string | null;
  handover_id: string;
};

/**
 * The documents of a recipient, as its clerk works through them: what is still to be done by its urgency, hỏa tốc first,
 * and the newest first of each. What was not released yet, or was withdrawn before, is not his. Each agency's list is read
 * from the view's own index and only to the page's end, whatever the history. PostgreSQL, which takes leads for rare, would
 * sort the history for a limit that it knows; one that it does not know makes it read in order.
 * @returns `next` is null on the last page
 * @throws INBOX_CURSOR_INVALID
 */
export async function listWork(reader: Reader, query: WorkQuery): Promise<{ items: WorkItem[]; next: string | null }> {
  const after = query.after === undefined ? null : readCursor(query.after);
  const byUrgency = query.view !== 'all';
  const order = byUrgency ? sql`d.urgency desc, d.id desc` : sql`d.id desc`;
  const most = query.limit + 1;
  const result = await reader.execute<Row>(sql`
    select d.* from unnest(${sql.param([...new Set(query.handoverIds)])}::uuid[]) as mine(id)
    cross join lateral (
      select d.id, d.document_id, d.state, d.urgency, d.business_code, d.recall_state, d.handover_id
      from delivery d
      where d.handover_id = mine.id and d.id = d.lead_id
        and d.kind = 'document' and ${OF_VIEW[query.view]} and d.id < ${idCeiling()}::uuid
        ${after ? beyond(after, byUrgency) : sql``}
        and not exists (select 1 from predecessor p where p.delivery_id = d.id and p.open)
      order by ${order} limit (select ${most}::int)
    ) d
    order by ${order} limit ${most}`);
  const rows = result.rows.slice(0, query.limit);
  const last = rows.at(-1);
  return {
    items: rows.map((row) => ({
      deliveryId: row.id,
      documentId: row.document_id,
      state: row.state,
      urgency: row.urgency,
      businessCode: row.business_code,
      recallState: row.recall_state,
      handoverId: row.handover_id,
    })),
    next: last && result.rows.length > query.limit ? `${last.urgency}${last.id}` : null,
  };
}

/** Written as the partial indexes of migrations 0042 and 0054 are, so that PostgreSQL recognises them. */
const OF_VIEW = {
  new: sql`d.state in ('available', 'fetched', 'left', 'arrived') and coalesce(d.business_code, '01') = '01'`,
  open: sql`d.business_code in ('03', '04', '05')`,
  all: sql`d.state in ('available', 'fetched', 'left', 'arrived')`,
} as const;

function beyond(after: { urgency: number; id: string }, byUrgency: boolean) {
  if (!byUrgency) return sql`and d.id < ${after.id}::uuid`;
  return sql`and (d.urgency, d.id) < (${after.urgency}::smallint, ${after.id}::uuid)`;
}

function readCursor(text: string): { urgency: number; id: string } {
  const id = text.slice(1);
  if (!/^[0-3]/.test(text) || !isId(id)) throw error('INBOX_CURSOR_INVALID');
  return { urgency: Number(text[0]), id };
}

/** How many recipients of each of these documents stand where; a document may have 5,000. */
export async function countRecipients(
  reader: Reader,
  documentIds: readonly string[],
): Promise<Map<string, ReadonlyMap<ScreenWord, number>>> {
  if (documentIds.length === 0) return new Map();
  const { rows } = await reader.execute<{
    document_id: string;
    state: DeliveryState;
    business_code: string | null;
    reason_code: string | null;
    n: number;
  }>(sql`
    select document_id, state, business_code, reason_code, count(*)::int as n from delivery
    where document_id = any(${sql.param([...documentIds])}::uuid[])
      and id >= ${documentFloor([...documentIds].sort()[0]!)}::uuid and id < ${idCeiling()}::uuid
    group by document_id, state, business_code, reason_code`);
  const counts = new Map<string, Map<ScreenWord, number>>(documentIds.map((id) => [id, new Map()]));
  for (const row of rows) {
    const of = counts.get(row.document_id)!;
    const word = screenWord({ state: row.state, businessCode: row.business_code, reasonCode: row.reason_code });
    of.set(word, (of.get(word) ?? 0) + row.n);
  }
  return counts;
}
