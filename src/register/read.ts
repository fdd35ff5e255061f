import { and, desc, eq, lt } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { registerEntry } from './tables.ts';

export type RegisterEntry = typeof registerEntry.$inferSelect;

export interface RegisterQuery {
  readonly agencyId: string;
  readonly year: number;
  /** Only numbers below this one: the last of the page before. */
  readonly below?: number;
  /** 1 to 1,000. */
  readonly limit: number;
}

/** The lines of an agency's book of a year, the newest first; `next` is `below` of the page after. */
export async function listRegister(
  reader: Reader,
  { agencyId, year, below, limit }: RegisterQuery,
): Promise<{ items: RegisterEntry[]; next: number | null }> {
  const rows = await reader
    .select()
    .from(registerEntry)
    .where(
      and(
        eq(registerEntry.agencyId, agencyId),
        eq(registerEntry.year, year),
        below === undefined ? undefined : lt(registerEntry.number, below),
      ),
    )
    .orderBy(desc(registerEntry.number))
    .limit(limit + 1);
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? items.at(-1)!.number : null };
}
