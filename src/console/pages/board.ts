import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  type BoardLine,
  type Period,
  periodAround,
  periodInWords,
  periodsUpTo,
  readBoard,
  readHistory,
  readPeriod,
  reportBlocks,
  reportSheets,
  sumLines,
  TIERS,
} from '../../board/index.ts';
import { transactionTime } from '../../evidence/index.ts';
import type { Hub } from '../../hub.ts';
import { writeDocument, writeWorkbook } from '../../office/index.ts';
import { vietnamDay } from '../../platform/clock.ts';
import { type BoardScope, boardScope, mayList } from '../board-scope.ts';
import { boardPicture } from '../board-view.ts';
import { BASE, type ConsoleRoutes, sessionOf } from '../context.ts';
import { readQuery, text } from '../query.ts';
import { languageOf, show } from '../render.ts';
import { wordOf } from '../words.ts';

/** Agencies on one page: a page has at most 200 KB. */
const PAGE = 40;
/** Periods in the pictures of the course of time. */
const PAST = 12;
const LOCALES = { vi: 'vi-VN', en: 'en-GB' } as const;

const QUERY = z.object({
  period: text.default(''),
  tier: z.enum(TIERS).optional().catch(undefined),
  agency: text.default(''),
  after: text.default(''),
});

interface Seen {
  readonly period: Period;
  readonly today: string;
  readonly scope: BoardScope;
  readonly lines: readonly BoardLine[];
  /** What the address says, without the place in the list. */
  readonly asked: Readonly<Record<string, string>>;
  readonly after: string;
}

/** Figures of the agencies that the reader answers for (QĐ 28/2018 Art 11); defined in docs/board.md. */
export const boardRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get('/board', async (request, reply) => {
    const language = languageOf(request);
    const seen = await see(hub, request);
    const { period, lines, scope, asked } = seen;
    const periods = periodsUpTo(period, PAST);
    const ids = lines.map((line) => line.agencyId);
    const [history, total] = [await readHistory(db, periods, ids), sumLines(lines)];
    const { principal, role } = sessionOf(request).person;
    const from = lines.findIndex((line) => line.agencyId === seen.after) + 1;
    const rows = lines.slice(from, from + PAGE);
    return show(request, reply, 'board', wordOf('board', language), {
      place: 'board',
      ...boardPicture({ lines, total, history, periods, language }),
      rows,
      period,
      periodWords: periodInWords(period, language),
      count: lines.length,
      agency: scope.agency,
      asked,
      listed: (line: BoardLine) => mayList(principal, line.agencyId),
      chooses: lines.length > 1 || scope.agency !== null || asked.tier !== undefined,
      declares: role === 'clerk' || role === 'agency-admin',
      number: (value: number) => value.toLocaleString(LOCALES[language]),
      percent: (value: number) => value.toLocaleString(LOCALES[language], { maximumFractionDigits: 1 }),
      ...addresses(seen),
      more: from + PAGE < lines.length ? addressOf('board', { ...asked, after: rows.at(-1)!.agencyId }) : null,
    });
  });

  app.get('/board/report.docx', async (request, reply) => {
    const seen = await see(hub, request);
    return sendExport(
      reply,
      await writeDocument(reportBlocks(subjectOf(seen))),
      `bao-cao-${seen.period.name}.docx`,
      DOCX,
    );
  });

  app.get('/board/figures.xlsx', async (request, reply) => {
    const seen = await see(hub, request);
    return sendExport(
      reply,
      await writeWorkbook(reportSheets(subjectOf(seen))),
      `so-lieu-${seen.period.name}.xlsx`,
      XLSX,
    );
  });
};

async function see(hub: Hub, request: FastifyRequest): Promise<Seen> {
  const { db } = hub.database;
  const { period: name, tier, agency, after } = readQuery(request, QUERY);
  const today = vietnamDay(await transactionTime(db));
  const period = name === '' ? periodAround('month', today) : readPeriod(name);
  const scope = await boardScope(hub, request, agency.trim());
  const lines = await readBoard(db, {
    period,
    ...(scope.agencyIds && { agencyIds: scope.agencyIds }),
    ...(tier && { tier }),
  });
  const asked = { period: period.name, ...(tier && { tier }), ...(scope.agency && { agency: scope.agency.code }) };
  return { period, today, scope, lines, asked, after };
}

function subjectOf({ period, lines, scope, today }: Seen) {
  // Who works for one agency writes its report, without asking for it by its code.
  const only = scope.agencyIds?.length === 1 ? lines[0]?.name : undefined;
  return { period, lines, agency: scope.agency?.name ?? only ?? null, writtenOn: today };
}

/** Where the page leads: the same of another period, and the files. */
function addresses({ period, today, asked }: Seen) {
  const current = periodAround(period.kind, today);
  const [, before] = periodsUpTo(period, 2);
  const after = new Date(Date.parse(period.to) + 86_400_000).toISOString().slice(0, 10);
  const last = period.to < today ? period.to : today;
  return {
    kinds: (['month', 'quarter', 'year'] as const).map((kind) => ({
      kind,
      address: addressOf('board', { ...asked, period: periodAround(kind, last).name }),
    })),
    earlier: addressOf('board', { ...asked, period: before!.name }),
    later:
      period.name === current.name || period.to >= today
        ? null
        : addressOf('board', { ...asked, period: periodAround(period.kind, after).name }),
    report: addressOf('board/report.docx', asked),
    workbook: addressOf('board/figures.xlsx', asked),
  };
}

function addressOf(place: string, fields: Readonly<Record<string, string>>): string {
  return `${BASE}/${place}?${new URLSearchParams(fields)}`;
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

function sendExport(reply: FastifyReply, bytes: Buffer, name: string, type: string): FastifyReply {
  return reply.header('content-disposition', `attachment; filename="${name}"`).type(type).send(bytes);
}
