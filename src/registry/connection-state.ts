import { and, eq, gt, sql } from 'drizzle-orm';
import type { ConnectionState } from '../../adapters/connector.ts';
import type { Reader } from '../platform/database.ts';
import { connectionState as table } from './tables.ts';

const MOST_LISTED = 1_000;

/** What one connection's adapter keeps. */
export function connectionState(reader: Reader, connection: string): ConnectionState {
  const at = (key: string) => and(eq(table.connection, connection), eq(table.key, key));
  return {
    async get(key) {
      const [row] = await reader.select({ value: table.value }).from(table).where(at(key));
      return row?.value;
    },
    async put(key, value) {
      await reader
        .insert(table)
        .values({ connection, key, value })
        .onConflictDoUpdate({ target: [table.connection, table.key], set: { value, updatedAt: sql`now()` } });
    },
    async delete(key) {
      await reader.delete(table).where(at(key));
    },
    list(prefix, { after = '', limit }) {
      return reader
        .select({ key: table.key, value: table.value })
        .from(table)
        .where(and(eq(table.connection, connection), sql`starts_with(${table.key}, ${prefix})`, gt(table.key, after)))
        .orderBy(table.key)
        .limit(Math.min(limit, MOST_LISTED));
    },
  };
}
