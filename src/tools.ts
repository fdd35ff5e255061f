import { type Blobs, openBlobs } from './platform/blobs.ts';
import type { Config } from './platform/config.ts';
import { type Database, openDatabase } from './platform/database.ts';
import { startEmbedded } from './platform/embedded/index.ts';
import { type Logger, openLog } from './platform/log.ts';
import { migrate } from './platform/migrate.ts';
import { openVault, type Vault } from './platform/secrets.ts';

/** The hub's state without anything that serves it: what the hub is built on, and all that most commands need. */
export interface Tools {
  /** The owner's connection string. */
  readonly databaseUrl: string;
  /** Works with the runtime role's rights. */
  readonly database: Database;
  readonly owner: Database;
  readonly blobs: Blobs;
  readonly vault: Vault;
  readonly log: Logger;
  close(): Promise<void>;
}

/** Joins a running embedded PostgreSQL, or starts one for as long as these are open, or uses DATABASE_URL; migrates. */
export async function openTools(config: Config, log: Logger = openLog(config.logLevel)): Promise<Tools> {
  const closing: (() => Promise<void>)[] = [];
  try {
    const databaseUrl = await findDatabase(config, log, closing);
    await migrate(databaseUrl);
    const database = openDatabase({ url: databaseUrl, max: config.databaseConnections });
    const owner = openDatabase({ url: databaseUrl, max: 2, asOwner: true, applicationName: 'lienthong-owner' });
    closing.push(
      () => database.close(),
      () => owner.close(),
    );
    const blobs = await openBlobs(config.dataDir);
    const vault = await openVault(config.dataDir);
    return { databaseUrl, database, owner, blobs, vault, log, close: () => closeAll(closing) };
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}

async function findDatabase(config: Config, log: Logger, closing: (() => Promise<void>)[]): Promise<string> {
  if (config.databaseUrl !== undefined) return config.databaseUrl;
  const embedded = await startEmbedded(config.dataDir, log);
  closing.push(() => embedded.stop());
  return embedded.url;
}

/** In the reverse order of opening; a part that fails to close does not keep the others open. */
export async function closeAll(closing: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of closing.splice(0).reverse()) await close().catch((error) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, 'some parts did not close');
}
