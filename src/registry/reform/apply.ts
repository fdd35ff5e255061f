import { sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../platform/database.ts';
import { resolveAgencies, today } from '../agencies.ts';
import { IMPORT_LOCK } from '../import.ts';
import type { Reason } from '../table-file.ts';
import { type ReformLine, type ReformRow, readReformRow } from './lines.ts';
import { type Changes, type Directory, type Known, type Problems, planReform } from './plan.ts';
import { type ReformReport, reportReform } from './report.ts';
import { WRITING_STEPS, writeReform } from './write.ts';

export interface BadLine {
  readonly line: number;
  readonly reason: Reason;
}

/** What came of a reform: what it changes, or the lines for which nothing was changed. */
export type ReformOutcome =
  | { readonly report: ReformReport; readonly changes: Changes; readonly bad: readonly [] }
  | { readonly report: null; readonly changes: null; readonly bad: readonly BadLine[] };

/** Judging, writing and reporting, as `onProgress` counts them. */
export const REFORM_STEPS = WRITING_STEPS + 2;

/**
 * Writes a reform into the directory as of a day that has come, and says what it means. With a bad line the caller must
 * roll back. Imports and other reforms wait until the transaction ends.
 * @param at `yyyy-mm-dd`, Vietnam
 * @param onProgress how many of `REFORM_STEPS` are done
 */
export async function applyReform(
  tx: Tx,
  rows: readonly ReformRow[],
  at: string,
  onProgress: (done: number) => void = () => {},
): Promise<ReformOutcome> {
  let steps = 0;
  const onStep = () => onProgress(++steps);
  await tx.execute(sql`select pg_advisory_xact_lock(${IMPORT_LOCK})`);
  const problems: Problems = new Map();
  const lines: ReformLine[] = [];
  for (const row of rows) {
    const read = readReformRow(row);
    if ('action' in read) lines.push(read);
    else problems.set(row.line, read);
  }
  const plan = planReform(lines, await lookUp(tx, lines));
  for (const [line, why] of plan.problems) problems.set(line, why);
  onStep();
  if (problems.size === 0) {
    for (const [line, why] of await writeReform(tx, plan.changes, at, onStep)) problems.set(line, why);
  }
  if (problems.size > 0) return { report: null, changes: null, bad: inOrder(problems) };
  const report = await reportReform(tx, plan.changes);
  onStep();
  return { report, changes: plan.changes, bad: [] };
}

function inOrder(problems: Problems): BadLine[] {
  return [...problems].sort(([one], [other]) => one - other).map(([line, reason]) => ({ line, reason }));
}

async function lookUp(reader: Reader, lines: readonly ReformLine[]): Promise<Directory> {
  const codes = lines.flatMap((one) => [one.code, one.parent, one.contactPoint, one.newCode, ...one.targets]);
  const found = await resolveAgencies(reader, codes.filter(Boolean));
  const day = await currentDay(reader);
  const agencies = new Map<string, Known>();
  for (const [code, { id, code: current, validTo }] of found) {
    agencies.set(code, { id, code: current, closed: validTo !== null && validTo <= day });
  }
  const systems = await reader.execute<{ id: string; name: string }>(sql`
    select id, name from system where disabled_at is null
      and name = any(${sql.param(lines.map((one) => one.system))}::text[])`);
  const axes = await reader.execute<{ name: string }>(sql`select name from axis`);
  return {
    agencies,
    systems: new Map(systems.rows.map((row) => [row.name, row.id])),
    axes: new Set(axes.rows.map((row) => row.name)),
  };
}

/** Today in Vietnam by PostgreSQL's clock, `yyyy-mm-dd`. */
export async function currentDay(reader: Reader): Promise<string> {
  const { rows } = await reader.execute<{ day: string }>(sql`select ${today}::text as day`);
  return rows[0]!.day;
}
