import { sql } from 'drizzle-orm';
import type { Reader } from '../../platform/database.ts';
import { UNPLACED } from './plan.ts';

/**
 * Leads of the groups that wait and may have to move: those with a member that one of these agencies receives, and all
 * that are held for want of one. In the order of their ids, from after `after` on.
 */
export async function findWaiting(
  reader: Reader,
  handoverIds: readonly string[],
  after: string,
  limit: number,
): Promise<string[]> {
  const handovers = sql.param([...handoverIds]);
  const keys = sql.param(handoverIds.map((id) => `agency:${id}`));
  const { rows } = await reader.execute<{ id: string }>(sql`
    select id from (
      select d.delivery_id as id from lane l join dispatch d on d.lane_id = l.id
      where l.key = any(${keys}::text[]) and d.state <> 'sending'
      union
      select d.delivery_id from lane l join dispatch d on d.lane_id = l.id join delivery v on v.id = d.delivery_id
      join delivery m on m.id = any(v.members)
      where starts_with(l.key, 'axis:') and d.state <> 'sending' and m.handover_id = any(${handovers}::uuid[])
      union
      select id from delivery where state = 'available' and id = lead_id and handover_id = any(${handovers}::uuid[])
      union
      select lead_id from delivery where state = 'held' and reason_code = any(${sql.param([...UNPLACED])}::text[])
      union
      select d.id from delivery d
      where d.state = 'dead' and d.id = d.lead_id and d.recall_state is null
        and d.handover_id = any(${handovers}::uuid[])
    ) waiting
    where id > ${after}::uuid order by id limit ${limit}`);
  return rows.map((row) => row.id);
}
