import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { axis } from './tables.ts';

const LONGEST_REASON = 200;

/**
 * Takes the work on a link for one process, or keeps it: two that poll one axis would fetch everything twice.
 * @param seconds for how long, unless it is asked for again
 * @returns false while another process has it
 */
export async function holdAxis(reader: Reader, name: string, processId: string, seconds: number): Promise<boolean> {
  const { rowCount } = await reader
    .update(axis)
    .set({ heldBy: processId, heldUntil: sql`now() + make_interval(secs => ${seconds})` })
    .where(
      and(
        eq(axis.name, name),
        sql`(${axis.heldBy} = ${processId} or ${axis.heldUntil} is null or ${axis.heldUntil} < now())`,
      ),
    );
  return rowCount === 1;
}

/** Lets another process take the work on the link at once. */
export async function releaseAxis(reader: Reader, name: string, processId: string): Promise<void> {
  await reader
    .update(axis)
    .set({ heldBy: null, heldUntil: null })
    .where(and(eq(axis.name, name), eq(axis.heldBy, processId)));
}

/** The other side answered. Gives the outage that ends with it; null when the link was up already. */
export async function axisAnswered(tx: Tx, name: string): Promise<{ since: Date; seconds: number } | null> {
  const { rows } = await tx.execute<{ since: string | null; seconds: number }>(sql`
    with before as (select name, down_since from axis where name = ${name} for update)
    update axis set answered_at = now(), down_since = null, down_reason = null
    from before where axis.name = before.name
    returning before.down_since as since, extract(epoch from now() - before.down_since)::float8 as seconds`);
  const [row] = rows;
  return row?.since ? { since: new Date(row.since), seconds: row.seconds } : null;
}

/** The other side did not answer, or not in words of its protocol. Gives since when, if the link was up until now. */
export async function axisSilent(tx: Tx, name: string, reason: string): Promise<Date | null> {
  const downReason = reason.slice(0, LONGEST_REASON);
  const began = await tx
    .update(axis)
    .set({ downSince: sql`now()`, downReason })
    .where(and(eq(axis.name, name), isNull(axis.downSince)))
    .returning({ since: axis.downSince });
  if (began.length === 0) await tx.update(axis).set({ downReason }).where(eq(axis.name, name));
  return began[0]?.since ?? null;
}

/** Names of the axes whose link is down now. */
export async function axesDown(reader: Reader): Promise<Set<string>> {
  const rows = await reader.select({ name: axis.name }).from(axis).where(isNotNull(axis.downSince));
  return new Set(rows.map((row) => row.name));
}
