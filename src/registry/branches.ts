import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { openToday } from './agencies.ts';

/** A directory that was imported with a circle of parents ends here. */
const DEEPEST = 20;

/** These agencies and everything below them, at any depth. */
export async function agenciesBelow(reader: Reader, agencyIds: readonly string[]): Promise<string[]> {
  const { rows } = await reader.execute<{ id: string }>(sql`
    with recursive down (id) as (
      select unnest(${sql.param([...agencyIds])}::uuid[])
      union
      select a.id from down join agency a on a.parent_id = down.id
    ) select id::text from down`);
  return rows.map(({ id }) => id);
}

/** Each agency with everything above it, the agency itself first: what `may` asks to know of a branch. */
export async function linesOf(reader: Reader, agencyIds: readonly string[]): Promise<string[][]> {
  const { rows } = await reader.execute<{ line: string[] }>(sql`
    with recursive up (start, id, depth) as (
      select id, id, 0 from unnest(${sql.param([...agencyIds])}::uuid[]) id
      union
      select up.start, a.parent_id, up.depth + 1 from up join agency a on a.id = up.id
      where a.parent_id is not null and up.depth < ${DEEPEST}
    ) select array_agg(id::text order by depth) as line from up group by start`);
  return rows.map(({ line }) => line);
}

const MOST_UNITS = 200;

/** Names of the units directly below these agencies that are open today: those whom a clerk hands documents on to. */
export async function unitsBelow(reader: Reader, agencyIds: readonly (string | null)[]): Promise<string[]> {
  const { rows } = await reader.execute<{ name: string }>(sql`
    select distinct a.name from agency a
    where a.parent_id = any(${sql.param(agencyIds.filter((id) => id !== null))}::uuid[]) and ${openToday('a')}
    order by a.name limit ${MOST_UNITS}`);
  return rows.map(({ name }) => name);
}

/** Whether an agency is one of these or stands below one of them. */
export async function isBelow(reader: Reader, agencyId: string, above: ReadonlySet<string>): Promise<boolean> {
  const [line = []] = await linesOf(reader, [agencyId]);
  return line.some((id) => above.has(id));
}
