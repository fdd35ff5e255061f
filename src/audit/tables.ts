import { pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** An auditor's look into the content of one document. */
export const auditLook = pgTable('audit_look', {
  id: uuid('id').primaryKey(),
  accountId: uuid('account_id').notNull(),
  documentId: uuid('document_id').notNull(),
  reason: text('reason').notNull(),
  openedAt: at('opened_at').notNull().defaultNow(),
  expiresAt: at('expires_at').notNull(),
});
