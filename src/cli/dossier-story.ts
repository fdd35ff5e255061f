import { seeDossier } from '../acts/dossiers.ts';
import { SCREEN_WORDS } from '../delivery/index.ts';
import { stateWords } from '../dossier/index.ts';
import { nameDeliveries } from '../journey/answer.ts';
import type { Reader } from '../platform/database.ts';
import { administratorPrincipal, findAgencies } from '../registry/index.ts';
import type { DossierStory } from './dossier-lines.ts';

/** One dossier from the tables, for the administrator: the part of `GET /v1/dossiers/{number}` that is told. @throws NOT_FOUND */
export async function tellDossier(reader: Reader, number: string): Promise<DossierStory> {
  const { dossier, states, documents } = await seeDossier(reader, administratorPrincipal('cli'), number);
  const [deliveries, agencies] = await Promise.all([
    nameDeliveries(
      reader,
      documents.flatMap((one) => one.deliveries),
    ),
    findAgencies(reader, [
      ...(dossier.issuerId ? [dossier.issuerId] : []),
      ...states.map((one) => one.agencyId),
      ...documents.map((one) => one.document.senderId),
    ]),
  ]);
  const named = new Map(deliveries.map((one) => [one.id, one]));
  const agency = (id: string) => {
    const { code = '–', name = '–' } = agencies.get(id) ?? {};
    return { code, name };
  };
  return {
    number: dossier.number,
    issuer: dossier.issuerId === null ? null : agency(dossier.issuerId),
    words: dossier.state === null ? null : stateWords(dossier.state),
    dueOn: dossier.dueOn,
    overdue: dossier.overdue,
    states: states.map(({ state, agencyId, reportedAt, note, follows }) => ({
      words: stateWords(state),
      agency: agency(agencyId),
      reportedAt: reportedAt.toISOString(),
      note,
      follows,
    })),
    documents: documents.map(({ document, deliveries: own }) => ({
      documentUid: document.documentUid,
      sender: agency(document.senderId),
      acceptedAt: document.acceptedAt.toISOString(),
      deliveries: own.map(({ id }) => {
        const one = named.get(id)!;
        return { ...one, words: SCREEN_WORDS[one.word] };
      }),
    })),
  };
}
