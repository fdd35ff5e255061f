import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import pg from 'pg';
import { copyOut } from '../platform/copy.ts';
import { type DigestedFile, writeGzipped } from './files.ts';

export const DATABASE_TAR = 'database.tar.gz';

/**
 * Takes an online base backup over the replication protocol: the files of the whole server as one tar, with the WAL that
 * makes them consistent. Commits go on meanwhile. PostgreSQL 15 to 18 (protocol-replication, BASE_BACKUP).
 */
export async function takeBaseBackup(
  ownerUrl: string,
  folder: string,
  onBytes: (bytes: number) => void,
): Promise<DigestedFile> {
  const settings = { connectionString: ownerUrl, replication: 'true' };
  const client = new pg.Client(settings);
  client.on('error', () => {});
  await client.connect();
  try {
    // Held by this session, the slot keeps the WAL of the backup's time from being recycled; it goes with the session.
    const slot = `lienthong_${randomBytes(8).toString('hex')}`;
    await client.query(`CREATE_REPLICATION_SLOT ${slot} TEMPORARY PHYSICAL (RESERVE_WAL)`);
    const messages = copyOut(client, `BASE_BACKUP (LABEL 'lienthong', CHECKPOINT 'fast', WAL true, MANIFEST 'no')`);
    return await writeGzipped(folder, DATABASE_TAR, Readable.from(archiveOf(messages, onBytes)));
  } finally {
    await client.end();
  }
}

/**
 * The tar within the messages: `n` begins an archive, `d` carries its bytes, `p` reports. There is one archive: the
 * embedded server has no tablespaces.
 */
async function* archiveOf(messages: Readable, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  let archives = 0;
  let bytes = 0;
  for await (const message of messages as AsyncIterable<Buffer>) {
    const kind = String.fromCharCode(message[0]!);
    if (kind === 'n' && ++archives > 1) throw new Error('a server with tablespaces cannot be backed up this way');
    if (kind !== 'd') continue;
    bytes += message.length - 1;
    onBytes(bytes);
    yield message.subarray(1);
  }
}
