import { integer, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import type { Facts } from '../platform/errors.ts';
import type { CatalogueName } from './model.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** How the reading of each catalogue stands. */
export const catalogue = pgTable('catalogue', {
  name: text().$type<CatalogueName>().primaryKey(),
  askedAt: at('asked_at').notNull().defaultNow(),
  readAt: at('read_at'),
  failure: text(),
  firstAt: at('first_at').notNull().defaultNow(),
  wantedAt: at('wanted_at'),
  failureFacts: jsonb('failure_facts').$type<Facts>().notNull().default({}),
  lateAt: at('late_at'),
  entries: integer().notNull().default(0),
  gone: integer().notNull().default(0),
  leftOut: integer('left_out').notNull().default(0),
  unknown: integer().notNull().default(0),
  changedAt: at('changed_at'),
  lastAdded: integer('last_added').notNull().default(0),
  lastChanged: integer('last_changed').notNull().default(0),
  lastGone: integer('last_gone').notNull().default(0),
});

export const catalogueEntry = pgTable(
  'catalogue_entry',
  {
    catalogue: text().$type<CatalogueName>().notNull(),
    code: text().notNull(),
    name: text().notNull(),
    parentCode: text('parent_code'),
    contact: jsonb().$type<Readonly<Record<string, string>>>().notNull().default({}),
    changedAt: at('changed_at').notNull().defaultNow(),
    goneAt: at('gone_at'),
    addedAt: at('added_at').notNull().defaultNow(),
    nameBefore: text('name_before'),
  },
  (table) => [primaryKey({ columns: [table.catalogue, table.code] })],
);
