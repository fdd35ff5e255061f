import { type SeenDossier, seeDossier } from '../../acts/dossiers.ts';
import type { SeenDocument } from '../../acts/see.ts';
import { refuseLook } from '../../audit/index.ts';
import { type Delivery, SCREEN_WORDS, screenWord } from '../../delivery/index.ts';
import { stateWords } from '../../dossier/index.ts';
import { record } from '../../evidence/index.ts';
import type { Hub } from '../../hub.ts';
import { isHubError } from '../../platform/errors.ts';
import { type Agency, findAgencies, type Principal } from '../../registry/index.ts';
import { BASE, type ConsoleRoutes, sessionOf } from '../context.ts';
import { codeOf } from '../describe.ts';
import { show } from '../render.ts';
import { isInReach } from './document.ts';

type OfDossier = { Params: { number: string } };
type Agencies = ReadonlyMap<string, Agency>;

/** One dossier as a thread: its states with their times, and the documents that the reader sent or received. */
export const dossierRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get<OfDossier>('/dossiers/:number', async (request, reply) => {
    const { principal } = sessionOf(request).person;
    const seen = await seeRecorded(hub, principal, request.params.number);
    const { dossier, partyIds, states, documents } = seen;
    const agencies = await findAgencies(db, [
      ...partyIds,
      ...(dossier.issuerId ? [dossier.issuerId] : []),
      ...states.map((one) => one.agencyId),
      ...documents.flatMap((one) => [one.document.senderId, ...one.deliveries.flatMap((to) => to.agencyId ?? [])]),
    ]);
    return show(request, reply, 'dossier', dossier.number, {
      place: 'dossiers',
      dossier,
      words: dossier.state === null ? null : stateWords(dossier.state),
      issuer: agencies.get(dossier.issuerId ?? '')?.name ?? '–',
      parties: partyIds.map((id) => agencies.get(id)?.name ?? '–'),
      states: states.map((one) => ({
        ...one,
        words: stateWords(one.state),
        agency: agencies.get(one.agencyId)?.name ?? '–',
      })),
      documents: documentLines(seen, principal, agencies),
    });
  });
};

/** An auditor's look is recorded before it is answered, and so is what he was not shown. */
async function seeRecorded({ database: { db } }: Hub, principal: Principal, number: string): Promise<SeenDossier> {
  try {
    const seen = await seeDossier(db, principal, number);
    if (principal.kind === 'auditor') {
      const data = { number: seen.dossier.number, decision: principal.mandate?.decision ?? '–' };
      await db.transaction((tx) => record(tx, [{ type: 'audit.dossier-viewed', actor: principal.actor, data }]));
    }
    return seen;
  } catch (error) {
    if (isHubError(error)) await refuseLook(db, principal, { what: number.slice(0, 60), code: error.code });
    throw error;
  }
}

/** Recipients of one document that are named; the page of the document has them all. */
const MOST_NAMED = 5;

function documentLines({ documents, references }: SeenDossier, principal: Principal, agencies: Agencies) {
  return documents.map((one) => {
    const { document, side, deliveries, byParty } = one;
    return {
      code: codeOf(document) || document.documentUid,
      subject: document.subject,
      at: document.acceptedAt,
      sender: agencies.get(document.senderId)?.name ?? '–',
      isOut: side === 'sender',
      byParty,
      answers: references.some(({ documentId, relation }) => documentId === document.id && relation === 'answers'),
      address: addressOf(principal, one),
      recipients: deliveries.slice(0, MOST_NAMED).map((to) => ({
        name: agencies.get(to.agencyId ?? '')?.name ?? to.addressedCode,
        words: SCREEN_WORDS[screenWord(to)],
      })),
      others: Math.max(0, deliveries.length - MOST_NAMED),
    };
  });
}

/** Where the reader opens a document; null where there is no page of it for him. */
function addressOf({ kind }: Principal, { document, side, deliveries }: SeenDocument): string | null {
  if (kind === 'auditor') return `${BASE}/audit/${document.id}`;
  if (side === 'sender') return `${BASE}/sent/${document.id}`;
  const own: Delivery | undefined = deliveries.find(isInReach);
  return own ? `${BASE}/inbox/${own.id}` : null;
}
