import { reportOfDocument } from '../acts/document-report.ts';
import { dossierOf } from '../acts/dossiers.ts';
import { SHARED_STEPS } from '../acts/see.ts';
import { forwardingsOf, originalOf } from '../compose/index.ts';
import {
  askedThrough,
  type Delivery,
  recallInWords,
  remindersOf,
  SCREEN_WORDS,
  screenWord,
} from '../delivery/index.ts';
import { type DocumentHeader, STATUS_WORDS } from '../edxml/index.ts';
import { type FoldedStep, latestSteps, sentenceOf } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import {
  type DocumentRow,
  findDocument,
  findDocuments,
  listAttachments,
  statusesAbout,
  submissionIdsOf,
} from '../intake/index.ts';
import type { Reader } from '../platform/database.ts';
import type { Language } from '../platform/errors.ts';
import { arrivalNumbers } from '../register/index.ts';
import { type Agency, findAgencies, may, type Principal } from '../registry/index.ts';
import { consoleError } from './errors.ts';
import { viewOf } from './files.ts';
import { peopleAmong } from './people.ts';
import { wordOf } from './words.ts';

/** Everything a reader sees of a document that came to his agency. */
export async function describeDocument(hub: Hub, principal: Principal, delivery: Delivery, language: Language) {
  const { db } = hub.database;
  const document = await findDocument(db, delivery.documentId);
  if (document?.header.kind !== 'document') throw consoleError('PAGE_UNKNOWN');
  const own = [delivery.agencyId, delivery.handoverId].filter((id) => id !== null);
  const [attachments, report, steps, statuses, agencies, asked, reminders, numbers, forwardedBy, dossier] =
    await Promise.all([
      listAttachments(db, document.id),
      reportOfDocument(db, document),
      stepsOf(hub, document, [delivery.id]),
      statusesAbout(db, document.id),
      findAgencies(db, [document.senderId, ...own]),
      askedThrough(db, delivery),
      remindersOf(db, [delivery.leadId]),
      arrivalNumbers(db, [delivery.leadId]),
      forwardsOf(db, document.id, own),
      dossierOf(db, principal, document.id),
    ]);
  const mayAct = may(principal, 'status.report', { recipientIds: own });
  return {
    ...factsOf(document, language),
    document,
    senderName: agencies.get(document.senderId)?.name ?? document.header.from.organName ?? '–',
    recipientName: agencies.get(delivery.agencyId ?? '')?.name ?? delivery.addressedCode,
    files: attachments.map((row) => ({ ...row, view: viewOf(row) })),
    ...signaturesOf(document, report.words[language], language),
    steps: stepsInWords(steps, agencies, language),
    reported: statuses.filter((status) => own.includes(status.senderId)).map((status) => reportedOf(status, language)),
    word: wordFor(delivery),
    asked: asked.length === 0 ? null : mayRefuse(asked) ? 'request' : 'recall',
    whyAsked: whyAsked(statuses, document.senderId),
    reminders: reminders.get(delivery.leadId) ?? null,
    number: numbers.get(delivery.leadId) ?? null,
    forwardedBy,
    dossier,
    acts: mayAct ? actsOf(delivery, document, asked) : null,
  };
}

/** By which documents of their own these agencies have passed one on. */
async function forwardsOf(reader: Reader, documentId: string, agencyIds: readonly string[]) {
  const found = await findDocuments(reader, await forwardingsOf(reader, documentId));
  const own = [...found.values()].filter((one) => agencyIds.includes(one.senderId));
  return own.map((one) => ({ id: one.id, code: codeOf(one), documentUid: one.documentUid }));
}

/** Which incoming document one of the reader's own passes on. */
export async function forwardedIn(reader: Reader, documentId: string) {
  const originalId = await originalOf(reader, documentId);
  const document = originalId && (await findDocument(reader, originalId));
  if (!document) return null;
  const sender = (await findAgencies(reader, [document.senderId])).get(document.senderId);
  return { code: codeOf(document), documentUid: document.documentUid, senderName: sender?.name ?? '–' };
}

/** Số, ký hiệu; empty where there is none. */
export function codeOf({ codeNumber, codeNotation }: Pick<DocumentRow, 'codeNumber' | 'codeNotation'>): string {
  return [codeNumber, codeNotation].filter(Boolean).join('/');
}

