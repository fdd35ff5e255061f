import { customType, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/** Leave to fetch one file of a draft and to bring it back signed, by the SHA-256 of what the service is given. */
export const signingTicket = pgTable('signing_ticket', {
  tokenSha256: bytea('token_sha256').primaryKey(),
  accountId: uuid('account_id').notNull(),
  draftId: uuid('draft_id').notNull(),
  fileId: uuid('file_id').notNull(),
  actor: text('actor').notNull(),
  expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
});
