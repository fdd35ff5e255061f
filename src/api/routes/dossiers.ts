import { z } from 'zod';
import { listSeenDossiers, reportDossier, seeDossier } from '../../acts/dossiers.ts';
import { type Dossier, type StateLine, stateWords } from '../../dossier/index.ts';
import { nameDeliveries } from '../../journey/answer.ts';
import { type Agency, findAgencies, registryError, resolveAgencies } from '../../registry/index.ts';
import { requireRight } from '../authenticate.ts';
import type { Routes } from '../context.ts';
import { dossierQuery, dossierReport, dossierReported, dossierSummary, dossierThread } from '../dossier-schemas.ts';
import { pageOf, problems } from '../schemas.ts';
import { nameOf, viewDelivery, viewSummary } from '../views.ts';

const tags = ['dossiers'];
const params = z.object({ number: z.string().max(200).describe('Mã hồ sơ.') });
type Agencies = ReadonlyMap<string, Agency>;

export const dossierRoutes: Routes = (app, { hub }) => {
  const { db } = hub.database;

  app.get(
    '/dossiers',
    {
      schema: {
        operationId: 'listDossiers',
        tags,
        summary: 'Dossiers (hồ sơ thủ tục hành chính) of the agencies of this system, the last opened first',
        querystring: dossierQuery,
        response: { 200: pageOf(dossierSummary), ...problems },
      },
    },
    async ({ principal, query }) => {
      const [served = null] = [...principal.agencyIds, ...(principal.predecessorIds ?? [])];
      requireRight(principal, 'dossier.read', { senderId: served, recipientIds: [served] });
      const { agency, ...filter } = query;
      const other = agency === undefined ? undefined : (await resolveAgencies(db, [agency])).get(agency);
      if (agency !== undefined && !other) throw registryError('AGENCY_UNKNOWN', { code: agency });
      const { items, next } = await listSeenDossiers(db, principal, { ...filter, withAgencyId: other?.id });
      const agencies = await findAgencies(
        db,
        items.flatMap((one) => one.issuerId ?? []),
      );
      return { items: items.map((one) => viewLine(one, agencies)), next };
    },
  );

  app.get(
    '/dossiers/:number',
    {
      schema: {
        operationId: 'getDossier',
        tags,
        summary: 'One dossier as a thread: its states, and its documents both ways',
        params,
        response: { 200: dossierThread, ...problems },
      },
    },
    async ({ principal, params: { number } }) => {
      const { dossier, partyIds, states, documents, references } = await seeDossier(db, principal, number);
      const deliveries = await nameDeliveries(
        db,
        documents.flatMap((one) => one.deliveries),
      );
      const named = new Map(deliveries.map((one) => [one.id, one]));
      const agencies = await findAgencies(db, [
        ...partyIds,
        ...(dossier.issuerId ? [dossier.issuerId] : []),
        ...states.map((one) => one.agencyId),
        ...documents.map((one) => one.document.senderId),
      ]);
      return {
        ...viewLine(dossier, agencies),
        parties: partyIds.map((id) => nameOf(agencies.get(id))),
        states: states.map((one) => viewState(one, agencies)),
        documents: documents.map(({ document, side, byParty, deliveries: own }) => ({
          ...viewSummary(document, agencies.get(document.senderId)),
          side,
          byParty,
          answers: references
            .filter((one) => one.documentId === document.id && one.relation === 'answers')
            .map((one) => one.refersToId),
          deliveries: own.map((one) => viewDelivery(named.get(one.id)!)),
        })),
      };
    },
  );

  app.post(
    '/dossiers/:number/states',
    {
      schema: {
        operationId: 'reportDossierState',
        tags,
        summary: 'Report a state (1 to 10) of a dossier; 200 when it was reported before',
        description:
          'By a system that serves a party of the dossier. A number without a document is opened by the report when it names an agency of the system. A state that does not follow is kept as an anomaly.',
        params,
        body: dossierReport,
        response: { 200: dossierReported, 201: dossierReported, ...problems },
      },
    },
    async ({ principal, params: { number }, body }, reply) => {
      const { at, agency, ...report } = body;
      const takenAt = at === undefined ? undefined : new Date(at);
      const kept = await reportDossier(db, principal, number, { ...report, takenAt }, agency);
      const agencies = await findAgencies(db, [kept.line.agencyId]);
      return reply
        .code(kept.replay ? 200 : 201)
        .send({ number: kept.number, replay: kept.replay, state: viewState(kept.line, agencies) });
    },
  );
};

function viewLine(line: Dossier, agencies: Agencies) {
  const { number, issuerId, state, stateAt, dueOn, overdue, anomalies, openedAt } = line;
  return {
    number,
    issuer: issuerId === null ? null : nameOf(agencies.get(issuerId)),
    state,
    words: state === null ? null : stateWords(state),
    stateAt: stateAt?.toISOString() ?? null,
    dueOn,
    overdue,
    anomalies,
    openedAt: openedAt.toISOString(),
  };
}

function viewState({ id, state, agencyId, takenAt, reportedAt, note, follows }: StateLine, agencies: Agencies) {
  return {
    id,
    state,
    words: stateWords(state),
    agency: nameOf(agencies.get(agencyId)),
    at: takenAt?.toISOString() ?? null,
    reportedAt: reportedAt.toISOString(),
    note,
    follows,
  };
}
