import { sql } from 'drizzle-orm';
import type { EventData, EventType } from '../evidence/index.ts';
import type { Db } from '../platform/database.ts';
import { also, having, ofDocuments } from './conditions.ts';
import { findPages } from './find.ts';
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
    type !== undefined && sql`starts_with(i.type, ${type})`,
    actor !== undefined && sql`i.actor = ${actor}`,
  ];
  return findPages<FoundEvent>(db, scope, wanted, page, {
    only: isSeldom ? (stretch) => having('event', sql`starts_with(type, ${type})`, stretch) : null,
    async items(tx, documentIds, after, limit) {
      const { rows } = await tx.execute<EventRow>(sql`
        select i.id, i.document_id, i.at, i.type, i.actor, i.delivery_id, i.agency_id, i.data from event i
        where ${ofDocuments(documentIds, after)}${also(narrowed)}
        order by i.document_id desc, i.id desc limit ${limit}`);
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
    },
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
