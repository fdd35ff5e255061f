import { type SQL, sql } from 'drizzle-orm';
import { ACCEPTED, type DeliveryState, ON_PAPER, type ScreenWord, statesOf } from '../delivery/index.ts';
import type { Db } from '../platform/database.ts';
import { also, having, ofDocuments } from './conditions.ts';
import { findPages, type Kind } from './find.ts';
import { namesFew } from './lexemes.ts';
import type { Found, PageOf, SearchScope, Wanted } from './model.ts';
import type { Place } from './walk.ts';

export interface FoundDelivery extends Place {
  readonly addressedCode: string;
  readonly agencyId: string | null;
  readonly handoverId: string | null;
  readonly state: DeliveryState;
  readonly stateAt: Date;
  readonly reasonCode: string | null;
  readonly businessCode: string | null;
  readonly recallState: string | null;
}

/** Deliveries of the documents that fit, newest document first. @throws SEARCH_TOO_WIDE, SEARCH_CURSOR_INVALID */
export function searchDeliveries(
  db: Db,
  scope: SearchScope,
  wanted: Wanted,
  page: PageOf,
): Promise<Found<FoundDelivery>> {
  const { state, reason, code = '' } = wanted;
  const narrowed = [
    state !== undefined && says(state),
    reason !== undefined && sql`i.reason_code = ${reason}`,
    wanted.agencyIds &&
      wanted.side === 'recipient' &&
      sql`(i.agency_id = any(${sql.param([...wanted.agencyIds])}::uuid[])
        or i.handover_id = any(${sql.param([...wanted.agencyIds])}::uuid[]))`,
  ];
  return findPages(db, scope, wanted, page, deliveriesWhere(narrowed, namesFew(code) ? null : seldomOf(wanted)));
}

/** What is asked for and few deliveries have; null where most documents have one. */
function seldomOf({ state, reason }: Wanted): SQL | null {
  if (reason !== undefined) return sql`reason_code = ${reason}`;
  if (state === 'paper') return sql`reason_code = ${ON_PAPER}`;
  if (state === undefined || state === 'arrived' || state === 'accepted') return null;
  return sql`state = any(${sql.param(statesOf(state))}::text[])`;
}

/**
 * What reached these agencies, as their clerk's list has it: each group by its lead, once it was released, and not before
 * what it changes. @throws SEARCH_TOO_WIDE, SEARCH_CURSOR_INVALID
 */
export function searchReceived(
  db: Db,
  scope: SearchScope,
  wanted: Wanted,
  page: PageOf,
): Promise<Found<FoundDelivery>> {
  const received = [
    sql`i.handover_id = any(${sql.param([...scope.agencyIds])}::uuid[]) and i.id = i.lead_id`,
    sql`i.state in ('available', 'fetched', 'left', 'arrived')`,
    sql`not exists (select 1 from predecessor p where p.delivery_id = i.id and p.open)`,
  ];
  return findPages(db, scope, wanted, page, deliveriesWhere(received));
}

function deliveriesWhere(
  narrowed: readonly (SQL | false | undefined)[],
  seldom: SQL | null = null,
): Kind<FoundDelivery> {
  return {
    only: seldom && ((stretch) => having('delivery', seldom, stretch)),
    async items(tx, documentIds, after, limit) {
      const { rows } = await tx.execute<DeliveryRow>(sql`
        select i.id, i.document_id, i.addressed_code, i.agency_id, i.handover_id, i.state, i.state_at, i.reason_code,
          i.business_code, i.recall_state
        from delivery i where ${ofDocuments(documentIds, after)}${also(narrowed)}
        order by i.document_id desc, i.id desc limit ${limit}`);
      return rows.map((row) => ({
        documentId: row.document_id,
        itemId: row.id,
        addressedCode: row.addressed_code,
        agencyId: row.agency_id,
        handoverId: row.handover_id,
        state: row.state,
        stateAt: new Date(row.state_at),
        reasonCode: row.reason_code,
        businessCode: row.business_code,
        recallState: row.recall_state,
      }));
    },
  };
}

type DeliveryRow = Record<string, unknown> & {
  id: string;
  document_id: string;
  addressed_code: string;
  agency_id: string | null;
  handover_id: string | null;
  state: DeliveryState;
  state_at: string;
  reason_code: string | null;
  business_code: string | null;
  recall_state: string | null;
};

/** As `screenWord` says it of one delivery. */
function says(word: ScreenWord): SQL {
  const paper = sql`i.reason_code is not distinct from ${ON_PAPER}`;
  const accepted = sql`coalesce(i.business_code = any(${sql.param([...ACCEPTED])}::text[]), false)`;
  if (word === 'paper') return paper;
  if (word === 'accepted') return sql`${accepted} and not ${paper}`;
  return sql`i.state = any(${sql.param(statesOf(word))}::text[]) and not ${accepted} and not ${paper}`;
}
