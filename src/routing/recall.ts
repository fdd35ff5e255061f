import {
  type Delivery,
  isWhollyRecalled,
  neverHad,
  oweMessages,
  type PlannedDelivery,
  takeBack,
} from '../delivery/index.ts';
import { record } from '../evidence/index.ts';
import { type DocumentRow, freezeDocument } from '../intake/index.ts';
import type { Tx } from '../platform/database.ts';
import { noteRecalled } from '../register/index.ts';
import { heirsOf, recallForms } from '../registry/index.ts';
import { removedCodes } from './addresses.ts';
import { matchRecipients } from './match.ts';
import { type Recipient, resolveRecipients } from './recipients.ts';

/** A recipient with the deliveries to it of what the new package refers to, and the leads of those at the same door. */
export type WithEarlier = Recipient & { readonly before: readonly Delivery[]; readonly atDoor: readonly string[] };

/**
 * A thu hồi: takes back what these recipients have, and goes to those who must be told. Whoever never had the document
 * is told nothing; whose system obeys status 13 alone is sent one that the hub writes.
 */
export async function planRecall(
  tx: Tx,
  recall: DocumentRow,
  plans: readonly WithEarlier[],
  all: readonly Delivery[],
  actor: string,
): Promise<PlannedDelivery[]> {
  const { ended } = await takeBack(
    tx,
    plans.flatMap((plan) => plan.before.map((one) => one.id)),
    // Written for a 13, it stays a request that may be refused.
    recall.builtByHub ? 'status13' : 'package',
    actor,
  );
  await freezeRecalled(tx, [...new Set(all.map((one) => one.documentId))]);
  const over = new Set(ended.map((one) => one.id));
  const cancelledTo = await matchRecipients(
    tx,
    plans,
    all.filter((one) => one.state === 'cancelled'),
  );
  const told = plans
    .filter((plan) => plan.before.length > 0 || cancelledTo(plan).length === 0)
    .map((plan) => ({ ...plan, left: plan.before.filter((one) => !over.has(one.id)) }))
    .filter((plan) => plan.before.length === 0 || plan.left.length > 0);
  const other = recall.builtByHub ? new Set() : await obeying(tx, told, 'status13');
  await translate(
    tx,
    told.filter((plan) => other.has(plan)).map((plan) => plan.left[0]!),
    'recall-status13',
    reasonOf(recall),
  );
  return told
    .filter((plan) => !other.has(plan))
    .map(({ before, left, atDoor, ...recipient }) => ({
      ...recipient,
      predecessors: [...left.map((one) => one.id), ...atDoor],
    }));
}

/** Those with something to give back whose system obeys this form alone. */
async function obeying<P extends Recipient & { readonly left: readonly Delivery[] }>(
  tx: Tx,
  plans: readonly P[],
  form: 'package' | 'status13',
): Promise<Set<unknown>> {
  const handoverOf = ({ reception }: P) => (reception.outcome === 'open' ? reception.handover.id : null);
  const forms = await recallForms(
    tx,
    plans.map(handoverOf).filter((id) => id !== null),
  );
  return new Set(plans.filter((plan) => plan.left.length > 0 && forms.get(handoverOf(plan) ?? '') === form));
}

/** The hub writes the recall in the other form; what the sender handed in stays as it is. */
async function translate(
  tx: Tx,
  deliveries: readonly Delivery[],
  kind: 'recall-package' | 'recall-status13',
  reason: string | null,
): Promise<void> {
  const written = kind === 'recall-status13' ? await onePerHeir(tx, deliveries) : deliveries;
  await oweMessages(
    tx,
    written.map((one) => ({ kind, deliveryId: one.id, reason })),
  );
  await record(
    tx,
    deliveries.map((one) => ({
      type: 'recall.translated' as const,
      actor: 'hub',
      documentId: one.documentId,
      deliveryId: one.id,
      agencyId: one.agencyId,
      data: { code: kind === 'recall-package' ? 'BussinessDocType 1' : '13' },
    })),
  );
}

/** A 13 asks an agency for the whole document: what an heir was sent under several old codes it is asked for once. */
async function onePerHeir(tx: Tx, deliveries: readonly Delivery[]): Promise<Delivery[]> {
  const heirs = await heirsOf(
    tx,
    deliveries.flatMap((one) => one.agencyId ?? []),
  );
  const firsts = new Map<string, Delivery>();
  for (const one of deliveries) {
    const asked = heirs.get(one.agencyId ?? '') ?? one.agencyId ?? one.id;
    if (!firsts.has(asked)) firsts.set(asked, one);
  }
  return [...firsts.values()];
}

/** Frozen once nobody is left who may keep it. */
async function freezeRecalled(tx: Tx, documentIds: readonly string[]): Promise<void> {
  for (const documentId of documentIds) {
    if (!(await isWhollyRecalled(tx, documentId)) || !(await freezeDocument(tx, documentId))) continue;
    await noteRecalled(tx, documentId);
    await record(tx, [{ type: 'document.frozen', actor: 'hub', documentId }]);
  }
}

/** An update takes its document back from the recipients that it removes; being no thu hồi, it asks with a 13. */
export async function takeFromRemoved(
  tx: Tx,
  update: DocumentRow,
  all: readonly Delivery[],
  actor: string,
): Promise<void> {
  const codes = removedCodes(update.header);
  if (codes.length === 0) return;
  const live = all.filter((one) => !neverHad(one));
  const removed = await resolveRecipients(tx, codes);
  const earlierTo = await matchRecipients(tx, removed, live);
  const plans = removed.map((one) => ({ ...one, before: earlierTo(one) }));
  const ids = plans.flatMap((plan) => plan.before.map((one) => one.id));
  const { asked } = await takeBack(tx, ids, 'status13', actor);
  const still = new Set(asked.map((one) => one.id));
  const told = plans
    .map((plan) => ({ ...plan, left: plan.before.filter((one) => still.has(one.id)) }))
    .filter((plan) => plan.left.length > 0);
  const byPackage = await obeying(tx, told, 'package');
  const firstOf = (wanted: boolean) =>
    told.filter((plan) => byPackage.has(plan) === wanted).map((plan) => plan.left[0]!);
  await translate(tx, firstOf(true), 'recall-package', reasonOf(update));
  await translate(tx, firstOf(false), 'recall-status13', reasonOf(update));
}

/** A 13 to a recipient whose system obeys packages alone. Gives whether the hub writes one instead of passing it on. */
export async function translateRequest(
  tx: Tx,
  request: DocumentRow,
  recipient: Recipient,
  deliveries: readonly Delivery[],
): Promise<boolean> {
  const left = deliveries.filter((one) => !neverHad(one));
  const plan = { ...recipient, left };
  if (request.builtByHub || (await obeying(tx, [plan], 'package')).size === 0) return false;
  const { header } = request;
  await translate(tx, [left[0]!], 'recall-package', header.kind === 'status' ? header.description : null);
  return true;
}

function reasonOf({ header }: DocumentRow): string | null {
  return header.kind === 'document' ? (header.bussiness?.reason ?? null) : null;
}
