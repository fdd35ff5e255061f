import { boolean, date, pgTable, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { DossierState } from './states.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** One dossier of a một cửa system, by its number. */
export const dossier = pgTable('dossier', {
  id: uuid('id').primaryKey(),
  number: text('number').notNull().unique(),
  issuerId: uuid('issuer_id'),
  state: smallint('state').$type<DossierState>(),
  stateAt: at('state_at'),
  dueOn: date('due_on'),
  anomalies: smallint('anomalies').notNull().default(0),
  openedAt: at('opened_at').notNull().defaultNow(),
});

export type DossierRow = typeof dossier.$inferSelect;

/** Who may see it and report on it. */
export const dossierParty = pgTable(
  'dossier_party',
  { agencyId: uuid('agency_id').notNull(), dossierId: uuid('dossier_id').notNull() },
  (table) => [primaryKey({ columns: [table.agencyId, table.dossierId] })],
);

/** The thread. */
export const dossierDocument = pgTable('dossier_document', {
  documentId: uuid('document_id').primaryKey(),
  dossierId: uuid('dossier_id').notNull(),
  byParty: boolean('by_party').notNull(),
  admits: boolean('admits').notNull(),
});

/** Every report of a state that was no repetition. */
export const dossierState = pgTable('dossier_state', {
  id: uuid('id').primaryKey(),
  dossierId: uuid('dossier_id').notNull(),
  state: smallint('state').$type<DossierState>().notNull(),
  agencyId: uuid('agency_id').notNull(),
  actor: text('actor').notNull(),
  takenAt: at('taken_at'),
  reportedAt: at('reported_at').notNull().defaultNow(),
  note: text('note'),
  follows: boolean('follows').notNull(),
});
