import {
  countWaiting,
  type DeliveryState,
  findDelivery,
  listReceived,
  listSentDeliveries,
  type ReceivedItem,
  type ReceivedQuery,
  type SentItem,
  type SentQuery,
} from '../delivery/index.ts';
import { STATUS_WORDS, type StatusCode } from '../edxml/index.ts';
import type { Hub } from '../hub.ts';
import { findSubmission } from '../intake/index.ts';
import { isId } from '../platform/ids.ts';
import { may, type Principal, registryError } from '../registry/index.ts';
import { vxp } from '../wire/index.ts';
import { type Call, type Handler, invalid, kindOf } from './call.ts';
import { momentText, pageOf, pastPageOf } from './page.ts';

/** The protocol's words of a transport state; the business status of a recipient is another thing. */
type Word = 'INITIAL' | 'PROCESSING' | 'DONE' | 'FAIL';

const WORD_OF_STATE: Readonly<Record<DeliveryState, Word>> = {
  due: 'INITIAL',
  claimed: 'INITIAL',
  available: 'INITIAL',
  held: 'INITIAL',
  sending: 'PROCESSING',
  relayed: 'PROCESSING',
  left: 'PROCESSING',
  fetched: 'PROCESSING',
  arrived: 'DONE',
  failed: 'FAIL',
  dead: 'FAIL',
  cancelled: 'FAIL',
};

const DESCRIPTIONS: Readonly<Record<Word, string>> = {
  INITIAL: 'Chờ nhận',
  PROCESSING: 'Đã lấy về, chưa xác nhận',
  DONE: 'Đã nhận',
  FAIL: 'Nhận lỗi',
};

/** What the status filter of a list asks for. */
const WHICH: Readonly<Record<Word, ReceivedQuery['which']>> = {
  INITIAL: 'available',
  PROCESSING: 'fetched',
  DONE: 'arrived',
  FAIL: 'failed',
};

/** Counted no further: nobody needs to know how much more than this waits. */
const MOST_COUNTED = 10_000;

export const getReceivedEdocList: Handler = async (hub, call) => {
  const kind = kindOf(call);
  const word = wordOf(call);
  const which = word ? WHICH[word] : 'waiting';
  const page = which === 'arrived' || which === 'failed' ? pastPageOf(call) : pageOf(call);
  const handoverIds = ownAgencies(call.principal);
  const items = await listReceived(hub.database.db, { handoverIds, kind, which, ...page });
  return vxp.answerOk({ data: items.map((item) => viewReceived(item)) });
};

export const getSentEdocList: Handler = async (hub, call) => {
  const { principal } = call;
  const kind = kindOf(call);
  const word = wordOf(call);
  const of = await sentOf(hub, call);
  if (of === null) return vxp.answerOk({ data: [] });
  const query: SentQuery = {
    senderIds: [...principal.agencyIds, ...(principal.predecessorIds ?? [])],
    systemId: principal.systemId!,
    kind,
    ...(word ? pastPageOf(call) : pageOf(call)),
    ...(of && { of }),
    ...(word && { states: statesOf(word) }),
  };
  if (!may(principal, 'document.read', { senderId: query.senderIds[0] ?? null })) {
    throw registryError('FORBIDDEN', { act: 'document.read' });
  }
  const items = await listSentDeliveries(hub.database.db, query);
  return vxp.answerOk({ data: items.map((item) => viewSent(item)) });
};

/** The count of one kind; from this many on it stays the same. */
const countOf =
  (kind: 'document' | 'status'): Handler =>
  async (hub, { principal }) => {
    const count = await countWaiting(hub.database.db, ownAgencies(principal), kind, MOST_COUNTED);
    return vxp.answerOk({ count });
  };
export const countReceiveEdoc = countOf('document');
export const countReceiveStatus = countOf('status');

function ownAgencies(principal: Principal): string[] {
  const recipientIds = [...principal.agencyIds, ...(principal.predecessorIds ?? [])];
  if (!may(principal, 'delivery.list', { recipientIds })) throw registryError('FORBIDDEN', { act: 'delivery.list' });
  return recipientIds;
}

/** `docId` of a sender's list: the submission, or one recipient's delivery. Null for what is nobody's, or not one's own. */
async function sentOf({ database: { db } }: Hub, call: Call): Promise<SentQuery['of'] | null> {
  const id = call.parameter('docId');
  if (id === undefined) return undefined;
  if (!isId(id)) return null;
  const submission = await findSubmission(db, id);
  // The list itself leaves out what the system did not send; here only the way there is found.
  if (submission) return submission.documentId ? { documentId: submission.documentId } : { submissionId: id };
  const delivery = await findDelivery(db, id);
  return delivery && { documentId: delivery.documentId, deliveryId: id };
}

function wordOf(call: Call): Word | undefined {
  const status = call.parameter('status');
  const word = status?.toUpperCase();
  if (word === undefined) return undefined;
  if (!Object.hasOwn(WHICH, word)) throw invalid('status', status, 'initial, processing, done, fail');
  return word as Word;
}

function statesOf(word: Word): DeliveryState[] {
  return (Object.keys(WORD_OF_STATE) as DeliveryState[]).filter((state) => WORD_OF_STATE[state] === word);
}

const MESSAGE_TYPES = { document: 'edoc', status: 'status' } as const;

function viewReceived(item: ReceivedItem): vxp.Item<'getReceivedEdocList'> {
  const isResting = item.restsUntil !== null && item.restsUntil > new Date();
  const word = isResting ? 'FAIL' : item.failed ? 'INITIAL' : WORD_OF_STATE[item.state];
  return {
    docId: item.id,
    serviceType: 'eDoc',
    messageType: MESSAGE_TYPES[item.kind],
    created_time: momentText(item.acceptedAt),
    updated_time: momentText(item.stateAt),
    from: item.senderCode,
    to: item.addressedCode,
    status: word,
    status_desc: DESCRIPTIONS[word],
  };
}

/** The sender's side says what became of the submission, the recipient's side what became of its delivery. */
function viewSent(item: SentItem): vxp.Item<'getSentEdocList'> {
  const sending = sendingOf(item);
  const receiving = item.state ? WORD_OF_STATE[item.state] : null;
  const business = STATUS_WORDS[item.businessCode as StatusCode]?.vi;
  return {
    serviceType: 'eDoc',
    messageType: MESSAGE_TYPES[item.kind],
    senderDocId: item.submissionId,
    receiverDocId: item.deliveryId ?? '',
    fromCode: item.senderCode ?? '',
    toCode: item.addressedCode ?? '',
    title: item.subject ?? '',
    notation: [item.codeNumber, item.codeNotation].filter(Boolean).join('/'),
    sentTime: momentText(item.sentAt),
    receivedTime: momentText(item.arrivedAt),
    sendStatus: sending.word,
    sendStatusDesc: sending.description,
    receiveStatus: receiving ?? '',
    receiveStatusDesc: item.reason?.vi.title ?? business ?? (receiving ? DESCRIPTIONS[receiving] : ''),
  };
}

function sendingOf({ submissionState, submissionCode, state }: SentItem): { word: Word; description: string } {
  if (submissionState === 'rejected') return { word: 'FAIL', description: `Trục không nhận: ${submissionCode}` };
  if (submissionState !== 'accepted') return { word: 'PROCESSING', description: `Chưa kết luận: ${submissionCode}` };
  if (state === 'failed' || state === 'dead') return { word: 'FAIL', description: 'Không gửi được đến nơi nhận' };
  return { word: 'DONE', description: 'Trục đã nhận' };
}
