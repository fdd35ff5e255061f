import { boolean, customType, pgTable, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
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
  failures: smallint('failures').notNull().default(0),
  lockedUntil: at('locked_until'),
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
  accountId: uuid('account_id').notNull(),
  csrf: text('csrf').notNull(),
  address: text('address').notNull(),
  agent: text('agent').notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
  seenAt: at('seen_at').notNull().defaultNow(),
  expiresAt: at('expires_at').notNull(),
});
