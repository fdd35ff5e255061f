import { eq, inArray, sql } from 'drizzle-orm';
import type { SendResult } from '../../adapters/contract.ts';
import type { Db, Reader, Tx } from '../platform/database.ts';
import { fallbacksDue } from '../registry/index.ts';
import { lockDeliveries } from './business.ts';
import { lockLead } from './lead.ts';
import type { Delivery } from './model.ts';
import { documentFacts, prove, type SentFacts } from './proof.ts';
import { DEFAULT_SETTINGS, retryDelay } from './rules.ts';
import { delivery } from './tables.ts';

/** Documents of one agency that one round takes. */
const OF_ONE_AGENCY = 100;
/** Longest time that one mail may take, before another process tries. */
const LEASE_SECONDS = 300;
/** Tries of one mail, spread over some four days; the delivery's own channel goes on. */
const GIVEN_UP_AFTER = 20;

/** A mail that this process sends now. */
export interface FallbackMail {
  readonly delivery: Delivery;
  readonly document: SentFacts;
  /** Codes as written on the document. */
  readonly recipients: readonly string[];
  readonly connection: string;
  readonly address: string;
  /** From 1. */
  readonly number: number;
}

/**
 * Notes the documents that their recipients have not taken in the time that was set: available and not fetched, or held up
 * by a breaker that is not closed. What changes or recalls a document that went by mail follows it at once. Nothing goes
 * before what it must not overtake. One mail each, ever. Gives how many.
 */
export async function planFallbacks(db: Db): Promise<number> {
  const agencies = await fallbacksDue(db);
  if (agencies.length === 0) return 0;
  const { rowCount } = await db.execute(sql`
    insert into fallback_mail (delivery_id)
    select waiting.id
    from unnest(${sql.param(agencies.map((one) => one.agencyId))}::uuid[],
      ${sql.param(agencies.map((one) => one.before.toISOString()))}::timestamptz[]) as agency(id, before)
    cross join lateral (
      (select v.id from delivery v
        where v.handover_id = agency.id and v.state = 'available' and v.id = v.lead_id and v.kind = 'document'
          and (v.state_at < agency.before or ${followsMail(sql`v.id`)}) and ${mayGo(sql`v.id`)}
        order by v.rank_at, v.id limit ${OF_ONE_AGENCY})
      union all
      (select v.id from lane l join dispatch d on d.lane_id = l.id join delivery v on v.id = d.delivery_id
        where l.key = 'agency:' || agency.id and l.breaker <> 'closed' and d.state = 'due' and v.kind = 'document'
          and (d.queued_at < agency.before or ${followsMail(sql`v.id`)}) and ${mayGo(sql`v.id`)}
        order by d.rank_at, v.id limit ${OF_ONE_AGENCY})
    ) waiting
    on conflict do nothing`);
  return rowCount ?? 0;
}

function followsMail(id: ReturnType<typeof sql>) {
  return sql`exists (select from predecessor p join fallback_mail m on m.delivery_id = p.predecessor_id
    where p.delivery_id = ${id} and m.left_at is not null)`;
}

function mayGo(id: ReturnType<typeof sql>) {
  return sql`not exists (select from fallback_mail m where m.delivery_id = ${id})
    and not exists (select from predecessor p left join fallback_mail m on m.delivery_id = p.predecessor_id
      where p.delivery_id = ${id} and p.open and m.left_at is null)`;
}

