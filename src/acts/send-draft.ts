import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { Person } from '../accounts/index.ts';
import { recallError } from '../catalogue.ts';
import {
  awaitVerdict,
  beginSending,
  checkFields,
  composeHeader,
  type Draft,
  type DraftFile,
  endDraft,
  isPdfFile,
  listFiles,
  listRecipients,
  lockDraft,
  noteForwarding,
  numberSeriesOf,
  type Problem,
  type Problems,
  reopenDraft,
  todayOf,
  writeNumber,
} from '../compose/index.ts';
import { EDXML_MEDIA_TYPE, streamDocument } from '../edxml/index.ts';
import { record, transactionTime } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import { findByTransportId, findSubmission } from '../intake/index.ts';
import { transportScope } from '../journey/outcome.ts';
import { submit } from '../pipeline.ts';
import type { Tx } from '../platform/database.ts';
import { type HubError, isHubError } from '../platform/errors.ts';
import { takeOutgoingNumber } from '../register/index.ts';
import {
  type Agency,
  findAgencies,
  findSealingKey,
  type Principal,
  registryError,
  type SealingKey,
  sealingError,
} from '../registry/index.ts';
import { sealPackage } from './seal-package.ts';

export type DraftProblems = Problems & { readonly recipients?: Problem; readonly files?: Problem };

/** What became of a sending, for the person who pressed the button. */
export type Sent =
  | { readonly state: 'sent'; readonly documentId: string }
  /** Handed in; goes out once its signatures are checked. */
  | { readonly state: 'waiting' }
  /** The same sending is under way: a second click. */
  | { readonly state: 'busy' }
  | { readonly state: 'incomplete'; readonly problems: DraftProblems }
  | { readonly state: 'refused'; readonly error: HubError };

const DOOR = 'web';

/**
 * Sends what a person has written: its number is given, the edXML is built and sealed with the agency's key, and it goes
 * through the same journey as at every other door. Whatever stops it, the draft is open again with all that was typed,
 * and keeps its number; sent twice, it is one document.
 */
export async function sendDraft(hub: Hub, person: Person, id: string, sender: Agency): Promise<Sent> {
  const { db } = hub.database;
  try {
    const begun = await db.transaction((tx) => begin(tx, person, id, sender));
    if (begun.state !== 'begun') return begun;
    try {
      return await handIn(hub, person, sender, begun);
    } catch (error) {
      await db.transaction((tx) => reopenDraft(tx, id));
      throw error;
    }
  } catch (error) {
    if (isHubError(error)) return { state: 'refused', error };
    throw error;
  }
}

/** Whether a sending has come to its end, so that `settleDraft` has something to tell. */
export async function isOver({ database }: Hub, { state, busy, submissionId }: Draft): Promise<boolean> {
  if (state !== 'waiting' || submissionId === null) return !busy;
  const submission = await findSubmission(database.db, submissionId);
  return submission?.state === 'accepted' || submission?.state === 'rejected';
}

/**
 * Looks after a draft whose sending has no end yet: a verdict that waited, or a process that was lost. Null while there
 * is nothing to tell.
 */
export async function settleDraft(hub: Hub, { principal }: Person, draft: Draft): Promise<Sent | null> {
  const { db } = hub.database;
  if (draft.state === 'sending' && !draft.busy) {
    const documentId = await documentOf(hub, principal, draft.id);
    if (documentId !== null) return end(hub, draft.id, principal.actor, documentId);
    await reopen(hub, draft);
    return null;
  }
  if (draft.state !== 'waiting' || draft.submissionId === null) return null;
  const submission = await findSubmission(db, draft.submissionId);
  if (submission?.documentId) return end(hub, draft.id, submission.actor, submission.documentId);
  if (submission?.state !== 'rejected') return null;
  await reopen(hub, draft);
  const error = recallError(submission.code ?? '', submission.reason ?? {});
  return error && { state: 'refused', error };
}

/** Unless somebody has begun to send it again meanwhile. */
async function reopen({ database }: Hub, seen: Draft): Promise<void> {
  await database.db.transaction(async (tx) => {
    const draft = await lockDraft(tx, seen.id);
    if (draft?.state === seen.state && !draft.busy) await reopenDraft(tx, seen.id);
  });
}

interface Begun {
  readonly state: 'begun';
  readonly draft: Draft;
  readonly number: number;
  readonly files: readonly DraftFile[];
  readonly key: SealingKey;
  readonly now: Date;
}

