import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import { type DocumentRow, findDocuments } from '../intake/index.ts';
import { vietnamTime } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { syncDirectory } from '../platform/files.ts';
import { lowestIdAt } from '../platform/ids.ts';
import { requireRoom } from '../platform/room.ts';
import type { HubSigner } from '../trust/index.ts';
import { type ArchiveSource, archiveFiles, copyPackage } from './archive-files.ts';
import { type ArchivedRow, type ArchivePlace, folderPlace, type WrittenFolder } from './archive-place.ts';
import { tarPlace } from './archive-tar.ts';

/** Documents that become recorded together. */
const AT_ONCE = 64;
/** Of these, folders that are written at the same time: most of the work is waiting for the disk. */
const SIDE_BY_SIDE = 8;
const DAY_MS = 86_400_000;
const NOTHING = lowestIdAt(0);

export interface ArchiveOrder extends ArchiveSource {
  readonly owner: Database;
  readonly signer: HubSigner;
  /** Folder of the archive, made when it is absent, added to when it is there; or `….tar`, one file that was not there. */
  readonly to: string;
  /** Documents accepted before. */
  readonly until: Date;
  readonly actor: string;
  readonly onProgress: (documents: number) => void;
}

export interface ArchiveReport {
  readonly documents: number;
  readonly bytes: number;
  /** Documents whose bytes are not those that were handed in: left out, and an alarm. */
  readonly damaged: readonly string[];
}

/**
 * Writes every document and status accepted before a moment that no archive has yet, a self-contained folder each
 * (docs/archive.md). A folder appears under its name when it is whole and on disk, and is recorded after that: a run that
 * was stopped goes on where it was. A tar is whole or not there.
 * Throws NO_ROOM before a part for which there is none, ARCHIVE_EXISTS, and what the disk says.
 */
export async function exportArchive(order: ArchiveOrder): Promise<ArchiveReport> {
  const { owner, to, until, actor, signer } = order;
  const open = to.endsWith('.tar') ? tarPlace : folderPlace;
  const place = await open(owner, to, signer);
  try {
    const { damaged, ...counts } = await fill(order, place);
    await place.end();
    if (counts.documents > 0) {
      const data = { place: to, ...counts, until: vietnamTime(until) };
      await owner.db.transaction((tx) => record(tx, [{ type: 'archive.exported', actor, data }]));
    }
    return { ...counts, damaged };
  } catch (error) {
    await place.abandon();
    throw error;
  }
}

async function fill(order: ArchiveOrder, place: ArchivePlace): Promise<ArchiveReport> {
  const { owner, until } = order;
  let [documents, bytes] = [0, 0];
  const damaged: string[] = [];
  for (let after = NOTHING; ; ) {
    const page = await nextToArchive(owner, until, after);
    if (page.length === 0) break;
    after = page.at(-1)!.id;
    const size = page.reduce((total, one) => total + one.size, 0);
    await requireRoom(place.root, 2 * size);
    const { written, refused } = await writePage(order, place.root, page);
    await place.keep(written);
    damaged.push(...refused);
    documents += written.length;
    bytes += size;
    order.onProgress(documents);
  }
  return { documents, bytes, damaged };
}

/** How many documents a run would write. */
export async function countToArchive(owner: Database, until: Date): Promise<number> {
  const { rows } = await owner.db.execute<{ count: number }>(sql`select count(*)::int as count from ${waiting(until)}`);
  return rows[0]!.count;
}

interface Waiting extends Record<string, unknown> {
  readonly id: string;
  readonly size: number;
}

async function nextToArchive(owner: Database, until: Date, after: string): Promise<Waiting[]> {
  const { rows } = await owner.db.execute<Waiting>(
    sql`select d.id, s.size::float8 as size from ${waiting(until)} and d.id > ${after} order by d.id limit ${AT_ONCE}`,
  );
  return rows;
}

function waiting(until: Date) {
  return sql`document d join submission s on s.id = d.submission_id and s.has_bytes
    where d.accepted_at < ${until.toISOString()} and d.id < ${lowestIdAt(until.getTime() + DAY_MS)}
      and not exists (select from archived a where a.document_id = d.id)`;
}

async function writePage(order: ArchiveOrder, root: string, page: readonly Waiting[]) {
  const found = await findDocuments(
    order.owner.db,
    page.map((one) => one.id),
  );
  const documents = [...found.values()];
  const written: WrittenFolder[] = [];
  const refused: string[] = [];
  for (let at = 0; at < documents.length; at += SIDE_BY_SIDE) {
    const some = documents.slice(at, at + SIDE_BY_SIDE);
    const rows = await Promise.all(some.map((document) => writeFolder(order, root, document)));
    for (const [index, row] of rows.entries()) {
      if (row) written.push({ document: some[index]!, row });
      else refused.push(some[index]!.id);
    }
  }
  return { written, refused };
}

/** `<year>/<month>/<documentId>`, in Vietnam time; whole or not there. Null when the bytes are not the ones handed in. */
async function writeFolder(order: ArchiveOrder, root: string, document: DocumentRow): Promise<ArchivedRow | null> {
  const [year = '', month = ''] = vietnamTime(document.acceptedAt).split('-');
  const place = path.join(root, year, month, document.id);
  const part = `${place}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(path.join(part, 'receipts'), { recursive: true, mode: 0o700 });
  const sent = await copyPackage(order, document, part);
  if (sent === null) {
    await rm(part, { recursive: true });
    return null;
  }
  const files = [sent];
  for (const { name, text } of await archiveFiles(order, document)) {
    await writeFile(path.join(part, name), text, { mode: 0o600, flush: true });
    files.push({ name, bytes: Buffer.byteLength(text), sha256: sha256(text).toString('hex') });
  }
  const manifest = `${JSON.stringify({ format: 1, documentId: document.id, files }, null, 2)}\n`;
  await writeFile(path.join(part, 'manifest.json'), manifest, { mode: 0o600, flush: true });
  await syncDirectory(path.join(part, 'receipts'));
  await syncDirectory(part);
  await rm(place, { recursive: true, force: true });
  await rename(part, place);
  await syncDirectory(path.dirname(place));
  return { documentId: document.id, place, manifestSha256: sha256(manifest) };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
