import { and, eq, gt, lt, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { Vault } from '../platform/secrets.ts';
import { keptForm } from './tables.ts';

/** As long as somebody may take to log in elsewhere. */
const MINUTES = 10;
/** Anybody can ask for this before he has logged in; beyond so many nothing more is kept. */
const MOST = 500;

/** Keeps a form while its writer logs in elsewhere; gives what it is taken back by, or null where there is no room. */
export async function storeForm(tx: Tx, vault: Vault, form: string): Promise<string | null> {
  await tx.delete(keptForm).where(lt(keptForm.expiresAt, sql`now()`));
  const kept = await tx.select({ id: keptForm.id }).from(keptForm).limit(MOST);
  if (kept.length >= MOST) return null;
  const id = newId();
  const expiresAt = sql`now() + make_interval(mins => ${MINUTES})`;
  await tx.insert(keptForm).values({ id, form: vault.seal(form, id), expiresAt });
  return id;
}

/** What was kept, once; empty where it is over. */
export async function takeForm(reader: Reader, vault: Vault, id: string): Promise<string> {
  const [taken] = await reader
    .delete(keptForm)
    .where(and(eq(keptForm.id, id), gt(keptForm.expiresAt, sql`now()`)))
    .returning({ form: keptForm.form });
  return taken ? vault.open(taken.form, id) : '';
}
