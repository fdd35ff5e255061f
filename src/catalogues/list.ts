import { and, asc, eq, getTableColumns, gt, isNull, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { CATALOGUE_NAMES, type CatalogueName } from './model.ts';
import { AGAIN_MINUTES } from './synchronise.ts';
import { catalogue, catalogueEntry } from './tables.ts';

export type CatalogueEntry = typeof catalogueEntry.$inferSelect;

/** How a catalogue stands; one that was never read has no entries. */
export type CatalogueLine = Omit<typeof catalogue.$inferSelect, 'askedAt' | 'firstAt'> & {
  /** When it is to be read again; null for as soon as a process looks. */
  readonly nextAt: Date | null;
};

const UNREAD: Omit<CatalogueLine, 'name'> = {
  readAt: null,
  nextAt: null,
  wantedAt: null,
  failure: null,
  failureFacts: {},
  lateAt: null,
  entries: 0,
  gone: 0,
  leftOut: 0,
  unknown: 0,
  changedAt: null,
  lastAdded: 0,
  lastChanged: 0,
  lastGone: 0,
};

/** How each catalogue stands, where they are read every so many hours. */
export async function listCatalogues(reader: Reader, everyHours: number): Promise<CatalogueLine[]> {
  const { askedAt: _asked, firstAt: _first, ...columns } = getTableColumns(catalogue);
  const nextAt = sql<string | null>`case when ${catalogue.wantedAt} is null then nullif(greatest(
    ${catalogue.readAt} + make_interval(hours => ${everyHours}),
    ${catalogue.askedAt} + make_interval(mins => ${AGAIN_MINUTES})), '-infinity') end`;
  const lines = await reader.select({ ...columns, nextAt }).from(catalogue);
  return CATALOGUE_NAMES.map((name) => {
    const line = lines.find((one) => one.name === name);
    return line ? { ...line, nextAt: line.nextAt === null ? null : new Date(line.nextAt) } : { name, ...UNREAD };
  });
}

/** What the last reading that changed something has changed, as far as it fits. */
export function lastChanges(
  reader: Reader,
  { name, changedAt }: Pick<CatalogueLine, 'name' | 'changedAt'>,
  limit: number,
): Promise<CatalogueEntry[]> {
  if (changedAt === null) return Promise.resolve([]);
  return reader
    .select()
    .from(catalogueEntry)
    .where(
      and(
        eq(catalogueEntry.catalogue, name),
        sql`${catalogueEntry.changedAt} = (select changed_at from catalogue where name = ${name})`,
      ),
    )
    .orderBy(asc(catalogueEntry.code))
    .limit(limit);
}

/** The entries of a catalogue in the order of their codes; `after` is the last code of the page before. */
export function listEntries(
  reader: Reader,
  of: { readonly catalogue: CatalogueName; readonly gone?: boolean; readonly after?: string; readonly limit: number },
): Promise<CatalogueEntry[]> {
  return reader
    .select()
    .from(catalogueEntry)
    .where(
      and(
        eq(catalogueEntry.catalogue, of.catalogue),
        of.gone ? undefined : isNull(catalogueEntry.goneAt),
        of.after === undefined ? undefined : gt(catalogueEntry.code, of.after),
      ),
    )
    .orderBy(asc(catalogueEntry.code))
    .limit(of.limit);
}
