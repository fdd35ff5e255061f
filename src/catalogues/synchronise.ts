import { sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Db } from '../platform/database.ts';
import { type HubError, isHubError } from '../platform/errors.ts';
import {
  CATALOGUE_NAMES,
  CATALOGUES,
  type CatalogueName,
  type CatalogueReport,
  type CatalogueSource,
} from './model.ts';
import { takeOver } from './take-over.ts';

export interface Reading {
  readonly actor: string;
  readonly signal: AbortSignal;
  /** Take a list over even when it lacks suspiciously much. */
  readonly acceptMissing?: boolean;
  readonly onRead?: (catalogues: number) => void;
}

/** By catalogue: what its reading has changed, or why it failed. */
export type Readings = ReadonlyMap<CatalogueName, CatalogueReport | HubError>;

/** Reads these catalogues, each for itself: one that fails, or is cut short, leaves the others alone. */
export async function synchroniseCatalogues(
  db: Db,
  source: CatalogueSource,
  names: readonly CatalogueName[],
  reading: Reading,
): Promise<Readings> {
  const done = new Map<CatalogueName, CatalogueReport | HubError>();
  for (const name of names) {
    done.set(name, await readOne(db, source, name, reading));
    reading.onRead?.(done.size);
  }
  return done;
}

/** The list is fetched before the transaction that takes it over begins. */
async function readOne(
  db: Db,
  source: CatalogueSource,
  name: CatalogueName,
  { actor, signal, acceptMissing = false }: Reading,
): Promise<CatalogueReport | HubError> {
  await db.execute(sql`
    insert into catalogue (name) values (${name}) on conflict (name) do update set asked_at = now()`);
  try {
    const { path, level } = CATALOGUES[name];
    const list = await source.read({ path, level }, signal);
    return await db.transaction((tx) => takeOver(tx, name, { ...list, acceptMissing, actor }));
  } catch (error) {
    if (!isHubError(error)) throw error;
    await db.transaction(async (tx) => {
      const { rows } = await tx.execute<{ failure: string | null }>(sql`
        with before as (select failure from catalogue where name = ${name} for update)
        update catalogue set failure = ${error.code}, failure_facts = ${JSON.stringify(error.facts)}::jsonb
        from before where name = ${name} returning before.failure`);
      // An outage is told once, not at every try.
      if (rows[0]?.failure !== error.code)
        await record(tx, [{ type: 'catalogue.failed', actor, data: { catalogue: name, code: error.code } }]);
    });
    return error;
  }
}

/** Minutes after which a reading that failed, or was lost with its process, is tried again. */
export const AGAIN_MINUTES = 60;

/** The catalogues whose time has come, or that somebody wants now, claimed for this process: of two that look, one reads. */
export async function takeDueCatalogues(db: Db, everyHours: number): Promise<CatalogueName[]> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`
      insert into catalogue (name, asked_at) select name, '-infinity' from unnest(${sql.param(CATALOGUE_NAMES)}::text[]) as name
      on conflict do nothing`);
    const { rows } = await tx.execute<{ name: CatalogueName }>(sql`
      update catalogue set asked_at = now(), wanted_at = null
      where (wanted_at is not null or (
          (read_at is null or read_at <= now() - make_interval(hours => ${everyHours}))
          and asked_at <= now() - make_interval(mins => ${AGAIN_MINUTES})))
        and name = any(${sql.param(CATALOGUE_NAMES)}::text[])
      returning name`);
    return rows.map((row) => row.name);
  });
}
