import { customType, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });
const at = (name: string) => timestamp(name, { withTimezone: true });

/** What one document is found by, and who may find it. */
export const documentSearch = pgTable('document_search', {
  documentId: uuid('document_id').primaryKey(),
  acceptedAt: at('accepted_at').notNull(),
  senderId: uuid('sender_id').notNull(),
  sides: uuid('sides').array().notNull(),
  words: tsvector('words').notNull(),
});

/** Every word that was indexed; `search_variant` has it again without one of its letters. */
export const searchWord = pgTable('search_word', { word: text('word').primaryKey() });
export const searchVariant = pgTable(
  'search_variant',
  { variant: text('variant').notNull(), word: text('word').notNull() },
  (table) => [primaryKey({ columns: [table.variant, table.word] })],
);

export const searchBacklog = pgTable('search_backlog', { below: uuid('below').notNull() });

/** A search that a person keeps. */
export const savedSearch = pgTable('saved_search', {
  id: uuid('id').primaryKey(),
  accountId: uuid('account_id').notNull(),
  name: text('name').notNull(),
  terms: jsonb('terms').$type<Readonly<Record<string, string>>>().notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
});
