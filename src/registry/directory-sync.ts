import { sql } from 'drizzle-orm';
import type { AxisUnit } from '../../adapters/contract.ts';
import type { Database, Tx } from '../platform/database.ts';
import { levelOf, normaliseCode } from './codes.ts';
import * as steps from './directory-sql.ts';
import { error } from './errors.ts';
import { importInto, learnDirectory } from './import.ts';
import type { AgencyRow } from './import-rules.ts';
import type { Reason } from './table-file.ts';

export interface DirectoryReport {
  readonly added: number;
  readonly changed: number;
  readonly closed: number;
  /** Fields that an administrator had changed here, and that were therefore left alone. */
  readonly kept: number;
  /** Units that this hub, or another axis, has already: left alone. */
  readonly conflicts: readonly { readonly code: string; readonly name: string; readonly axis: string }[];
  readonly rejected: readonly { readonly code: string; readonly reason: Reason }[];
}

export interface DirectorySync {
  readonly axis: string;
  readonly units: readonly AxisUnit[];
  /** A whole list: what it lacks is closed. False for what changed since a version. */
  readonly whole: boolean;
  /** Close what is missing even when it is suspiciously much. */
  readonly acceptMissing?: boolean;
  readonly onProgress?: (rows: number) => void;
  /** In the same transaction, when all is written. */
  readonly finish?: (tx: Tx, report: DirectoryReport) => Promise<void>;
}

const BATCH = 5_000;
/** A list that lacks more than this part of what was known has probably been cut short. */
const SUSPICIOUS_SHARE = 0.05;
const SUSPICIOUS_COUNT = 20;
/** Codes of axis nodes (`00.53.W00`): nobody can be written to there. */
const NODE = /(^|\.)W\d\d$/;

type Change = Record<string, unknown> & {
  line: number;
  code: string;
  others: string;
  name: string;
  name_kept: boolean;
  /** Null when it is kept. */
  mail: string | null;
  closed: boolean;
  closing_kept: boolean | null;
  is_new: boolean;
  valid_to: string | null;
  parent_code: string | null;
};

/**
 * Brings the directory up to another axis's list, in one transaction that locks only the agencies that change. What an
 * administrator changed here stays; agencies of this hub and of other axes are never taken over. The same list again
 * changes nothing. Throws AXIS_DIRECTORY_EMPTY, AXIS_DIRECTORY_SHRANK.
 * @param owner The tables' owner: staging takes temporary tables.
 */
export async function syncDirectory(owner: Database, sync: DirectorySync): Promise<DirectoryReport> {
  const { axis, whole } = sync;
  const units = sync.units.filter((one) => !NODE.test(normaliseCode(one.code)) && one.code !== '' && one.name !== '');
  if (whole && units.length === 0) throw error('AXIS_DIRECTORY_EMPTY', { axis });
  const report = await owner.db.transaction(async (tx) => {
    await tx.execute(steps.createUnits);
    for (let from = 0; from < units.length; from += BATCH) {
      await tx.execute(steps.stageUnits(units.slice(from, from + BATCH), from + 1));
    }
    await tx.execute(steps.matchUnits(axis));
    const closed = whole ? await closeMissing(tx, sync) : 0;
    const conflicts = await tx.execute<DirectoryReport['conflicts'][number]>(steps.conflicts);
    const made = await writeChanges(tx, sync, conflicts.rows, closed);
    await tx.execute(steps.finishSync(axis, highestVersion(sync.units)));
    await sync.finish?.(tx, made);
    return made;
  });
  if (report.added + report.changed > 0) await learnDirectory(owner);
  return report;
}

async function closeMissing(tx: Tx, { axis, acceptMissing }: DirectorySync): Promise<number> {
  const { rows } = await tx.execute<{ missing: number; known: number }>(steps.countMissing(axis));
  const { missing, known } = rows[0]!;
  const isSuspicious = missing > Math.max(SUSPICIOUS_COUNT, known * SUSPICIOUS_SHARE);
  if (isSuspicious && !acceptMissing) throw error('AXIS_DIRECTORY_SHRANK', { axis, missing, known });
  return (await tx.execute(steps.closeMissing(axis))).rowCount ?? 0;
}

async function writeChanges(
  tx: Tx,
  { axis, onProgress }: DirectorySync,
  conflicts: DirectoryReport['conflicts'],
  gone: number,
): Promise<DirectoryReport> {
  const { rows: changes } = await tx.execute<Change>(steps.changes(axis));
  const { rows: days } = await tx.execute<{ today: string }>(
    sql`select (now() at time zone 'Asia/Ho_Chi_Minh')::date::text as today`,
  );
  const made = await importInto(
    tx,
    changes.map((one) => toRow(one, axis, days[0]!.today)),
    onProgress,
  );
  await tx.execute(steps.rememberUnits(axis));
  const codeOf = new Map(changes.map((one) => [one.line, one.code]));
  const closing = changes.filter((one) => one.closed && !one.is_new && one.valid_to === null && !one.closing_kept);
  return {
    added: made.created,
    changed: made.updated,
    closed: gone + closing.length,
    kept: changes.reduce(
      (sum, one) => sum + Number(one.name_kept) + Number(one.mail === null) + Number(one.closing_kept === true),
      0,
    ),
    conflicts,
    rejected: made.rejected.map(({ line, reason }) => ({ code: codeOf.get(line) ?? '', reason })),
  };
}

/** A column that is left out leaves what the directory holds. */
function toRow(one: Change, axis: string, today: string): AgencyRow {
  const level = [one.code, ...one.others.split(' ')].map(levelOf).find((known) => known !== null);
  return {
    line: one.line,
    code: one.code,
    name: one.name,
    code_qd20: one.others,
    // A code whose shape tells nothing: below somebody, or at the top.
    level: String(level ?? (one.parent_code ? 2 : 1)),
    axis,
    ...(one.parent_code && one.parent_code !== one.code && { parent_code: one.parent_code }),
    ...(one.mail !== null && { email: one.mail }),
    ...(!one.closing_kept && { valid_to: one.closed ? (one.valid_to ?? today) : '' }),
  };
}

function highestVersion(units: readonly AxisUnit[]): number | null {
  let highest: number | null = null;
  for (const { version } of units) if (version !== null && (highest === null || version > highest)) highest = version;
  return highest;
}
