import { boolean, customType, integer, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { RetentionClass } from './model.ts';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const at = (name: string) => timestamp(name, { withTimezone: true });

/** A document that retention leaves alone; free again when its last hold is lifted. */
export const hold = pgTable('hold', {
  id: uuid().primaryKey(),
  documentId: uuid('document_id').notNull(),
  reason: text().notNull(),
  placedBy: text('placed_by').notNull(),
  placedAt: at('placed_at').notNull().defaultNow(),
  liftedBy: text('lifted_by'),
  liftedReason: text('lifted_reason'),
  liftedAt: at('lifted_at'),
});

/** How long a class of data is kept; what has no rule is kept for ever. */
export const retentionRule = pgTable(
  'retention_rule',
  {
    class: text().$type<RetentionClass>().notNull(),
    typeName: text('type_name').notNull().default(''),
    keepMonths: integer('keep_months').notNull(),
    unexported: boolean().notNull().default(false),
    reason: text().notNull(),
    setBy: text('set_by').notNull(),
    setAt: at('set_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.class, table.typeName] })],
);

/** A document that an archive holds. */
export const archived = pgTable('archived', {
  documentId: uuid('document_id').primaryKey(),
  place: text().notNull(),
  manifestSha256: bytea('manifest_sha256').notNull(),
  archivedAt: at('archived_at').notNull().defaultNow(),
});
