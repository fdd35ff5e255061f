import { eq } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { forwarding } from './tables.ts';

/** Pages name no more of them. */
const MOST = 100;

/** Notes which incoming document a new one passes on; again, it changes nothing. */
export async function noteForwarding(tx: Tx, documentId: string, originalId: string): Promise<void> {
  await tx.insert(forwarding).values({ documentId, originalId }).onConflictDoNothing();
}

/** The documents that pass this one on, whoever has sent them: the caller shows its reader his own. */
export async function forwardingsOf(reader: Reader, originalId: string): Promise<string[]> {
  const rows = await reader.select().from(forwarding).where(eq(forwarding.originalId, originalId)).limit(MOST);
  return rows.map((row) => row.documentId);
}

/** What a document passes on; null for most. */
export async function originalOf(reader: Reader, documentId: string): Promise<string | null> {
  const [row] = await reader.select().from(forwarding).where(eq(forwarding.documentId, documentId));
  return row?.originalId ?? null;
}
