import { asc, eq, inArray, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { idCeiling } from '../platform/ids.ts';
import { normaliseNumber } from './number.ts';
import type { Dossier } from './open.ts';
import type { StateLine } from './report.ts';
import type { DossierState } from './states.ts';
import { dossier, dossierParty, dossierState } from './tables.ts';

export interface DossierQuery {
  /** Of which a party is one of these; null for all. */
  readonly agencyIds: readonly string[] | null;
  /** Opened at or after, and before. */
  readonly opened?: { readonly from: Date; readonly until: Date } | undefined;
  /** Another party of it. */
  readonly withAgencyId?: string | undefined;
  /** Beginning of the number, as anybody writes it. */
  readonly number?: string | undefined;
  readonly state?: DossierState | undefined;
  readonly overdue?: boolean | undefined;
  /** Last id of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/**
 * Past the day on which the result is due, and the agencies' turn: time in which the citizen supplements, pays or
 * withdraws is not theirs, and a decided dossier is not late any more.
 */
const OVERDUE = sql`d.due_on < (now() at time zone 'Asia/Ho_Chi_Minh')::date and (d.state is null or d.state in (1, 2, 4))`;

export type DossierLine = Dossier & { readonly overdue: boolean };

type Row = { readonly id: string; readonly overdue: boolean };

/** Dossiers, the last opened first. Each agency's own are walked by its key, so that a page costs what it shows. */
export async function listDossiers(
  reader: Reader,
  query: DossierQuery,
): Promise<{ items: DossierLine[]; next: string | null }> {
  const { agencyIds, limit } = query;
  const conditions = sql.join(conditionsOf(query), sql` and `);
  const own =
    agencyIds === null
      ? sql`select d.id from dossier d where ${conditions} order by d.id desc limit ${limit + 1}`
      : sql`select mine.id from unnest(${sql.param([...agencyIds])}::uuid[]) agency (id) cross join lateral (
          select d.id from dossier_party p join dossier d on d.id = p.dossier_id
          where p.agency_id = agency.id and p.dossier_id < ${query.after ?? idCeiling()}::uuid and ${conditions}
          order by p.dossier_id desc limit ${limit + 1}) mine`;
  const { rows } = await reader.execute<Row>(sql`
    select d.id::text, coalesce(${OVERDUE}, false) as overdue from dossier d
    where d.id in (${own}) order by d.id desc limit ${limit + 1}`);
  const page = rows.slice(0, limit);
  const found = await reader
    .select()
    .from(dossier)
    .where(
      inArray(
        dossier.id,
        page.map((row) => row.id),
      ),
    );
  const byId = new Map(found.map((one) => [one.id, one]));
  const items = page.map((row) => ({ ...byId.get(row.id)!, overdue: row.overdue }));
  return { items, next: rows.length > limit ? items.at(-1)!.id : null };
}

function conditionsOf({ after, opened, withAgencyId, number, state, overdue }: DossierQuery) {
  return [
    sql`d.id < ${after ?? idCeiling()}::uuid`,
    ...(opened
      ? [sql`d.opened_at >= ${opened.from.toISOString()} and d.opened_at < ${opened.until.toISOString()}`]
      : []),
    ...(withAgencyId
      ? [sql`exists (select from dossier_party o where o.dossier_id = d.id and o.agency_id = ${withAgencyId})`]
      : []),
    ...(number ? [sql`d.number like ${`${literally(normaliseNumber(number))}%`}`] : []),
    ...(state ? [sql`d.state = ${state}`] : []),
    ...(overdue ? [OVERDUE] : []),
  ];
}

function literally(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

export async function isOverdue(reader: Reader, dossierId: string): Promise<boolean> {
  const { rows } = await reader.execute<{ overdue: boolean }>(
    sql`select coalesce(${OVERDUE}, false) as overdue from dossier d where d.id = ${dossierId}`,
  );
  return rows[0]?.overdue === true;
}

export async function partiesOf(reader: Reader, dossierId: string): Promise<string[]> {
  const rows = await reader
    .select({ id: dossierParty.agencyId })
    .from(dossierParty)
    .where(eq(dossierParty.dossierId, dossierId))
    .orderBy(dossierParty.agencyId);
  return rows.map(({ id }) => id);
}

/** Every report on a dossier, in the order in which the hub heard of it. */
export async function statesOf(reader: Reader, dossierId: string): Promise<StateLine[]> {
  return reader.select().from(dossierState).where(eq(dossierState.dossierId, dossierId)).orderBy(asc(dossierState.id));
}

/** The last documents of a thread, oldest first. */
export async function documentsOf(
  reader: Reader,
  dossierId: string,
  limit: number,
): Promise<{ documentId: string; byParty: boolean }[]> {
  const { rows } = await reader.execute<{ documentId: string; byParty: boolean }>(sql`
    select document_id::text as "documentId", by_party as "byParty" from dossier_document
    where dossier_id = ${dossierId} order by document_id desc limit ${limit}`);
  return rows.reverse();
}
