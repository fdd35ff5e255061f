import { type SQL, sql } from 'drizzle-orm';
import { ACCEPTED, type DeliveryState, ON_PAPER, type ScreenWord, statesOf } from '../delivery/index.ts';
import type { Db } from '../platform/database.ts';
import { findPages, type ReadItems } from './find.ts';
import { also, having, joined } from './join.ts';
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
    reason !== undefined && sql`v.reason_code = ${reason}`,
    wanted.agencyIds &&
      wanted.side === 'recipient' &&
      sql`(v.agency_id = any(${sql.param([...wanted.agencyIds])}::uuid[])
        or v.handover_id = any(${sql.param([...wanted.agencyIds])}::uuid[]))`,
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
    sql`v.handover_id = any(${sql.param([...scope.agencyIds])}::uuid[]) and v.id = v.lead_id`,
    sql`v.state in ('available', 'fetched', 'arrived')`,
    sql`not exists (select 1 from predecessor p where p.delivery_id = v.id and p.open)`,
  ];
  return findPages(db, scope, wanted, page, deliveriesWhere(received));
}

function deliveriesWhere(
  narrowed: readonly (SQL | false | undefined)[],
  seldom: SQL | null = null,
): ReadItems<FoundDelivery> {
  return async (tx, hits, stretch) => {
    const conditions = [...narrowed, seldom !== null && having('delivery', seldom, stretch)];
    const { rows } = await tx.execute<DeliveryRow>(sql`
      select v.id, s.document_id, v.addressed_code, v.agency_id, v.handover_id, v.state, v.state_at, v.reason_code,
        v.business_code, v.recall_state
      from ${hits} join delivery v on v.document_id = s.document_id
      where ${joined(sql`v`, stretch)}${also(conditions)}
      order by s.document_id desc, v.id desc limit ${stretch.limit}`);
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
  const paper = sql`v.reason_code is not distinct from ${ON_PAPER}`;
  const accepted = sql`coalesce(v.business_code = any(${sql.param([...ACCEPTED])}::text[]), false)`;
  if (word === 'paper') return paper;
  if (word === 'accepted') return sql`${accepted} and not ${paper}`;
  return sql`v.state = any(${sql.param(statesOf(word))}::text[]) and not ${accepted} and not ${paper}`;
}
