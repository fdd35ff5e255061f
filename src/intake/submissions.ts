import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Header, Spool } from '../edxml/index.ts';
import { issueReceipts, record } from '../evidence/index.ts';
import { vietnamTime } from '../platform/clock.ts';
import type { Reader, Tx } from '../platform/database.ts';
import type { HubError } from '../platform/errors.ts';
import type { Principal } from '../registry/index.ts';
import type { Verdict } from '../trust/index.ts';
import { MOST_VERIFIER_LOSSES, PARKED_RETRY_SECONDS, type SubmissionFacts } from './model.ts';
import { docTypeOf, documentUidOf } from './rules.ts';
import { submission } from './tables.ts';

/** One request to hand in a package, on its way to a verdict. */
export interface Submission {
  readonly id: string;
  readonly door: string;
  readonly principal: Pick<Principal, 'actor' | 'systemId'>;
  readonly transportId: string | null;
  readonly spool: Spool;
  /** Verifications already tried; 0 for a new submission. */
  readonly tries: number;
  /** How many of them ended the verifier. */
  readonly verifierLosses: number;
  readonly receivedAt: Date | null;
}

export type SubmissionRow = typeof submission.$inferSelect;

export interface Outcome {
  readonly senderId?: string | null;
  readonly facts?: SubmissionFacts;
  readonly verdict?: Verdict | null;
  readonly documentId?: string | null;
  readonly hasBytes?: boolean;
}

export function headerFacts(header: Header): SubmissionFacts {
  return {
    senderCode: header.from.organId,
    documentUid: documentUidOf(header),
    kind: header.kind,
    docType: docTypeOf(header),
  };
}

/** Records that the submission became, or is already, a document. */
export async function acceptSubmission(
  tx: Tx,
  it: Submission,
  outcome: Outcome & { documentId: string },
): Promise<void> {
  await saveDecision(tx, it, { ...outcome, state: 'accepted', code: null, reason: null });
}

/**
 * Records a refusal with its reason and its SubmissionRejection receipt. The record keeps digest, size, header facts
 * and code; for a state secret neither facts nor bytes. Gives the receipt's id.
 */
export async function rejectSubmission(
  tx: Tx,
  it: Submission,
  error: HubError,
  outcome: Outcome = {},
): Promise<string> {
  const { actor } = it.principal;
  await saveDecision(tx, it, { ...outcome, state: 'rejected', code: error.code, reason: error.facts });
  await record(tx, [
    ...receivedEvent(it),
    { type: 'submission.rejected', actor: 'hub', submissionId: it.id, data: { code: error.code, actor } },
  ]);
  const [receiptId] = await issueReceipts(tx, [
    {
      type: 'SubmissionRejection',
      submissionId: it.id,
      facts: {
        SubmissionId: it.id,
        DocumentUid: outcome.facts?.documentUid ?? null,
        SenderCode: outcome.facts?.senderCode ?? null,
        Code: error.code,
        Sha256: it.spool.sha256,
        Size: it.spool.size,
      },
    },
  ]);
  return receiptId!;
}

/**
 * Keeps a submission whose verdict must wait, with the facts that its next try needs. Gives the time of that try by
 * PostgreSQL's clock.
 */
export async function parkSubmission(tx: Tx, it: Submission, error: HubError, outcome: Outcome): Promise<Date> {
  const tries = it.tries + 1;
  const seconds = PARKED_RETRY_SECONDS[Math.min(it.tries, PARKED_RETRY_SECONDS.length - 1)]!;
  const result = await tx.execute<{ at: Date }>(sql`select now() + make_interval(secs => ${seconds}) as at`);
  const retryAt = new Date(result.rows[0]!.at);
  await upsert(tx, it, {
    state: 'parked',
    code: error.code,
    reason: error.facts,
    ...(outcome.senderId && { senderId: outcome.senderId }),
    facts: outcome.facts ?? {},
    tries,
    verifierLosses: lossesAfter(it, error),
    retryAt,
    decidedAt: null,
  });
  await record(tx, [
    ...receivedEvent(it),
    {
      type: 'submission.parked',
      actor: 'hub',
      submissionId: it.id,
      data: { code: error.code, retryAt: vietnamTime(retryAt) },
    },
  ]);
  return retryAt;
}

