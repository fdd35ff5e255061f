import { z } from 'zod';
import { notFound } from '../../acts/see.ts';
import { type Agency, agencyDetails, type Reception, searchAgencies } from '../../registry/index.ts';
import { requireRight } from '../authenticate.ts';
import type { Routes } from '../context.ts';
import * as schemas from '../schemas.ts';
import { nameOf } from '../views.ts';

const tags = ['agencies'];

export const agencyRoutes: Routes = (app, { hub }) => {
  const { db } = hub.database;
  app.get(
    '/agencies',
    {
      schema: {
        operationId: 'searchAgencies',
        tags,
        summary: 'Search by name, with or without diacritics, or by any form of a code',
        querystring: z.object({ q: z.string().max(200).default(''), ...schemas.page }),
        response: { 200: schemas.pageOf(schemas.agency), ...schemas.problems },
      },
    },
    async (request) => {
      requireRight(request.principal, 'agency.read');
      const { q, after, limit } = request.query;
      const { items, next } = await searchAgencies(db, { text: q, limit, after: after ?? null });
      return { items: items.map(viewAgency), next };
    },
  );

  app.get(
    '/agencies/:code',
    {
      schema: {
        operationId: 'getAgency',
        tags,
        summary: 'One agency by any form of its code, and what becomes of mail to it today',
        params: z.object({ code: z.string().max(200) }),
        response: { 200: schemas.agencyDetails, ...schemas.problems },
      },
    },
    async (request) => {
      requireRight(request.principal, 'agency.read');
      const details = await agencyDetails(db, request.params.code);
      if (!details) throw notFound(request.params.code);
      return {
        agency: viewAgency(details.agency),
        open: details.open,
        codes: [...details.codes],
        parent: details.parent && nameOf(details.parent),
        contactPoint: details.contactPoint && nameOf(details.contactPoint),
        successors: details.successors.map(({ agency, from }) => ({ ...nameOf(agency), from })),
        reception: viewReception(details.reception),
      };
    },
  );
};

function viewAgency({ code, name, level, validFrom, validTo, axis }: Agency) {
  return { code, name, level, validFrom, validTo, axis };
}

function viewReception(reception: Reception) {
  if (reception.outcome !== 'open') return { outcome: reception.outcome, handover: null, via: null, channel: null };
  const { outcome, handover, via, channel } = reception;
  return { outcome, handover: nameOf(handover), via, channel: channel.kind };
}
