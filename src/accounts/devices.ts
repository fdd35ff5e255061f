import { and, eq, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { knownDevice } from './tables.ts';

/** Remembers the browser of a person who has logged in whole, password and second factor. */
export async function keepDevice(tx: Tx, accountId: string, tokenSha256: Buffer): Promise<void> {
  await tx
    .insert(knownDevice)
    .values({ accountId, tokenSha256 })
    .onConflictDoUpdate({ target: [knownDevice.accountId, knownDevice.tokenSha256], set: { seenAt: sql`now()` } });
}

export async function knowsDevice(reader: Reader, accountId: string, tokenSha256: Buffer): Promise<boolean> {
  const rows = await reader
    .select({ accountId: knownDevice.accountId })
    .from(knownDevice)
    .where(and(eq(knownDevice.accountId, accountId), eq(knownDevice.tokenSha256, tokenSha256)));
  return rows.length > 0;
}
