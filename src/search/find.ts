import { type SQL, sql } from 'drizzle-orm';
import type { Db, Tx } from '../platform/database.ts';
import { askedWords, namesFew, queryOf } from './lexemes.ts';
import type { Found, PageOf, Reading, SearchScope, Wanted } from './model.ts';
import { knownOf, mendWords } from './spelling.ts';
import { type ListReader, openBudget, type Place, readPlace, type Stretch, walkBack, writePlace } from './walk.ts';

/** With more agencies than this, the words lead to the rows and the agencies are compared there: each is a list in the index. */
const MOST_BY_INDEX = 50;

/** One kind of thing that is found through its document. */
export interface Kind<T extends Place> {
  /** Narrows the documents `s` of a stretch to those that have such an item; null where most of them have. */
  readonly only?: ((stretch: Stretch) => SQL) | null;
  readonly items: ListReader<T>['items'];
}

/**
 * Looks for a page of items. The first page tries how the words are meant: side by side, then all of them anywhere, then
 * with what is misspelt mended; the first way that finds something within the reader's scope is the reading, and what
 * only other documents hold is never proposed.
 */
export async function findPages<T extends Place>(
  db: Db,
  scope: SearchScope,
  wanted: Wanted,
  page: PageOf,
  { only = null, items }: Kind<T>,
): Promise<Found<T>> {
  const after = page.after === undefined ? null : readPlace(page.after);
  const budget = openBudget(page.budgetMs);
  const span = { ...spanOf(scope, wanted), after, few: namesFew(wanted.code ?? '') };
  const look = (reading: Reading) =>
    walkBack(db, span, page.limit + 1, budget, {
      documents: (tx, stretch, limit) => {
        const conditions = matching(scope, wanted, reading, stretch);
        return documentsWhere(tx, only ? sql`${conditions} and ${only(stretch)}` : conditions, span.few, limit);
      },
      items,
    });
  if (scope.agencyIds.length === 0) return { items: [], next: null, reading: asWritten(wanted) };
  if (page.reading) return pageOf(await look(page.reading), page.limit, page.reading);
  for await (const reading of readingsOf(db, wanted)) {
    const words = askedWords(reading);
    const isHeld = (await knownOf(db, words)).size === new Set(words).size;
    const found = isHeld ? await look(reading) : [];
    if (found.length > 0) return pageOf(found, page.limit, reading);
  }
  return { items: [], next: null, reading: asWritten(wanted) };
}

function pageOf<T extends Place>(items: T[], limit: number, reading: Reading): Found<T> {
  const shown = items.slice(0, limit);
  return { items: shown, next: items.length > limit ? writePlace(shown.at(-1)!) : null, reading };
}

const asWritten = ({ subject = '', signer = '' }: Wanted): Reading => ({
  subject,
  signer,
  order: 'phrase',
  corrected: false,
});

async function* readingsOf(db: Db, wanted: Wanted): AsyncGenerator<Reading> {
  const written = asWritten(wanted);
  yield written;
  const several = written.subject.trim().includes(' ');
  if (several) yield { ...written, order: 'all' };
  const [subject, signer] = await Promise.all([
    mendWords(db, written.subject, 'subject'),
    mendWords(db, written.signer, 'signer'),
  ]);
  if (subject === null && signer === null) return;
  const mended = { ...written, subject: subject ?? written.subject, signer: signer ?? written.signer, corrected: true };
  yield mended;
  if (several) yield { ...mended, order: 'all' };
}

function spanOf(scope: SearchScope, wanted: Wanted) {
  const from = [scope.from, wanted.from].filter((at) => at !== undefined).sort((a, b) => b.getTime() - a.getTime());
  const until = [scope.until, wanted.until].filter((at) => at !== undefined).sort((a, b) => a.getTime() - b.getTime());
  return { from: from[0] ?? null, until: until[0] ?? null };
}

/**
 * Newest first. What few documents have is gathered by its index before anything is put in order: PostgreSQL knows how
 * often frequent words come, takes a single number for as frequent as the rarest of them, and would walk back through all.
 */
async function documentsWhere(tx: Tx, conditions: SQL, few: boolean, limit: number): Promise<string[]> {
  const hits = sql`select s.document_id from document_search s where ${conditions}`;
  const { rows } = await tx.execute<{ id: string }>(sql`
    select h.document_id as id from (${hits}${few ? sql` offset 0` : sql``}) h order by h.document_id desc limit ${limit}`);
  return rows.map(({ id }) => id);
}

/** What a row `s` of `document_search` must be: within the scope before all else. */
function matching(scope: SearchScope, wanted: Wanted, reading: Reading, { floor, ceiling }: Stretch): SQL {
  const { from, until } = spanOf(scope, wanted);
  const { agencyIds, side = 'any', code = '' } = wanted;
  const query = queryOf(reading, code);
  const own = sql`${sql.param([...scope.agencyIds])}::uuid[]`;
  const named = agencyIds && sql.param([...agencyIds]);
  const parts = [
    sql`s.document_id >= ${floor}::uuid and s.document_id <= ${ceiling}::uuid`,
    query !== null && scope.agencyIds.length > MOST_BY_INDEX
      ? sql`exists (select from unnest(s.sides) as side where side = any(${own}))`
      : sql`s.sides && ${own}`,
    scope.senderOnly && sql`s.sender_id = any(${own})`,
    query !== null && sql`s.words @@ ${query}::tsquery`,
    from && sql`s.accepted_at >= ${from.toISOString()}::timestamptz`,
    until && sql`s.accepted_at < ${until.toISOString()}::timestamptz`,
    named && sql`s.sides && ${named}::uuid[]`,
    named && side === 'sender' && sql`s.sender_id = any(${named}::uuid[])`,
    named && side === 'recipient' && sql`s.sender_id <> all(${named}::uuid[])`,
  ];
  return sql.join(
    parts.filter((part) => part !== false && part !== undefined && part !== null),
    sql` and `,
  );
}
