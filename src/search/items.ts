import { type SQL, sql } from 'drizzle-orm';
import { ACCEPTED, type DeliveryState, ON_PAPER, type ScreenWord, statesOf } from '../delivery/index.ts';
import type { EventData, EventType } from '../evidence/index.ts';
import type { Db, Tx } from '../platform/database.ts';
import { idCeiling, lowestIdAt, timeOf } from '../platform/ids.ts';
import { findPages, type ReadItems } from './find.ts';
import type { Found, PageOf, SearchScope, Wanted } from './model.ts';
import type { Place, Stretch } from './walk.ts';

const DAY_MS = 86_400_000;

/** `itemId` is the document's own. */
export type FoundDocument = Place;

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

export interface FoundEvent extends Place {
  readonly at: Date;
  readonly type: EventType;
  readonly actor: string;
  readonly deliveryId: string | null;
  readonly agencyId: string | null;
  readonly data: EventData;
}

/** Documents, newest first. @throws SEARCH_TOO_WIDE, SEARCH_CURSOR_INVALID */
export function searchDocuments(db: Db, scope: SearchScope, wanted: Wanted, page: PageOf) {
  return findPages(db, scope, wanted, page, readDocuments);
}

async function readDocuments(tx: Tx, matching: SQL, { below, limit }: Stretch): Promise<FoundDocument[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select s.document_id as id from document_search s
    where ${matching} and s.document_id < ${below.documentId}::uuid order by s.document_id desc limit ${limit}`);
  return rows.map(({ id }) => ({ documentId: id, itemId: id }));
}

/** Deliveries of the documents that fit, newest document first. @throws SEARCH_TOO_WIDE, SEARCH_CURSOR_INVALID */
export function searchDeliveries(
  db: Db,
  scope: SearchScope,
  wanted: Wanted,
  page: PageOf,
): Promise<Found<FoundDelivery>> {
  const { state, reason } = wanted;
  const narrowed = [
    state !== undefined && says(state),
    reason !== undefined && sql`v.reason_code = ${reason}`,
    wanted.agencyIds &&
      wanted.side === 'recipient' &&
      sql`(v.agency_id = any(${sql.param([...wanted.agencyIds])}::uuid[])
        or v.handover_id = any(${sql.param([...wanted.agencyIds])}::uuid[]))`,
  ];
  return findPages(db, scope, wanted, page, deliveriesWhere(narrowed));
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
    sql`v.state in ('available', 'fetched', 'left', 'arrived')`,
    sql`not exists (select 1 from predecessor p where p.delivery_id = v.id and p.open)`,
  ];
  return findPages(db, scope, wanted, page, deliveriesWhere(received));
}

function deliveriesWhere(narrowed: readonly (SQL | false | undefined)[]): ReadItems<FoundDelivery> {
  return async (tx, matching, stretch) => {
    const { rows } = await tx.execute<DeliveryRow>(sql`
      select v.id, s.document_id, v.addressed_code, v.agency_id, v.handover_id, v.state, v.state_at, v.reason_code,
        v.business_code, v.recall_state
      from document_search s join delivery v on v.document_id = s.document_id
      where ${joined(matching, sql`v`, stretch)}${also(narrowed)}
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

/** Events of the documents that fit, newest document first. @throws SEARCH_TOO_WIDE, SEARCH_CURSOR_INVALID */
export function searchEvents(db: Db, scope: SearchScope, wanted: Wanted, page: PageOf): Promise<Found<FoundEvent>> {
  const { type, actor } = wanted;
  const narrowed = [
    type !== undefined && sql`starts_with(e.type, ${type})`,
    actor !== undefined && sql`e.actor = ${actor}`,
  ];
  return findPages(db, scope, wanted, page, async (tx, matching, stretch) => {
    const { rows } = await tx.execute<EventRow>(sql`
      select e.id, s.document_id, e.at, e.type, e.actor, e.delivery_id, e.agency_id, e.data
      from document_search s join event e on e.document_id = s.document_id
      where ${joined(matching, sql`e`, stretch)}${also(narrowed)}
      order by s.document_id desc, e.id desc limit ${stretch.limit}`);
    return rows.map((row) => ({
      documentId: row.document_id,
      itemId: row.id,
      at: new Date(row.at),
      type: row.type,
      actor: row.actor,
      deliveryId: row.delivery_id,
      agencyId: row.agency_id,
      data: row.data,
    }));
  });
}

type EventRow = Record<string, unknown> & {
  id: string;
  document_id: string;
  at: string;
  type: EventType;
  actor: string;
  delivery_id: string | null;
  agency_id: string | null;
  data: EventData;
};

/** What belongs to a document is never older than it, by more than clocks differ; how much later it came has no bound. */
function joined(matching: SQL, item: SQL, { floor, below }: Stretch): SQL {
  const earliest = lowestIdAt(timeOf(floor) - DAY_MS);
  return sql`${matching} and ${item}.document_id is not null
    and ${item}.id >= ${earliest}::uuid and ${item}.id < ${idCeiling()}::uuid
    and (s.document_id, ${item}.id) < (${below.documentId}::uuid, ${below.itemId}::uuid)`;
}

function also(parts: readonly (SQL | false | undefined)[]): SQL {
  return sql.join(parts.filter((part) => part !== false && part !== undefined).map((part) => sql` and ${part}`));
}
