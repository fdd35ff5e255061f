import { unlink } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { and, asc, eq, getTableColumns, ne, sql } from 'drizzle-orm';
import { displayName } from '../edxml/index.ts';
import { type intakeError, receive } from '../intake/index.ts';
import type { Blobs } from '../platform/blobs.ts';
import type { Db, Reader, Tx } from '../platform/database.ts';
import { isHubError } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import type { FoundFile } from '../trust/index.ts';
import { holdOpen } from './drafts.ts';
import { composeError } from './errors.ts';
import { isPdfFile, mediaTypeOf } from './media-types.ts';
import { type Draft, type DraftFile, MOST_BYTES } from './model.ts';
import { draft, draftFile } from './tables.ts';

/** Where files are kept, who looks into them, and how much a document may hold. */
export interface FileMeans {
  readonly db: Db;
  readonly blobs: Blobs;
  /** Bytes that stay free on the disk. */
  readonly reserveBytes: number;
  readonly mostFiles: number;
  readonly mostFileBytes: number;
  /** Of all files of one document. */
  readonly mostBytes: number;
  /** What signatures a file carries. */
  inspect(file: { readonly path: string; readonly name: string; readonly size: number }): Promise<FoundFile>;
}

export interface Upload {
  readonly name: string;
  readonly body: Readable;
  /** Id of the file whose place it takes: the same with one more signature. Otherwise it comes behind the others. */
  readonly replaces?: string;
  /** Of a file that is passed on as it came: taken whatever its kind, under the type that its first sender wrote. */
  readonly cameAs?: string;
}

const { sha256: _, draftId: __, addedAt: ___, ...columns } = getTableColumns(draftFile);

/** The files of a draft in their order. */
export async function listFiles(reader: Reader, draftId: string): Promise<DraftFile[]> {
  return reader.select(columns).from(draftFile).where(eq(draftFile.draftId, draftId)).orderBy(asc(draftFile.position));
}

/**
 * Takes a file into a draft: streamed to the disk under the limits, known by its content, looked into for signatures,
 * and then part of the draft. What stops it leaves nothing behind.
 * @throws DRAFT_BUSY, DRAFT_FILES_TOO_MANY, DRAFT_FILE_TOO_LARGE, DRAFT_FILE_TYPE, DRAFT_FILE_GONE and
 *   DRAFT_FILE_UNSIGNED of one that replaces, and those of `receive`
 */
export async function addFile(means: FileMeans, to: Draft, { name, body, replaces, cameAs }: Upload): Promise<void> {
  const { db, blobs } = means;
  const limit = await roomFor(db, means, to, replaces);
  const id = newId();
  const shown = displayName(name, 'tep.pdf');
  const spool = await receive(blobs, id, body, '', { maxBytes: limit, reserveBytes: means.reserveBytes }).catch(
    (error: unknown) => tooLarge(error, limit),
  );
  let found: FoundFile;
  let mediaType: string;
  try {
    mediaType = await requireType(spool.path, shown, cameAs);
    found = await means.inspect({ path: spool.path, name: shown, size: spool.size });
    await blobs.put(id, spool.path);
  } catch (error) {
    await unlink(spool.path).catch(() => {});
    throw error;
  }
  const row = { id, name: shown, mediaType, size: spool.size, sha256: Buffer.from(spool.sha256, 'hex'), found };
  try {
    await db.transaction(async (tx) => {
      await holdOpen(tx, to.id);
      // Another upload may have come first meanwhile.
      if (spool.size > (await roomFor(tx, means, to, replaces))) {
        throw composeError('DRAFT_FILE_TOO_LARGE', { limit });
      }
      await insert(tx, to.id, row, replaces);
    });
  } catch (error) {
    await blobs.remove(id);
    throw error;
  }
}

/** @throws DRAFT_BUSY */
export async function removeFile(tx: Tx, draftId: string, position: number): Promise<void> {
  await holdOpen(tx, draftId);
  await tx.delete(draftFile).where(at(draftId, position));
  await tx
    .update(draftFile)
    .set({ position: sql`${draftFile.position} - 1` })
    .where(and(eq(draftFile.draftId, draftId), sql`${draftFile.position} > ${position}`));
  await touch(tx, draftId);
}