/** The next mail to send now, held for some minutes; null when none is due. What needs none any more is passed over. */
export async function takeFallback(tx: Tx): Promise<FallbackMail | null> {
  type Taken = { id: string; tries: number; connection: string; address: string };
  await tx.execute(sql`
    update fallback_mail m set due_at = null from delivery v
    where m.due_at <= now() and v.id = m.delivery_id and v.state not in ('available', 'due', 'sending', 'held')`);
  // Materialized: picked anew for each row that is joined, it would be more than one (as in claim.ts).
  const { rows } = await tx.execute<Taken>(sql`
    with next as materialized (
      select m.delivery_id, f.connection, f.address
      from fallback_mail m join delivery v on v.id = m.delivery_id join fallback f on f.agency_id = v.handover_id
      where m.due_at <= now() and v.state in ('available', 'due') order by m.due_at limit 1 for update of m skip locked)
    update fallback_mail m set tries = m.tries + 1, due_at = now() + make_interval(secs => ${LEASE_SECONDS})
    from next where m.delivery_id = next.delivery_id
    returning m.delivery_id as id, m.tries, next.connection, next.address`);
  const [taken] = rows;
  if (!taken) return null;
  const [lead] = await tx.select().from(delivery).where(eq(delivery.id, taken.id));
  const members = await tx
    .select({ code: delivery.addressedCode })
    .from(delivery)
    .where(inArray(delivery.id, [...lead!.members]))
    .orderBy(delivery.id);
  const { tries: number, connection, address } = taken;
  const document = (await documentFacts(tx, [lead!.documentId])).get(lead!.documentId)!;
  return { delivery: lead!, document, recipients: members.map(({ code }) => code), connection, address, number };
}

/** Writes how a mail went. The content is with a carrier now; the delivery keeps its channel and its state. */
export async function settleFallback(tx: Tx, mail: FallbackMail, result: SendResult): Promise<void> {
  const { delivery: lead, connection, number } = mail;
  const { members } = await lockLead(tx, lead.id);
  if (result.outcome === 'left' || result.outcome === 'delivered') {
    await tx.execute(sql`
      update fallback_mail set due_at = null, code = null, left_at = coalesce(left_at, now())
      where delivery_id = ${lead.id}::uuid`);
    await tx
      .update(delivery)
      .set({ consignedAt: sql`coalesce(${delivery.consignedAt}, now())` })
      .where(inArray(delivery.id, [...members]));
    const steps = (await lockDeliveries(tx, members)).map((one) => ({
      // The receipt names the way that the content went.
      delivery: { ...one, channel: 'connection' as const },
      type: 'delivery.mailed' as const,
      receipt: 'ContentConsignment' as const,
      data: { connection },
    }));
    return prove(tx, steps, 'hub');
  }
  const isOver = result.outcome === 'permanent' || number >= GIVEN_UP_AFTER;
  const wait = retryDelay(DEFAULT_SETTINGS, number, 0.5, result.retryAfterSeconds ?? null);
  const dueAt = isOver ? sql`null` : sql`now() + make_interval(secs => ${wait})`;
  const code = result.code ?? result.outcome.toUpperCase();
  await tx.execute(sql`
    update fallback_mail set due_at = ${dueAt}, code = ${code} where delivery_id = ${lead.id}::uuid`);
  if (isOver) await proveLost(tx, members, code, 'hub');
}

/** Whether a mail that went beside this delivery's own channel came back; told once, and the channel goes on. */
export async function fallbackCameBack(tx: Tx, lead: Delivery, code: string, actor: string): Promise<boolean> {
  const { rows } = await tx.execute<{ known: boolean }>(sql`
    update fallback_mail m set code = ${code} from (
      select code is not null as known from fallback_mail where delivery_id = ${lead.id}::uuid for update) before
    where m.delivery_id = ${lead.id}::uuid and m.left_at is not null returning before.known`);
  if (rows[0]?.known === false) await proveLost(tx, lead.members, code, actor);
  return rows.length > 0;
}

async function proveLost(tx: Tx, memberIds: readonly string[], code: string, actor: string): Promise<void> {
  const steps = (await lockDeliveries(tx, memberIds)).map((one) => ({
    delivery: one,
    type: 'delivery.mail-lost' as const,
    data: { code },
  }));
  await prove(tx, steps, actor);
}

/** Those of these leads that a mail may have brought to their recipients beside their own channel. */
export async function mailedBeside(reader: Reader, leadIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await reader.execute<{ id: string }>(sql`
    select delivery_id as id from fallback_mail
    where delivery_id = any(${sql.param([...leadIds])}::uuid[]) and tries > 0`);
  return new Set(rows.map((row) => row.id));
}
