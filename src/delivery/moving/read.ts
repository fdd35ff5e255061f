import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../platform/database.ts';
import type { Reception } from '../../registry/index.ts';
import { laneKey } from '../lanes.ts';
import type { Delivery, OpenReception } from '../model.ts';
import { documentFacts } from '../proof.ts';
import { wasReleased } from '../rules.ts';
import { delivery } from '../tables.ts';
import { type Group, type Siblings, siblingKey, UNPLACED } from './plan.ts';

/** The agencies whose reception decides where the members of these groups go. */
export async function decidingAgencies(reader: Reader, leadIds: readonly string[]): Promise<string[]> {
  const { rows } = await reader.execute<{ id: string }>(sql`
    select distinct coalesce(m.decided_id, m.agency_id) as id from delivery v join delivery m on m.id = any(v.members)
    where v.id = any(${sql.param([...leadIds])}::uuid[]) and m.agency_id is not null`);
  return rows.map((row) => row.id);
}

/**
 * The groups of these leads that still wait, and what their recipients of today have of the same documents already; all
 * locked. The document comes first: a repeated sending may be adding recipients to it.
 */
export async function lockGroups(
  tx: Tx,
  leadIds: readonly string[],
  receptions: ReadonlyMap<string, Reception>,
): Promise<{ groups: Group[]; siblings: Siblings }> {
  const documents = await documentsOf(tx, leadIds);
  const ids = sql.param(documents);
  await tx.execute(sql`select 1 from document where id = any(${ids}::uuid[]) order by id for update`);
  const met = await leadsAt(tx, documents, receptions);
  const followers = await followersOfDead(tx, leadIds);
  const all = sql.param([...new Set([...leadIds, ...met, ...followers.map((one) => one.id)])]);
  const live = await tx.execute<{ id: string; state: string }>(sql`
    select delivery_id as id, state from dispatch where delivery_id = any(${all}::uuid[])
    order by delivery_id for update`);
  const rows = await tx
    .select()
    .from(delivery)
    .where(sql`${delivery.id} = any(${all}::uuid[]) and ${delivery.id} = ${delivery.leadId}`)
    .orderBy(delivery.id)
    .for('update');
  const moving = new Map(live.rows.map((row) => [row.id, row.state]));
  const wanted = new Set(leadIds);
  const ahead = new Set(rows.filter((row) => row.state !== 'dead' && wasReleased(row)).map((row) => row.id));
  const overtaken = new Set(followers.filter((one) => ahead.has(one.id)).map((one) => one.deadId));
  const leads = rows.filter(
    (lead) => wanted.has(lead.id) && !overtaken.has(lead.id) && waits(lead, moving.get(lead.id)),
  );
  return { groups: await withMembers(tx, leads), siblings: byKey(rows) };
}

/** What is being sent says so on its dispatch row first. */
function waits({ state, reasonCode }: Delivery, dispatched: string | undefined): boolean {
  if (state === 'due') return dispatched !== undefined && dispatched !== 'sending';
  return state === 'available' || state === 'dead' || (state === 'held' && UNPLACED.includes(reasonCode ?? ''));
}

/** What follows dead letters: where it has gone ahead, they come too late. */
async function followersOfDead(tx: Tx, leadIds: readonly string[]): Promise<{ id: string; deadId: string }[]> {
  const { rows } = await tx.execute<{ id: string; dead_id: string }>(sql`
    select p.delivery_id as id, p.predecessor_id as dead_id from predecessor p join delivery d on d.id = p.predecessor_id
    where p.predecessor_id = any(${sql.param([...leadIds])}::uuid[]) and d.state = 'dead'`);
  return rows.map((row) => ({ id: row.id, deadId: row.dead_id }));
}

async function documentsOf(tx: Tx, leadIds: readonly string[]): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ id: delivery.documentId })
    .from(delivery)
    .where(inArray(delivery.id, [...leadIds]));
  return rows.map((row) => row.id);
}

/** Leads of these documents at any of the recipients of today. */
async function leadsAt(
  tx: Tx,
  documentIds: readonly string[],
  receptions: ReadonlyMap<string, Reception>,
): Promise<string[]> {
  const open = openOf(receptions);
  if (open.length === 0) return [];
  const axes = open.flatMap(({ channel }) => (channel.kind === 'axis' ? [channel.axis] : []));
  const handovers = open.map(({ handover }) => handover.id);
  const rows = await tx
    .select({ id: delivery.id })
    .from(delivery)
    .where(
      and(
        inArray(delivery.documentId, [...documentIds]),
        eq(delivery.id, delivery.leadId),
        sql`(${delivery.handoverId} = any(${sql.param(handovers)}::uuid[]) or ${delivery.axis} = any(${sql.param(axes)}::text[]))`,
        sql`${delivery.state} not in ('failed', 'cancelled')`,
      ),
    );
  return rows.map((row) => row.id);
}

async function withMembers(tx: Tx, leads: readonly Delivery[]): Promise<Group[]> {
  const members = await tx
    .select()
    .from(delivery)
    .where(
      inArray(
        delivery.id,
        leads.flatMap((lead) => lead.members),
      ),
    );
  const facts = await documentFacts(
    tx,
    leads.map((lead) => lead.documentId),
  );
  const byId = new Map(members.map((member) => [member.id, member]));
  return leads.map((lead) => ({
    lead,
    members: lead.members.map((id) => byId.get(id)!),
    size: facts.get(lead.documentId)?.size ?? 0,
  }));
}

/** Those in a lane of their own: what is held, or could not be served, has none. */
function byKey(leads: readonly Delivery[]): Siblings {
  return new Map(
    leads.filter((lead) => lead.channel !== 'none').map((lead) => [siblingKey(lead, laneKey(lead)), lead]),
  );
}

function openOf(receptions: ReadonlyMap<string, Reception>): OpenReception[] {
  return [...receptions.values()].filter((one) => one.outcome === 'open');
}
