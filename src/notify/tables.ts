import { customType, integer, jsonb, pgTable, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Language } from '../platform/errors.ts';
import type { AlertFacts, AlertKind } from './kinds.ts';
import type { AlertChannel, AlertState } from './model.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** Whom to tell. */
export const alertContact = pgTable('alert_contact', {
  id: uuid('id').primaryKey(),
  agencyId: uuid('agency_id'),
  name: text('name').notNull(),
  channel: text('channel').$type<AlertChannel>().notNull(),
  address: text('address').notNull(),
  secret: bytea('secret'),
  language: text('language').$type<Language>().notNull(),
  kinds: text('kinds').array().$type<AlertKind[]>().notNull().default([]),
  dutyFrom: smallint('duty_from'),
  dutyTo: smallint('duty_to'),
  addedBy: text('added_by').notNull(),
  addedAt: at('added_at').notNull().defaultNow(),
});

/** What has to be told. */
export const alert = pgTable('alert', {
  id: uuid('id').primaryKey(),
  key: text('key').notNull(),
  kind: text('kind').$type<AlertKind>().notNull(),
  agencyId: uuid('agency_id'),
  documentId: uuid('document_id'),
  deliveryId: uuid('delivery_id'),
  facts: jsonb('facts').$type<AlertFacts>().notNull().default({}),
  state: text('state').$type<AlertState>().notNull(),
  dueAt: at('due_at').notNull(),
  repeatSeconds: integer('repeat_seconds'),
  repeatTimes: integer('repeat_times'),
  rounds: integer('rounds').notNull().default(0),
  tries: smallint('tries').notNull().default(0),
  reached: uuid('reached').array().notNull().default([]),
  epoch: integer('epoch').notNull().default(0),
  raisedAt: at('raised_at').notNull().defaultNow(),
  endedAt: at('ended_at'),
});
