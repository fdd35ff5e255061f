import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { CATALOGUE_NAMES, type CatalogueName } from './model.ts';
import { catalogue, catalogueEntry } from './tables.ts';

export type CatalogueEntry = typeof catalogueEntry.$inferSelect;

export interface CatalogueLine {
  readonly name: CatalogueName;
  readonly readAt: Date | null;
  readonly failure: string | null;
  readonly entries: number;
  readonly gone: number;
}

/** How each catalogue stands; one that was never read has no entries. */
export async function listCatalogues(reader: Reader): Promise<CatalogueLine[]> {
  const [states, counts] = await Promise.all([
    reader.select().from(catalogue),
    reader
      .select({
        name: catalogueEntry.catalogue,
        entries: sql<number>`count(*) filter (where gone_at is null)::integer`,
        gone: sql<number>`count(*) filter (where gone_at is not null)::integer`,
      })
      .from(catalogueEntry)
      .groupBy(catalogueEntry.catalogue),
  ]);
  return CATALOGUE_NAMES.map((name) => {
    const state = states.find((one) => one.name === name);
    const count = counts.find((one) => one.name === name);
    return {
      name,
      readAt: state?.readAt ?? null,
      failure: state?.failure ?? null,
      entries: count?.entries ?? 0,
      gone: count?.gone ?? 0,
    };
  });
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
