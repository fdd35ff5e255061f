import { type SQL, sql } from 'drizzle-orm';
import { idCeiling, lowestIdAt, timeOf } from '../platform/ids.ts';
import type { Place, Stretch } from './walk.ts';

const DAY_MS = 86_400_000;

/** Items `i` of these documents, newest document first, that come after the place in the list. */
export function ofDocuments(documentIds: readonly string[], after: Place): SQL {
  return sql`i.document_id = any(${sql.param([...documentIds])}::uuid[]) and ${since(documentIds.at(-1)!, sql`i.id`)}
    and (i.document_id, i.id) < (${after.documentId}::uuid, ${after.itemId}::uuid)`;
}

/**
 * Documents `s` of the stretch that have such a row, for what few of them have: the indexes `delivery_not_arrived`,
 * `delivery_reason` and `event_seldom` name the documents, so that no other document's rows are looked for.
 */
export function having(table: 'delivery' | 'event', such: SQL, { floor, ceiling }: Stretch): SQL {
  return sql`s.document_id in (select document_id from ${sql.raw(table)}
    where ${such} and document_id is not null and ${since(floor, sql`id`)}
      and document_id between ${floor}::uuid and ${ceiling}::uuid offset 0)`;
}

/** What belongs to a document is never older than it, by more than clocks differ; how much later it came has no bound. */
function since(documentId: string, id: SQL): SQL {
  const earliest = lowestIdAt(timeOf(documentId) - DAY_MS);
  return sql`${id} >= ${earliest}::uuid and ${id} < ${idCeiling()}::uuid`;
}

/** The conditions that are asked for. */
export function also(parts: readonly (SQL | false | undefined)[]): SQL {
  return sql.join(parts.filter((part) => part !== false && part !== undefined).map((part) => sql` and ${part}`));
}
