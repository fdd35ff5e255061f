import { sql } from 'drizzle-orm';
import { boolean, date, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { PortalMode, Reason } from './model.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** The portal as a whole: one row. */
export const portal = pgTable('portal', {
  id: boolean().primaryKey().default(true),
  mode: text().$type<PortalMode>().notNull().default('off'),
  authority: text(),
  since: date(),
});

/** What an agency has chosen for itself. */
export const portalAgency = pgTable('portal_agency', {
  agencyId: uuid('agency_id').primaryKey(),
  mode: text().$type<PortalMode>().notNull(),
});

/** A line for every document that is marked Công khai and was sent by an agency of this hub. */
export const publication = pgTable('publication', {
  id: uuid().primaryKey(),
  documentId: uuid('document_id').notNull(),
  agencyId: uuid('agency_id').notNull(),
  day: date().notNull(),
  state: text().$type<'waiting' | 'published' | 'withdrawn'>().notNull(),
  reason: text().$type<Reason>(),
  publishedAt: at('published_at'),
  changedAt: at('changed_at').notNull(),
});

/** Every document that an entry is or was: as it was first sent, and each of its updates. */
export const publicationDocument = pgTable('publication_document', {
  documentId: uuid('document_id').primaryKey(),
  publicationId: uuid('publication_id').notNull(),
});

/** The moment of a change, so coarse that a cursor carries it whole. */
export const CHANGED = sql`date_trunc('milliseconds', now())`;
