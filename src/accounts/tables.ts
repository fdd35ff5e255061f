import {
  bigint,
  boolean,
  customType,
  date,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Role } from './model.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** A person who works with the hub through its pages. */
export const account = pgTable('account', {
  id: uuid('id').primaryKey(),
  login: text('login').notNull().unique(),
  name: text('name').notNull(),
  role: text('role').$type<Role>().notNull(),
  password: text('password').notNull(),
  mustChange: boolean('must_change').notNull().default(true),
  createdAt: at('created_at').notNull().defaultNow(),
  disabledAt: at('disabled_at'),
});

/** For which agencies a clerk works. */
export const accountAgency = pgTable(
  'account_agency',
  { accountId: uuid('account_id').notNull(), agencyId: uuid('agency_id').notNull() },
  (table) => [primaryKey({ columns: [table.accountId, table.agencyId] })],
);

/** What an auditor may look at, and by which decision. */
export const auditMandate = pgTable('audit_mandate', {
  accountId: uuid('account_id').primaryKey(),
  decision: text('decision').notNull(),
  fromAt: at('from_at').notNull(),
  untilAt: at('until_at').notNull(),
  expiresAt: at('expires_at').notNull(),
});

/** Who is logged in, by the SHA-256 of the token in the browser. */
export const session = pgTable('session', {
  tokenSha256: bytea('token_sha256').primaryKey(),
  id: uuid('id').notNull().defaultRandom().unique(),
  accountId: uuid('account_id').notNull(),
  csrf: text('csrf').notNull(),
  secondFactor: text('second_factor').$type<'owed' | 'none' | 'given'>().notNull().default('none'),
  idToken: bytea('id_token'),
  address: text('address').notNull(),
  agent: text('agent').notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
  seenAt: at('seen_at').notNull().defaultNow(),
  expiresAt: at('expires_at').notNull(),
});

/** What was typed when a session ended, while its writer logs in elsewhere. */
export const keptForm = pgTable('kept_form', {
  id: uuid('id').primaryKey(),
  form: bytea('form').notNull(),
  expiresAt: at('expires_at').notNull(),
});

/** Wrong guesses by name and source. */
export const guess = pgTable(
  'guess',
  {
    nameSha256: bytea('name_sha256').notNull(),
    source: text('source').notNull(),
    failures: integer('failures').notNull().default(1),
    lastAt: at('last_at').notNull().defaultNow(),
    lockedUntil: at('locked_until'),
  },
  (table) => [primaryKey({ columns: [table.nameSha256, table.source] })],
);

/** Browsers with which a person has logged in before. */
export const knownDevice = pgTable(
  'known_device',
  {
    accountId: uuid('account_id').notNull(),
    tokenSha256: bytea('token_sha256').notNull(),
    seenAt: at('seen_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.tokenSha256] })],
);

/** In which months a person has worked here. */
export const accountMonth = pgTable(
  'account_month',
  { accountId: uuid('account_id').notNull(), month: date('month').notNull() },
  (table) => [primaryKey({ columns: [table.accountId, table.month] })],
);

/** The key of a person's authenticator app. */
export const secondFactor = pgTable('second_factor', {
  accountId: uuid('account_id').primaryKey(),
  secret: bytea('secret').notNull(),
  confirmedAt: at('confirmed_at'),
  lastStep: bigint('last_step', { mode: 'number' }),
});

/** Codes for the day on which the telephone is lost. */
export const recoveryCode = pgTable(
  'recovery_code',
  {
    accountId: uuid('account_id').notNull(),
    codeSha256: bytea('code_sha256').notNull(),
    usedAt: at('used_at'),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.codeSha256] })],
);

/** Who somebody is at an OpenID Connect provider. */
export const identity = pgTable(
  'identity',
  {
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    accountId: uuid('account_id').notNull(),
    boundAt: at('bound_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.issuer, table.subject] })],
);
