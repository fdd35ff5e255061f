import { type SQL, sql } from 'drizzle-orm';
import { idCeiling, lowestIdAt, timeOf } from '../platform/ids.ts';
import type { Stretch } from './walk.ts';

const DAY_MS = 86_400_000;

/** Items of the documents `s` of this stretch, after the place where the page before ended. */
export function joined(item: SQL, { floor, below }: Stretch): SQL {
  return sql`${item}.document_id is not null and ${since(sql`${item}.id`, floor)}
    and (s.document_id, ${item}.id) < (${below.documentId}::uuid, ${below.itemId}::uuid)`;
}

/**
 * Documents `s` of this stretch that have such a row, for what few of them have: the indexes `delivery_not_arrived`,
 * `delivery_reason` and `event_seldom` name the documents, so that no other document's rows are looked for.
 */
export function having(table: 'delivery' | 'event', such: SQL, { floor, below }: Stretch): SQL {
  return sql`s.document_id in (select document_id from ${sql.raw(table)}
    where ${such} and document_id is not null and ${since(sql`id`, floor)}
      and document_id between ${floor}::uuid and ${below.documentId}::uuid offset 0)`;
}

/** What belongs to a document is never older than it, by more than clocks differ; how much later it came has no bound. */
function since(id: SQL, floor: string): SQL {
  const earliest = lowestIdAt(timeOf(floor) - DAY_MS);
  return sql`${id} >= ${earliest}::uuid and ${id} < ${idCeiling()}::uuid`;
}

/** The conditions that are asked for. */
export function also(parts: readonly (SQL | false | undefined)[]): SQL {
  return sql.join(parts.filter((part) => part !== false && part !== undefined).map((part) => sql` and ${part}`));
}
