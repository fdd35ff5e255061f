import { sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import { may, type Principal, registryError } from '../registry/index.ts';
import type { CatalogueName } from './model.ts';

interface Asking {
  readonly principal: Principal;
  /** The address of his browser. */
  readonly from: string;
}

/** Has these catalogues read as soon as a process of the hub looks, within seconds. @throws FORBIDDEN */
export async function wantCatalogues(
  tx: Tx,
  names: readonly CatalogueName[],
  { principal, from }: Asking,
): Promise<void> {
  if (!may(principal, 'admin')) throw registryError('FORBIDDEN', { act: 'admin' });
  await tx.execute(sql`
    insert into catalogue (name, asked_at, wanted_at)
    select name, '-infinity', now() from unnest(${sql.param([...names])}::text[]) as name
    on conflict (name) do update set wanted_at = now()`);
  const data = { catalogues: names.join(', '), from };
  await record(tx, [{ type: 'catalogue.wanted', actor: principal.actor, data }]);
}
