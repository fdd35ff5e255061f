import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { declareMonth, listDeclarations } from '../../board/index.ts';
import { transactionTime } from '../../evidence/index.ts';
import { vietnamDay } from '../../platform/clock.ts';
import { isHubError } from '../../platform/errors.ts';
import type { Agency } from '../../registry/index.ts';
import { figuresOf } from '../board-scope.ts';
import { BASE, type ConsoleRoutes, sessionOf } from '../context.ts';
import { consoleError } from '../errors.ts';
import { readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

const QUERY = z.object({ agency: text.default(''), kept: text.default('') });
type Field = 'month' | 'issued' | 'leaders';
type Typed = Readonly<Record<Field, string>>;

/** What only the agency knows of a month: without it two figures have no denominator. */
export const declareRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get('/board/declare', async (request, reply) => {
    const { agency: code, kept } = readQuery(request, QUERY);
    const agency = await declaring(request, code);
    const month = vietnamDay(await transactionTime(db)).slice(0, 7);
    const shown = kept.split('-').reverse().join('/');
    const note = kept === '' ? null : wordOf('declared', languageOf(request), { month: shown });
    return form(request, reply, agency, { month, issued: '', leaders: '' }, {}, note);
  });

  app.post('/board/declare', async (request, reply) => {
    const { agency: code = '', ...fields } = request.body as Record<string, string>;
    const agency = await declaring(request, code);
    const typed = {
      month: (fields.month ?? '').trim(),
      issued: (fields.issued ?? '').trim(),
      leaders: (fields.leaders ?? '').trim(),
    };
    const wrong = check(typed);
    const tell = (words: Partial<Record<Field, string>>) => {
      reply.code(422);
      return form(request, reply, agency, typed, words, null);
    };
    const language = languageOf(request);
    if (wrong) return tell({ [wrong.field]: wordOf(wrong.words, language) });
    const [issued, leaders] = [numberOf(typed.issued), numberOf(typed.leaders)];
    const { actor } = sessionOf(request).person.principal;
    try {
      await db.transaction((tx) =>
        declareMonth(tx, { agencyId: agency.id, month: typed.month, issued, leaders }, actor),
      );
    } catch (error) {
      if (!isHubError(error)) throw error;
      const field = error.code === 'DECLARATION_TOO_LOW' ? 'issued' : 'month';
      return tell({ [field]: `${error.title(language)} ${error.fix(language)}` });
    }
    const next = new URLSearchParams({ agency: agency.code, kept: typed.month });
    return reply.redirect(`${BASE}/board/declare?${next}`, 303);
  });

  /** The agency for which the reader declares: the one he names, else his first. */
  async function declaring(request: FastifyRequest, code: string): Promise<Agency> {
    const named = code === '' ? request.agencies[0]?.code : code;
    if (named === undefined) throw consoleError('PAGE_UNKNOWN');
    return figuresOf({ db }, sessionOf(request).person.principal, named, 'figures.declare');
  }

  async function form(
    request: FastifyRequest,
    reply: FastifyReply,
    agency: Agency,
    typed: Typed,
    wrong: Partial<Record<Field, string>>,
    note: string | null,
  ) {
    return show(request, reply, 'board-declare', wordOf('declare', languageOf(request)), {
      place: 'board',
      agency,
      typed,
      wrong,
      note,
      months: lastMonths(await transactionTime(db)),
      before: await listDeclarations(db, agency.id),
    });
  }
};

/** This month and the year before it, the last first: `2026-11`. */
function lastMonths(now: Date): string[] {
  const [year = 0, month = 0] = vietnamDay(now).split('-').map(Number);
  return Array.from({ length: 13 }, (_, back) => new Date(Date.UTC(year, month - 1 - back)).toISOString().slice(0, 7));
}

function check({ issued, leaders }: Typed): { field: Field; words: WordKey } | null {
  for (const [field, value] of Object.entries({ issued, leaders })) {
    if (!/^\d{0,7}$/.test(value)) return { field: field as Field, words: 'declareNumber' };
  }
  return issued === '' && leaders === '' ? { field: 'issued', words: 'declareNothing' } : null;
}

function numberOf(text: string): number | null {
  return text === '' ? null : Number(text);
}
