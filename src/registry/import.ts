import { type SQL, sql } from 'drizzle-orm';
import type { Database, Tx } from '../platform/database.ts';
import { type AgencyRow, type Candidate, readRow, reasons } from './import-rules.ts';
import * as steps from './import-sql.ts';
import type { Reason } from './table-file.ts';

export interface ImportReport {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Rows that were left out, by line, each with why. */
  readonly rejected: readonly { readonly line: number; readonly reason: Reason }[];
}

/** Rows per statement: large enough that the round trips vanish, small enough to keep memory flat. */
const BATCH = 5_000;
/** Two imports at once would each miss the other's new agencies. */
export const IMPORT_LOCK = 7305802;

/**
 * Brings the directory up to a list of agencies, in one transaction. A bad row is reported and left out, and so is
 * whatever refers to it; when reading fails midway nothing has changed. The same list again changes nothing. Agencies
 * that the list does not name stay as they are: an agency ends by `valid_to`, never by absence.
 * @param owner The tables' owner: staging takes temporary tables.
 * @param onProgress Told the number of rows read so far.
 * @param finish Called in the transaction when all is written: to record who did it, or to throw and change nothing.
 */
export async function importAgencies(
  owner: Database,
  source: AsyncIterable<AgencyRow> | Iterable<AgencyRow>,
  onProgress: (rows: number) => void = () => {},
  finish: (tx: Tx, report: ImportReport) => Promise<void> = async () => {},
): Promise<ImportReport> {
  const report = await owner.db.transaction(async (tx) => {
    const made = await importInto(tx, source, onProgress);
    await finish(tx, made);
    return made;
  });
  if (report.created + report.updated > 0) await learnDirectory(owner);
  return report;
}

/** Thrown in the import's own transaction to undo a trial. */
class Trial extends Error {}

/** What importing the list would do, found by doing it in a transaction that is undone. */
export async function tryImport(
  owner: Database,
  source: AsyncIterable<AgencyRow> | Iterable<AgencyRow>,
  onProgress: (rows: number) => void = () => {},
): Promise<ImportReport> {
  let report: ImportReport | undefined;
  try {
    return await importAgencies(owner, source, onProgress, async (_tx, made) => {
      report = made;
      throw new Trial();
    });
  } catch (error) {
    if (error instanceof Trial && report) return report;
    throw error;
  }
}

/** The import as a part of a larger transaction of the tables' owner. */
export async function importInto(
  tx: Tx,
  source: AsyncIterable<AgencyRow> | Iterable<AgencyRow>,
  onProgress: (rows: number) => void = () => {},
): Promise<ImportReport> {
  const rejected = new Map<number, Reason>();
  await tx.execute(sql`select pg_advisory_xact_lock(${IMPORT_LOCK})`);
  await tx.execute(steps.createStaging);
  await stageAll(tx, source, rejected, onProgress);
  await tx.execute(steps.analyseStaging);
  await matchAll(tx, rejected);
  const counts = await writeAll(tx);
  const byLine = [...rejected].sort(([one], [other]) => one - other);
  return { ...counts, rejected: byLine.map(([line, reason]) => ({ line, reason })) };
}

/** New statistics let the planner choose well from the first search on. */
export async function learnDirectory(owner: Database): Promise<void> {
  await owner.db.execute(sql`analyze agency, agency_code, agency_successor`);
}

async function stageAll(
  tx: Tx,
  source: AsyncIterable<AgencyRow> | Iterable<AgencyRow>,
  rejected: Map<number, Reason>,
  onProgress: (rows: number) => void,
): Promise<void> {
  const lineOfCode = new Map<string, number>();
  let batch: Candidate[] = [];
  let rows = 0;
  for await (const row of source) {
    rows += 1;
    const read = readRow(row);
    if ('codes' in read) {
      const repeated = read.codes.find((one) => lineOfCode.has(one.code));
      if (repeated) rejected.set(row.line, reasons.repeated(repeated.code, lineOfCode.get(repeated.code) ?? 0));
      else {
        for (const { code } of read.codes) lineOfCode.set(code, row.line);
        batch.push(read);
      }
    } else rejected.set(row.line, read);
    if (batch.length === BATCH) {
      await stage(tx, batch);
      batch = [];
      onProgress(rows);
    }
  }
  await stage(tx, batch);
  onProgress(rows);
}

