import { and, asc, eq } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { lifecycleError } from './errors.ts';
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
 * Sets or changes a rule. What proves a thing outlives it: content and statuses go no later than metadata, metadata no
 * later than evidence. Throws RETENTION_RULE_ORDER.
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
  requireOrder(await listRules(tx));
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
  requireOrder(await listRules(tx));
  const data = { class: rule.class, type: rule.typeName, reason: why.reason };
  await record(tx, [{ type: 'retention.rule-removed', actor: why.actor, data }]);
  return true;
}

const OUTLIVES = [
  ['metadata', 'content'],
  ['metadata', 'status'],
  ['evidence', 'metadata'],
] as const;

/** A class that is kept for a time needs everything that it outlives to end before it. */
function requireOrder(rules: readonly RetentionRule[]): void {
  for (const [longer, shorter] of OUTLIVES) {
    const limit = rules.find((rule) => rule.class === longer)?.keepMonths;
    if (limit === undefined) continue;
    const months = rules.filter((rule) => rule.class === shorter).map((rule) => rule.keepMonths);
    const general = rules.some((rule) => rule.class === shorter && rule.typeName === '');
    if (!general || months.some((one) => one > limit)) {
      throw lifecycleError('RETENTION_RULE_ORDER', { longer, shorter, limit });
    }
  }
}
