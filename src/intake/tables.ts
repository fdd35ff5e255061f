import {
  bigint,
  boolean,
  customType,
  date,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Header } from '../edxml/index.ts';
import type { Verdict } from '../trust/index.ts';
import type { SubmissionFacts, SubmissionReason, SubmissionState } from './model.ts';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const moment = (name: string) => timestamp(name, { withTimezone: true });

export const submission = pgTable('submission', {
  id: uuid().primaryKey(),
  state: text().$type<SubmissionState>().notNull(),
  door: text().notNull(),
  systemId: uuid('system_id'),
  actor: text().notNull(),
  senderId: uuid('sender_id'),
  transportId: text('transport_id'),
  mediaType: text('media_type').notNull(),
  rawSha256: bytea('raw_sha256').notNull(),
  size: bigint({ mode: 'number' }).notNull(),
  hasBytes: boolean('has_bytes').notNull().default(true),
  facts: jsonb().$type<SubmissionFacts>().notNull().default({}),
  verdict: jsonb().$type<Verdict>(),
  code: text(),
  reason: jsonb().$type<SubmissionReason>(),
  documentId: uuid('document_id'),
  tries: smallint().notNull().default(0),
  verifierLosses: smallint('verifier_losses').notNull().default(0),
  retryAt: moment('retry_at'),
  receivedAt: moment('received_at').notNull().defaultNow(),
  decidedAt: moment('decided_at'),
});

export const submissionKey = pgTable('submission_key', {
  senderId: uuid('sender_id').notNull(),
  documentUid: text('document_uid').notNull(),
  kind: text().notNull(),
  docType: smallint('doc_type').notNull(),
  digest: bytea().notNull(),
  contentDigest: bytea('content_digest').notNull(),
  submissionId: uuid('submission_id').notNull(),
});

export const transportId = pgTable('transport_id', {
  scope: text().notNull(),
  transportId: text('transport_id').notNull(),
  submissionId: uuid('submission_id').notNull(),
});

/** A package that an axis offered, by that side's id, and what that side was told of it. */
export const offeredPackage = pgTable(
  'offered_package',
  {
    link: text().notNull(),
    transportId: text('transport_id').notNull(),
    kind: text().$type<'document' | 'status'>().notNull(),
    submissionId: uuid('submission_id').notNull(),
    takenAt: moment('taken_at').notNull().defaultNow(),
    told: text().$type<'done' | 'fail'>(),
  },
  (table) => [primaryKey({ columns: [table.link, table.transportId] })],
);

export const document = pgTable('document', {
  id: uuid().primaryKey(),
  submissionId: uuid('submission_id').notNull(),
  kind: text().$type<'document' | 'status'>().notNull(),
  senderId: uuid('sender_id').notNull(),
  documentUid: text('document_uid').notNull(),
  docType: smallint('doc_type').notNull().default(0),
  codeNumber: text('code_number'),
  codeNotation: text('code_notation'),
  promulgatedOn: date('promulgated_on'),
  typeName: text('type_name'),
  subject: text(),
  priority: smallint().notNull().default(0),
  dueOn: date('due_on'),
  header: jsonb().$type<Header>().notNull(),
  contentDigest: bytea('content_digest').notNull(),
  warningKey: text('warning_key'),
  statusCode: text('status_code'),
  aboutId: uuid('about_id'),
  builtByHub: boolean('built_by_hub').notNull().default(false),
  verdict: jsonb().$type<Verdict>().notNull(),
  acceptedAt: moment('accepted_at').notNull().defaultNow(),
  rankAt: moment('rank_at').notNull(),
  frozenAt: moment('frozen_at'),
});

export const documentReference = pgTable('document_reference', {
  documentId: uuid('document_id').notNull(),
  refersToId: uuid('refers_to_id').notNull(),
  relation: text().$type<Relation>().notNull(),
});
export type Relation = 'answers' | 'recalls' | 'updates' | 'replaces';

export const attachment = pgTable('attachment', {
  documentId: uuid('document_id').notNull(),
  position: smallint().notNull(),
  contentId: text('content_id').notNull(),
  name: text().notNull(),
  mediaType: text('media_type').notNull(),
  blobOffset: bigint('blob_offset', { mode: 'number' }).notNull(),
  blobLength: bigint('blob_length', { mode: 'number' }).notNull(),
  encoding: text().$type<'base64' | 'raw'>().notNull(),
  octets: bigint({ mode: 'number' }).notNull(),
  sha256: bytea().notNull(),
  zipped: boolean().notNull().default(false),
});
