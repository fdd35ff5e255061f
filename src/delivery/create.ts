import { and, eq, gte, lt, sql } from 'drizzle-orm';
import { transactionTime } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import { idCeiling, newId } from '../platform/ids.ts';
import { enqueue, type Push } from './enqueue.ts';
import { reasonOf } from './errors.ts';
import { type Judged, judge } from './judge.ts';
import { limitsOf, routeKey } from './lanes.ts';
import type { Delivery, DocumentForDelivery, PlannedDelivery } from './model.ts';
import { goBefore, waitFor } from './order.ts';
import { firstStep, forwarding } from './placement.ts';
import { prove } from './proof.ts';
import { documentFloor } from './read.ts';
import { DEFAULT_SETTINGS, urgencyOf } from './rules.ts';
import { delivery } from './tables.ts';

interface Draft extends Judged {
  readonly id: string;
  readonly plan: PlannedDelivery;
  leadId: string;
  members: string[];
}

/**
 * Creates the deliveries of a document, any number of recipients in a fixed number of statements. The caller holds the
 * document's row lock, which is what keeps one delivery per document and agency. Agencies that have one already are
 * passed over, so a repeated sending only adds recipients that were not served; one that could not be served then is
 * tried anew when it can be now. Gives what was created.
 */
export async function createDeliveries(
  tx: Tx,
  document: DocumentForDelivery,
  plans: readonly PlannedDelivery[],
  actor: string,
  deadlineSeconds: number = DEFAULT_SETTINGS.deadlineSeconds,
): Promise<Delivery[]> {
  const drafts = group(await unserved(tx, document, plans));
  if (drafts.length === 0) return [];
  const at = await transactionTime(tx);
  const created = drafts.map((draft) => toDelivery(document, draft, at));
  await insertDeliveries(tx, document, created);
  const leads = drafts.filter((draft) => draft.state !== 'failed' && draft.leadId === draft.id);
  const byLead = new Map(leads.map((lead) => [lead.id, new Set<string>()]));
  for (const draft of drafts) for (const id of draft.plan.predecessors) byLead.get(draft.leadId)?.add(id);
  const pushes = leads.filter((lead) => lead.state === 'due').map((lead) => toPush(document, lead));
  await enqueue(tx, pushes, deadlineSeconds);
  await waitFor(
    tx,
    leads.map((lead) => ({ deliveryId: lead.id, predecessorIds: [...byLead.get(lead.id)!] })),
    { urgency: urgencyOf(document.priority), at: document.rankAt },
  );
  await goBefore(
    tx,
    drafts
      .filter((draft) => draft.state !== 'failed')
      .map((draft) => ({ deliveryId: draft.leadId, successorIds: draft.plan.successors ?? [] })),
  );
  await prove(
    tx,
    created.flatMap((one, index) => [...forwarding(one, drafts[index]!.open), firstStep(one)]),
    actor,
    document.fresh && new Map([[document.id, { ...document, ...document.fresh, acceptedAt: at }]]),
  );
  return created;
}

/** Plans that have no delivery yet: one per agency, one per code that names none. */
async function unserved(tx: Tx, document: DocumentForDelivery, plans: readonly PlannedDelivery[]): Promise<Draft[]> {
  const existing = document.fresh ? [] : await existingDeliveries(tx, document.id);
  const seen = new Set<string>();
  for (const one of existing) {
    const key = one.agencyId ?? `code:${one.addressedCode}`;
    seen.add(one.state === 'failed' ? `${key} ${one.reasonCode}` : key);
  }
  const drafts: Draft[] = [];
  for (const plan of plans) {
    const key = plan.agencyId ?? `code:${plan.addressedCode}`;
    const judged = judge(plan, document);
    if (seen.has(key) || (judged.problem && seen.has(`${key} ${judged.problem.code}`))) continue;
    seen.add(key);
    const id = newId();
    drafts.push({ id, plan, ...judged, leadId: id, members: [id] });
  }
  return drafts;
}

function existingDeliveries(tx: Tx, documentId: string) {
  return tx
    .select({
      agencyId: delivery.agencyId,
      addressedCode: delivery.addressedCode,
      state: delivery.state,
      reasonCode: delivery.reasonCode,
    })
    .from(delivery)
    .where(
      and(
        eq(delivery.documentId, documentId),
        gte(delivery.id, documentFloor(documentId)),
        lt(delivery.id, idCeiling()),
      ),
    );
}

/** Addresses with one handover, or behind one axis, follow the first of them. */
function group(drafts: Draft[]): Draft[] {
  const leads = new Map<string, Draft>();
  for (const draft of drafts) {
    if (!draft.open) continue;
    const lead = leads.get(routeKey(draft.open));
    if (!lead) {
      leads.set(routeKey(draft.open), draft);
      continue;
    }
    draft.leadId = lead.id;
    lead.members.push(draft.id);
    draft.members = [];
  }
  return drafts;
}

/** The row as it is written, so that it need not be read again. */
function toDelivery(document: DocumentForDelivery, draft: Draft, at: Date): Delivery {
  const { id, plan, open, problem, state, leadId, members } = draft;
  return {
    id,
    documentId: document.id,
    addressedCode: plan.addressedCode,
    agencyId: plan.agencyId,
    handoverId: open?.handover.id ?? null,
    channel: open?.channel.kind ?? 'none',
    axis: open?.channel.kind === 'axis' ? open.channel.axis : null,
    leadId,
    members,
    state,
    stateAt: at,
    reasonCode: problem?.code ?? null,
    reason: problem && reasonOf(problem),
    kind: document.kind,
    urgent: document.priority >= 1,
    urgency: urgencyOf(document.priority),
    rankAt: document.rankAt,
    attempts: 0,
    businessCode: null,
    businessAt: null,
    recallState: null,
    recallForm: null,
    recallAskedAt: null,
    arrivedAt: null,
    decidedId: null,
    consignedAt: null,
  };
}

async function insertDeliveries(tx: Tx, document: DocumentForDelivery, deliveries: readonly Delivery[]): Promise<void> {
  const rows = deliveries.map((one) => ({
    id: one.id,
    addressed_code: one.addressedCode,
    agency_id: one.agencyId,
    handover_id: one.handoverId,
    channel: one.channel,
    axis: one.axis,
    lead_id: one.leadId,
    members: one.members,
    state: one.state,
    reason_code: one.reasonCode,
    reason: one.reason,
  }));
  // One parameter however many rows: PostgreSQL takes at most 65,535 of them.
  await tx.execute(sql`
    insert into delivery (id, document_id, addressed_code, agency_id, handover_id, channel, axis, lead_id, members,
      state, reason_code, reason, kind, urgent, urgency, rank_at)
    select r.id, ${document.id}::uuid, r.addressed_code, r.agency_id, r.handover_id, r.channel, r.axis, r.lead_id,
      r.members, r.state, r.reason_code, r.reason, ${document.kind}, ${document.priority >= 1},
      ${urgencyOf(document.priority)}::smallint, ${document.rankAt.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, addressed_code text, agency_id uuid,
      handover_id uuid, channel text, axis text, lead_id uuid, members uuid[], state text, reason_code text, reason jsonb)`);
}

function toPush(document: DocumentForDelivery, { id, open }: Draft): Push {
  return {
    id,
    documentId: document.id,
    laneKey: routeKey(open!),
    limits: limitsOf(open!.channel),
    urgent: document.priority >= 1,
    rankAt: document.rankAt,
    attempts: 0,
  };
}