/**
 * A submission of this sender that waits for its verdict under one of these DocumentIds and came before `id`: what
 * changes it waits with it. Null when there is none, or when its header has not been read yet.
 */
export async function parkedOriginal(
  reader: Reader,
  senderId: string,
  uids: readonly string[],
  id: string,
): Promise<string | null> {
  if (uids.length === 0) return null;
  const [row] = await reader
    .select({ id: submission.id })
    .from(submission)
    .where(
      and(
        inArray(submission.state, ['parked', 'verifying']),
        eq(submission.senderId, senderId),
        sql`${submission.facts}->>'documentUid' = any(${sql.param([...uids])}::text[])`,
        sql`${submission.facts}->>'kind' = 'document'`,
        lt(submission.id, id),
      ),
    )
    .orderBy(submission.id)
    .limit(1);
  return row?.id ?? null;
}

/** What waited for this submission's verdict is tried at once. */
async function wakeWaiting(tx: Tx, id: string): Promise<void> {
  await tx
    .update(submission)
    .set({ retryAt: sql`now()` })
    .where(
      and(
        eq(submission.state, 'parked'),
        eq(submission.code, 'ORIGINAL_PARKED'),
        sql`${submission.reason}->>'submissionId' = ${id}`,
      ),
    );
}

/** Whether this package has ended its verifier too often to be tried again. */
export function isPoison(it: Submission, error: HubError): boolean {
  const losses = lossesAfter(it, error);
  return losses > it.verifierLosses && losses >= MOST_VERIFIER_LOSSES;
}

function lossesAfter({ verifierLosses }: Submission, { code }: HubError): number {
  return verifierLosses + (code === 'VERIFIER_RESTARTED' || code === 'VERIFICATION_TIMEOUT' ? 1 : 0);
}

export function receivedEvent(it: Submission) {
  if (it.tries > 0) return [];
  return [
    {
      type: 'submission.received' as const,
      actor: it.principal.actor,
      submissionId: it.id,
      data: { door: it.door, size: it.spool.size, sha256: it.spool.sha256 },
    },
  ];
}

export async function findSubmission(reader: Reader, id: string): Promise<SubmissionRow | null> {
  const [row] = await reader.select().from(submission).where(eq(submission.id, id));
  return row ?? null;
}

type Decision = Outcome & { state: 'accepted' | 'rejected'; code: string | null; reason: HubError['facts'] | null };

async function saveDecision(tx: Tx, it: Submission, decision: Decision): Promise<void> {
  await upsert(tx, it, { ...decision, tries: it.tries, retryAt: null, decidedAt: sql`now()` });
  if (it.receivedAt !== null) await wakeWaiting(tx, it.id);
}

type Changes = Partial<Record<keyof typeof submission.$inferInsert, unknown>>;

async function upsert(tx: Tx, it: Submission, changes: Changes): Promise<void> {
  const values = {
    id: it.id,
    door: it.door,
    systemId: it.principal.systemId,
    actor: it.principal.actor,
    transportId: it.transportId,
    mediaType: it.spool.mediaType,
    rawSha256: Buffer.from(it.spool.sha256, 'hex'),
    size: it.spool.size,
    ...changes,
  } as typeof submission.$inferInsert;
  if (it.receivedAt === null) {
    await tx.insert(submission).values(values);
    return;
  }
  // A try that outlived its lease comes second: what was decided meanwhile stands, and its bytes with it.
  const undecided = and(eq(submission.id, it.id), inArray(submission.state, ['received', 'verifying', 'parked']));
  const { rowCount } = await tx.update(submission).set(values).where(undecided);
  if (rowCount === 0) throw new AlreadyDecided(it.id);
}

/** Another process has decided this submission; the transaction must not commit. */
export class AlreadyDecided extends Error {}
