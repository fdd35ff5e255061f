import {
  type Dossier,
  type DossierQuery,
  documentsOf,
  dossierError,
  findDossier,
  keepReport,
  listDossiers,
  normaliseNumber,
  openDossier,
  ownersOf,
  partiesOf,
  type StateLine,
  type StateReport,
  statesOf,
  threadOf,
} from '../dossier/index.ts';
import { type DocumentReference, referencesAmong } from '../intake/index.ts';
import type { Db, Reader } from '../platform/database.ts';
import { agenciesBelow, heirsOf, linesOf, may, type Principal, resolveAgencies } from '../registry/index.ts';
import { notFound, type SeenDocument, seeDocuments } from './see.ts';

/** Documents of one thread that are shown: the last ones. */
const MOST_SHOWN = 100;

/** A dossier as one principal may see it. */
export interface SeenDossier {
  readonly dossier: Dossier;
  readonly partyIds: readonly string[];
  /** In the order in which the hub heard of them. */
  readonly states: readonly StateLine[];
  /** Oldest first; those in which the principal has a part. */
  readonly documents: readonly (SeenDocument & { readonly byParty: boolean })[];
  readonly references: readonly DocumentReference[];
}

/** @throws NOT_FOUND for what does not exist and for whoever serves none of its parties: the answers are the same */
export async function seeDossier(reader: Reader, principal: Principal, number: string): Promise<SeenDossier> {
  const dossier = await findDossier(reader, number);
  const partyIds = dossier ? await partiesOf(reader, dossier.id) : [];
  if (!dossier || !(await mayRead(reader, principal, dossier, partyIds))) throw notFound(number);
  const thread = await documentsOf(reader, dossier.id, MOST_SHOWN);
  const ids = thread.map((one) => one.documentId);
  const [states, seen, references] = await Promise.all([
    statesOf(reader, dossier.id),
    seeDocuments(reader, principal, ids),
    referencesAmong(reader, ids),
  ]);
  const documents = thread.flatMap(({ documentId, byParty }) => {
    const one = seen.get(documentId);
    return one ? [{ ...one, byParty }] : [];
  });
  return { dossier, partyIds, states, documents, references };
}

/** The number of the dossier that a document is of, for whoever may see that dossier. */
export async function dossierOf(reader: Reader, principal: Principal, documentId: string): Promise<string | null> {
  const thread = await threadOf(reader, documentId);
  const dossier = thread && (await findDossier(reader, thread.number));
  if (!dossier) return null;
  const partyIds = await partiesOf(reader, dossier.id);
  return (await mayRead(reader, principal, dossier, partyIds)) ? dossier.number : null;
}

/** The dossiers that a principal may see, the last opened first. */
export async function listSeenDossiers(
  reader: Reader,
  principal: Principal,
  filter: Omit<DossierQuery, 'agencyIds' | 'opened'>,
): Promise<{ items: Dossier[]; next: string | null }> {
  const { agencyIds, predecessorIds, mandate, kind } = principal;
  const served =
    kind === 'branch' ? await agenciesBelow(reader, [...agencyIds]) : [...agencyIds, ...(predecessorIds ?? [])];
  const own = served.filter((id) => {
    const lines = kind === 'branch' ? [[id, ...agencyIds]] : [];
    return may(principal, 'dossier.read', { senderId: id, recipientIds: [id], acceptedAt: mandate?.from, lines });
  });
  return listDossiers(reader, { ...filter, agencyIds: own, ...(mandate && { opened: mandate }) });
}

async function mayRead(
  reader: Reader,
  principal: Principal,
  { openedAt }: Dossier,
  partyIds: readonly string[],
): Promise<boolean> {
  const lines = principal.kind === 'branch' ? await linesOf(reader, partyIds) : [];
  return partyIds.some((id) =>
    may(principal, 'dossier.read', {
      senderId: id,
      recipientIds: [id],
      acceptedAt: openedAt,
      lines: lines.filter(([first]) => first === id),
    }),
  );
}

/**
 * Keeps what a system reports of a dossier. A number that no document has carried yet is opened by the report, when it
 * names an agency of the reporter.
 * @param agencyCode which agency reports, for a system that serves several of its parties
 * @throws NOT_FOUND for whoever serves no party, DOSSIER_REPORTER_UNCLEAR, DOSSIER_FULL
 */
export async function reportDossier(
  db: Db,
  principal: Principal,
  number: string,
  report: StateReport,
  agencyCode?: string,
): Promise<{ line: StateLine; number: string; replay: boolean }> {
  const known = await findDossier(db, number);
  const { issuer, ids } = known
    ? { issuer: { id: known.issuerId }, ids: await partiesOf(db, known.id) }
    : await ownersOf(db, normaliseNumber(number));
  const own = ids.filter((id) => may(principal, 'dossier.report', { senderId: id, recipientIds: [id] }));
  if (own.length === 0) throw notFound(number);
  const agencyId = await reporterOf(db, { number, own, issuerId: issuer?.id ?? null }, agencyCode);
  return db.transaction(async (tx) => {
    const dossier = await openDossier(tx, normaliseNumber(number), agencyId, principal.actor);
    const kept = await keepReport(tx, dossier.id, { agencyId, actor: principal.actor }, report);
    return { ...kept, number: dossier.number };
  });
}

/** The agency that is named, or the only one, or the one that the number names; a closed one is spoken for by its heir. */
async function reporterOf(
  reader: Reader,
  { number, own, issuerId }: { number: string; own: readonly string[]; issuerId: string | null },
  code: string | undefined,
): Promise<string> {
  const heirs = await heirsOf(reader, own);
  if (code !== undefined) {
    const named = (await resolveAgencies(reader, [code])).get(code)?.id;
    const party = own.find((id) => id === named || heirs.get(id) === named);
    if (!named || !party) throw notFound(code);
    return heirs.get(party) ?? party;
  }
  const speakers = new Set(own.map((id) => heirs.get(id) ?? id));
  const [only] = speakers;
  if (only && speakers.size === 1) return only;
  const issuer = issuerId && own.includes(issuerId) ? (heirs.get(issuerId) ?? issuerId) : null;
  if (issuer) return issuer;
  throw dossierError('DOSSIER_REPORTER_UNCLEAR', { number });
}
