import { customType, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export const event = pgTable('event', {
  id: uuid().primaryKey(),
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  type: text().notNull(),
  actor: text().notNull(),
  submissionId: uuid('submission_id'),
  documentId: uuid('document_id'),
  deliveryId: uuid('delivery_id'),
  agencyId: uuid('agency_id'),
  data: jsonb().$type<EventData>().notNull().default({}),
  salt: bytea().notNull(),
});

export const receipt = pgTable('receipt', {
  id: uuid().primaryKey(),
  type: text().$type<ReceiptType>().notNull(),
  submissionId: uuid('submission_id').notNull(),
  documentId: uuid('document_id'),
  deliveryId: uuid('delivery_id'),
  statement: text().notNull(),
  signature: bytea(),
  keyId: text('key_id'),
  issuedAt: timestamp('issued_at', { withTimezone: true }).notNull().defaultNow(),
});

/** What an event says beyond its ids; filled into its sentence. Never a subject, a person or content. */
export type EventData = Record<string, string | number | boolean | readonly string[]>;

/** ETSI EN 319 522-1 names of the evidence that the hub signs. */
export const RECEIPT_TYPES = [
  'SubmissionAcceptance',
  'SubmissionRejection',
  'RelayAcceptance',
  'RelayFailure',
  'ContentConsignment',
  'ContentConsignmentFailure',
  'ContentHandover',
  'ContentHandoverFailure',
] as const;
export type ReceiptType = (typeof RECEIPT_TYPES)[number];
