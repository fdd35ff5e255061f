import { and, asc, desc, eq, gte, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Reader } from '../platform/database.ts';
import { outgoingEntry, registerCorrection, registerEntry } from './tables.ts';

export type IncomingLine = Omit<typeof registerEntry.$inferSelect, 'search'>;
export type OutgoingLine = Omit<typeof outgoingEntry.$inferSelect, 'search'>;
export type Correction = typeof registerCorrection.$inferSelect;

/** Which lines of a book: a period of days, both ends included, and words in them; where the page before has ended. */
export interface BookQuery {
  readonly agencyId: string;
  readonly from: string;
  readonly to: string;
  readonly words?: string | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  /** The newest first on a screen, the oldest first on paper. */
  readonly order: 'newest' | 'oldest';
  readonly limit: number;
}

export interface BookPage<Line> {
  readonly items: readonly Line[];
  /** Opaque; null on the last page. */
  readonly next: string | null;
}

/** Sổ đăng ký văn bản đến (mục VI): every line, in the order of its numbers. */
export function listIncoming(reader: Reader, query: BookQuery): Promise<BookPage<IncomingLine>> {
  return pageOfIncoming(reader, query, undefined);
}

/** Sổ theo dõi giải quyết văn bản đến (mục VIII): what was handed on, or has a day by which it is due. */
export function listFollowed(reader: Reader, query: BookQuery): Promise<BookPage<IncomingLine>> {
  return pageOfIncoming(reader, query, or(isNotNull(registerEntry.handedTo), isNotNull(registerEntry.dueOn)));
}

/** Sổ đăng ký văn bản đi (mục I), in the order of days and numbers. */
export function listOutgoing(reader: Reader, query: BookQuery): Promise<BookPage<OutgoingLine>> {
  return pageOfOutgoing(reader, query, undefined);
}

/** Sổ gửi văn bản đi bưu điện (mục III): what left in envelopes. */
export function listPosted(reader: Reader, query: BookQuery): Promise<BookPage<OutgoingLine>> {
  return pageOfOutgoing(reader, query, isNotNull(outgoingEntry.envelopes));
}

async function pageOfIncoming(
  reader: Reader,
  query: BookQuery,
  only: SQL | undefined,
): Promise<BookPage<IncomingLine>> {
  const { year, number, agencyId } = registerEntry;
  const period = and(gte(registerEntry.arrivedOn, query.from), lte(registerEntry.arrivedOn, query.to));
  const after = query.after?.match(/^(\d{4})-(\d{1,9})$/);
  const onward = after && sql`(${year}, ${number}) ${beyond(query)} (${Number(after[1])}, ${Number(after[2])})`;
  const rows = await reader
    .select()
    .from(registerEntry)
    .where(
      and(eq(agencyId, query.agencyId), period, only, says(registerEntry.search, query.words), onward ?? undefined),
    )
    .orderBy(...ordered(query, [year, number]))
    .limit(query.limit + 1);
  return pageOf(rows, query.limit, (line) => `${line.year}-${line.number}`);
}

async function pageOfOutgoing(
  reader: Reader,
  query: BookQuery,
  only: SQL | undefined,
): Promise<BookPage<OutgoingLine>> {
  const { issuedOn, number, id, agencyId } = outgoingEntry;
  const period = and(gte(issuedOn, query.from), lte(issuedOn, query.to));
  const after = query.after?.match(/^(\d{4}-\d\d-\d\d)\.(\d{1,10})\.([0-9a-f-]{36})$/);
  const onward =
    after &&
    sql`(${issuedOn}, ${number}, ${id}) ${beyond(query)} (${after[1]}::date, ${after[2]}::int, ${after[3]}::uuid)`;
  const rows = await reader
    .select()
    .from(outgoingEntry)
    .where(
      and(eq(agencyId, query.agencyId), period, only, says(outgoingEntry.search, query.words), onward ?? undefined),
    )
    .orderBy(...ordered(query, [issuedOn, number, id]))
    .limit(query.limit + 1);
  return pageOf(rows, query.limit, (line) => `${line.issuedOn}.${line.number}.${line.id}`);
}

function beyond({ order }: BookQuery): SQL {
  return order === 'newest' ? sql`<` : sql`>`;
}

function ordered({ order }: BookQuery, columns: readonly AnyPgColumn[]): SQL[] {
  return columns.map((column) => (order === 'newest' ? desc(column) : asc(column)));
}

/** Every word of what a reader typed, whatever its diacritics; `%` and `_` are characters like others. */
function says(search: AnyPgColumn, words = ''): SQL | undefined {
  const wanted = words.trim().split(/\s+/).filter(Boolean).slice(0, 10);
  return and(...wanted.map((word) => sql`position(plain_words(${word}) in ${search}) > 0`));
}

function pageOf<Line>(rows: readonly Line[], limit: number, keyOf: (line: Line) => string): BookPage<Line> {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? keyOf(items.at(-1)!) : null };
}

export async function findIncoming(reader: Reader, id: string): Promise<IncomingLine | null> {
  const [line] = await reader.select().from(registerEntry).where(eq(registerEntry.id, id));
  return line ?? null;
}

export async function findOutgoing(reader: Reader, id: string): Promise<OutgoingLine | null> {
  const [line] = await reader.select().from(outgoingEntry).where(eq(outgoingEntry.id, id));
  return line ?? null;
}

/** What was changed on a line by hand, the oldest first. */
export async function correctionsOf(reader: Reader, lineId: string): Promise<Correction[]> {
  return reader
    .select()
    .from(registerCorrection)
    .where(eq(registerCorrection.lineId, lineId))
    .orderBy(registerCorrection.id)
    .limit(MOST_CORRECTIONS);
}

const MOST_CORRECTIONS = 200;

/** A paper document that came in with the same author and code is perhaps the same: the clerk is warned. */
export async function sameIncoming(
  reader: Reader,
  agencyId: string,
  author: string,
  code: string,
): Promise<IncomingLine | null> {
  const [line] = await reader
    .select()
    .from(registerEntry)
    .where(
      and(
        eq(registerEntry.agencyId, agencyId),
        isNull(registerEntry.note),
        sql`plain_words(${registerEntry.author}) = plain_words(${author})`,
        sql`plain_words(${registerEntry.code}) = plain_words(${code})`,
      ),
    )
    .limit(1);
  return line ?? null;
}

/** A paper document that left on the same day to the same recipients is perhaps the same, saved once more. */
export async function sameOutgoing(
  reader: Reader,
  agencyId: string,
  { issuedOn, kind, summary, recipients }: Pick<OutgoingLine, 'issuedOn' | 'kind' | 'summary' | 'recipients'>,
): Promise<OutgoingLine | null> {
  const [line] = await reader
    .select()
    .from(outgoingEntry)
    .where(
      and(
        eq(outgoingEntry.agencyId, agencyId),
        eq(outgoingEntry.issuedOn, issuedOn),
        eq(outgoingEntry.paper, true),
        isNull(outgoingEntry.note),
        sql`plain_words(${outgoingEntry.kind}) = plain_words(${kind})`,
        sql`plain_words(${outgoingEntry.summary}) = plain_words(${summary})`,
        sql`plain_words(${outgoingEntry.recipients}) = plain_words(${recipients})`,
      ),
    )
    .limit(1);
  return line ?? null;
}
