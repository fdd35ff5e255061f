import { type SQL, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import { type AgencyFields, agencyColumns, resolveAgencies, toAgency } from './agencies.ts';
import { normaliseCode, otherForm } from './codes.ts';
import { error } from './errors.ts';
import type { Agency } from './model.ts';
import { plainName, quote } from './plain.ts';

export interface AgencySearch {
  /** Any code form or its beginning, or words of the name, with or without diacritics, the last one perhaps unfinished. */
  readonly text: string;
  /** 1 to 200. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | null;
  /** Only these agencies. */
  readonly within?: readonly string[];
}

/** One way to find; they run in order until the page is full, each sorted by its key, none repeating an earlier one. */
interface Stage {
  readonly from: SQL;
  readonly key: SQL;
  readonly match: SQL;
}

type Row = AgencyFields & { key: string };

/**
 * Agencies that fit a text: those with exactly this code, then codes or names that begin with it, then names that hold
 * its words side by side, then anywhere. Closed agencies are found too. Each stage is an index walk that stops at a
 * full page or a GIN look-up, so a page takes milliseconds in a directory of 120,000. An empty text lists all by name.
 * Throws CURSOR_INVALID.
 */
export async function searchAgencies(
  reader: Reader,
  search: AgencySearch,
): Promise<{ items: Agency[]; next: string | null }> {
  const limit = Math.min(200, Math.max(1, search.limit));
  const cursor = search.after ? readCursor(search.after) : null;
  const text = search.text.replaceAll('\0', '');
  const { within } = search;
  const exact = (await findExact(reader, text)).filter((one) => within?.includes(one.id) ?? true);
  const items = cursor ? [] : [...exact];
  const stages = stagesFor(text);
  for (const [number, stage] of stages.entries()) {
    if (cursor && number < cursor.stage) continue;
    const wanted = limit - items.length;
    const start = cursor?.stage === number ? cursor : null;
    const rows = await run(reader, { ...stage, match: inside(stage.match, within) }, exact, start, wanted + 1);
    items.push(...rows.slice(0, wanted).map(toAgency));
    if (rows.length > wanted) {
      const last = rows[wanted - 1];
      return {
        items,
        next: last ? writeCursor(number, last.key, last.id) : (search.after ?? writeCursor(number, '', '')),
      };
    }
  }
  return { items, next: null };
}

function inside(match: SQL, within: readonly string[] | undefined): SQL {
  return within ? sql`${match} and a.id = any(${sql.param([...within])}::uuid[])` : match;
}

async function findExact(reader: Reader, text: string): Promise<Agency[]> {
  const code = normaliseCode(text);
  if (code === '' || /\s/.test(code)) return [];
  const other = otherForm(code);
  const found = await resolveAgencies(reader, other ? [code, other] : [code]);
  return [...new Map([...found.values()].map((agency) => [agency.id, agency])).values()];
}

function stagesFor(text: string): Stage[] {
  const code = normaliseCode(text);
  if (/[.\d]/.test(code) && !/\s/.test(code)) return codeStages(code);
  const plain = plainName(text);
  const words = plain.split(' ').filter(Boolean);
  const begins = sql`a.name_plain >= ${plain} and a.name_plain < ${after(plain)}`;
  const stages: Stage[] = [byName(plain === '' ? sql`true` : begins)];
  if (words.length === 0) return stages;
  const anywhere = all(words);
  const others = sql`not starts_with(a.name_plain, ${plain})`;
  if (words.length === 1) return [...stages, byName(sql`a.search @@ ${anywhere}::tsquery and ${others}`)];
  const adjacent = all(words.slice(1).map((word, index) => `${words[index]}_${word}`));
  return [
    ...stages,
    byIndex(adjacent, others),
    byIndex(anywhere, sql`not a.search @@ ${adjacent}::tsquery and ${others}`),
  ];
}

/** Codes that begin with the text, in their own order; then those that do without their leading zero groups. */
function codeStages(code: string): Stage[] {
  const begins = (alias: SQL) => sql`${alias}.code >= ${code} and ${alias}.code < ${after(code)}`;
  const earlier = sql`exists (select from agency_code k where k.agency_id = a.id and ${begins(sql`k`)}`;
  return [
    {
      from: sql`agency_code c join agency a on a.id = c.agency_id`,
      key: sql`c.code`,
      match: sql`${begins(sql`c`)} and not ${earlier} and k.code < c.code)`,
    },
    byName(sql`a.search @@ ${all([code.toLowerCase()])}::tsquery and not ${earlier})`),
  ];
}

function byName(match: SQL): Stage {
  return { from: sql`agency a`, key: sql`a.name_plain`, match };
}

/**
 * `offset 0` keeps the planner on the GIN index: it takes syllables for independent, expects far more rows than there
 * are, and would walk all names in order (100 ms). A single word is common or rare as its statistics say.
 */
function byIndex(query: string, match: SQL): Stage {
  return { ...byName(match), from: sql`(select * from agency g where g.search @@ ${query}::tsquery offset 0) a` };
}

async function run(
  reader: Reader,
  stage: Stage,
  exact: readonly Agency[],
  start: { key: string; id: string } | null,
  count: number,
): Promise<Row[]> {
  const known = exact.map((agency) => agency.id);
  const rest = start?.id ? sql`and (${stage.key}, a.id) > (${start.key}, ${start.id}::uuid)` : sql``;
  const { rows } = await reader.execute<Row>(sql`
    select ${agencyColumns}, ${stage.key} as key from ${stage.from}
    where ${stage.match} and a.id <> all(${sql.param(known)}::uuid[]) ${rest}
    order by ${stage.key}, a.id limit ${count}`);
  return rows;
}

/** A tsquery that asks for every lexeme, the last one as a beginning. */
function all(lexemes: readonly string[]): string {
  return `${lexemes.map(quote).join(' & ')}:*`;
}

/** The upper bound of everything that begins with `text`; both columns sort by code point. */
function after(text: string): string {
  return `${text}\u{10FFFF}`;
}

function writeCursor(stage: number, key: string, id: string): string {
  return Buffer.from(JSON.stringify([stage, key, id])).toString('base64url');
}

function readCursor(text: string): { stage: number; key: string; id: string } {
  const match = /^\[(\d),"([^"\\]*)","([0-9a-f-]{36}|)"\]$/.exec(Buffer.from(text, 'base64url').toString('utf8'));
  if (!match || (match[3] && !isId(match[3])) || match[2]?.includes('\0')) throw error('CURSOR_INVALID');
  return { stage: Number(match[1]), key: match[2] ?? '', id: match[3] ?? '' };
}
