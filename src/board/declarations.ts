import { and, desc, eq, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import type { Counts } from './counts.ts';
import { boardError } from './errors.ts';
import { boardDeclaration, boardPeriod } from './tables.ts';

export interface Declaration {
  readonly agencyId: string;
  /** `2026-11`. */
  readonly month: string;
  /** Documents issued to other agencies, on paper and electronic. */
  readonly issued: number | null;
  /** Persons who may sign. */
  readonly leaders: number | null;
}

/**
 * Keeps what an agency declares of a month; a later word takes the place of an earlier one, and the log has both.
 * @throws DECLARATION_MONTH_INVALID, DECLARATION_TOO_LOW
 */
export async function declareMonth(tx: Tx, it: Declaration, actor: string): Promise<void> {
  const { agencyId, month, issued, leaders } = it;
  if (!/^20\d\d-(0[1-9]|1[0-2])$/.test(month)) throw boardError('DECLARATION_MONTH_INVALID', { month });
  const { rows } = await tx.execute<{ begun: boolean }>(
    sql`select ${`${month}-01`}::date <= (now() at time zone 'Asia/Ho_Chi_Minh')::date as begun`,
  );
  if (!rows[0]!.begun) throw boardError('DECLARATION_MONTH_INVALID', { month });
  const sent = await sentIn(tx, agencyId, month);
  if (issued !== null && issued < sent) throw boardError('DECLARATION_TOO_LOW', { issued, sent });
  const values = { issued, leaders, declaredBy: actor };
  await tx
    .insert(boardDeclaration)
    .values({ agencyId, month: `${month}-01`, ...values })
    .onConflictDoUpdate({
      target: [boardDeclaration.agencyId, boardDeclaration.month],
      set: { ...values, declaredAt: sql`now()` },
    });
  const data = { month, issued: issued ?? '–', leaders: leaders ?? '–' };
  await record(tx, [{ type: 'board.declared', actor, agencyId, data }]);
}

/** The latest declarations of an agency, newest month first. */
export async function listDeclarations(reader: Reader, agencyId: string): Promise<(Declaration & { by: string })[]> {
  const rows = await reader
    .select()
    .from(boardDeclaration)
    .where(eq(boardDeclaration.agencyId, agencyId))
    .orderBy(desc(boardDeclaration.month))
    .limit(24);
  return rows.map(({ month, issued, leaders, declaredBy }) => ({
    agencyId,
    month: month.slice(0, 7),
    issued,
    leaders,
    by: declaredBy,
  }));
}

async function sentIn(tx: Tx, agencyId: string, month: string): Promise<number> {
  const [row] = await tx
    .select({ counts: boardPeriod.counts })
    .from(boardPeriod)
    .where(and(eq(boardPeriod.period, month), eq(boardPeriod.agencyId, agencyId)));
  return sentOf(row?.counts ?? {});
}

/** Documents sent, whatever their signatures. */
export function sentOf(counts: Counts): number {
  return Object.entries(counts).reduce((sum, [name, count]) => (/^sent\.[a-z]+$/.test(name) ? sum + count : sum), 0);
}
