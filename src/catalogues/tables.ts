import { jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import type { CatalogueName } from './model.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** How the reading of each catalogue stands. */
export const catalogue = pgTable('catalogue', {
  name: text().$type<CatalogueName>().primaryKey(),
  askedAt: at('asked_at').notNull().defaultNow(),
  readAt: at('read_at'),
  failure: text(),
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
  },
  (table) => [primaryKey({ columns: [table.catalogue, table.code] })],
);
