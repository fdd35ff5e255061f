import {
  bigint,
  boolean,
  customType,
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
import type { AxisSettings } from '../../adapters/contract.ts';
import type { PdfPolicy, SignaturePolicy } from '../trust/index.ts';
import type { Calendar } from './calendar-file.ts';
import type { CodeScheme, Contact, ObeyedRecall, Scope } from './model.ts';

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });
const tsvector = customType<{ data: string; driverData: string }>({ dataType: () => 'tsvector' });
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const agency = pgTable('agency', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  namePlain: text('name_plain').notNull(),
  search: tsvector('search').notNull(),
  level: smallint('level').notNull(),
  parentId: uuid('parent_id'),
  contactPointId: uuid('contact_point_id'),
  validFrom: date('valid_from'),
  validTo: date('valid_to'),
  contact: jsonb('contact').$type<Contact>().notNull().default({}),
  signaturePolicy: text('signature_policy').$type<SignaturePolicy>(),
  pdfPolicy: text('pdf_policy').$type<PdfPolicy>(),
  pdfRegulation: text('pdf_regulation'),
  axis: text('axis'),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

export const agencyCode = pgTable(
  'agency_code',
  {
    code: text('code').notNull(),
    agencyId: uuid('agency_id').notNull(),
    scheme: text('scheme').$type<CodeScheme>().notNull(),
    isCurrent: boolean('is_current').notNull().default(false),
    validFrom: date('valid_from'),
    validTo: date('valid_to'),
  },
  (table) => [primaryKey({ columns: [table.code, table.agencyId] })],
);

export const agencySuccessor = pgTable(
  'agency_successor',
  {
    agencyId: uuid('agency_id').notNull(),
    successorId: uuid('successor_id').notNull(),
    fromDate: date('from_date').notNull(),
    isHeir: boolean('is_heir').notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.agencyId, table.successorId] })],
);

export const channel = pgTable('channel', {
  agencyId: uuid('agency_id').primaryKey(),
  kind: text('kind').$type<'pull' | 'webhook' | 'connection'>().notNull(),
  url: text('url'),
  secret: bytea('secret'),
  maxBytes: bigint('max_bytes', { mode: 'number' }),
  cap: smallint('cap').notNull().default(4),
  rate: integer('rate'),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  testedAt: instant('tested_at'),
  connection: text('connection'),
  address: text('address'),
});

export const system = pgTable('system', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  keySha256: bytea('key_sha256').notNull(),
  previousKeySha256: bytea('previous_key_sha256'),
  previousUntil: instant('previous_until'),
  scopes: text('scopes').array().$type<Scope[]>().notNull(),
  allOrNothing: boolean('all_or_nothing').notNull().default(false),
  recallForm: text('recall_form').$type<ObeyedRecall>().notNull().default('both'),
  createdAt: instant('created_at').notNull().defaultNow(),
  rotatedAt: instant('rotated_at'),
  disabledAt: instant('disabled_at'),
  seenAt: instant('seen_at'),
});

export const systemAgency = pgTable(
  'system_agency',
  {
    systemId: uuid('system_id').notNull(),
    agencyId: uuid('agency_id').notNull(),
    validFrom: instant('valid_from').notNull().defaultNow(),
    validTo: instant('valid_to'),
  },
  (table) => [primaryKey({ columns: [table.systemId, table.agencyId] })],
);

export const certificate = pgTable('certificate', {
  id: uuid('id').primaryKey(),
  agencyId: uuid('agency_id').notNull(),
  person: text('person'),
  sha256: bytea('sha256').notNull(),
  der: bytea('der').notNull(),
  subject: text('subject').notNull(),
  issuer: text('issuer').notNull(),
  serial: text('serial').notNull(),
  notBefore: instant('not_before').notNull(),
  notAfter: instant('not_after').notNull(),
  revokedAt: instant('revoked_at'),
  addedBy: text('added_by').notNull(),
  addedAt: instant('added_at').notNull().defaultNow(),
});

/** The key with which the hub seals what people of an agency send from the web pages. */
export const sealingKey = pgTable('sealing_key', {
  agencyId: uuid('agency_id').primaryKey(),
  certificateId: uuid('certificate_id').notNull(),
  secret: bytea('secret').notNull(),
  addedBy: text('added_by').notNull(),
  addedAt: instant('added_at').notNull().defaultNow(),
});

