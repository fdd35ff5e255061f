import { and, eq } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { registerError } from './errors.ts';
import type { IncomingLine, OutgoingLine } from './read.ts';
import { type Change, outgoingEntry, registerCorrection, registerEntry } from './tables.ts';

/** What a clerk may write on any line: how it was handed on, what became of it. */
const HANDLING = ['handedTo', 'helpers', 'directive', 'handedOn', 'dueOn', 'progress', 'replyCode', 'remark'] as const;
/** The facts of a paper document; those of an electronic one are what its sender has signed. */
const INCOMING_FACTS = ['author', 'code', 'issuedOn', 'kind', 'summary', 'note'] as const;
const KEEPING = ['keptBy', 'copies', 'forwardedOn', 'envelopes', 'remark'] as const;
const OUTGOING_FACTS = ['kind', 'summary', 'signer', 'recipients', 'note'] as const;

export type IncomingEdit = Partial<Pick<IncomingLine, (typeof HANDLING)[number] | (typeof INCOMING_FACTS)[number]>>;
export type OutgoingEdit = Partial<Pick<OutgoingLine, (typeof KEEPING)[number] | (typeof OUTGOING_FACTS)[number]>>;

export interface Editor {
  readonly actor: string;
  readonly why: string;
  /** `version` of the line that the clerk had on his screen. */
  readonly seen: number;
}

/**
 * Changes a line of the incoming book and keeps what stood there before, by whom, when and why. Filling an empty field
 * needs no reason; the number never changes.
 * @returns the changes; none when everything stands as it was
 * @throws BOOK_REASON_MISSING, LINE_CHANGED
 */
export async function correctIncoming(tx: Tx, id: string, edit: IncomingEdit, by: Editor): Promise<readonly Change[]> {
  const [line] = await tx.select().from(registerEntry).where(eq(registerEntry.id, id)).for('update');
  const fields = line!.documentId === null ? [...INCOMING_FACTS, ...HANDLING] : HANDLING;
  const { changes, set } = compare(line!, edit, fields);
  if (changes.length === 0) return changes;
  requireCorrection(line!, changes, by);
  await tx
    .update(registerEntry)
    .set({ ...set, version: by.seen + 1 })
    .where(eq(registerEntry.id, id));
  await keep(tx, line!, { book: 'incoming', number: line!.number }, changes, by);
  return changes;
}

/** The same for a line of the outgoing book. @throws BOOK_REASON_MISSING, LINE_CHANGED */
export async function correctOutgoing(tx: Tx, id: string, edit: OutgoingEdit, by: Editor): Promise<readonly Change[]> {
  const [line] = await tx
    .select()
    .from(outgoingEntry)
    .where(and(eq(outgoingEntry.id, id)))
    .for('update');
  const { changes, set } = compare(line!, edit, line!.paper ? [...OUTGOING_FACTS, ...KEEPING] : KEEPING);
  if (changes.length === 0) return changes;
  requireCorrection(line!, changes, by);
  await tx
    .update(outgoingEntry)
    .set({ ...set, version: by.seen + 1 })
    .where(eq(outgoingEntry.id, id));
  await keep(tx, line!, { book: 'outgoing', number: line!.code }, changes, by);
  return changes;
}

function compare<Edit extends object>(line: Edit, edit: Edit, fields: readonly (keyof Edit & string)[]) {
  const given = fields.filter((field) => edit[field] !== undefined && words(edit[field]) !== words(line[field]));
  return {
    changes: given.map((field): Change => ({ field, from: words(line[field]), to: words(edit[field]) })),
    set: Object.fromEntries(given.map((field) => [field, edit[field]])),
  };
}

function words(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

function requireCorrection({ version }: { version: number }, changes: readonly Change[], { seen, why }: Editor): void {
  if (version !== seen) throw registerError('LINE_CHANGED');
  if (changes.some((one) => one.from !== '') && why.trim() === '') throw registerError('BOOK_REASON_MISSING');
}

async function keep(
  tx: Tx,
  { id, agencyId }: { id: string; agencyId: string },
  about: { readonly book: string; readonly number: number | string },
  changes: readonly Change[],
  { actor, why }: Editor,
): Promise<void> {
  const reason = why.trim();
  await tx.insert(registerCorrection).values({ id: newId(), lineId: id, actor, reason, changes });
  const fields = changes.map((one) => one.field).join(', ');
  await record(tx, [
    { type: 'register.corrected', actor, agencyId, data: { ...about, fields, why: reason === '' ? '–' : reason } },
  ]);
}
