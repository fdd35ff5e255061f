import {
  bigint,
  customType,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import type { FoundFile } from '../trust/index.ts';
import type { Answered, DraftState, Fields, Forwarded, Purpose } from './model.ts';

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });
const at = (name: string) => timestamp(name, { withTimezone: true });

/** What a person writes for one of his agencies until it is sent. */
export const draft = pgTable('draft', {
  id: uuid('id').primaryKey(),
  accountId: uuid('account_id').notNull(),
  agencyId: uuid('agency_id').notNull(),
  fields: jsonb('fields').$type<Fields>().notNull().default({}),
  version: integer('version').notNull().default(0),
  answers: jsonb('answers').$type<Answered>(),
  forwards: jsonb('forwards').$type<Forwarded>(),
  state: text('state').$type<DraftState>().notNull().default('open'),
  busyUntil: at('busy_until'),
  submissionId: uuid('submission_id'),
  documentId: uuid('document_id'),
  createdAt: at('created_at').notNull().defaultNow(),
  changedAt: at('changed_at').notNull().defaultNow(),
});

/** A file of a draft; its blob has the same id. */
export const draftFile = pgTable('draft_file', {
  id: uuid('id').primaryKey(),
  draftId: uuid('draft_id').notNull(),
  position: smallint('position').notNull(),
  name: text('name').notNull(),
  mediaType: text('media_type').notNull(),
  size: bigint('size', { mode: 'number' }).notNull(),
  sha256: bytea('sha256').notNull(),
  found: jsonb('found').$type<FoundFile>().notNull(),
  addedAt: at('added_at').notNull().defaultNow(),
});

export const draftRecipient = pgTable(
  'draft_recipient',
  {
    draftId: uuid('draft_id').notNull(),
    agencyId: uuid('agency_id').notNull(),
    purpose: text('purpose').$type<Purpose>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.draftId, table.agencyId] })],
);

/** A named list of recipients that an agency writes to again and again. */
export const recipientGroup = pgTable('recipient_group', {
  id: uuid('id').primaryKey(),
  agencyId: uuid('agency_id').notNull(),
  name: text('name').notNull(),
  changedBy: text('changed_by').notNull(),
  changedAt: at('changed_at').notNull().defaultNow(),
});

export const recipientGroupMember = pgTable(
  'recipient_group_member',
  {
    groupId: uuid('group_id').notNull(),
    agencyId: uuid('agency_id').notNull(),
    purpose: text('purpose').$type<Purpose>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.groupId, table.agencyId] })],
);

/** Which incoming document a document of our own passes on. */
export const forwarding = pgTable('forwarding', {
  documentId: uuid('document_id').primaryKey(),
  originalId: uuid('original_id').notNull(),
});
