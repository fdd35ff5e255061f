import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import { boardError } from './errors.ts';
import type { COUNTED } from './figures.ts';
import type { Period } from './periods.ts';
import { PORTAL_OUTCOME } from './portal.ts';

export type CountedFigure = (typeof COUNTED)[number];

/** One document behind a figure; a type, because the driver's rows need an index signature. */
export type CountedDocument = {
  readonly documentId: string;
  readonly deliveryId: string | null;
  readonly day: string;
  readonly outcome: string;
  /** Number and notation as people quote it. */
  readonly code: string;
  readonly subject: string | null;
  readonly sender: string;
};

export interface CountedQuery {
  readonly agencyId: string;
  readonly period: Period;
  readonly figure: CountedFigure;
  /** Of these outcomes only. */
  readonly outcomes: readonly string[];
  /** `next` of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/**
 * The documents that a figure counts, latest day first: from the same facts, what is open and overdue from the duties, and
 * what is on the portal or missing there from the publications.
 * @throws BOARD_CURSOR_INVALID
 */
export async function countedDocuments(
  reader: Reader,
  query: CountedQuery,
): Promise<{ items: CountedDocument[]; next: string | null }> {
  const { agencyId, period, figure, outcomes, limit } = query;
  const after = query.after === undefined ? null : readCursor(query.after);
  const below = after
    ? sql`and (day, document_id, coalesce(delivery_id, document_id))
        < (${after.day}::date, ${after.documentId}::uuid, ${after.deliveryId}::uuid)`
    : sql``;
  const { rows } = await reader.execute<CountedDocument>(sql`
    with counted as (
      (select document_id, delivery_id, day, outcome from board_fact
        where agency_id = ${agencyId}::uuid and figure = ${figure}
          and day between ${period.from}::date and ${period.to}::date
          and outcome = any(${sql.param([...outcomes])}::text[]) ${below}
        order by day desc, document_id desc, coalesce(delivery_id, document_id) desc limit ${limit + 1})
      union all
      (select document_id, delivery_id, day, 'open' from duty,
          lateral (select ((due_at - interval '1 second') at time zone 'Asia/Ho_Chi_Minh')::date as day) as due
        where agency_id = ${agencyId}::uuid and kind = ${figure} and due_at <= now()
          and day between ${period.from}::date and ${period.to}::date and ${outcomes.includes('open')} ${below}
        order by day desc, document_id desc, delivery_id desc limit ${limit + 1})
      union all
      (select document_id, delivery_id, day, outcome from (
          select id as document_id, null::uuid as delivery_id, day, ${PORTAL_OUTCOME} as outcome from publication
          where agency_id = ${agencyId}::uuid and ${figure === 'portal'}) as shown
        where day between ${period.from}::date and ${period.to}::date
          and outcome = any(${sql.param([...outcomes])}::text[]) ${below}
        order by day desc, document_id desc limit ${limit + 1})
    )
    select c.document_id as "documentId", c.delivery_id as "deliveryId", c.day::text, c.outcome, d.subject,
      coalesce(a.name, '–') as sender,
      concat_ws('/', nullif(d.code_number, ''), nullif(d.code_notation, '')) as code
    from counted c left join document d on d.id = c.document_id left join agency a on a.id = d.sender_id
    order by c.day desc, c.document_id desc, coalesce(c.delivery_id, c.document_id) desc limit ${limit + 1}`);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writeCursor(last) : null };
}

function writeCursor({ day, documentId, deliveryId }: CountedDocument): string {
  return [day, documentId, deliveryId ?? documentId].join(',');
}

function readCursor(text: string): { day: string; documentId: string; deliveryId: string } {
  const [day = '', documentId = '', deliveryId = ''] = text.split(',');
  const isDay = /^20\d\d-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day));
  if (!isDay || !isId(documentId) || !isId(deliveryId)) throw boardError('BOARD_CURSOR_INVALID');
  return { day, documentId, deliveryId };
}
