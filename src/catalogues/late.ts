import { sql } from 'drizzle-orm';
import { raiseAlerts } from '../notify/index.ts';
import { momentInWords } from '../platform/clock.ts';
import type { Db } from '../platform/database.ts';
import type { CatalogueName } from './model.ts';
import { AGAIN_MINUTES } from './synchronise.ts';

/** Longest that a catalogue may be behind its schedule, in hours; one that is read more often may miss one reading. */
const MOST_BEHIND_HOURS = 24;

/**
 * Tells the administrators of catalogues that are overdue: all that are found together in one alert, each once until it
 * has been read again. What nobody has tried to read yet, after the hub stood still, is not overdue.
 */
export async function tellLateCatalogues(db: Db, everyHours: number): Promise<void> {
  const mostHours = everyHours + Math.min(everyHours, MOST_BEHIND_HOURS);
  await db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ name: CatalogueName; since: string; code: string | null; at: string }>(sql`
      update catalogue set late_at = now()
      where late_at is null and coalesce(read_at, first_at) <= now() - make_interval(hours => ${mostHours})
        and (failure is not null or asked_at <= now() - make_interval(mins => ${AGAIN_MINUTES}))
      returning name, coalesce(read_at, first_at) as since, failure as code, late_at as at`);
    const [first] = rows.sort((one, other) => Date.parse(one.since) - Date.parse(other.since));
    if (!first) return;
    const facts = {
      count: rows.length,
      catalogues: rows.map((one) => one.name).join(', '),
      since: momentInWords(first.since),
      code: first.code ?? '–',
    };
    await raiseAlerts(tx, [{ key: `catalogue-late:${first.at}`, kind: 'catalogue-late', agencyId: null, facts }]);
  });
}
