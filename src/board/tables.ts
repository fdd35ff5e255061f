import { bigint, date, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Counts } from './counts.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Everything that counts, a line each, with the document behind it. */
export const boardFact = pgTable('board_fact', {
  documentId: uuid('document_id').notNull(),
  deliveryId: uuid('delivery_id'),
  agencyId: uuid('agency_id').notNull(),
  day: date('day').notNull(),
  figure: text('figure').notNull(),
  outcome: text('outcome').notNull(),
  seconds: bigint('seconds', { mode: 'number' }),
});

/** Days that have to be counted again. */
export const boardDue = pgTable('board_due', {
  agencyId: uuid('agency_id').notNull(),
  day: date('day').notNull(),
});

export const boardDay = pgTable(
  'board_day',
  {
    agencyId: uuid('agency_id').notNull(),
    day: date('day').notNull(),
    counts: jsonb('counts').$type<Counts>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.agencyId, table.day] })],
);

/** Of a month, a quarter and a year. */
export const boardPeriod = pgTable(
  'board_period',
  {
    period: text('period').notNull(),
    agencyId: uuid('agency_id').notNull(),
    counts: jsonb('counts').$type<Counts>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.period, table.agencyId] })],
);

export const boardOverdue = pgTable('board_overdue', { until: at('until').notNull() });

/** What an agency says of a month that the hub cannot know. */
export const boardDeclaration = pgTable(
  'board_declaration',
  {
    agencyId: uuid('agency_id').notNull(),
    month: date('month').notNull(),
    issued: integer('issued'),
    leaders: integer('leaders'),
    declaredBy: text('declared_by').notNull(),
    declaredAt: at('declared_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.agencyId, table.month] })],
);
