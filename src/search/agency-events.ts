import { sql } from 'drizzle-orm';
import type { EventData, EventType } from '../evidence/index.ts';
import type { Db } from '../platform/database.ts';
import { idCeiling, isId, lowestIdAt } from '../platform/ids.ts';
import { error } from './errors.ts';
import type { PageOf, SearchScope, Wanted } from './model.ts';
import { openBudget, withinBudget } from './walk.ts';

export interface AgencyEvent {
  readonly id: string;
  readonly at: Date;
  readonly type: EventType;
  readonly actor: string;
  readonly agencyId: string;
  readonly data: EventData;
}

type Row = Record<string, unknown> & Omit<AgencyEvent, 'at' | 'agencyId'> & { at: string; agency_id: string };

/**
 * What concerns the agencies of the scope and is about no document of theirs: their registry, certificates, contacts.
 * Newest first; each agency's newest are read by index and the newest of all are kept.
 * @throws SEARCH_TOO_WIDE, SEARCH_CURSOR_INVALID
 */
export async function searchAgencyEvents(
  db: Db,
  scope: SearchScope,
  wanted: Pick<Wanted, 'type' | 'actor' | 'agencyIds' | 'from' | 'until'>,
  { after, limit, budgetMs }: PageOf,
): Promise<{ items: AgencyEvent[]; next: string | null }> {
  if (after !== undefined && !isId(after)) throw error('SEARCH_CURSOR_INVALID');
  const { type, actor, agencyIds } = wanted;
  const mine = scope.agencyIds.filter((id) => agencyIds?.includes(id) ?? true);
  const from = [scope.from, wanted.from].flatMap((at) => at?.getTime() ?? []);
  const until = [scope.until, wanted.until].flatMap((at) => at?.getTime() ?? []);
  const start = lowestIdAt(Math.max(0, ...from));
  const end = [idCeiling(), ...until.map((ms) => lowestIdAt(ms))].sort()[0]!;
  const { rows } = await withinBudget(db, openBudget(budgetMs), (tx) =>
    tx.execute<Row>(sql`
      select e.* from unnest(${sql.param(mine)}::uuid[]) as own(id)
      cross join lateral (
        select id, at, type, actor, agency_id, data from event
        where agency_id = own.id and document_id is null and id >= ${start}::uuid and id < ${after ?? end}::uuid
          ${type === undefined ? sql`` : sql`and starts_with(type, ${type})`}
          ${actor === undefined ? sql`` : sql`and actor = ${actor}`}
        order by id desc limit ${limit + 1}
      ) e order by e.id desc limit ${limit + 1}`),
  );
  const items = rows
    .slice(0, limit)
    .map(({ agency_id, at, ...row }) => ({ ...row, at: new Date(at), agencyId: agency_id }));
  return { items, next: rows.length > limit ? items.at(-1)!.id : null };
}
