import { sql } from 'drizzle-orm';
import type { Tx } from '../../platform/database.ts';
import { SETTLED } from '../rules.ts';
import type { Part } from './plan.ts';

/**
 * Orders stand between leads. Where a member got another lead, the open ones of its old group are written anew, member by
 * member: what waited for an address waits for the same address, wherever it is now. Called when the deliveries are
 * written; a predecessor that is settled there is no longer waited for.
 */
export async function reorder(tx: Tx, parts: readonly Part[]): Promise<void> {
  const groups = new Map(
    parts.filter((part) => part.leadId !== part.group.lead.id).map(({ group }) => [group.lead.id, group]),
  );
  if (groups.size === 0) return;
  const was = [...groups.values()].flatMap(({ lead, members }) => members.map((one) => [lead.id, one.id] as const));
  const changed = sql.param([...groups.keys()]);
  const { rows: edges } = await tx.execute<{ delivery_id: string; predecessor_id: string }>(sql`
    delete from predecessor where open
      and (delivery_id = any(${changed}::uuid[]) or predecessor_id = any(${changed}::uuid[]))
    returning delivery_id, predecessor_id`);
  if (edges.length === 0) return;
  await tx.execute(sql`
    with edge as (
      select * from unnest(${sql.param(edges.map((edge) => edge.delivery_id))}::uuid[],
        ${sql.param(edges.map((edge) => edge.predecessor_id))}::uuid[]) as e(delivery_id, predecessor_id)
    ), was as (
      select * from unnest(${sql.param(was.map(([lead]) => lead))}::uuid[], ${sql.param(was.map(([, id]) => id))}::uuid[])
        as w(lead_id, id)
      union all
      select v.id, m.id from delivery v cross join lateral unnest(v.members) as m(id)
      where v.id in (select delivery_id from edge union select predecessor_id from edge)
        and v.id <> all(${changed}::uuid[])
    )
    insert into predecessor (delivery_id, predecessor_id)
    select distinct later.lead_id, earlier.lead_id
    from edge
    join was l on l.lead_id = edge.delivery_id join delivery later on later.id = l.id
    join was e on e.lead_id = edge.predecessor_id join delivery earlier on earlier.id = e.id
    where (later.agency_id = earlier.agency_id or later.handover_id = earlier.handover_id)
      and earlier.state <> all(${sql.param([...SETTLED])}::text[])
    on conflict (delivery_id, predecessor_id) do update set open = true`);
}
