import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Ordered, orderReform, takeBackReform } from '../../acts/reforms.ts';
import type { By } from '../../administration/index.ts';
import { vietnamDay } from '../../platform/clock.ts';
import { isHubError } from '../../platform/errors.ts';
import {
  authorise,
  findReform,
  listReforms,
  may,
  parseReform,
  REFORM_COLUMNS,
  readDate,
} from '../../registry/index.ts';
import {
  attempt,
  byOf,
  type Failed,
  type Fields,
  NOTHING_FAILED,
  principalOf,
  textOf,
  wordsOf,
} from '../administering.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes } from '../context.ts';
import { consoleError } from '../errors.ts';
import { peopleAmong } from '../people.ts';
import { oneOf, readQuery } from '../query.ts';
import { REFORM_COUNTS, REFORM_STATES } from '../registry-labels.ts';
import { languageOf, show } from '../render.ts';
import { readUpload } from '../upload.ts';
import { wordOf } from '../words.ts';

/** A reorganised province has some thousand lines; a longer file is the command line's. */
const MOST_BYTES = 500_000;
const QUERY = z.object({ note: oneOf(['', 'reformApplied', 'reformScheduled', 'reformCancelled']) });

/** What the form of a trial has, and what came of it. */
interface Trial {
  readonly typed: Fields;
  readonly tried?: Ordered;
  readonly wrong?: { readonly field: string; readonly words: string };
}

/** Reorganisations as a file: tried without a trace, looked at, then ordered for a day. */
export const reformRoutes: ConsoleRoutes = (app, context) => {
  const { db } = context.hub.database;

  app.get('/reforms', async (request, reply) => {
    const { note } = readQuery(request, QUERY);
    const reforms = await listReforms(db);
    return show(request, reply, 'reforms', wordOf('reforms', languageOf(request)), {
      place: 'agencies',
      people: await peopleAmong(
        db,
        reforms.map((one) => one.actor),
      ),
      reforms: reforms.map((one) => ({ ...one, words: REFORM_STATES[one.state] })),
      told: note === '' ? '' : wordOf(note, languageOf(request)),
    });
  });

  app.get('/reforms/new', async (request, reply) =>
    showTrial(request, reply, { typed: { at: vietnamDay(new Date(context.hub.clock.now())) } }),
  );
  app.post('/reforms/new', { config: { streamed: true } }, (request, reply) => order(context, request, reply));

  app.get<{ Params: { id: string } }>('/reforms/:id', (request, reply) =>
    showReform(context, request, reply, NOTHING_FAILED),
  );
  app.post<{ Params: { id: string }; Body: Fields }>('/reforms/:id/cancel', (request, reply) =>
    attempt(
      request,
      reply,
      { act: 'cancel', typed: request.body },
      async (by) => {
        await db.transaction((tx) => takeBackReform(tx, request.params.id, by));
        return reply.redirect(`${BASE}/reforms?note=reformCancelled`, 303);
      },
      (failed) => showReform(context, request, reply, failed),
    ),
  );
};

/** The file, or its text as the reader has corrected it: tried, or ordered where he says so. */
async function order({ hub }: ConsoleContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (!may(principalOf(request), 'admin')) throw consoleError('PAGE_UNKNOWN');
  const { fields, file } = await readUpload(request, MOST_BYTES);
  const bytes = file?.bytes ?? Buffer.from(textOf(fields, 'text'));
  const name = (file?.name || textOf(fields, 'name') || 'sap-xep.csv').slice(0, 200);
  const typed = { ...fields, name, text: bytes.toString() };
  const at = readDate(textOf(fields, 'at'));
  if (at === null) {
    const words = wordOf('dayNeeded', languageOf(request));
    return showTrial(request, reply.code(400), { typed, wrong: { field: 'at', words } });
  }
  const by = byOf(request, fields);
  const wants = textOf(fields, 'act') === 'order';
  const missing = wants ? reasonMissing(request, by) : null;
  const dryRun = !wants || missing !== null;
  try {
    const rows = await parseReform(bytes);
    const { actor } = by.principal;
    const tried = await orderReform(hub.database, { name, rows, at, actor, why: by.why, from: by.from, dryRun });
    if (tried.state === 'applied') return reply.redirect(`${BASE}/reforms?note=reformApplied`, 303);
    if (tried.state === 'scheduled') return reply.redirect(`${BASE}/reforms?note=reformScheduled`, 303);
    if (tried.state === 'refused' || missing) reply.code(422);
    return showTrial(request, reply, { typed, tried, ...(missing && { wrong: { field: 'why', words: missing } }) });
  } catch (error) {
    if (!isHubError(error)) throw error;
    const wrong = { field: 'text', words: wordsOf(request, error) };
    return showTrial(request, reply.code(error.spec.status), { typed, wrong });
  }
}

/** Why an order is not taken as one; it is then tried once more, so that the reader still sees what it would do. */
function reasonMissing(request: FastifyRequest, by: By): string | null {
  try {
    authorise(by, 'admin');
    return null;
  } catch (error) {
    if (!isHubError(error)) throw error;
    return wordsOf(request, error);
  }
}

function showTrial(request: FastifyRequest, reply: FastifyReply, { typed, tried, wrong }: Trial): FastifyReply {
  const failed = { act: 'trial', field: wrong?.field ?? '', words: wrong?.words ?? '', typed };
  return show(request, reply, 'reform-new', wordOf('newReform', languageOf(request)), {
    place: 'agencies',
    tried: tried ?? null,
    counts: REFORM_COUNTS,
    columns: REFORM_COLUMNS.join(', '),
    failed,
  });
}

async function showReform(
  { hub }: ConsoleContext,
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
  failed: Failed,
): Promise<FastifyReply> {
  const reform = await findReform(hub.database.db, request.params.id);
  const found = 'bad' in reform.report ? { report: null, bad: reform.report.bad } : { report: reform.report, bad: [] };
  return show(request, reply, 'reform', wordOf('reforms', languageOf(request)), {
    place: 'agencies',
    reform,
    people: await peopleAmong(hub.database.db, [reform.actor]),
    words: REFORM_STATES[reform.state],
    found,
    counts: REFORM_COUNTS,
    failed,
  });
}
