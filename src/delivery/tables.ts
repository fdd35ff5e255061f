import { sql } from 'drizzle-orm';
import {
  boolean,
  customType,
  date,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import type { DeliveryChannel, DeliveryReason, DeliveryState, OwedKind, RecallForm, Urgency } from './model.ts';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const at = (name: string) => timestamp(name, { withTimezone: true });

/** One document to one addressed agency. A group's state is written on all its members at once. */
export const delivery = pgTable('delivery', {
  id: uuid('id').primaryKey(),
  documentId: uuid('document_id').notNull(),
  addressedCode: text('addressed_code').notNull(),
  agencyId: uuid('agency_id'),
  handoverId: uuid('handover_id'),
  channel: text('channel').$type<DeliveryChannel>().notNull(),
  axis: text('axis'),
  leadId: uuid('lead_id').notNull(),
  members: uuid('members').array().notNull().default([]),
  state: text('state').$type<DeliveryState>().notNull(),
  stateAt: at('state_at').notNull().defaultNow(),
  reasonCode: text('reason_code'),
  reason: jsonb('reason').$type<DeliveryReason>(),
  kind: text('kind').$type<'document' | 'status'>().notNull(),
  urgent: boolean('urgent').notNull(),
  rankAt: at('rank_at').notNull(),
  attempts: integer('attempts').notNull().default(0),
  businessCode: text('business_code'),
  businessAt: at('business_at'),
  recallState: text('recall_state').$type<'asked' | 'confirmed' | 'refused' | 'withdrawn'>(),
  arrivedAt: at('arrived_at'),
  recallForm: text('recall_form').$type<RecallForm>(),
  recallAskedAt: at('recall_asked_at'),
  recallOverdueAt: at('recall_overdue_at'),
  decidedId: uuid('decided_id'),
  consignedAt: at('consigned_at'),
  urgency: smallint('urgency').$type<Urgency>().notNull().default(0),
});

/** One narrow row per live push delivery (its lead); deleted with the terminal state in the same transaction. */
export const dispatch = pgTable('dispatch', {
  deliveryId: uuid('delivery_id').primaryKey(),
  laneId: uuid('lane_id').notNull(),
  documentId: uuid('document_id').notNull(),
  state: text('state').$type<'due' | 'claimed' | 'sending'>().notNull(),
  urgent: boolean('urgent').notNull(),
  rankAt: at('rank_at').notNull(),
  dueAt: at('due_at').notNull(),
  deadlineAt: at('deadline_at').notNull(),
  attempts: integer('attempts').notNull().default(0),
  epoch: integer('epoch').notNull().default(0),
  attemptId: uuid('attempt_id'),
  leaseUntil: at('lease_until'),
  queuedAt: at('queued_at').notNull().defaultNow(),
  warned: boolean('warned').notNull().default(false),
});

/** A recipient's or an axis's queue, with its cap and breaker. */
export const lane = pgTable('lane', {
  id: uuid('id').primaryKey(),
  key: text('key').notNull().unique(),
  cap: smallint('cap').notNull().default(4),
  paused: boolean('paused').notNull().default(false),
  breaker: text('breaker').$type<'closed' | 'open' | 'half-open'>().notNull().default('closed'),
  failures: integer('failures').notNull().default(0),
  failedAt: at('failed_at'),
  retryAt: at('retry_at'),
  pausedBy: text('paused_by'),
  pausedAt: at('paused_at'),
  pausedWhy: text('paused_why'),
  rate: integer('rate'),
  tokens: doublePrecision('tokens').notNull().default(0),
  tokensAt: at('tokens_at').notNull().default(sql`'epoch'`),
});

/** Which delivery waits for which; both are leads. */
export const predecessor = pgTable(
  'predecessor',
  {
    deliveryId: uuid('delivery_id').notNull(),
    predecessorId: uuid('predecessor_id').notNull(),
    open: boolean('open').notNull().default(true),
  },
  (table) => [primaryKey({ columns: [table.deliveryId, table.predecessorId] })],
);

/** One try of one push. */
export const attempt = pgTable('attempt', {
  id: uuid('id').primaryKey(),
  deliveryId: uuid('delivery_id').notNull(),
  number: integer('number').notNull(),
  epoch: integer('epoch').notNull(),
  outcome: text('outcome').$type<'delivered' | 'retry' | 'permanent' | 'lost'>(),
  httpStatus: integer('http_status'),
  errorCode: text('error_code'),
  detail: text('detail'),
  startedAt: at('started_at').notNull().defaultNow(),
  endedAt: at('ended_at'),
  contentLeft: boolean('content_left'),
  method: text('method'),
  address: text('address'),
  answer: text('answer'),
});

/** A pull delivery that its recipient could not take rests until then. */
export const pullFailure = pgTable('pull_failure', {
  deliveryId: uuid('delivery_id').primaryKey(),
  restUntil: at('rest_until').notNull(),
});

/** Đôn đốc: that the sender reminded a recipient (the lead) on a day. */
export const reminder = pgTable(
  'reminder',
  {
    deliveryId: uuid('delivery_id').notNull(),
    remindedOn: date('reminded_on').notNull(),
    remindedAt: at('reminded_at').notNull().defaultNow(),
    remindedBy: text('reminded_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.deliveryId, table.remindedOn] })],
);

/** A link by which whoever was written to by mail answers for a delivery (the lead). Its code is kept as a digest. */
export const mailCode = pgTable('mail_code', {
  codeSha256: bytea('code_sha256').primaryKey(),
  deliveryId: uuid('delivery_id').notNull(),
  connection: text('connection').notNull(),
  expiresAt: at('expires_at').notNull(),
});

/** A document that goes by its recipient's second way as well (its lead). `dueAt` is null once that is over. */
export const fallbackMail = pgTable('fallback_mail', {
  deliveryId: uuid('delivery_id').primaryKey(),
  dueAt: at('due_at').defaultNow(),
  tries: integer('tries').notNull().default(0),
  leftAt: at('left_at'),
  code: text('code'),
});

/** What the hub must still write and hand in. */
export const owedMessage = pgTable('owed_message', {
  id: uuid('id').primaryKey(),
  kind: text('kind').$type<OwedKind>().notNull(),
  deliveryId: uuid('delivery_id').notNull(),
  reason: text('reason'),
  dueAt: at('due_at').notNull().defaultNow(),
});

/** A relay that an axis took on, under the other side's id; `followAt` is null once that side has decided. */
export const relay = pgTable('relay', {
  deliveryId: uuid('delivery_id').primaryKey(),
  axis: text('axis').notNull(),
  remoteId: text('remote_id').notNull(),
  relayedAt: at('relayed_at').notNull().defaultNow(),
  followAt: at('follow_at'),
  follows: integer('follows').notNull().default(0),
});
