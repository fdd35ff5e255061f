import { sql } from 'drizzle-orm';
import type { EventData, EventType } from '../evidence/index.ts';
import type { Db } from '../platform/database.ts';
import { findPages } from './find.ts';
import { also, having, joined } from './join.ts';
import { namesFew } from './lexemes.ts';
import type { Found, PageOf, SearchScope, Wanted } from './model.ts';
import type { Place } from './walk.ts';

export interface FoundEvent extends Place {
  readonly at: Date;
  readonly type: EventType;
  readonly actor: string;
  readonly deliveryId: string | null;
  readonly agencyId: string | null;
  readonly data: EventData;
}

/** Beginnings of types that few documents have; they are those of the index `event_seldom`. */
const SELDOM = new Set(['alert.', 'audit.', 'recall.', 'delivery.dead', 'delivery.failed']);

/** Events of the documents that fit, newest document first. @throws SEARCH_TOO_WIDE, SEARCH_CURSOR_INVALID */
export function searchEvents(db: Db, scope: SearchScope, wanted: Wanted, page: PageOf): Promise<Found<FoundEvent>> {
  const { type, actor, code = '' } = wanted;
  const isSeldom = type !== undefined && SELDOM.has(type) && !namesFew(code);
  const narrowed = [
    type !== undefined && sql`starts_with(e.type, ${type})`,
    actor !== undefined && sql`e.actor = ${actor}`,
  ];
  return findPages(db, scope, wanted, page, async (tx, hits, stretch) => {
    const conditions = [...narrowed, isSeldom && having('event', sql`starts_with(type, ${type})`, stretch)];
    const { rows } = await tx.execute<EventRow>(sql`
      select e.id, s.document_id, e.at, e.type, e.actor, e.delivery_id, e.agency_id, e.data
      from ${hits} join event e on e.document_id = s.document_id
      where ${joined(sql`e`, stretch)}${also(conditions)}
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
