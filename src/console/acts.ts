import type { Person } from '../accounts/index.ts';
import { answerRecall, type RecallAnswer } from '../acts/answer-recall.ts';
import { type Report, reportStatus } from '../acts/report-status.ts';
import { acknowledge, type Delivery, oweMessages, releaseContent } from '../delivery/index.ts';
import type { Hub } from '../hub.ts';
import type { Answer } from '../journey/answer.ts';

/** A clerk reports on a delivery of his agency: his name travels with it. What was never opened is taken in first. */
export async function reportFor(hub: Hub, person: Person, delivery: Delivery, report: Report): Promise<Answer> {
  await takeIn(hub, person, delivery);
  const staff = { staff: person.name, ...report.staff };
  return reportStatus(hub, { door: 'web', principal: person.principal }, delivery, {
    ...report,
    staff,
    seen: delivery,
  });
}

/** The one button of a recall, or the refusal of a request to take back; from the page of either document. */
export function answerRecallFor(hub: Hub, person: Person, delivery: Delivery, answer: RecallAnswer): Promise<Answer> {
  const staff = { staff: person.name };
  return answerRecall(hub, { door: 'web', principal: person.principal }, delivery, { ...answer, staff });
}

/**
 * Opening a document is its arrival (01): the content is released and acknowledged, and the hub tells the sender, once.
 * @throws DELIVERY_WAITS while an earlier document that it changes was not opened
 */
export async function openDelivery(hub: Hub, person: Person, delivery: Delivery): Promise<void> {
  const arrived = await takeIn(hub, person, delivery);
  if (!arrived || !isNotNoticed(delivery)) return;
  const answer = await reportStatus(hub, { door: 'web', principal: person.principal }, delivery, {
    code: '01',
    seen: delivery,
  });
  // Somebody else has opened it at the same moment, and told the sender.
  if (answer.state === 'rejected' && answer.error.code !== 'STATUS_OVERTAKEN')
    hub.log.warn({ deliveryId: delivery.id, code: answer.error.code }, 'console.01');
}

/** Whether a clerk may report this now: what is recalled, returned or reported already has nothing left of the kind. */
export function allows({ businessCode, recallState }: Delivery, code: string): boolean {
  if (recallState !== null && recallState !== 'refused') return false;
  const before = code === '03' || code === '02' ? ['', '01'] : ['03', '04', '05'];
  return before.includes(businessCode ?? '');
}

/** Whether its arrival is still to come: whoever opens it takes it in for his agency. */
export function opensByReading({ state }: Delivery): boolean {
  return state === 'available' || state === 'fetched' || state === 'left';
}

/** Whether its sender is still to be told that it has arrived. */
function isNotNoticed({ businessCode, kind }: Delivery): boolean {
  return businessCode === null && kind === 'document';
}

/** Whether it arrived just now. */
async function takeIn(hub: Hub, { principal }: Person, delivery: Delivery): Promise<boolean> {
  if (!opensByReading(delivery)) return false;
  await hub.database.db.transaction(async (tx) => {
    await releaseContent(tx, delivery.id, principal.actor);
    await acknowledge(tx, delivery.id, principal.actor);
    if (isNotNoticed(delivery)) {
      await oweMessages(tx, [{ kind: 'arrival-notice', deliveryId: delivery.id }], 'unless-written');
    }
  });
  hub.delivery.nudge();
  return true;
}
