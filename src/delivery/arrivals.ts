import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { resting } from './pull-failure.ts';

/**
 * Which of these agencies have something in their inbox that is not acknowledged and waits for nothing before it, nor rests.
 * One cheap look-up per agency on the index of waiting deliveries: what a long poll asks again and again.
 */
export async function agenciesWithMail(reader: Reader, handoverIds: readonly string[]): Promise<Set<string>> {
  if (handoverIds.length === 0) return new Set();
  const { rows } = await reader.execute<{ id: string }>(sql`
    select asked.id from unnest(${sql.param([...handoverIds])}::uuid[]) as asked(id)
    where exists (
      select from delivery d
      where d.handover_id = asked.id and d.state in ('available', 'fetched') and d.id = d.lead_id
        and not exists (select from predecessor p where p.delivery_id = d.id and p.open) and not ${resting})`);
  return new Set(rows.map((row) => row.id));
}
