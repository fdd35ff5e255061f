import { and, asc, eq } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import type { Because, RetentionClass } from './model.ts';
import { retentionRule } from './tables.ts';

export type RetentionRule = typeof retentionRule.$inferSelect;

export interface NewRule {
  readonly class: RetentionClass;
  /** Only documents of this type (edXML TypeName); empty for all. For `content` only. */
  readonly typeName: string;
  /** 1 to 1200. */
  readonly keepMonths: number;
  /** Remove also what no archive has. */
  readonly unexported: boolean;
}

export async function listRules(reader: Reader): Promise<RetentionRule[]> {
  return reader.select().from(retentionRule).orderBy(asc(retentionRule.class), asc(retentionRule.typeName));
}

/**
 * Sets or changes a rule. No order among the classes is asked for: a document stays as long as its bytes do, and the
 * evidence of a document as long as the document, whatever their own rules say.
 */
export async function setRule(tx: Tx, rule: NewRule, why: Because): Promise<void> {
  const values = { ...rule, reason: why.reason, setBy: why.actor };
  await tx
    .insert(retentionRule)
    .values(values)
    .onConflictDoUpdate({
      target: [retentionRule.class, retentionRule.typeName],
      set: { ...values, setAt: new Date() },
    });
  const { class: of, typeName, keepMonths: months, unexported } = rule;
  const data = { class: of, type: typeName, months, unexported, reason: why.reason };
  await record(tx, [{ type: 'retention.rule-set', actor: why.actor, data }]);
}

/** From now on this is kept for ever. False when there was no such rule. */
export async function removeRule(
  tx: Tx,
  rule: { readonly class: RetentionClass; readonly typeName: string },
  why: Because,
): Promise<boolean> {
  const { rowCount } = await tx
    .delete(retentionRule)
    .where(and(eq(retentionRule.class, rule.class), eq(retentionRule.typeName, rule.typeName)));
  if (!rowCount) return false;
  const data = { class: rule.class, type: rule.typeName, reason: why.reason };
  await record(tx, [{ type: 'retention.rule-removed', actor: why.actor, data }]);
  return true;
}
