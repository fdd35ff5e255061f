import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type pg from 'pg';
import { backupError } from './errors.ts';
import { readGzipped, writeGzipped } from './files.ts';
import { lines } from './logical.ts';
import type { Manifest } from './manifest.ts';

export const LIST = 'files.list.gz';

/** A file that never changes once it is there, kept once for all backups of a root. */
export interface Entry {
  /** Below the data directory, and below the root of the backups alike. */
  readonly path: string;
  readonly bytes: number;
  /** Hex; of a blob the one that the row of its submission, or of its draft's file, states. */
  readonly sha256: string;
}

/** Nothing else is ever read or written for an entry, whatever a list says. */
const PATH = /^(?:blobs\/([0-9a-f]{2})\/([0-9a-f-]{34}\1)|revocation\/[0-9a-f]{64})$/;

/** Writes the list of the bytes that the rows of this snapshot own, and of the answers that verdicts rest on. */
export async function writeList(client: pg.Client, dataDir: string, folder: string): Promise<Manifest['list']> {
  let entries = 0;
  let entryBytes = 0;
  async function* text(): AsyncGenerator<string> {
    for await (const entry of listed(client, dataDir)) {
      entries += 1;
      entryBytes += entry.bytes;
      yield `${entry.path}\t${entry.bytes}\t${entry.sha256}\n`;
    }
  }
  const file = await writeGzipped(folder, LIST, Readable.from(text()));
  return { ...file, name: LIST, entries, entryBytes };
}

async function* listed(client: pg.Client, dataDir: string): AsyncGenerator<Entry> {
  const owned = `select id, size, encode(raw_sha256, 'hex') from submission where has_bytes
    union all select id, size, encode(sha256, 'hex') from draft_file order by id`;
  for await (const [id = '', bytes, sha256 = ''] of lines(client, owned)) {
    yield { path: `blobs/${id.slice(-2)}/${id}`, bytes: Number(bytes), sha256 };
  }
  const evidence = path.join(dataDir, 'revocation');
  for (const name of (await readdir(evidence).catch(() => [])).sort()) {
    if (!/^[0-9a-f]{64}$/.test(name)) continue;
    yield { path: `revocation/${name}`, bytes: (await stat(path.join(evidence, name))).size, sha256: name };
  }
}

/** The entries of a backup, in the order of the list. Throws BACKUP_DAMAGED. */
export async function* readList(folder: string): AsyncGenerator<Entry> {
  for await (const line of createInterface({ input: readGzipped(folder, LIST) })) {
    const [file = '', bytes, sha256 = ''] = line.split('\t');
    if (!PATH.test(file)) throw backupError('BACKUP_DAMAGED', { file: LIST, detail: file.slice(0, 80) });
    yield { path: file, bytes: Number(bytes), sha256 };
  }
}

/** The submission whose bytes an entry is; null for anything else. */
export function submissionOf(entry: Entry): string | null {
  return PATH.exec(entry.path)?.[2] ?? null;
}
