import { date, integer, pgTable, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';

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

/** One line of the book, with the facts as they were when it was written. */
export const registerEntry = pgTable(
  'register_entry',
  {
    agencyId: uuid('agency_id').notNull(),
    year: smallint('year').notNull(),
    number: integer('number').notNull(),
    documentId: uuid('document_id').notNull(),
    deliveryId: uuid('delivery_id').notNull(),
    registeredAt: at('registered_at').notNull().defaultNow(),
    author: text('author').notNull(),
    code: text('code').notNull(),
    issuedOn: date('issued_on'),
    summary: text('summary').notNull(),
    handedTo: text('handed_to'),
    handedAt: at('handed_at'),
    note: text('note').$type<'recalled' | 'returned'>(),
  },
  (table) => [primaryKey({ columns: [table.agencyId, table.year, table.number] })],
);

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
