import { bigint, date, integer, pgTable, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { DutyKind } from './kinds.ts';
import type { Outcome } from './model.ts';

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

/** How duties ended, until `fold.ts` adds them up. */
export const dutyEnd = pgTable('duty_end', {
  agencyId: uuid('agency_id').notNull(),
  day: date('day').notNull(),
  kind: text('kind').$type<DutyKind>().notNull(),
  outcome: text('outcome').$type<Outcome>().notNull(),
  seconds: bigint('seconds', { mode: 'number' }).notNull(),
});

/** One row an agency, day and kind. */
export const dutyFigure = pgTable(
  'duty_figure',
  {
    agencyId: uuid('agency_id').notNull(),
    day: date('day').notNull(),
    kind: text('kind').$type<DutyKind>().notNull(),
    kept: integer('kept').notNull().default(0),
    late: integer('late').notNull().default(0),
    missed: integer('missed').notNull().default(0),
    lifted: integer('lifted').notNull().default(0),
    seconds: bigint('seconds', { mode: 'number' }).notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.agencyId, table.day, table.kind] })],
);
