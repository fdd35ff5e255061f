import type { FastifyReply, FastifyRequest } from 'fastify';
import { isHubError } from '../../platform/errors.ts';
import {
  correctIncoming,
  correctionsOf,
  correctOutgoing,
  type Editor,
  type IncomingEdit,
  type OutgoingEdit,
} from '../../register/index.ts';
import { EDIT_WHY, readForm, wordOfField } from '../book-fields.ts';
import { type FoundLine, findLine, type LineAddress } from '../book-line.ts';
import { BASE, type ConsoleContext, type ConsoleRoutes, sessionOf } from '../context.ts';
import { peopleAmong } from '../people.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

type At = { Params: LineAddress; Body: Record<string, string> };

/** One line of a book: its facts, and what was changed by hand and why. */
export const lineRoutes: ConsoleRoutes = (app, context) => {
  app.get<At>('/register/:side/:id', async (request, reply) => {
    return showLine(context, request, reply, await findLine(context, request, 'register.read', request.params), {});
  });

  app.post<At>('/register/:side/:id', async (request, reply) => {
    const found = await findLine(context, request, 'register.keep', request.params);
    const language = languageOf(request);
    const typed = request.body;
    const { values, wrong } = readForm([...found.fields, EDIT_WHY], typed);
    const { why = '', ...edit } = values;
    if (Object.keys(wrong).length > 0) return showLine(context, request, reply.code(422), found, { typed, wrong });
    const by = { actor: sessionOf(request).person.principal.actor, why, seen: Number(typed.seen) };
    try {
      await change(context, found, edit, by);
    } catch (error) {
      if (!isHubError(error)) throw error;
      const now = await findLine(context, request, 'register.keep', request.params);
      const told = `${error.title(language)} ${error.fix(language)}`;
      const at = error.code === 'BOOK_REASON_MISSING' ? { wrong: { why: 'whyNeeded' as const } } : { bad: told };
      return showLine(context, request, reply.code(error.spec.status), now, { typed, ...at });
    }
    return reply.redirect(`${BASE}/register/${found.side}/${found.line.id}`, 303);
  });
};

/** Empty is null for days and numbers, and for texts that PostgreSQL keeps as null. */
async function change(
  { hub }: ConsoleContext,
  found: FoundLine,
  values: Readonly<Record<string, string>>,
  by: Editor,
): Promise<void> {
  const kindOf = new Map(found.fields.map((field) => [field.name, field.kind]));
  const edit = Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (value === '') return [name, NEVER_NULL.has(name) ? '' : null];
      return [name, kindOf.get(name) === 'whole' ? Number(value) : value];
    }),
  );
  await hub.database.db.transaction((tx) =>
    found.side === 'incoming'
      ? correctIncoming(tx, found.line.id, edit as IncomingEdit, by)
      : correctOutgoing(tx, found.line.id, edit as OutgoingEdit, by),
  );
}

const NEVER_NULL = new Set(['author', 'code', 'kind', 'summary', 'signer', 'recipients', 'keptBy', 'remark']);

/** Forms that are printed for a line. */
const PAPERS_OF = {
  incoming: [
    ['slip', 'openSlip'],
    ['stamp', 'openStamp'],
  ],
  outgoing: [['envelopes', 'openEnvelopes']],
} as const satisfies Record<FoundLine['side'], readonly (readonly [paper: string, words: WordKey])[]>;

interface Told {
  readonly typed?: Readonly<Record<string, string>>;
  readonly wrong?: Readonly<Record<string, WordKey>>;
  readonly bad?: string;
}

async function showLine(
  { hub }: ConsoleContext,
  request: FastifyRequest,
  reply: FastifyReply,
  found: FoundLine,
  { typed, wrong = {}, bad = '' }: Told,
): Promise<FastifyReply> {
  const language = languageOf(request);
  const { line, side } = found;
  const corrections = await correctionsOf(hub.database.db, line.id);
  const kept = Object.fromEntries(found.fields.map(({ name }) => [name, shown(line, name)]));
  const title = side === 'incoming' ? `${line.number}/${line.year}` : line.code || wordOf('noCode', language);
  return show(request, reply, 'register-line', title, {
    place: 'register',
    ...found,
    heading: title,
    papers: PAPERS_OF[side],
    document:
      side === 'incoming'
        ? line.deliveryId && `${BASE}/inbox/${line.deliveryId}`
        : found.paper
          ? null
          : `${BASE}/sent/${line.id}`,
    // The line as it stands now, and beside each field what was typed.
    values: typed ?? kept,
    wrong,
    bad,
    whyField: EDIT_WHY,
    people: await peopleAmong(
      hub.database.db,
      corrections.map((one) => one.actor),
    ),
    corrections: corrections.map((one) => ({
      ...one,
      changes: one.changes.map(({ field, from, to }) => ({ word: wordOfField(field) ?? 'registerNote', from, to })),
    })),
  });
}

function shown(line: object, name: string): string {
  const value = (line as Record<string, unknown>)[name];
  return value === null || value === undefined ? '' : String(value);
}
