import type { Reply } from '../acts/replies.ts';
import { recallError } from '../catalogue.ts';
import { type Delivery, recallInWords, SCREEN_WORDS, screenWord } from '../delivery/index.ts';
import { STATUS_WORDS } from '../edxml/index.ts';
import type { AttachmentRow, DocumentRow } from '../intake/index.ts';
import type { AcceptedAnswer, AnswerDelivery } from '../journey/answer.ts';
import type { Agency } from '../registry/index.ts';
import { type FileReport, fileLine, type Verdict } from '../trust/index.ts';

const statusWords = (code: string | null) => STATUS_WORDS[code as keyof typeof STATUS_WORDS] ?? null;

export function nameOf(agency: Agency | undefined | null) {
  return agency ? { code: agency.code, name: agency.name } : { code: '–', name: '–' };
}

/** Whether a delivery was asked back and what came of it; null when it was not. */
export function viewRecall(of: Pick<Delivery, 'recallState' | 'recallForm' | 'recallAskedAt'>) {
  const words = recallInWords(of);
  if (of.recallState === null || words === null) return null;
  return {
    state: of.recallState,
    form: of.recallForm,
    askedAt: of.recallAskedAt?.toISOString() ?? null,
    words,
  };
}

const REPLY_WORDS = {
  answered: { vi: 'Đã trả lời', en: 'Answered' },
  'answered-late': { vi: 'Đã trả lời, quá hạn', en: 'Answered late' },
  awaited: { vi: 'Chưa trả lời', en: 'Answer awaited' },
  late: { vi: 'Quá hạn trả lời', en: 'Answer overdue' },
} as const satisfies Record<Reply['state'], unknown>;

/** @param reply what the sender is told of the answer that it asked for */
export function viewDelivery(
  { recallState, recallForm, recallAskedAt, ...delivery }: AnswerDelivery,
  reply: Reply | null = null,
) {
  return {
    ...delivery,
    recall: viewRecall({ recallState, recallForm, recallAskedAt }),
    ...(reply && { reply: { ...reply, words: REPLY_WORDS[reply.state] } }),
    words: SCREEN_WORDS[delivery.word],
    businessWords: statusWords(delivery.businessCode),
  };
}

export function viewAccepted(answer: AcceptedAnswer) {
  return {
    ...answer,
    deliveries: answer.deliveries.map((one) => viewDelivery(one)),
    notices: [...answer.notices],
    verdict: viewVerdict(answer.verdict),
  };
}

/** The verdict, its lists as the serializer wants them. */
export function viewVerdict(verdict: Verdict) {
  const { algorithms, covered, reasons, files, ...one } = verdict;
  return {
    ...one,
    algorithms: [...algorithms],
    covered: [...covered],
    reasons: [...reasons],
    ...(files && { files: files.map(viewFile) }),
  };
}

function viewFile(file: FileReport) {
  const { position, name, role, type, code, pdf, judgement } = file;
  return {
    position,
    name,
    role,
    type,
    code: pdf?.code ?? code,
    status: judgement.status,
    missing: [...judgement.missing],
    notices: [...judgement.notices],
    words: { vi: fileLine(file, 'vi'), en: fileLine(file, 'en') },
    signatures: (pdf?.signatures ?? []).map(({ chain, timestamp, ...signature }) => ({
      ...signature,
      timestamp: timestamp && { state: timestamp.state, time: timestamp.time, chain: timestamp.chain.status },
      chain: chain.status,
    })),
  };
}

export function viewSummary(document: DocumentRow, sender: Agency | undefined) {
  return {
    id: document.id,
    kind: document.kind,
    documentUid: document.documentUid,
    docType: document.docType,
    sender: nameOf(sender),
    codeNumber: document.codeNumber,
    codeNotation: document.codeNotation,
    promulgatedOn: document.promulgatedOn,
    typeName: document.typeName,
    subject: document.subject,
    priority: document.priority,
    dueOn: document.dueOn,
    statusCode: document.statusCode,
    statusWords: statusWords(document.statusCode),
    aboutId: document.aboutId,
    acceptedAt: document.acceptedAt.toISOString(),
  };
}

export function viewAttachment(row: AttachmentRow) {
  return {
    position: row.position,
    name: row.name,
    mediaType: row.mediaType,
    size: row.octets,
    sha256: row.sha256.toString('hex'),
    zipped: row.zipped,
  };
}

export function viewStatus(status: DocumentRow, from: Agency | undefined) {
  const header = status.header.kind === 'status' ? status.header : null;
  return {
    id: status.id,
    code: status.statusCode ?? '–',
    words: statusWords(status.statusCode) ?? { vi: '–', en: '–' },
    from: nameOf(from),
    description: header?.description ?? null,
    staff: header?.staff ? { ...header.staff } : null,
    timestamp: header?.timestamp ?? null,
    acceptedAt: status.acceptedAt.toISOString(),
    builtByHub: status.builtByHub,
  };
}

export function viewHandover(delivery: Delivery) {
  const word = screenWord(delivery);
  return {
    deliveryId: delivery.id,
    state: delivery.state,
    word,
    words: SCREEN_WORDS[word],
    arrivedAt: delivery.arrivedAt?.toISOString() ?? null,
    recall: viewRecall(delivery),
  };
}

/** A stored code with its facts, in words; null for none. */
export function viewReason(code: string | null, facts: Readonly<Record<string, string | number>> | null) {
  const error = code === null ? null : recallError(code, facts ?? {});
  if (!error) return null;
  return {
    vi: { title: error.title('vi'), fix: error.fix('vi') },
    en: { title: error.title('en'), fix: error.fix('en') },
  };
}
