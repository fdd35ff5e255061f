import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { requireMandate } from '../../audit/index.ts';
import { record } from '../../evidence/index.ts';
import type { Hub } from '../../hub.ts';
import { type Row, writeWorkbook } from '../../office/index.ts';
import { momentInWords } from '../../platform/clock.ts';
import { isHubError, type Language } from '../../platform/errors.ts';
import type { Principal } from '../../registry/index.ts';
import { CSV_BEGINNING, csvLine, type Wanted } from '../../search/index.ts';
import { type Line, searchAs } from '../audit-results.ts';
import { type Kind, kindOf, readTerms, TERMS, termsInWords, wantedOf } from '../audit-terms.ts';
import { BASE, type ConsoleRoutes, sessionOf } from '../context.ts';
import { oneOf, readQuery } from '../query.ts';
import { languageOf } from '../render.ts';
import { type WordKey, wordOf } from '../words.ts';

/** Lines of one file; whoever needs more narrows the filter and exports twice. */
const MOST = { csv: 50_000, xlsx: 10_000 } as const;
type Format = keyof typeof MOST;
const AT_ONCE = 500;
const QUERY = TERMS.extend({ format: oneOf(['csv', 'xlsx']) });

const TYPES: Readonly<Record<Format, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
const COLUMNS: readonly (readonly [WordKey, number])[] = [
  ['codeAndDay', 18],
  ['documentDay', 12],
  ['subject', 60],
  ['auditParty', 34],
  ['eventAt', 18],
  ['whatHappened', 60],
  ['documentUid', 40],
];

/** The results of a search as a file that says by whom, when and by which filter it was made. */
export const auditExportRoutes: ConsoleRoutes = (app, { hub }) => {
  const { db } = hub.database;

  app.get('/audit/export', async (request, reply) => {
    const { principal } = sessionOf(request).person;
    const language = languageOf(request);
    const { format, ...fields } = readQuery(request, QUERY);
    const terms = readTerms(fields);
    const { wanted, wrong } = await wantedOf(db, terms);
    if (Object.keys(wrong).length > 0) return reply.redirect(`${BASE}/audit?${new URLSearchParams(terms)}`, 303);
    const asked = termsInWords(terms, 'vi');
    // Refused before the first byte: a file that has begun cannot say so any more.
    await requireMandate(db, principal, asked);
    const data = { terms: asked, format, decision: principal.mandate?.decision ?? '–' };
    await db.transaction((tx) => record(tx, [{ type: 'audit.exported', actor: principal.actor, data }]));
    const stated = headingOf(request, termsInWords(terms, language));
    const lines = everyLine(hub, principal, { kind: kindOf(terms), wanted, language }, MOST[format]);
    reply.type(TYPES[format]).header('content-disposition', `attachment; filename="kiem-tra.${format}"`);
    if (format === 'csv') return reply.send(Readable.from(csvOf(stated, lines, language)));
    return reply.send(await workbookOf(stated, lines, language));
  });
};

function headingOf(request: FastifyRequest, filter: string): string[] {
  const language = languageOf(request);
  const { name, login, principal } = sessionOf(request).person;
  const { decision = '–' } = principal.mandate ?? {};
  const stated: [WordKey, string][] = [
    ['exportBy', `${name} (${login}), ${decision}`],
    ['exportAt', momentInWords(Date.now())],
    ['exportFilter', filter],
  ];
  return stated.map(([key, text]) => `${wordOf(key, language)}: ${text}`);
}

type Asked = { readonly kind: Kind; readonly wanted: Wanted; readonly language: Language };

/** Page after page as the reader takes them; what ends the file early is its last line. */
async function* everyLine(hub: Hub, principal: Principal, asked: Asked, most: number): AsyncGenerator<Line | string> {
  const { language } = asked;
  let page: Parameters<typeof searchAs>[2]['page'] = { limit: AT_ONCE };
  try {
    for (let told = 0; told < most; told += AT_ONCE) {
      const { lines, next, reading } = await searchAs(hub, principal, { ...asked, page });
      yield* lines;
      if (next === null) return;
      page = { limit: AT_ONCE, after: next, ...(reading && { reading }) };
    }
    yield wordOf('exportCut', language, { most });
  } catch (error) {
    if (!isHubError(error)) throw error;
    yield wordOf('exportStopped', language, { why: `${error.title(language)} ${error.fix(language)}` });
  }
}

const cellsOf = (line: Line): string[] => [
  line.code,
  line.issuedOn?.split('-').reverse().join('/') ?? '',
  line.subject,
  line.party,
  momentInWords(line.at),
  line.result,
  line.documentUid,
];

async function* csvOf(stated: readonly string[], lines: AsyncIterable<Line | string>, language: Language) {
  yield CSV_BEGINNING + stated.map((text) => csvLine([text])).join('');
  yield csvLine(COLUMNS.map(([key]) => wordOf(key, language)));
  for await (const line of lines) yield csvLine(typeof line === 'string' ? [line] : cellsOf(line));
}

async function workbookOf(stated: readonly string[], lines: AsyncIterable<Line | string>, language: Language) {
  const rows: Row[] = [];
  for await (const line of lines) rows.push(typeof line === 'string' ? [line] : cellsOf(line));
  const columns = COLUMNS.map(([key, width]) => ({ header: wordOf(key, language), width }));
  const name = wordOf('audit', language);
  return writeWorkbook([{ name, heading: [name, ...stated], columns, rows, orientation: 'landscape' }]);
}
