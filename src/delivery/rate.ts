import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';

/** Tokens that pile up at most, as part of a minute's: a short burst, not a minute's sends at once. */
const BURST_PART = 10;
/** One for either kind of mail. */
const LEAST_BURST = 2;

/**
 * Sends that lane `l` may begin now under its rate per minute: tokens fill up evenly by PostgreSQL's clock and are spent
 * by claims, so that the rate holds over all processes. Null without a rate.
 */
export const tokensOf = sql`(case when l.rate is not null then least(
  greatest(${LEAST_BURST}, l.rate / ${BURST_PART}::float8),
  l.tokens + greatest(0, extract(epoch from least(now() - l.tokens_at, interval '1 minute'))) * l.rate / 60.0) end)`;

/** Claims that tokens allow: the last token is kept for urgent mail, as one slot of the lane is. */
export const allowance = (urgent: boolean): SQL => sql`floor(${tokensOf} - ${urgent ? 0 : LEAST_BURST - 1})::int`;

/** Takes the tokens of what was claimed from these locked lanes. */
export async function spendTokens(tx: Tx, claimed: ReadonlyMap<string, number>): Promise<void> {
  if (claimed.size === 0) return;
  await tx.execute(sql`
    update lane l set tokens = ${tokensOf} - spent.n, tokens_at = now()
    from unnest(${sql.param([...claimed.keys()])}::uuid[], ${sql.param([...claimed.values()])}::int[]) as spent(id, n)
    where l.id = spent.id and l.rate is not null`);
}