async function stage(tx: Tx, rows: readonly Candidate[]): Promise<void> {
  if (rows.length === 0) return;
  const all = <T>(pick: (row: Candidate) => T) => sql.param(rows.map(pick));
  await tx.execute(sql`
    insert into staged (line, id, name, name_plain, search, level, valid_from, valid_to, axis, policy,
      pdf_policy, pdf_regulation, contact, given)
    select line, id, name, plain, search::tsvector, level, valid_from, valid_to, axis, policy, pdf_policy, pdf_regulation,
      contact::jsonb, string_to_array(given, ' ')
    from unnest(${all((row) => row.line)}::integer[], ${all((row) => row.newId)}::uuid[],
      ${all((row) => row.name)}::text[], ${all((row) => row.namePlain)}::text[], ${all((row) => row.search)}::text[],
      ${all((row) => row.level)}::smallint[], ${all((row) => row.validFrom)}::date[],
      ${all((row) => row.validTo)}::date[], ${all((row) => row.axis)}::text[], ${all((row) => row.policy)}::text[],
      ${all((row) => row.pdfPolicy)}::text[], ${all((row) => row.pdfRegulation)}::text[],
      ${all((row) => JSON.stringify(row.contact))}::text[], ${all((row) => row.given.join(' '))}::text[])
      as given (line, id, name, plain, search, level, valid_from, valid_to, axis, policy, pdf_policy, pdf_regulation,
        contact, given)`);
  const codes = rows.flatMap((row) => row.codes.map((code) => ({ line: row.line, ...code })));
  await tx.execute(sql`
    insert into staged_code select * from unnest(${sql.param(codes.map((code) => code.line))}::integer[],
      ${sql.param(codes.map((code) => code.code))}::text[], ${sql.param(codes.map((code) => code.scheme))}::text[],
      ${sql.param(codes.map((code) => code.isCurrent))}::boolean[])`);
  const references = rows.flatMap((row) => row.references.map((reference) => ({ line: row.line, ...reference })));
  await tx.execute(sql`
    insert into staged_ref select * from unnest(${sql.param(references.map((one) => one.line))}::integer[],
      ${sql.param(references.map((one) => one.role))}::text[], ${sql.param(references.map((one) => one.code))}::text[],
      ${sql.param(references.map((one) => one.rank))}::smallint[],
      ${sql.param(references.map((one) => one.from))}::date[])`);
}

/** Finds which agency each line means, and leaves out the lines that the directory contradicts. */
async function matchAll(tx: Tx, rejected: Map<number, Reason>): Promise<void> {
  await tx.execute(steps.createMatches);
  await leaveOut(tx, rejected, steps.linesOfSeveral, (row: { line: number; codes: string }) =>
    reasons.several(row.codes),
  );
  await tx.execute(steps.adoptMatches);
  await leaveOut(tx, rejected, steps.linesOfSameAgency, (row: { line: number; first: number }) =>
    reasons.sameAgency(row.first),
  );
  await tx.execute(steps.resolveReferences);
  // A row left out here may have been another's parent: repeat until every reference holds.
  while (
    (await leaveOut(tx, rejected, steps.linesOfUnknown, (row: { line: number; role: string; code: string }) =>
      reasons.unknown(COLUMN_OF_ROLE[row.role] ?? row.role, row.code),
    )) ||
    (await leaveOut(tx, rejected, steps.linesOfRings, () => reasons.ring()))
  );
}

const COLUMN_OF_ROLE: Readonly<Record<string, string>> = {
  parent: 'parent_code',
  contact: 'contact_point_code',
  successor: 'successor_codes',
};

async function leaveOut<R extends { line: number } & Record<string, unknown>>(
  tx: Tx,
  rejected: Map<number, Reason>,
  query: SQL,
  reasonOf: (row: R) => Reason,
): Promise<boolean> {
  const { rows } = await tx.execute(query);
  if (rows.length === 0) return false;
  const refused = rows as R[];
  for (const row of refused) rejected.set(row.line, reasonOf(row));
  await tx.execute(steps.dropLines(refused.map((row) => row.line)));
  return true;
}

async function writeAll(tx: Tx): Promise<Omit<ImportReport, 'rejected'>> {
  await tx.execute(steps.placeRows);
  await tx.execute(steps.insertAgencies);
  await tx.execute(steps.updateAgencies);
  await tx.execute(steps.retireCodes);
  await tx.execute(steps.writeCodes);
  await tx.execute(steps.removeSuccessors);
  await tx.execute(steps.writeSuccessors);
  const { rows } = await tx.execute<{ created: number; updated: number; unchanged: number }>(steps.countResult);
  return rows[0] ?? { created: 0, updated: 0, unchanged: 0 };
}
