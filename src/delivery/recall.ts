import { and, inArray, sql } from 'drizzle-orm';
import { followRecall } from '../duty/index.ts';
import { type NewEvent, record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import { noteGone } from '../register/index.ts';
import { agenciesWithSystem, today } from '../registry/index.ts';
import { lockDeliveries } from './business.ts';
import { cancelDeliveries } from './cancel.ts';
import { mayHaveArrived } from './doubt.ts';
import { acknowledge } from './handover.ts';
import type { Delivery, RecallForm } from './model.ts';
import { oweMessages } from './owed.ts';
import { documentFloor } from './read.ts';
import { isAccepted } from './rules.ts';
import { delivery } from './tables.ts';

/** How the log names the two forms. */
const FORM_CODES: Readonly<Record<RecallForm, string>> = { package: 'BussinessDocType 1', status13: '13' };

/** What a recall did to the deliveries that it names. */
export interface TakenBack {
  /** Over: withdrawn before it left, ended in the hub's own inbox, or confirmed before. The recipient is told nothing. */
  readonly ended: readonly Delivery[];
  /** With the recipient, or perhaps with it: it must be told and must answer. */
  readonly asked: readonly Delivery[];
}

/**
 * Takes deliveries back, row by row of the recall's table (model.md, Moving): due, claimed, available, held and dead are
 * withdrawn, and told all the same to a recipient that a try without an answer may have reached; what was opened in the hub's own inbox and is not accepted ends there, confirmed at once; for the rest the
 * recipient is asked (QĐ 28/2018 Art 8(2), NĐ 30/2020 Art 18(4)(b)).
 */
export async function takeBack(tx: Tx, ids: readonly string[], form: RecallForm, actor: string): Promise<TakenBack> {
  const { cancelled, released } = await cancelDeliveries(tx, ids, 'RECALLED_BY_SENDER', actor);
  const inDoubt = await mayHaveArrived(tx, cancelled);
  const doubted = cancelled.filter((one) => inDoubt.has(one.id));
  const withdrawn = cancelled.filter((one) => !inDoubt.has(one.id));
  await setState(tx, withdrawn, 'withdrawn', form);
  const open = released.filter((one) => one.recallState !== 'confirmed');
  const here = await inOwnInbox(tx, open);
  for (const one of here) if (one.state === 'fetched') await acknowledge(tx, one.id, 'hub');
  await setState(tx, here, 'confirmed', form);
  const there = [...open.filter((one) => !here.includes(one)), ...doubted];
  const asked = await ask(tx, there, form);
  await record(tx, [
    ...withdrawn.map((one) => recallEvent(one, 'recall.withdrawn', actor)),
    ...doubted.map((one) => recallEvent(one, 'recall.in-doubt', 'hub')),
    ...here.map((one) => recallEvent(one, 'recall.confirmed', 'hub')),
    ...asked.map((one) => recallEvent(one, 'recall.asked', actor, { code: FORM_CODES[form] })),
  ]);
  await oweConfirmations(tx, await sentFromAxis(tx, [...withdrawn, ...here]));
  const over = released.filter((one) => one.recallState === 'confirmed');
  return { ended: [...withdrawn, ...here, ...over], asked: there };
}

/** Those whose sender is behind an axis: it reads no record of this hub, and waits for a 15. */
export async function sentFromAxis(tx: Tx, deliveries: readonly Delivery[]): Promise<Delivery[]> {
  if (deliveries.length === 0) return [];
  const { rows } = await tx.execute<{ id: string }>(sql`
    select d.id from document d join agency a on a.id = d.sender_id
    where d.id = any(${sql.param([...new Set(deliveries.map((one) => one.documentId))])}::uuid[]) and a.axis is not null`);
  const documentIds = new Set(rows.map((row) => row.id));
  return deliveries.filter((one) => documentIds.has(one.documentId));
}

export async function oweConfirmations(tx: Tx, deliveries: readonly Delivery[]): Promise<void> {
  await oweMessages(
    tx,
    deliveries.map((one) => ({ kind: 'recall-confirmation' as const, deliveryId: one.id })),
  );
}

/** Opened by a person in the hub's own inbox: content is nowhere else, so access to it can end here. */
async function inOwnInbox(tx: Tx, released: readonly Delivery[]): Promise<Delivery[]> {
  const read = released.filter(
    (one) => one.channel === 'pull' && (one.state === 'fetched' || one.state === 'arrived') && !isAccepted(one),
  );
  const served = await agenciesWithSystem(
    tx,
    read.map((one) => one.handoverId!),
  );
  return read.filter((one) => !served.has(one.handoverId!));
}

/**
 * Asking again never undoes that a recipient has confirmed, and never turns a thu hồi into a request that may be refused.
 * Gives those that were not asked in this form before.
 */
async function ask(tx: Tx, deliveries: readonly Delivery[], form: RecallForm): Promise<Delivery[]> {
  if (deliveries.length === 0) return [];
  await followRecall(
    tx,
    deliveries.map((one) => one.id),
  );
  const stricter = sql`${delivery.recallState} is distinct from 'asked' or ${delivery.recallForm} = 'status13'`;
  return tx
    .update(delivery)
    .set({ recallState: 'asked', recallForm: form, recallAskedAt: sql`now()`, recallOverdueAt: null })
    .where(
      and(
        inArray(
          delivery.id,
          deliveries.map((one) => one.id),
        ),
        sql`coalesce(${delivery.recallState}, '') not in ('confirmed', 'withdrawn')`,
        form === 'package'
          ? sql`(${stricter})`
          : sql`(${delivery.recallState} is null or ${delivery.recallState} = 'refused')`,
      ),
    )
    .returning();
}

async function setState(
  tx: Tx,
  deliveries: readonly Delivery[],
  state: NonNullable<Delivery['recallState']>,
  form?: RecallForm,
): Promise<void> {
  if (deliveries.length === 0) return;
  await tx
    .update(delivery)
    .set({ recallState: state, ...(form && { recallForm: form }) })
    .where(
      inArray(
        delivery.id,
        deliveries.map((one) => one.id),
      ),
    );
  await followRecall(
    tx,
    deliveries.map((one) => one.id),
  );
  if (state === 'refused') return;
  const leadIds = deliveries.map((one) => one.leadId);
  await noteGone(tx, leadIds, 'recalled');
}

/** The recipient has cancelled the document: access to its content ends. Whoever is not asked confirms nothing. */
export async function confirmRecall(tx: Tx, deliveries: readonly Delivery[], actor: string): Promise<void> {
  const asked = deliveries.filter((one) => one.recallState === 'asked');
  await setState(tx, asked, 'confirmed');
  await record(
    tx,
    asked.map((one) => recallEvent(one, 'recall.confirmed', actor)),
  );
}

/**
 * The recipient says no (16). A request may be refused; a thu hồi may not (QĐ 28/2018 Art 9(2)): it stays asked, and the
 * refusal is kept. Gives those whose refusal is void.
 */
export async function refuseRecall(tx: Tx, deliveries: readonly Delivery[], actor: string): Promise<Delivery[]> {
  const asked = deliveries.filter((one) => one.recallState === 'asked');
  const binding = asked.filter((one) => one.recallForm === 'package');
  const free = asked.filter((one) => !binding.includes(one));
  await setState(tx, free, 'refused');
  await record(tx, [
    ...free.map((one) => recallEvent(one, 'recall.refused', actor)),
    ...binding.map((one) => recallEvent(one, 'recall.refusal-void', actor)),
  ]);
  return binding;
}

/**
 * Recalls that a system answers by taking the package: its registry entry says that it obeys packages of
 * BussinessDocType 1, so its acknowledgement of one is the confirmation. Locked, so that each is confirmed once.
 */
export async function takeAnsweredRecalls(tx: Tx, limit: number): Promise<Delivery[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select o.id from delivery o
    where o.recall_state = 'asked' and exists (
      select from predecessor p join delivery r on r.id = p.delivery_id join document d on d.id = r.document_id
      -- A recall for another agency behind the same door follows it too, and asks nothing back of this one.
      join delivery m on m.id = any(r.members)
        and (m.agency_id = o.agency_id or only_end(m.agency_id, ${today}) = only_end(o.agency_id, ${today}))
      where p.predecessor_id = o.lead_id and r.state = 'arrived' and d.doc_type = 1)
      and exists (
        select from system_agency l join system y on y.id = l.system_id
        where l.agency_id = o.handover_id and y.disabled_at is null and y.recall_form = 'package'
          and l.valid_from <= now() and (l.valid_to is null or now() < l.valid_to))
    order by o.recall_asked_at limit ${limit}`);
  return lockDeliveries(
    tx,
    rows.map((row) => row.id),
  );
}

/**
 * Recalls asked before this and not answered, told once each. Several processes may ask at once.
 * @param hours the office hours that have passed at least
 */
export async function takeOverdueRecalls(tx: Tx, askedBefore: Date, hours: number, limit: number): Promise<Delivery[]> {
  // An array, so that it is picked once (as in owed.ts).
  const late = sql`array(select id from delivery
    where recall_state = 'asked' and recall_asked_at < ${askedBefore.toISOString()}::timestamptz and recall_overdue_at is null
    order by recall_asked_at limit ${limit} for update skip locked)`;
  const rows = await tx
    .update(delivery)
    .set({ recallOverdueAt: sql`now()` })
    .where(sql`${delivery.id} = any(${late})`)
    .returning();
  await record(
    tx,
    rows.map((one) => recallEvent(one, 'recall.overdue', 'hub', { hours })),
  );
  return rows;
}

/** Whether nothing of a document is left with anybody who has not been asked to give it back. */
export async function isWhollyRecalled(tx: Tx, documentId: string): Promise<boolean> {
  const left = await tx
    .select({ id: delivery.id })
    .from(delivery)
    .where(sql`${delivery.documentId} = ${documentId} and ${delivery.id} >= ${documentFloor(documentId)}::uuid
      and ${delivery.state} <> 'failed' and
      coalesce(${delivery.recallState}, 'refused') = 'refused'`)
    .limit(1);
  return left.length === 0;
}

export function recallEvent(
  one: Delivery,
  type: Extract<NewEvent['type'], `recall.${string}`>,
  actor: string,
  data: NewEvent['data'] = {},
): NewEvent {
  return { type, actor, documentId: one.documentId, deliveryId: one.id, agencyId: one.agencyId, data };
}
