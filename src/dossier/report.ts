import { and, desc, eq, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { dossierError } from './errors.ts';
import { type DossierState, mayFollow } from './states.ts';
import { type DossierRow, dossier, dossierState } from './tables.ts';

/** Reports that one dossier takes. */
const MOST_REPORTS = 500;

export type StateLine = typeof dossierState.$inferSelect;

export interface StateReport {
  readonly state: DossierState;
  /** When the dossier took the state in the reporting system, as that system says. */
  readonly takenAt?: Date | undefined;
  /** At most 500 characters. */
  readonly note?: string | undefined;
  /** Ngày hẹn trả kết quả, when the report sets or moves it: `yyyy-mm-dd`. */
  readonly dueOn?: string | undefined;
}

/**
 * Keeps what an agency reports of a dossier. A report that was made before is the first one again: the same agency,
 * state and time; without a time, when it says no more than the last word on the dossier did: a new note or day is a new
 * report. What does not follow the state that the dossier has is kept as an anomaly and moves nothing, its day neither.
 * @throws DOSSIER_FULL
 */
export async function keepReport(
  tx: Tx,
  dossierId: string,
  by: { readonly agencyId: string; readonly actor: string },
  report: StateReport,
): Promise<{ line: StateLine; replay: boolean }> {
  const [held] = await tx.select().from(dossier).where(eq(dossier.id, dossierId)).for('no key update');
  const { number, state: current, anomalies } = held!;
  const earlier = await findEarlier(tx, held!, by.agencyId, report);
  if (earlier) return { line: earlier, replay: true };
  await requireRoom(tx, dossierId, number);
  const { state, takenAt = null, note = null, dueOn } = report;
  const follows = mayFollow(current, state);
  // The dossier is held, so this clock gives reports the order in which they were taken; now() is when a transaction began.
  const [line] = await tx
    .insert(dossierState)
    .values({ id: newId(), dossierId, ...by, state, takenAt, note, follows, reportedAt: sql`clock_timestamp()` })
    .returning();
  await tx
    .update(dossier)
    .set({
      ...(follows ? { state, stateAt: line!.reportedAt, dueOn } : { anomalies: anomalies + 1 }),
    })
    .where(eq(dossier.id, dossierId));
  const type = follows ? 'dossier.state-reported' : 'dossier.state-out-of-order';
  const data = {
    number,
    dossierState: state,
    ...(!follows && { dossierBefore: current ?? '–' }),
    ...(dueOn !== undefined && { dueOn }),
  };
  await record(tx, [{ type, actor: by.actor, agencyId: by.agencyId, data }]);
  return { line: line!, replay: false };
}

async function findEarlier(
  tx: Tx,
  held: DossierRow,
  agencyId: string,
  { state, takenAt, note, dueOn }: StateReport,
): Promise<StateLine | undefined> {
  const ofDossier = eq(dossierState.dossierId, held.id);
  if (takenAt) {
    const same = and(
      ofDossier,
      eq(dossierState.agencyId, agencyId),
      eq(dossierState.state, state),
      eq(dossierState.takenAt, takenAt),
    );
    return (await tx.select().from(dossierState).where(same).limit(1))[0];
  }
  const [last] = await tx.select().from(dossierState).where(ofDossier).orderBy(desc(dossierState.reportedAt)).limit(1);
  const saysMore = (note ?? last?.note) !== last?.note || (dueOn ?? held.dueOn) !== held.dueOn;
  return last?.agencyId === agencyId && last.state === state && !saysMore ? last : undefined;
}

async function requireRoom(tx: Tx, dossierId: string, number: string): Promise<void> {
  const { rows } = await tx.execute(
    sql`select from dossier_state where dossier_id = ${dossierId} limit ${MOST_REPORTS}`,
  );
  if (rows.length === MOST_REPORTS) throw dossierError('DOSSIER_FULL', { number, most: MOST_REPORTS });
}
