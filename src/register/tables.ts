import { sql } from 'drizzle-orm';
import {
  boolean,
  date,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** The last số đến given, one row an agency and year. */
export const registerBook = pgTable(
  'register_book',
  {
    agencyId: uuid('agency_id').notNull(),
    year: smallint('year').notNull(),
    lastNumber: integer('last_number').notNull(),
  },
  (table) => [primaryKey({ columns: [table.agencyId, table.year] })],
);

/** Computed by PostgreSQL of the other columns: what is searched. */
const search = () => text('search').notNull().generatedAlwaysAs(sql`''`);

/** One line of the book of incoming documents, with the facts as they were when it was written. */
export const registerEntry = pgTable(
  'register_entry',
  {
    id: uuid('id').notNull().defaultRandom(),
    agencyId: uuid('agency_id').notNull(),
    year: smallint('year').notNull(),
    number: integer('number').notNull(),
    documentId: uuid('document_id'),
    deliveryId: uuid('delivery_id'),
    registeredAt: at('registered_at').notNull().defaultNow(),
    arrivedOn: date('arrived_on').notNull().default(sql`(now() at time zone 'Asia/Ho_Chi_Minh')::date`),
    author: text('author').notNull(),
    code: text('code').notNull(),
    issuedOn: date('issued_on'),
    kind: text('kind').notNull().default(''),
    summary: text('summary').notNull(),
    handedTo: text('handed_to'),
    helpers: text('helpers'),
    directive: text('directive'),
    handedOn: date('handed_on'),
    dueOn: date('due_on'),
    progress: text('progress').$type<Progress>(),
    replyCode: text('reply_code'),
    note: text('note').$type<'recalled' | 'returned' | 'cancelled'>(),
    remark: text('remark').notNull().default(''),
    version: integer('version').notNull().default(0),
    search: search(),
  },
  (table) => [primaryKey({ columns: [table.agencyId, table.year, table.number] })],
);
/** Accepted, passed on, in progress, completed: the statuses 03 to 06. */
export type Progress = '03' | '04' | '05' | '06';

/** One line of the book of outgoing documents: of a document of the hub (the same id), or of paper alone. */
export const outgoingEntry = pgTable('outgoing_entry', {
  id: uuid('id').primaryKey(),
  agencyId: uuid('agency_id').notNull(),
  paper: boolean('paper').notNull(),
  number: integer('number').notNull(),
  code: text('code').notNull(),
  issuedOn: date('issued_on').notNull(),
  kind: text('kind').notNull(),
  summary: text('summary').notNull(),
  signer: text('signer').notNull(),
  recipients: text('recipients').notNull(),
  keptBy: text('kept_by').notNull().default(''),
  copies: integer('copies'),
  forwardedOn: date('forwarded_on'),
  envelopes: integer('envelopes'),
  note: text('note').$type<'recalled' | 'cancelled'>(),
  remark: text('remark').notNull().default(''),
  version: integer('version').notNull().default(0),
  search: search(),
});

/** What a clerk has changed on a line of either book, and why. */
export const registerCorrection = pgTable('register_correction', {
  id: uuid('id').primaryKey(),
  lineId: uuid('line_id').notNull(),
  at: at('at').notNull().defaultNow(),
  actor: text('actor').notNull(),
  reason: text('reason').notNull(),
  changes: jsonb('changes').$type<readonly Change[]>().notNull(),
});

/** One field of a line; values as they are printed, empty for none. */
export interface Change {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/** The last number of an outgoing series, one row an agency, year and kind of document. */
export const outgoingBook = pgTable(
  'outgoing_book',
  {
    agencyId: uuid('agency_id').notNull(),
    year: smallint('year').notNull(),
    series: text('series').notNull(),
    lastNumber: integer('last_number').notNull(),
  },
  (table) => [primaryKey({ columns: [table.agencyId, table.year, table.series] })],
);

/** A number that was taken: by what is being written, by a document, or by neither once it was given back. */
export const outgoingNumber = pgTable(
  'outgoing_number',
  {
    agencyId: uuid('agency_id').notNull(),
    year: smallint('year').notNull(),
    series: text('series').notNull(),
    number: integer('number').notNull(),
    holderId: uuid('holder_id'),
    documentId: uuid('document_id'),
    takenBy: text('taken_by').notNull(),
    takenAt: at('taken_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.agencyId, table.year, table.series, table.number] })],
);
