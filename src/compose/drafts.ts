import { and, desc, eq, getTableColumns, inArray, ne, sql } from 'drizzle-orm';
import type { Db, Reader, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { giveBackOutgoingNumber, keepOutgoingNumber } from '../register/index.ts';
import { composeError } from './errors.ts';
import {
  type Answered,
  type Draft,
  FIELDS,
  type Fields,
  type Forwarded,
  LONGEST_FIELD,
  MOST_DRAFTS,
  SENDING_MINUTES,
} from './model.ts';
import { draft, draftFile, draftRecipient } from './tables.ts';

/** A draft that was sent leads to its document for so long: whoever clicks twice sees it. */
const SENT_DAYS = 7;
const SWEPT_AT_ONCE = 200;

const { createdAt: _, busyUntil, ...kept } = getTableColumns(draft);
const columns = { ...kept, busy: sql<boolean>`coalesce(${busyUntil} > now(), false)` };

export interface NewDraft {
  readonly accountId: string;
  readonly agencyId: string;
  readonly answers?: Answered | null;
  readonly forwards?: Forwarded | null;
  /** The day in Vietnam. */
  readonly today: string;
}

/**
 * Begins a document. Place and signer are those of the person's last one for the agency: they seldom change.
 * @throws DRAFTS_TOO_MANY
 */
export async function createDraft(
  tx: Tx,
  { accountId, agencyId, answers = null, forwards = null, today }: NewDraft,
): Promise<string> {
  const [last] = await tx
    .select({ fields: draft.fields })
    .from(draft)
    .where(and(eq(draft.accountId, accountId), eq(draft.agencyId, agencyId)))
    .orderBy(desc(draft.id))
    .limit(1);
  const open = await tx
    .select({ id: draft.id })
    .from(draft)
    .where(and(eq(draft.accountId, accountId), ne(draft.state, 'sent')))
    .limit(MOST_DRAFTS);
  if (open.length >= MOST_DRAFTS) throw composeError('DRAFTS_TOO_MANY', { most: MOST_DRAFTS });
  const { place = '', signer = '', position = '', competence = '' } = last?.fields ?? {};
  const begun = forwards
    ? { type: 'PC', subject: `Chuyển văn bản ${forwards.code || forwards.documentUid} của ${forwards.senderName}` }
    : { type: 'CV' };
  const fields = { ...begun, priority: '0', date: today, place, signer, position, competence };
  const id = newId();
  await tx.insert(draft).values({ id, accountId, agencyId, fields, answers, forwards });
  return id;
}

/** What a person has not sent yet, the last written first. */
export async function listDrafts(reader: Reader, accountId: string): Promise<Draft[]> {
  return reader
    .select(columns)
    .from(draft)
    .where(and(eq(draft.accountId, accountId), ne(draft.state, 'sent')))
    .orderBy(desc(draft.changedAt), desc(draft.id))
    .limit(MOST_DRAFTS);
}

/** A person's own draft; another's does not exist. */
export async function findDraft(reader: Reader, accountId: string, id: string): Promise<Draft | null> {
  const [found] = await reader
    .select(columns)
    .from(draft)
    .where(and(eq(draft.id, id), eq(draft.accountId, accountId)));
  return found ?? null;
}

/** Holds the draft until the transaction ends. */
export async function lockDraft(tx: Tx, id: string): Promise<Draft | null> {
  const [found] = await tx.select(columns).from(draft).where(eq(draft.id, id)).for('update');
  return found ?? null;
}

/** Holds a draft that may be changed. @throws DRAFT_BUSY while it is being sent, and once it is */
export async function holdOpen(tx: Tx, id: string): Promise<void> {
  const found = await lockDraft(tx, id);
  if (found?.state !== 'open') throw composeError('DRAFT_BUSY');
}

type Typed = Readonly<Record<string, unknown>>;

/** Keeps what was typed; names that are no field are left out. @throws DRAFT_BUSY */
export async function saveFields(tx: Tx, id: string, typed: Typed): Promise<Pick<Draft, 'fields' | 'version'>> {
  await holdOpen(tx, id);
  const [saved] = await tx
    .update(draft)
    .set({ fields: fieldsIn(typed), version: sql`${draft.version} + 1`, changedAt: sql`now()` })
    .where(eq(draft.id, id))
    .returning({ fields: draft.fields, version: draft.version });
  return saved!;
}

/**
 * Keeps what a page sends while one types. It may come after what a button of the same page has sent since, and is
 * older then: nothing is kept of it. @throws DRAFT_BUSY
 */
export async function saveTyping(
  tx: Tx,
  { id, version }: Pick<Draft, 'id' | 'version'>,
  typed: Typed,
): Promise<Fields> {
  await holdOpen(tx, id);
  const fields = fieldsIn(typed);
  const current = and(eq(draft.id, id), eq(draft.version, version));
  await tx.update(draft).set({ fields, changedAt: sql`now()` }).where(current);
  return fields;
}

function fieldsIn(typed: Typed): Fields {
  const given = FIELDS.map((name) => [name, typed[name]] as const);
  return Object.fromEntries(given.flatMap(([name, value]) => (typeof value === 'string' ? [[name, tidy(value)]] : [])));
}

/** PostgreSQL takes no NUL; line breaks belong to no field. */
function tidy(text: string): string {
  const line = text.normalize('NFC').replace(/[\p{Cc}\p{Cs}]+/gu, ' ');
  return line.trim().slice(0, LONGEST_FIELD);
}

export async function setAnswers(tx: Tx, id: string, answers: Answered | null): Promise<void> {
  await holdOpen(tx, id);
  await tx.update(draft).set({ answers, changedAt: sql`now()` }).where(eq(draft.id, id));
}

/** Gone with its files and recipients; a number that it holds goes back. @throws DRAFT_BUSY */
export async function deleteDraft(tx: Tx, id: string): Promise<void> {
  await holdOpen(tx, id);
  await giveBackOutgoingNumber(tx, id);
  await tx.delete(draft).where(eq(draft.id, id));
}

/** The sending begins: until it ends, or its process is lost, nobody else sends or changes this. */
export async function beginSending(tx: Tx, id: string): Promise<void> {
  const until = sql`now() + make_interval(mins => ${SENDING_MINUTES})`;
  await tx.update(draft).set({ state: 'sending', busyUntil: until, changedAt: sql`now()` }).where(eq(draft.id, id));
}

/** It was not taken: it can be changed again, and its number stays with it. */
export async function reopenDraft(tx: Tx, id: string): Promise<void> {
  await tx.update(draft).set({ state: 'open', busyUntil: null }).where(eq(draft.id, id));
}

/** Handed in; the verdict waits. */
export async function awaitVerdict(tx: Tx, id: string, submissionId: string): Promise<void> {
  await tx.update(draft).set({ state: 'waiting', busyUntil: null, submissionId }).where(eq(draft.id, id));
}

/** The document has everything now: files and recipients of the draft go, its number is the document's. */
export async function endDraft(tx: Tx, id: string, documentId: string): Promise<void> {
  await keepOutgoingNumber(tx, id, documentId);
  await tx.delete(draftFile).where(eq(draftFile.draftId, id));
  await tx.delete(draftRecipient).where(eq(draftRecipient.draftId, id));
  await tx
    .update(draft)
    .set({ state: 'sent', busyUntil: null, documentId, changedAt: sql`now()` })
    .where(eq(draft.id, id));
}

/**
 * Removes drafts that nobody has touched for `days`, and those long sent. One whose sending nobody ever came back to may
 * have become a document, so its number stays taken. Gives how many; a job of the hub.
 */
export async function sweepDrafts(db: Db, days: number): Promise<number> {
  const untouched = (most: number) => sql`${draft.changedAt} < now() - make_interval(days => ${most})`;
  return db.transaction(async (tx) => {
    const old = await tx
      .select({ id: draft.id, state: draft.state })
      .from(draft)
      .where(and(ne(draft.state, 'sent'), untouched(days)))
      .limit(SWEPT_AT_ONCE)
      .for('update', { skipLocked: true });
    for (const { id, state } of old) if (state === 'open') await giveBackOutgoingNumber(tx, id);
    const ids = old.map(({ id }) => id);
    if (ids.length > 0) await tx.delete(draft).where(inArray(draft.id, ids));
    const sent = await tx.delete(draft).where(and(eq(draft.state, 'sent'), untouched(SENT_DAYS)));
    return ids.length + (sent.rowCount ?? 0);
  });
}

/** What a person has not sent yet becomes another person's. @returns how many drafts */
export async function moveDrafts(tx: Tx, fromAccountId: string, toAccountId: string): Promise<number> {
  const moved = await tx
    .update(draft)
    .set({ accountId: toAccountId })
    .where(and(eq(draft.accountId, fromAccountId), ne(draft.state, 'sent')))
    .returning({ id: draft.id });
  return moved.length;
}
