import type { Thread } from '../dossier/index.ts';
import type { Notice } from '../edxml/index.ts';
import { type NewEvent, record } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import * as intake from '../intake/index.ts';
import { isDiskFull, type Tx } from '../platform/database.ts';
import { type HubError, isHubError } from '../platform/errors.ts';
import { submissions } from '../platform/metrics.ts';
import type { Principal } from '../registry/index.ts';
import type { Reference } from '../routing/index.ts';
import type { About, Seen } from '../status/index.ts';
import type { Answer } from './answer.ts';

/** One submission on its journey, and what has been learnt of it so far. */
export interface Case extends intake.Submission {
  readonly door: intake.Door;
  readonly principal: Principal;
  readonly to: readonly string[] | undefined;
  readonly builtByHub: boolean;
  readonly reportsOn?: string | undefined;
  readonly seen?: Seen | undefined;
  /** It has waited for a verdict as long as it may. */
  readonly overdue: boolean;
  /** For the record of a refusal: sender, header facts, verdict. */
  known: intake.Outcome;
}

/** What is committed with the document, or found when the same content was handed in before. */
export interface Stored {
  readonly document: intake.DocumentRow;
  readonly replay: boolean;
  readonly references: readonly Reference[];
  /** For a status: what it speaks of. */
  readonly about: About | null;
  /** Of which dossier it is. */
  readonly thread: Thread | null;
  readonly notices: readonly Notice[];
}

/**
 * Ends a journey that did not reach a document: parked when the error may pass, else rejected for good. Either way there
 * is a record and nothing is half stored. What is no HubError is a defect: it is thrown on, with the bytes kept; only a
 * full disk of the database is told as what it is.
 */
export async function refuse(hub: Hub, it: Case, cause: unknown): Promise<Answer> {
  try {
    return await settle(hub, it, cause);
  } catch (error) {
    throw isDiskFull(error) ? await turnAway(hub, it, error) : error;
  }
}

/** The transaction is undone, and there is no room for a record: nothing of a new submission stays, as below the reserve. */
async function turnAway(hub: Hub, it: Case, cause: unknown): Promise<unknown> {
  // A parked one has its row, and its bytes with it; it is tried again.
  if (it.receivedAt !== null) return cause;
  await hub.blobs.remove(it.id);
  const error = intake.intakeError('DISK_RESERVE', {}, cause);
  submissions.inc({ door: it.door, outcome: 'stopped', code: error.code });
  return error;
}

async function settle(hub: Hub, it: Case, cause: unknown): Promise<Answer> {
  if (!isHubError(cause)) throw cause;
  const { db } = hub.database;
  if (cause.spec.retry) {
    const ended = endOfPatience(it, cause);
    if (!ended) {
      const retryAt = await db.transaction((tx) =>
        intake.parkSubmission(tx, it, cause, {
          ...it.known,
          facts: { ...it.known.facts, ...ordersOf(it) },
        }),
      );
      return { state: 'parked', submissionId: it.id, code: cause.code, retryAt: retryAt.toISOString() };
    }
    return reject(hub, it, ended);
  }
  return reject(hub, it, cause);
}

/** What the bytes do not say and the next try must know. */
function ordersOf({ to, builtByHub, reportsOn, seen }: Case): intake.SubmissionFacts {
  const { id, businessCode, recallState } = seen ?? {};
  return {
    ...(to && { to }),
    builtByHub,
    ...(reportsOn && { reportsOn }),
    ...(id && { seen: { id, businessCode: businessCode ?? null, recallState: recallState ?? null } }),
  };
}

function endOfPatience(it: Case, cause: HubError): HubError | null {
  if (intake.isPoison(it, cause)) return intake.intakeError('VERIFIER_LOST');
  return it.overdue ? intake.intakeError('PARKED_TOO_LONG', { hours: intake.PARKED_AT_MOST_HOURS }) : null;
}

async function reject(hub: Hub, it: Case, error: HubError): Promise<Answer> {
  const isSecret = error.code === 'SECRET_NOT_ALLOWED';
  if (isSecret) await hub.blobs.remove(it.id);
  const facts = isSecret ? { senderCode: it.known.facts?.senderCode ?? '' } : (it.known.facts ?? {});
  const outcome = { ...it.known, facts, hasBytes: !isSecret, verdict: isSecret ? null : (it.known.verdict ?? null) };
  // Senders make their request ids of the document's number.
  const kept = isSecret ? { ...it, transportId: null } : it;
  const receiptId = await hub.database.db.transaction((tx) => intake.rejectSubmission(tx, kept, error, outcome));
  return { state: 'rejected', submissionId: it.id, error, verdict: outcome.verdict, receiptId };
}

/** An upload that never became a submission still leaves its line in the log; a full disk only a log line and a count. */
export async function recordStop(
  hub: Hub,
  by: { readonly door: string; readonly principal: Principal },
  cause: unknown,
): Promise<never> {
  if (isHubError(cause)) {
    submissions.inc({ door: by.door, outcome: 'stopped', code: cause.code });
    hub.log.warn({ door: by.door, actor: by.principal.actor, code: cause.code }, 'upload stopped');
    if (cause.code !== 'DISK_RESERVE') {
      const data = { ...cause.facts, door: by.door, code: cause.code };
      await hub.database.db.transaction((tx) =>
        record(tx, [{ type: 'upload.stopped', actor: by.principal.actor, data }]),
      );
    }
  }
  throw cause;
}

export function countAnswer(door: string, answer: Answer): void {
  const outcome = answer.state === 'accepted' && answer.replay ? 'replayed' : answer.state;
  const code = answer.state === 'rejected' ? answer.error.code : answer.state === 'parked' ? answer.code : '';
  submissions.inc({ door, outcome, code });
}

/** The log's lines for a stored document: its own, and those on the timelines of the documents it refers to. */
export async function recordStored(tx: Tx, it: Case, stored: Stored): Promise<void> {
  const { document, replay, references, thread, notices } = stored;
  const { actor } = it.principal;
  const own = { submissionId: it.id, documentId: document.id, actor };
  if (replay) {
    await record(tx, [...intake.receivedEvent(it), { ...own, type: 'submission.replayed' }]);
    return;
  }
  const events: NewEvent[] = [
    ...intake.receivedEvent(it),
    {
      ...own,
      actor: 'hub',
      type: 'document.accepted',
      data: {
        documentUid: document.documentUid,
        signature: document.verdict.signature,
        signer: document.verdict.signer?.subject ?? '–',
      },
    },
    ...notices.map((notice) => ({
      ...own,
      actor: 'hub',
      type: 'document.warned' as const,
      data: { code: notice.code },
    })),
  ];
  if (thread) events.push({ ...own, actor: 'hub', type: 'dossier.joined', data: { number: thread.number } });
  for (const { document: other, relation } of references) {
    events.push({ ...own, type: 'document.related', data: { documentUid: other.documentUid, relation } });
    events.push({
      type: EVENT_OF[relation],
      actor,
      documentId: other.id,
      data: { documentUid: document.documentUid, relation },
    });
  }
  await record(tx, events);
}

const EVENT_OF = {
  answers: 'document.answered',
  recalls: 'document.recalled',
  updates: 'document.related',
  replaces: 'document.related',
} as const;

/** Within which a sender's own request ids are told apart. */
export function transportScope(it: Pick<Case, 'door' | 'principal'>): string {
  return `${it.door}:${it.principal.actor}`;
}