/** Makes a file the main document; those before it move back by one. @throws DRAFT_BUSY */
export async function putFirst(tx: Tx, draftId: string, position: number): Promise<void> {
  await holdOpen(tx, draftId);
  await tx
    .update(draftFile)
    .set({
      position: sql`case when ${draftFile.position} = ${position} then 0 else ${draftFile.position} + 1 end`,
    })
    .where(and(eq(draftFile.draftId, draftId), sql`${draftFile.position} <= ${position}`));
  await touch(tx, draftId);
}

/** Of these blobs, the ones that a draft needs. */
export async function blobsOfDrafts(reader: Reader, ids: readonly string[]): Promise<string[]> {
  const rows = await reader
    .select({ id: draftFile.id })
    .from(draftFile)
    .where(sql`${draftFile.id} = any(${sql.param([...ids])}::uuid[])`);
  return rows.map(({ id }) => id);
}

type Row = Omit<typeof draftFile.$inferInsert, 'draftId' | 'position' | 'addedAt'>;

async function insert(tx: Tx, draftId: string, row: Row, replaces: string | undefined): Promise<void> {
  const replaced = replaces === undefined ? null : await takeAway(tx, draftId, row, replaces);
  const [last] = await tx
    .select({ next: sql<number>`coalesce(max(${draftFile.position}) + 1, 0)::int` })
    .from(draftFile)
    .where(eq(draftFile.draftId, draftId));
  await tx.insert(draftFile).values({ ...row, draftId, position: replaced ?? last!.next });
  await touch(tx, draftId);
}

/** The place of the file that its signed successor takes. */
async function takeAway(tx: Tx, draftId: string, row: Row, replaces: string): Promise<number> {
  const [gone] = await tx
    .delete(draftFile)
    .where(and(eq(draftFile.draftId, draftId), eq(draftFile.id, replaces)))
    .returning();
  if (!gone) throw composeError('DRAFT_FILE_GONE', { name: row.name });
  if (signaturesIn(row.found) <= signaturesIn(gone.found))
    throw composeError('DRAFT_FILE_UNSIGNED', { name: row.name });
  return gone.position;
}

function signaturesIn({ pdf }: FoundFile): number {
  return pdf?.signatures.length ?? 0;
}

/** Bytes that one more file may have. @throws DRAFT_FILES_TOO_MANY, DRAFT_FILE_TOO_LARGE when none is left */
async function roomFor(reader: Reader, means: FileMeans, to: Draft, replaces: string | undefined): Promise<number> {
  const others = replaces === undefined ? undefined : ne(draftFile.id, replaces);
  const [here] = await reader
    .select({ files: sql<number>`count(*)::int`, bytes: sum })
    .from(draftFile)
    .where(and(eq(draftFile.draftId, to.id), others));
  if (here!.files >= means.mostFiles) throw composeError('DRAFT_FILES_TOO_MANY', { most: means.mostFiles });
  const [everywhere] = await reader
    .select({ bytes: sum })
    .from(draftFile)
    .innerJoin(draft, eq(draft.id, draftFile.draftId))
    .where(eq(draft.accountId, to.accountId));
  const left = Math.min(means.mostFileBytes, means.mostBytes - here!.bytes, MOST_BYTES - everywhere!.bytes);
  if (left <= 0) throw composeError('DRAFT_FILE_TOO_LARGE', { limit: 0 });
  return left;
}

const sum = sql<number>`coalesce(sum(${draftFile.size}), 0)::float8`;

async function requireType(path: string, name: string, cameAs: string | undefined): Promise<string> {
  const mediaType = (await mediaTypeOf(path, name)) ?? (cameAs && passedOn(cameAs));
  if (!mediaType) throw composeError('DRAFT_FILE_TYPE', { name });
  return mediaType;
}

/** What calls itself a PDF and is none would be looked into as one. */
function passedOn(mediaType: string): string {
  return isPdfFile({ mediaType }) ? 'application/octet-stream' : mediaType;
}

/** The limit of what is left here, in the words of a person at a page. */
function tooLarge(error: unknown, limit: number): never {
  const code: Parameters<typeof intakeError>[0] = 'LIMIT_EXCEEDED.message';
  if (isHubError(error) && error.code === code) throw composeError('DRAFT_FILE_TOO_LARGE', { limit }, error);
  throw error;
}

function at(draftId: string, position: number) {
  return and(eq(draftFile.draftId, draftId), eq(draftFile.position, position));
}

async function touch(tx: Tx, draftId: string): Promise<void> {
  await tx.update(draft).set({ changedAt: sql`now()` }).where(eq(draft.id, draftId));
}
