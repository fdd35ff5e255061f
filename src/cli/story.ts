import { findDelivery, SCREEN_WORDS } from '../delivery/index.ts';
import { STATUS_WORDS, type StatusCode } from '../edxml/index.ts';
import { readTimeline, type Step, sentenceOf } from '../evidence/index.ts';
import { documentsByAnyUid, findDocument, findSubmission, submissionIdsOf } from '../intake/index.ts';
import { type AnswerDelivery, readDeliveries } from '../journey/answer.ts';
import { vietnamTime } from '../platform/clock.ts';
import type { Reader } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import { findAgencies } from '../registry/index.ts';
import { fileLine, type Verdict } from '../trust/index.ts';
import { ageInWords } from './age.ts';
import type { DeliveryLine } from './answer-lines.ts';
import { cliError } from './errors.ts';
import type { Bilingual } from './output.ts';

export interface StoryStep {
  readonly at: string;
  readonly type: string;
  readonly actor: string;
  readonly deliveryId: string | null;
  readonly words: Bilingual;
}

/** One document, or one submission that became none, from its first event to the last. */
export interface Story {
  readonly documentId: string | null;
  readonly submissionId: string | null;
  readonly documentUid: string | null;
  readonly sender: string | null;
  /** For a status message: what it says. */
  readonly statusWords: Bilingual | null;
  /** The signatures of each file, in one line. */
  readonly files: readonly Bilingual[];
  readonly steps: readonly StoryStep[];
  readonly deliveries: readonly DeliveryLine[];
}

/**
 * What became of a document, a submission or a delivery by its id, or of everything under a DocumentId text, oldest
 * first. Read from the tables, for the administrator. Throws TRACE_NOT_FOUND.
 */
export async function tellStories(reader: Reader, id: string): Promise<Story[]> {
  const stories = isId(id) ? [await storyOfId(reader, id)] : await storiesOfUid(reader, id);
  const found = stories.filter((story) => story !== null);
  if (found.length === 0) throw cliError('TRACE_NOT_FOUND', { id });
  return found;
}

async function storiesOfUid(reader: Reader, uid: string): Promise<(Story | null)[]> {
  const stories: (Story | null)[] = [];
  for (const row of await documentsByAnyUid(reader, uid)) stories.push(await storyOfDocument(reader, row.id));
  return stories;
}

async function storyOfId(reader: Reader, id: string): Promise<Story | null> {
  const whole = await storyOfDocument(reader, id);
  if (whole) return whole;
  const submission = await findSubmission(reader, id);
  if (submission?.documentId) return storyOfDocument(reader, submission.documentId);
  if (submission) {
    return {
      documentId: null,
      submissionId: id,
      documentUid: submission.facts.documentUid ?? null,
      sender: submission.facts.senderCode ?? null,
      statusWords: null,
      files: tellFiles(submission.verdict),
      steps: await tellSteps(reader, await readTimeline(reader, { submissionId: id })),
      deliveries: [],
    };
  }
  const delivery = await findDelivery(reader, id);
  return delivery ? storyOfDocument(reader, delivery.documentId) : null;
}

async function storyOfDocument(reader: Reader, id: string): Promise<Story | null> {
  const document = await findDocument(reader, id);
  if (!document) return null;
  const submissionIds = await submissionIdsOf(reader, id);
  const steps = await readTimeline(reader, { documentId: id, submissionIds });
  const sender = (await findAgencies(reader, [document.senderId])).get(document.senderId);
  return {
    documentId: id,
    submissionId: document.submissionId,
    documentUid: document.documentUid,
    sender: sender ? `${sender.code} ${sender.name}` : null,
    statusWords: document.header.kind === 'status' ? STATUS_WORDS[document.header.statusCode] : null,
    files: tellFiles(document.verdict),
    steps: await tellSteps(reader, steps),
    deliveries: (await readDeliveries(reader, id)).map((one) => withWords(one, document.acceptedAt)),
  };
}

function tellFiles(verdict: Verdict | null): Bilingual[] {
  return (verdict?.files ?? []).map((file) => ({ vi: fileLine(file, 'vi'), en: fileLine(file, 'en') }));
}

async function tellSteps(reader: Reader, steps: readonly Step[]): Promise<StoryStep[]> {
  const ids = steps.map((step) => step.agencyId).filter((id) => id !== null);
  const agencies = await findAgencies(reader, ids);
  return steps.map((step) => {
    const name = (step.agencyId && agencies.get(step.agencyId)?.name) || null;
    return {
      at: vietnamTime(step.at),
      type: step.type,
      actor: step.actor,
      deliveryId: step.deliveryId,
      words: { vi: sentenceOf(step, 'vi', name), en: sentenceOf(step, 'en', name) },
    };
  });
}

/** What waits to be pushed says for how long: a link or a recipient may be down for days. */
function withWords(delivery: AnswerDelivery, acceptedAt: Date): DeliveryLine & AnswerDelivery {
  const businessWords = STATUS_WORDS[delivery.businessCode as StatusCode] ?? null;
  const { vi, en } = SCREEN_WORDS[delivery.word];
  const age = (language: 'vi' | 'en') => ageInWords(acceptedAt, new Date(), language);
  const words = delivery.state === 'due' ? { vi: `${vi} ${age('vi')}`, en: `${en} for ${age('en')}` } : { vi, en };
  return { ...delivery, words, businessWords };
}
