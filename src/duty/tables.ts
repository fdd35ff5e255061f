import { pgTable, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { DutyKind } from './kinds.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** What is owed and not yet done. */
export const duty = pgTable(
  'duty',
  {
    deliveryId: uuid('delivery_id').notNull(),
    kind: text('kind').$type<DutyKind>().notNull(),
    documentId: uuid('document_id').notNull(),
    agencyId: uuid('agency_id').notNull(),
    startedAt: at('started_at').notNull().defaultNow(),
    dueAt: at('due_at').notNull(),
    alertAt: at('alert_at'),
    stage: smallint('stage').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.deliveryId, table.kind] })],
);
