import { sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';

/** `agency:<id>` for a recipient, `axis:<name>` for an axis. */
export function laneKey(to: { handoverId: string | null; axis: string | null }): string {
  return to.axis === null ? `agency:${to.handoverId}` : `axis:${to.axis}`;
}

/**
 * The lanes of these keys, made where there are none, with the cap of their channel.
 * Read first: an upsert would lock every lane that the dispatcher wants. Keys are sorted so that two documents with the
 * same recipients never wait for each other.
 */
export async function ensureLanes(tx: Tx, caps: ReadonlyMap<string, number>): Promise<Map<string, string>> {
  const keys = [...caps.keys()].sort();
  if (keys.length === 0) return new Map();
  const wanted = keys.map((key) => caps.get(key)!);
  const ids = keys.map(() => newId());
  await tx.execute(sql`
    insert into lane (id, key, cap)
    select new.id, new.key, new.cap
    from unnest(${sql.param(ids)}::uuid[], ${sql.param(keys)}::text[], ${sql.param(wanted)}::smallint[]) as new(id, key, cap)
    where not exists (select 1 from lane where lane.key = new.key)
    order by new.key
    on conflict (key) do nothing`);
  await tx.execute(sql`
    update lane set cap = new.cap
    from unnest(${sql.param(keys)}::text[], ${sql.param(wanted)}::smallint[]) as new(key, cap)
    where lane.key = new.key and lane.cap <> new.cap`);
  const lanes = await tx.execute<{ id: string; key: string }>(
    sql`select id, key from lane where key = any(${sql.param(keys)}::text[])`,
  );
  return new Map(lanes.rows.map((row) => [row.key, row.id]));
}
