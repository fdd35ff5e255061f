import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';

/** A pool-backed query runner. */
export type Db = NodePgDatabase;
/** An open transaction. Services take one first; only pipeline steps and jobs open one. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];
/** Anything that can read. */
export type Reader = Db | Tx;

export interface Database {
  readonly db: Db;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** The role that the hub works under: it may add events and read them, never change or delete one (migration 0001). */
export const RUNTIME_ROLE = 'lienthong_app';

export interface DatabaseOptions {
  readonly url: string;
  /** Largest number of connections. */
  readonly max?: number;
  /** Work as the table owner: migrations, partitions, retention. */
  readonly asOwner?: boolean;
  readonly applicationName?: string;
}

/**
 * Opens a pool. The session works in UTC with `lienthong_app`'s rights, unless it is the owner's.
 * A connection that PostgreSQL ends is dropped and replaced; the error is not fatal to the process.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const settings = ['-c timezone=UTC', '-c jit=off', options.asOwner ? '' : `-c role=${RUNTIME_ROLE}`];
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 10,
    application_name: options.applicationName ?? 'lienthong',
    options: settings.filter(Boolean).join(' '),
  });
  pool.on('error', () => {});
  // In a transaction nobody listens to the client itself: its statements fail, and that is what its owner hears.
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = drizzle({ client: pool });
  db.transaction = transactionsOf(pool);
  return { db, pool, close: () => pool.end() };
}

/** Drizzle's own keeps the connection for ever when `begin` fails, as it does while PostgreSQL restarts. */
function transactionsOf(pool: pg.Pool): Db['transaction'] {
  return async (run, config) => {
    const client = await pool.connect();
    try {
      return await drizzle({ client }).transaction(run, config);
    } finally {
      client.release();
    }
  };
}

/** PostgreSQL: disk_full. */
const DISK_FULL = '53100';

/** Whether a statement failed because the database's disk is full; nothing of its transaction is stored then. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as Error & { code?: unknown }).code === DISK_FULL || isDiskFull(error.cause);
}