export function factsOf(document: DocumentRow, language: Language) {
  const header = document.header as DocumentHeader;
  return {
    header,
    code: codeOf(document),
    heading: document.subject || wordOf('noSubject', language),
    signer: [...new Set([header.competence, header.position, header.signerName])].filter(Boolean).join(' '),
    answers: header.responseFor.map((one) => one.code ?? one.documentId).filter((one) => one !== null),
    paper: header.bussiness?.paper === '1',
    // A new document has none to give, though field systems fill the element.
    reason: document.docType > 0 ? (header.bussiness?.reason ?? null) : null,
  };
}

/** The verdict's own sentences: the conclusion, who has signed the main file, and the rest as details. */
export function signaturesOf({ verdict }: DocumentRow, words: readonly string[], language: Language) {
  const files = verdict.files ?? [];
  const holds = verdict.indication === 'TOTAL_PASSED' || files.some((file) => file.judgement.status === 'complete');
  const broken =
    verdict.signature === 'invalid' ||
    files.some((file) => file.pdf?.signatures.some((signature) => signature.state === 'invalid'));
  return {
    verdictTone: broken ? 'bad' : holds ? 'good' : 'warn',
    conclusion: words[0] ?? '',
    signers: files
      .filter((file) => file.role !== 'annex')
      .flatMap((file) => file.judgement.notices.filter((one) => one.code === 'PDF_SIGNED'))
      .map((one) => one[language]),
    details: words.slice(1),
  };
}

/** Steps on one page; a document may have 5,000 recipients, and a page at most 200 KB. */
const STEPS = 200;

/** With who acted, by his full name: the last steps of a document, or of these deliveries of it and what is told to every recipient. */
export async function stepsOf(hub: Hub, document: DocumentRow, deliveryIds?: readonly string[]) {
  const { db } = hub.database;
  const submissionIds = await submissionIdsOf(db, document.id);
  const part = deliveryIds && { deliveryIds, types: SHARED_STEPS };
  const steps = await latestSteps(db, { documentId: document.id, submissionIds }, STEPS, part);
  const people = await peopleAmong(
    db,
    steps.map((step) => step.actor),
  );
  return steps.map((step) => ({ ...step, person: people.get(step.actor) ?? null }));
}

/** Each as a line of a history; what was said several times says so. */
export function stepsInWords(
  steps: readonly (FoldedStep & { readonly person: string | null })[],
  agencies: ReadonlyMap<string, Agency>,
  language: Language,
): { at: Date; words: string }[] {
  return steps.map((step) => {
    const words = sentenceOf(step, language, agencies.get(step.agencyId ?? '')?.name ?? null, step.person);
    return { at: step.at, words: step.times > 1 ? wordOf('saidTimes', language, { words, n: step.times }) : words };
  });
}

function reportedOf(status: DocumentRow, language: Language) {
  const header = status.header.kind === 'status' ? status.header : null;
  return {
    at: status.acceptedAt,
    code: status.statusCode ?? '',
    words: STATUS_WORDS[status.statusCode as keyof typeof STATUS_WORDS]?.[language] ?? '–',
    who: header?.staff?.staff ?? null,
    text: header?.description ?? null,
  };
}

/** A thu hồi must be obeyed (QĐ 28/2018 Art 9(2)); a request to take back may be refused. */
function mayRefuse(asked: readonly Pick<Delivery, 'recallForm'>[]): boolean {
  return asked.every((one) => one.recallForm !== 'package');
}

/** What the sender's last request to take back gives as its reason. */
function whyAsked(statuses: readonly DocumentRow[], senderId: string): string | null {
  const last = statuses.filter((one) => one.senderId === senderId && one.statusCode === '13').at(-1);
  return last?.header.kind === 'status' ? last.header.description : null;
}

function wordFor(delivery: Delivery) {
  if (delivery.recallState === 'confirmed' || delivery.recallState === 'withdrawn') return recallInWords(delivery);
  return STATUS_WORDS[delivery.businessCode as keyof typeof STATUS_WORDS] ?? SCREEN_WORDS[screenWord(delivery)];
}

/** What a clerk can do next: the transitions of the law's statuses, and the answer to a recall before all else. */
function actsOf(
  { businessCode, recallState }: Delivery,
  { docType }: DocumentRow,
  asked: readonly Pick<Delivery, 'recallForm'>[],
) {
  const toAnswer = asked.length > 0;
  const over = recallState === 'confirmed' || recallState === 'withdrawn' || businessCode === '02';
  const free = !over && !toAnswer;
  const fresh = free && (businessCode === null || businessCode === '01');
  const accepted = free && ['03', '04', '05'].includes(businessCode ?? '');
  return {
    confirmRecall: toAnswer,
    refuseRecall: toAnswer && mayRefuse(asked),
    accept: fresh,
    return: fresh && docType !== 1,
    assign: accepted,
    complete: accepted,
  };
}
