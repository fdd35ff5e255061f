import { noteRefusals } from '../board/index.ts';
import {
  acknowledge,
  confirmRecall,
  type Delivery,
  isAccepted,
  refuseRecall,
  setBusinessCode,
  takeBack,
} from '../delivery/index.ts';
import type { StatusHeader } from '../edxml/index.ts';
import { type NewEvent, record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import { noteGone, noteProgress, registerIncoming } from '../register/index.ts';
import { tellLateReturns, tellVoidRefusals } from './alerts.ts';
import { type Assignment, readAssignment } from './assignment.ts';
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
    for (const one of [about, ...(about.earlier ?? []).map((earlier) => ({ ...about, ...earlier }))]) {
      await moveBusinessState(tx, one, code, header.description, actor);
      await keepBook(tx, one, header);
    }
    // Returned to the sender: what was asked back is not with the recipient any more.
    if (code === '02') await confirmRecall(tx, about.deliveries, actor);
    return { forward: true };
  }
  if (code === '13') {
    const ids = about.deliveries.map((one) => one.id);
    const { asked } = await takeBack(tx, ids, 'status13', actor);
    return { forward: asked.length > 0 };
  }
  await answerRecall(tx, about, code, actor);
  await settleTransport(tx, about.deliveries, actor);
  return { forward: true };
}

/** 15 and 16 answer an update too, which takes nothing back: only what was asked back ends or stays. */
async function answerRecall(tx: Tx, about: About, code: '15' | '16', actor: string): Promise<void> {
  if (code === '15') await confirmRecall(tx, about.deliveries, actor);
  else await tellVoidRefusals(tx, about.document, await refuseRecall(tx, about.deliveries, actor));
  const others = about.deliveries.filter((one) => one.recallState !== 'asked');
  await record(
    tx,
    others.map((one) => eventOf(about, one, 'status.reported', actor, { code })),
  );
}

async function moveBusinessState(
  tx: Tx,
  about: About,
  code: BusinessCode,
  words: string | null,
  actor: string,
): Promise<void> {
  const events: NewEvent[] = [];
  const moved: Delivery[] = [];
  for (const delivery of about.deliveries) {
    if (mayFollow(delivery.businessCode, code)) {
      moved.push(delivery);
      events.push(eventOf(about, delivery, 'status.reported', actor, { code }));
    } else if (delivery.businessCode === code) {
      events.push(eventOf(about, delivery, 'status.repeated', actor, { code }));
    } else {
      events.push(
        eventOf(about, delivery, 'status.out-of-order', actor, { code, current: delivery.businessCode ?? '–' }),
      );
    }
  }
  await setBusinessCode(
    tx,
    moved.map((one) => one.id),
    code,
  );
  // Behind another axis a recipient is measured there.
  const refused = code === '02' ? moved.filter((one) => one.channel !== 'axis') : [];
  await noteRefusals(tx, refused, words);
  await record(tx, events);
  if (code === '02') await tellLateReturns(tx, about.document, about.deliveries.filter(isReturnedLate));
  await settleTransport(tx, about.deliveries, actor);
}

/** The reporter's register follows what it reports: acceptance gives the số đến (03, implied by 04 to 06). */
async function keepBook(tx: Tx, { document, deliveries, reporterId }: About, header: StatusHeader): Promise<void> {
  const leadIds = deliveries.filter((one) => hasEffect(one, header)).map((one) => one.leadId);
  if (leadIds.length === 0) return;
  const { statusCode: code, description } = header;
  if (code === '02') return noteGone(tx, leadIds, 'returned');
  if (!isProgress(code) || document.header.kind !== 'document') return;
  await registerIncoming(tx, reporterId, {
    documentId: document.id,
    deliveryId: leadIds[0]!,
    author: document.header.from.organName ?? document.header.from.organId,
    code: [document.codeNumber, document.codeNotation].filter(Boolean).join('/'),
    issuedOn: document.promulgatedOn,
    kind: document.typeName ?? '',
    summary: document.subject ?? '',
    dueOn: document.dueOn,
  });
  const { lead, ...rest } = code === '04' && description ? readAssignment(description) : ({} as Partial<Assignment>);
  await noteProgress(tx, reporterId, document.id, { progress: code, handedTo: lead, ...rest });
}

function isProgress(code: string): code is '03' | '04' | '05' | '06' {
  return ['03', '04', '05', '06'].includes(code);
}

/** A report out of order is one more line of history and nothing in the book. */
function hasEffect({ businessCode }: Delivery, { statusCode }: StatusHeader): boolean {
  return isBusinessCode(statusCode) && mayFollow(businessCode, statusCode);
}

/** Returned after it was accepted, and not because it was recalled. */
function isReturnedLate(delivery: Delivery): boolean {
  return isAccepted(delivery) && delivery.recallState !== 'asked';
}

/** Whoever reports on a document has it: a status is an acknowledgement too, and an axis's word that it arrived. */
async function settleTransport(tx: Tx, deliveries: readonly Delivery[], actor: string): Promise<void> {
  for (const { id, state, attempts, channel } of deliveries) {
    const pushed = attempts > 0 && (channel === 'axis' ? RELAY_ENDED : LIVE).has(state);
    if (pushed || state === 'fetched' || state === 'left') await acknowledge(tx, id, actor);
  }
}

function eventOf(
  { reporterId }: About,
  { id, documentId }: Delivery,
  type: NewEvent['type'],
  actor: string,
  data: NewEvent['data'],
): NewEvent {
  return { type, actor, documentId, deliveryId: id, agencyId: reporterId, data };
}