/** How the link to another side stands (`links.ts`), and which process works on it. */
const linkColumns = () => ({
  enabled: boolean('enabled').notNull().default(true),
  savedAt: instant('saved_at').notNull().defaultNow(),
  downSince: instant('down_since'),
  downReason: text('down_reason'),
  answeredAt: instant('answered_at'),
  heldBy: uuid('held_by'),
  heldUntil: instant('held_until'),
});

export const axis = pgTable('axis', {
  name: text('name').primaryKey(),
  adapter: text('adapter').notNull(),
  baseUrl: text('base_url').notNull(),
  secret: bytea('secret').notNull(),
  settings: jsonb('settings').$type<AxisSettings>().notNull(),
  ...linkColumns(),
  directoryVersion: bigint('directory_version', { mode: 'number' }),
  directoryAt: instant('directory_at'),
});

/** A document system that the hub calls, by the adapter of its kind. */
export const connection = pgTable('connection', {
  name: text('name').primaryKey(),
  adapter: text('adapter').notNull(),
  systemId: uuid('system_id').notNull(),
  settings: jsonb('settings').$type<unknown>().notNull(),
  secret: bytea('secret'),
  ...linkColumns(),
});

/** What an adapter must know again after a restart. */
export const connectionState = pgTable(
  'connection_state',
  {
    connection: text('connection').notNull(),
    key: text('key').notNull(),
    value: jsonb('value').$type<unknown>().notNull(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.connection, table.key] })],
);

/** A second way for what an agency does not take. */
export const fallback = pgTable('fallback', {
  agencyId: uuid('agency_id').primaryKey(),
  connection: text('connection').notNull(),
  address: text('address').notNull(),
  afterMinutes: integer('after_minutes').notNull(),
  officeHours: boolean('office_hours').notNull(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

/** What a system proves itself with at the door that speaks an axis's protocol. */
export const vxpCredential = pgTable('vxp_credential', {
  systemId: uuid('system_id').primaryKey(),
  secret: bytea('secret').notNull(),
  previousSecret: bytea('previous_secret'),
  previousUntil: instant('previous_until'),
  offsetMinutes: smallint('offset_minutes').notNull().default(420),
  issuedAt: instant('issued_at').notNull().defaultNow(),
});

export const signedRequest = pgTable(
  'signed_request',
  {
    systemId: uuid('system_id').notNull(),
    hash: bytea('hash').notNull(),
    endpoint: text('endpoint').notNull(),
    seen: integer('seen').notNull().default(1),
    countedFrom: instant('counted_from').notNull().defaultNow(),
    firstAt: instant('first_at').notNull().defaultNow(),
    answer: jsonb('answer').$type<Readonly<Record<string, unknown>>>(),
  },
  (table) => [primaryKey({ columns: [table.systemId, table.hash] })],
);

export const agencyRequest = pgTable('agency_request', {
  id: uuid('id').primaryKey(),
  kind: text('kind').$type<'register' | 'close'>().notNull(),
  systemId: uuid('system_id').notNull(),
  agencyId: uuid('agency_id').notNull(),
  code: text('code').notNull(),
  name: text('name'),
  contact: jsonb('contact').$type<Contact>().notNull().default({}),
  askedAt: instant('asked_at').notNull().defaultNow(),
  decision: text('decision').$type<'accepted' | 'refused'>(),
  why: text('why'),
  decidedBy: text('decided_by'),
  decidedAt: instant('decided_at'),
});
/** The working calendar: one row. */
export const calendar = pgTable('calendar', {
  id: boolean('id').primaryKey().default(true),
  data: jsonb('data').$type<Calendar>().notNull(),
  importedBy: text('imported_by').notNull(),
  importedAt: instant('imported_at').notNull().defaultNow(),
});

/** A unit of an axis's directory as it was last taken over: what differs from it now was changed here. */
export const axisUnit = pgTable(
  'axis_unit',
  {
    axis: text('axis').notNull(),
    unitId: text('unit_id').notNull(),
    agencyId: uuid('agency_id').notNull(),
    code: text('code').notNull(),
    otherCodes: text('other_codes').array().notNull(),
    name: text('name').notNull(),
    mail: text('mail'),
    parentUnit: text('parent_unit'),
    closed: boolean('closed').notNull(),
  },
  (table) => [primaryKey({ columns: [table.axis, table.unitId] })],
);
