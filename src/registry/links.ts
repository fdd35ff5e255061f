import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { axis, connection } from './tables.ts';

const LONGEST_REASON = 200;

/** A side that the hub calls: another axis, or a document system. */
export interface LinkName {
  readonly kind: 'axis' | 'connection';
  readonly name: string;
}

/** How it stands is told by the same columns (`linkColumns`). */
const TABLES = { axis, connection } as const;

/**
 * Takes the work on a link for one process, or keeps it: two that poll one axis would fetch everything twice.
 * @param seconds for how long, unless it is asked for again
 * @returns false while another process has it
 */
export async function holdLink(
  reader: Reader,
  { kind, name }: LinkName,
  processId: string,
  seconds: number,
): Promise<boolean> {
  const table = TABLES[kind];
  const { rowCount } = await reader
    .update(table)
    .set({ heldBy: processId, heldUntil: sql`now() + make_interval(secs => ${seconds})` })
    .where(
      and(
        eq(table.name, name),
        sql`(${table.heldBy} = ${processId} or ${table.heldUntil} is null or ${table.heldUntil} < now())`,
      ),
    );
  return rowCount === 1;
}

/** Lets another process take the work on the link at once. */
export async function releaseLink(reader: Reader, { kind, name }: LinkName, processId: string): Promise<void> {
  const table = TABLES[kind];
  await reader
    .update(table)
    .set({ heldBy: null, heldUntil: null })
    .where(and(eq(table.name, name), eq(table.heldBy, processId)));
}

/** The other side answered. Gives the outage that ends with it; null when the link was up already. */
export async function linkAnswered(tx: Tx, { kind, name }: LinkName): Promise<{ since: Date; seconds: number } | null> {
  const table = TABLES[kind];
  const { rows } = await tx.execute<{ since: string | null; seconds: number }>(sql`
    with before as (select name, down_since from ${table} where name = ${name} for update)
    update ${table} set answered_at = now(), down_since = null, down_reason = null
    from before where ${table}.name = before.name
    returning before.down_since as since, extract(epoch from now() - before.down_since)::float8 as seconds`);
  const [row] = rows;
  return row?.since ? { since: new Date(row.since), seconds: row.seconds } : null;
}

/** The other side did not answer, or not in words of its protocol. Gives since when, if the link was up until now. */
export async function linkSilent(tx: Tx, { kind, name }: LinkName, reason: string): Promise<Date | null> {
  const table = TABLES[kind];
  const downReason = reason.slice(0, LONGEST_REASON);
  const began = await tx
    .update(table)
    .set({ downSince: sql`now()`, downReason })
    .where(and(eq(table.name, name), isNull(table.downSince)))
    .returning({ since: table.downSince });
  if (began.length === 0) await tx.update(table).set({ downReason }).where(eq(table.name, name));
  return began[0]?.since ?? null;
}

/** Names of the axes whose link is down now. */
export async function axesDown(reader: Reader): Promise<Set<string>> {
  const rows = await reader.select({ name: axis.name }).from(axis).where(isNotNull(axis.downSince));
  return new Set(rows.map((row) => row.name));
}
