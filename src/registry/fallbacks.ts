import { eq, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { readCalendar } from './calendar.ts';
import { channelError } from './channel-errors.ts';
import { connectionError } from './connection-errors.ts';
import { channel, connection, fallback } from './tables.ts';
import { subtractWorkingMinutes } from './working-time.ts';

/** Where what an agency does not take goes as well, and when. */
export interface Fallback {
  readonly connection: string;
  /** In that system: its official mailbox. */
  readonly address: string;
  /** 5 to 43,200. */
  readonly afterMinutes: number;
  /** Minutes of office hours, by the working calendar; else of the clock. */
  readonly officeHours: boolean;
}

/** The kind of connection that may be a second way. */
const MAILBOX = 'mailbox';
const MOST_MINUTES = 43_200;
const LEAST_MINUTES = 5;
const LONGEST_ADDRESS = 200;

/** Sets an agency's second way; null takes it away. @throws CHANNEL_INVALID, CONNECTION_UNKNOWN */
export async function setFallback(tx: Tx, agencyId: string, way: Fallback | null): Promise<void> {
  if (way === null) {
    await tx.delete(fallback).where(eq(fallback.agencyId, agencyId));
    return;
  }
  const { address, afterMinutes } = way;
  if (!Number.isInteger(afterMinutes) || afterMinutes < LEAST_MINUTES || afterMinutes > MOST_MINUTES)
    throw channelError('CHANNEL_INVALID', { field: 'after', problem: `after: ${LEAST_MINUTES}…${MOST_MINUTES}` });
  if (address === '' || address.length > LONGEST_ADDRESS)
    throw channelError('CHANNEL_INVALID', { field: 'address', problem: `address: 1…${LONGEST_ADDRESS}` });
  const { adapter } = connection;
  const [known] = await tx.select({ adapter }).from(connection).where(eq(connection.name, way.connection));
  if (!known) throw connectionError('CONNECTION_UNKNOWN', { name: way.connection });
  // Of other kinds nobody would hear that a document arrived beside its channel.
  if (known.adapter !== MAILBOX)
    throw channelError('CHANNEL_INVALID', { field: 'connection', problem: `connection: ${MAILBOX}` });
  await tx
    .insert(fallback)
    .values({ agencyId, ...way })
    .onConflictDoUpdate({ target: fallback.agencyId, set: { ...way, updatedAt: sql`now()` } });
}

/** The second way of an agency; null where it has none. */
export async function fallbackOf(reader: Reader, agencyId: string): Promise<Fallback | null> {
  const [row] = await reader.select().from(fallback).where(eq(fallback.agencyId, agencyId));
  if (!row) return null;
  const { agencyId: _, updatedAt: _at, ...way } = row;
  return way;
}

/**
 * The agencies whose second way is another one than their first, each with the moment before which a document must have
 * begun to wait to go by it now, by PostgreSQL's clock.
 */
export async function fallbacksDue(reader: Reader): Promise<{ agencyId: string; before: Date }[]> {
  const rows = await reader
    .select({
      agencyId: fallback.agencyId,
      afterMinutes: fallback.afterMinutes,
      officeHours: fallback.officeHours,
      now: sql<string>`now()`,
    })
    .from(fallback)
    .leftJoin(channel, eq(channel.agencyId, fallback.agencyId))
    .where(sql`${channel.connection} is distinct from ${fallback.connection}`);
  if (rows.length === 0) return [];
  const calendar = await readCalendar(reader);
  return rows.map(({ agencyId, afterMinutes, officeHours, now }) => {
    const at = new Date(now);
    const byClock = new Date(at.getTime() - afterMinutes * 60_000);
    return { agencyId, before: officeHours ? subtractWorkingMinutes(calendar, at, afterMinutes) : byClock };
  });
}