/** One transaction: who comes second sees that it is being sent, and the number is given to this one. */
async function begin(tx: Tx, person: Person, id: string, sender: Agency): Promise<Begun | Sent> {
  const draft = await lockDraft(tx, id);
  if (!draft) throw registryError('NOT_FOUND', { what: id });
  if (draft.documentId !== null) return { state: 'sent', documentId: draft.documentId };
  if (draft.state === 'waiting') return { state: 'waiting' };
  if (draft.busy) return { state: 'busy' };
  const now = await transactionTime(tx);
  const files = await listFiles(tx, id);
  const problems = await problemsOf(tx, draft, files, now);
  if (Object.keys(problems).length > 0) return { state: 'incomplete', problems };
  const key = await findSealingKey(tx, sender);
  if (!key) throw sealingError('SEALING_KEY_MISSING', { agency: sender.name, code: sender.code });
  const number = await takeOutgoingNumber(tx, {
    ...numberSeriesOf(draft.fields, sender, todayOf(now)),
    holderId: id,
    asked: draft.fields.number ? Number(draft.fields.number) : undefined,
    actor: person.principal.actor,
  });
  await beginSending(tx, id);
  return { state: 'begun', draft, number, files, key, now };
}

async function problemsOf(tx: Tx, draft: Draft, files: readonly DraftFile[], now: Date): Promise<DraftProblems> {
  const [first] = (await listRecipients(tx, draft.id, { limit: 1 })).items;
  const [main] = files;
  return {
    ...checkFields(draft.fields, todayOf(now)),
    ...(!first && { recipients: 'missing' }),
    ...(main ? !isPdfFile(main) && { files: 'unknown' } : { files: 'missing' }),
  };
}

async function handIn(hub: Hub, person: Person, sender: Agency, begun: Begun): Promise<Sent> {
  const { db } = hub.database;
  const { draft, key } = begun;
  const { principal } = person;
  // A process that was lost after the document was stored left the draft as it was.
  const earlier = await documentOf(hub, principal, draft.id);
  if (earlier !== null) return end(hub, draft.id, principal.actor, earlier);
  const sealed = await sealPackage(hub, await write(hub, person, sender, begun), key);
  try {
    const answer = await submit(hub, {
      door: DOOR,
      principal,
      mediaType: EDXML_MEDIA_TYPE,
      body: createReadStream(sealed),
      announcedLength: (await stat(sealed)).size,
      transportId: draft.id,
    });
    if (answer.state === 'accepted') return await end(hub, draft.id, principal.actor, answer.documentId);
    if (answer.state === 'rejected') throw answer.error;
    await db.transaction((tx) => awaitVerdict(tx, draft.id, answer.submissionId));
    return { state: 'waiting' };
  } finally {
    await rm(sealed, { force: true });
  }
}

/** The package without its seal, as a stream. */
async function write({ database, blobs }: Hub, person: Person, sender: Agency, { draft, number, files, now }: Begun) {
  const { items: chosen } = await listRecipients(database.db, draft.id);
  const agencies = await findAgencies(
    database.db,
    chosen.map((one) => one.agencyId),
  );
  const recipients = chosen.map(({ agencyId, purpose }) => ({ agency: agencies.get(agencyId)!, purpose }));
  const { fields, answers } = draft;
  return streamDocument(
    composeHeader({ sender, recipients, fields, codeNumber: writeNumber(number), answers, staff: person.name, now }),
    files.map(({ id, name, mediaType }) => ({ contentId: id, name, mediaType, content: { path: blobs.path(id) } })),
  );
}

/** The document that an earlier sending of the draft became; its id is the transport id of every try. */
async function documentOf({ database }: Hub, principal: Principal, draftId: string): Promise<string | null> {
  const earlier = await findByTransportId(database.db, transportScope({ door: DOOR, principal }), draftId);
  const submission = earlier && (await findSubmission(database.db, earlier.submissionId));
  return submission?.documentId ?? null;
}

/** Who has declared that it is no state secret is on the document's record (QĐ 28/2018 Điều 1 khoản 2). */
async function end({ database }: Hub, draftId: string, actor: string, documentId: string): Promise<Sent> {
  await database.db.transaction(async (tx) => {
    const draft = await lockDraft(tx, draftId);
    if (draft?.state === 'sent') return;
    await endDraft(tx, draftId, documentId);
    await record(tx, [{ type: 'document.composed', actor, documentId }]);
    if (!draft?.forwards) return;
    const { documentUid } = draft.forwards;
    await noteForwarding(tx, documentId, draft.forwards.documentId);
    await record(tx, [{ type: 'document.forwards', actor, documentId, data: { documentUid } }]);
  });
  return { state: 'sent', documentId };
}
