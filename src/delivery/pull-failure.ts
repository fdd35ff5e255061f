import { eq, inArray, sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { error } from './errors.ts';
import { lockLead } from './lead.ts';
import type { Delivery } from './model.ts';
import { settleOrder } from './order.ts';
import { type ProvenStep, prove } from './proof.ts';
import { DEFAULT_SETTINGS, type DeliverySettings, retryDelay } from './rules.ts';
import { attempt, delivery, pullFailure } from './tables.ts';
import { fateOf, memberFate, type TryResult } from './verdict.ts';

const CODE = 'RECIPIENT_FAILED';

/** Delivery `d` rests: its recipient could not take it, and is not offered it until the retry delay is over. */
export const resting = sql`exists (select from pull_failure f where f.delivery_id = d.id and f.rest_until > now())`;

/**
 * The recipient fetched and could not take it: a failed attempt. Until the retry delay is over the delivery is not
 * listed; what fails after the deadline is dead. A failure that is told twice counts once; after an acknowledgement it
 * changes nothing. A `reason` in the other side's words, fit for display, stays with the attempt and is told to the sender.
 * @throws DELIVERY_NOT_FOUND, DELIVERY_NOT_RELEASED (a push fails by its own answer), DELIVERY_WITHDRAWN
 */
export async function reportPullFailure(
  tx: Tx,
  deliveryId: string,
  { actor, reason = null }: { readonly actor: string; readonly reason?: string | null },
  retry: Partial<DeliverySettings>,
): Promise<void> {
  const settings = { ...DEFAULT_SETTINGS, ...retry };
  const lead = await lockLead(tx, deliveryId);
  if (lead.state === 'arrived' || lead.state === 'dead') return;
  if (lead.state === 'cancelled' || lead.state === 'failed') throw error('DELIVERY_WITHDRAWN', { id: deliveryId });
  if (lead.channel !== 'pull') throw error('DELIVERY_NOT_RELEASED', { id: deliveryId });
  const number = lead.attempts + 1;
  const rest = await beginRest(tx, lead, retryDelay(settings, number, Math.random(), null), settings);
  if (!rest) return;
  await tx.insert(attempt).values({
    id: newId(),
    deliveryId: lead.id,
    number,
    epoch: 0,
    outcome: 'retry',
    errorCode: CODE,
    detail: reason,
    contentLeft: lead.state === 'fetched',
    endedAt: sql`now()`,
  });
  const members = await tx
    .update(delivery)
    .set({ attempts: number })
    .where(inArray(delivery.id, [...lead.members]))
    .returning();
  const result: TryResult = { outcome: 'retry', code: CODE, detail: reason ?? CODE };
  const fates = members.map((member) => memberFate(member, fateOf(result, rest.isPast), result, rest.until));
  if (rest.isPast) {
    for (const { id, reason, reasonCode } of fates) {
      await tx
        .update(delivery)
        .set({ state: 'dead', stateAt: sql`now()`, reason, reasonCode })
        .where(eq(delivery.id, id));
    }
    await forgetFailures(tx, [lead.id]);
    await settleOrder(tx, [lead.id]);
  }
  await prove(
    tx,
    fates.flatMap(({ step }) => [...sayWhy(step.delivery, reason), step]),
    actor,
  );
}

function sayWhy(member: Delivery, reason: string | null): ProvenStep[] {
  return reason === null ? [] : [{ delivery: member, type: 'delivery.complained', data: { reason } }];
}

/** What is withdrawn or goes elsewhere rests no longer. */
export async function forgetFailures(tx: Tx, leadIds: readonly string[]): Promise<void> {
  if (leadIds.length > 0) await tx.delete(pullFailure).where(inArray(pullFailure.deliveryId, [...leadIds]));
}

/** A recipient that fetches or acknowledges has not failed any more. */
export async function endRest(tx: Tx, lead: Delivery): Promise<void> {
  if (lead.channel !== 'pull' || lead.attempts === 0) return;
  await forgetFailures(tx, [lead.id]);
}

/** Null when it rests already. */
async function beginRest(
  tx: Tx,
  lead: Delivery,
  seconds: number,
  { deadlineSeconds }: DeliverySettings,
): Promise<{ until: Date; isPast: boolean } | null> {
  const { rows } = await tx.execute<{ until: string; isPast: boolean }>(sql`
    insert into pull_failure (delivery_id, rest_until)
    values (${lead.id}::uuid, now() + make_interval(secs => ${seconds}))
    on conflict (delivery_id) do update set rest_until = excluded.rest_until where pull_failure.rest_until <= now()
    returning rest_until as until,
      (select now() >= accepted_at + make_interval(secs => ${deadlineSeconds}) from document
        where id = ${lead.documentId}::uuid) as "isPast"`);
  const [row] = rows;
  return row ? { until: new Date(row.until), isPast: row.isPast } : null;
}
