import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import type { Header, Notice } from '../edxml/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { withPredecessors } from '../registry/index.ts';
import { readNumber } from './number.ts';
import { addParties, hasParty, openDossier } from './open.ts';
import { type DossierRow, dossier, dossierDocument } from './tables.ts';

/** A document that is being stored. */
export interface Arriving {
  readonly id: string;
  readonly header: Header;
  readonly senderId: string;
  /** `yyyy-mm-dd`. */
  readonly dueOn: string | null;
}

/** Of which dossier a document is, and whether its recipients become parties of it. */
export interface Thread {
  readonly dossierId: string;
  readonly number: string;
  readonly admits: boolean;
}

/**
 * Puts a document into the thread of its dossier, in the transaction that stores it: the dossier that it names, else
 * that of a document which it refers to, since systems of a department answer with ResponseFor and no dossier's number.
 * A document that does neither costs no query. Whoever merely knows a number sees nothing of the dossier by writing it:
 * only a party's document makes its recipients parties (`admitRecipients`), and not when it just answers a stranger's.
 * @param refersTo the documents that it answers, changes or recalls
 */
export async function joinDossier(
  tx: Tx,
  document: Arriving,
  refersTo: readonly string[],
  by: { readonly actor: string; readonly applications: readonly string[] },
): Promise<{ thread: Thread | null; notices: readonly Notice[] }> {
  const { id, header, senderId, dueOn } = document;
  if (header.kind !== 'document') return { thread: null, notices: [] };
  const { number, notices } = readNumber(header, by.applications);
  const found =
    number === null
      ? await findAmong(tx, refersTo)
      : { dossier: await openDossier(tx, number, senderId, by.actor), admits: true };
  if (!found) return { thread: null, notices };
  const { id: dossierId } = found.dossier;
  const byParty = await hasParty(tx, dossierId, await withPredecessors(tx, senderId));
  const admits = byParty && found.admits;
  await tx.insert(dossierDocument).values({ documentId: id, dossierId, byParty, admits });
  if (byParty) {
    await addParties(tx, dossierId, [senderId]);
    await setFirstDueDay(tx, found.dossier, dueOn);
  }
  const thread = { dossierId, number: found.dossier.number, admits };
  return { thread, notices: byParty ? notices : [...notices, foreign(thread.number)] };
}

/** Whoever a party sent the document to is a party from now on. */
export async function admitRecipients(
  tx: Tx,
  thread: Thread | null,
  deliveries: readonly { agencyId: string | null; handoverId: string | null; state: string }[],
): Promise<void> {
  if (!thread?.admits) return;
  const reached = deliveries.filter((one) => one.state !== 'failed');
  const ids = reached.flatMap((one) => [one.agencyId, one.handoverId]).filter((id) => id !== null);
  await addParties(tx, thread.dossierId, ids);
}

/** The thread of a document that is stored. */
export async function threadOf(reader: Reader, documentId: string): Promise<Thread | null> {
  const { dossierId, admits } = dossierDocument;
  const [found] = await reader
    .select({ dossierId, number: dossier.number, admits })
    .from(dossierDocument)
    .innerJoin(dossier, eq(dossier.id, dossierId))
    .where(eq(dossierDocument.documentId, documentId));
  return found ?? null;
}

/** The dossier of the first of these documents that is of one; a stranger's document comes last. */
async function findAmong(
  reader: Reader,
  documentIds: readonly string[],
): Promise<{ dossier: DossierRow; admits: boolean } | null> {
  if (documentIds.length === 0) return null;
  const [found] = await reader
    .select({ dossier, admits: dossierDocument.admits })
    .from(dossierDocument)
    .innerJoin(dossier, eq(dossier.id, dossierDocument.dossierId))
    .where(inArray(dossierDocument.documentId, [...documentIds]))
    .orderBy(desc(dossierDocument.admits), dossierDocument.documentId)
    .limit(1);
  return found ?? null;
}

/** The day of the first document that has one, until a system reports another. */
async function setFirstDueDay(tx: Tx, { id, dueOn }: DossierRow, day: string | null): Promise<void> {
  if (day === null || dueOn !== null) return;
  await tx
    .update(dossier)
    .set({ dueOn: day })
    .where(and(eq(dossier.id, id), isNull(dossier.dueOn)));
}

function foreign(number: string): Notice {
  return {
    code: 'DOSSIER_OF_OTHERS',
    vi: `Hồ sơ ${number} là của cơ quan khác và bên gửi chưa tham gia; văn bản vẫn được gửi nhưng bên gửi không xem được hồ sơ.`,
    en: `The dossier ${number} is of other agencies; the document goes out, and its sender does not see the dossier.`,
  };
}
