import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm';
import type { Db, Reader } from '../platform/database.ts';
import type { AlertFacts, AlertKind } from './kinds.ts';
import type { AlertState } from './model.ts';
import { alert } from './tables.ts';

/** How long an alert that is over stays to be looked up; the log keeps that it was told. */
const KEPT_DAYS = 90;

export interface AlertQuery {
  /** To this agency; null for the hub's own; absent for all. */
  readonly agencyId?: string | null;
  readonly state?: AlertState;
  /** `next` of the page before. */
  readonly after?: string;
  /** 1 to 1,000. */
  readonly limit: number;
}

export interface AlertItem {
  readonly id: string;
  readonly kind: AlertKind;
  readonly agencyId: string | null;
  readonly documentId: string | null;
  readonly facts: AlertFacts;
  readonly state: AlertState;
  readonly raisedAt: Date;
  readonly dueAt: Date;
  readonly rounds: number;
  readonly tries: number;
}

/** Alerts, newest first. */
export async function listAlerts(
  reader: Reader,
  query: AlertQuery,
): Promise<{ items: AlertItem[]; next: string | null }> {
  const { agencyId, state, after, limit } = query;
  const { id, kind, documentId, facts, raisedAt, dueAt, rounds, tries } = alert;
  const rows = await reader
    .select({
      id,
      kind,
      agencyId: alert.agencyId,
      documentId,
      facts,
      state: alert.state,
      raisedAt,
      dueAt,
      rounds,
      tries,
    })
    .from(alert)
    .where(
      and(
        agencyId === undefined ? undefined : agencyId === null ? isNull(alert.agencyId) : eq(alert.agencyId, agencyId),
        state === undefined ? undefined : eq(alert.state, state),
        after === undefined ? undefined : lt(alert.id, after),
      ),
    )
    .orderBy(desc(alert.id))
    .limit(limit + 1);
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? items.at(-1)!.id : null };
}

/** Removes alerts that have been over for 90 days. */
export async function dropOldAlerts(db: Db): Promise<void> {
  await db.delete(alert).where(sql`${alert.endedAt} < now() - make_interval(days => ${KEPT_DAYS})`);
}
