import { acknowledge, cancelDeliveries, type Delivery, setBusinessCode, setRecallState } from '../delivery/index.ts';
import type { StatusHeader } from '../edxml/index.ts';
import { type NewEvent, record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import type { About } from './resolve.ts';
import { type BusinessCode, isBusinessCode, mayFollow } from './rules.ts';

/** Push states in which the recipient may have the document although its answer was lost. */
const LIVE = new Set(['due', 'claimed', 'sending', 'held', 'dead']);
/**
 * Behind an axis one agency's report says nothing of the others of the relay, which goes on for them; when it has ended,
 * whoever reported has arrived.
 */
const RELAY_ENDED = new Set(['relayed', 'dead']);

export interface Applied {
  /** False when the message has nobody left to tell: a document taken back before it left the hub. */
  readonly forward: boolean;
}

/** The business effect of a status on the deliveries it speaks of; the message itself travels like any document. */
export async function applyStatus(tx: Tx, about: About, header: StatusHeader, actor: string): Promise<Applied> {
  const code = header.statusCode;
  if (isBusinessCode(code)) {
    await moveBusinessState(tx, about, code, actor);
    return { forward: true };
  }
  if (code === '13') return askBack(tx, about, actor);
  const answer = code === '15' ? 'confirmed' : 'refused';
  // 15 and 16 answer an update too, which takes nothing back: only what was asked back ends or stays.
  const asked = about.deliveries.filter((one) => one.recallState === 'asked');
  await setRecallState(
    tx,
    asked.map((one) => one.id),
    answer,
  );
  await record(
    tx,
    about.deliveries.map((one) =>
      one.recallState === 'asked'
        ? eventOf(one, `recall.${answer}`, actor)
        : eventOf(one, 'status.reported', actor, { code }),
    ),
  );
  return { forward: true };
}

async function moveBusinessState(tx: Tx, about: About, code: BusinessCode, actor: string): Promise<void> {
  const events: NewEvent[] = [];
  const moved: string[] = [];
  for (const delivery of about.deliveries) {
    if (mayFollow(delivery.businessCode, code)) {
      moved.push(delivery.id);
      events.push(eventOf(delivery, 'status.reported', actor, { code }));
    } else if (delivery.businessCode === code) {
      events.push(eventOf(delivery, 'status.repeated', actor, { code }));
    } else {
      events.push(eventOf(delivery, 'status.out-of-order', actor, { code, current: delivery.businessCode ?? '–' }));
    }
  }
  await setBusinessCode(tx, moved, code);
  await record(tx, events);
  await settleTransport(tx, about.deliveries, actor);
}

/** Whoever reports on a document has it: a status is an acknowledgement too, and an axis's word that it arrived. */
async function settleTransport(tx: Tx, deliveries: readonly Delivery[], actor: string): Promise<void> {
  for (const { id, state, attempts, channel } of deliveries) {
    const pushed = attempts > 0 && (channel === 'axis' ? RELAY_ENDED : LIVE).has(state);
    if (pushed || state === 'fetched') await acknowledge(tx, id, actor);
  }
}

/** 13: what has not left the hub is withdrawn and confirmed at once; otherwise the recipient is asked. */
async function askBack(tx: Tx, about: About, actor: string): Promise<Applied> {
  const ids = about.deliveries.map((one) => one.id);
  const { cancelled, released } = await cancelDeliveries(tx, ids, 'RECALLED_BY_SENDER', actor);
  await setRecallState(
    tx,
    cancelled.map((one) => one.id),
    'withdrawn',
  );
  await record(
    tx,
    cancelled.map((one) => eventOf(one, 'recall.withdrawn', actor)),
  );
  await setRecallState(
    tx,
    released.map((one) => one.id),
    'asked',
  );
  await record(
    tx,
    released.map((one) => eventOf(one, 'recall.asked', actor, { code: '13' })),
  );
  return { forward: released.length > 0 };
}

function eventOf(delivery: Delivery, type: NewEvent['type'], actor: string, data: NewEvent['data'] = {}): NewEvent {
  return { type, actor, documentId: delivery.documentId, deliveryId: delivery.id, agencyId: delivery.agencyId, data };
}
