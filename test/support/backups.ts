import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { expect } from 'vitest';

/** A folder of the test's own; removed with all that lies in it. */
export async function scratch(): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lienthong-backup-'));
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Counts a hub's state without asking the program: each submission that says it has its bytes has a file of that
 * digest, and the numbers of rows. Gives the ids of the documents.
 */
export async function countIndependently(
  pool: pg.Pool,
  dataDir: string,
): Promise<{ documents: string[]; blobs: number }> {
  const { rows } = await pool.query<{ id: string; sha256: string }>(
    `select id, encode(raw_sha256, 'hex') as sha256 from submission where has_bytes`,
  );
  for (const { id, sha256 } of rows) {
    const bytes = await readFile(path.join(dataDir, 'blobs', id.slice(-2), id));
    expect(createHash('sha256').update(bytes).digest('hex'), id).toBe(sha256);
  }
  const { rows: torn } = await pool.query(
    `select d.id from document d where not exists (select from submission s where s.id = d.submission_id)
       or not exists (select from delivery v where v.document_id = d.id)
       or not exists (select from receipt r where r.document_id = d.id and r.type = 'SubmissionAcceptance')
       or not exists (select from event e where e.document_id = d.id and e.type = 'document.accepted')`,
  );
  expect(torn).toEqual([]);
  const { rows: documents } = await pool.query<{ id: string }>('select id from document order by id');
  return { documents: documents.map((row) => row.id), blobs: rows.length };
}

/** Rows of every table of the hub, by name. */
export async function rowsOfTables(pool: pg.Pool): Promise<Record<string, number>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
       and not relispartition order by relname`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await pool.query<{ count: string }>(`select count(*) from ${name}`);
    counts[name] = Number(rows[0]!.count);
  }
  return counts;
}
