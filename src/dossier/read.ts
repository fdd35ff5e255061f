import { and, asc, desc, eq, getTableColumns, gte, like, lt, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { idCeiling } from '../platform/ids.ts';
import { normaliseNumber } from './number.ts';
import type { StateLine } from './report.ts';
import type { DossierState } from './states.ts';
import { type DossierRow, dossier, dossierParty, dossierState } from './tables.ts';

export interface DossierQuery {
  /** Of which a party is one of these. */
  readonly agencyIds: readonly string[];
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
const OVERDUE = sql`${dossier.dueOn} < (now() at time zone 'Asia/Ho_Chi_Minh')::date
  and (${dossier.state} is null or ${dossier.state} in (1, 2, 4))`;

/** A dossier as it stands today. */
export type Dossier = DossierRow & { readonly overdue: boolean };

const TODAY = { ...getTableColumns(dossier), overdue: sql<boolean>`coalesce(${OVERDUE}, false)` };

/** @param number as anybody writes it */
export async function findDossier(reader: Reader, number: string): Promise<Dossier | null> {
  const [found] = await reader
    .select(TODAY)
    .from(dossier)
    .where(eq(dossier.number, normaliseNumber(number)));
  return found ?? null;
}

/** Dossiers, the last opened first. Each agency's own are walked by its key, so that a page costs what it shows. */
export async function listDossiers(
  reader: Reader,
  query: DossierQuery,
): Promise<{ items: Dossier[]; next: string | null }> {
  const { agencyIds, limit, after = idCeiling() } = query;
  const own = sql`(select mine.id from unnest(${sql.param([...agencyIds])}::uuid[]) agency (id) cross join lateral (
    select dossier.id from dossier_party p join dossier on dossier.id = p.dossier_id
    where ${sql.join([sql`p.agency_id = agency.id and p.dossier_id < ${after}::uuid`, ...conditionsOf(query)], sql` and `)}
    order by p.dossier_id desc limit ${limit + 1}) mine)`;
  const found = await reader
    .select(TODAY)
    .from(dossier)
    .where(sql`${dossier.id} in ${own}`)
    .orderBy(desc(dossier.id))
    .limit(limit + 1);
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? items.at(-1)!.id : null };
}

function conditionsOf({ opened, withAgencyId, number, state, overdue }: DossierQuery) {
  return [
    ...(opened ? [and(gte(dossier.openedAt, opened.from), lt(dossier.openedAt, opened.until))!] : []),
    ...(withAgencyId
      ? [sql`exists (select from dossier_party o where o.dossier_id = dossier.id and o.agency_id = ${withAgencyId})`]
      : []),
    ...(number ? [like(dossier.number, `${literally(normaliseNumber(number))}%`)] : []),
    ...(state ? [eq(dossier.state, state)] : []),
    ...(overdue ? [OVERDUE] : []),
  ];
}

function literally(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
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
  return reader
    .select()
    .from(dossierState)
    .where(eq(dossierState.dossierId, dossierId))
    .orderBy(asc(dossierState.reportedAt), asc(dossierState.id));
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
