import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sweepOrphans } from '../../src/intake/index.ts';
import { runRetention } from '../../src/lifecycle/index.ts';
import { keepBlobs } from '../../src/platform/blob-deletion.ts';
import { readTar } from '../../src/platform/tar.ts';
import { scratch } from '../support/backups.ts';
import { clerks, deliveryTo } from '../support/clerks.ts';
import { run, useEnvironment } from '../support/command.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';
import { restOf } from '../support/rest.ts';

let it: TestHub;
let province: Province;
let archive: Awaited<ReturnType<typeof scratch>>;
const MONTHS_AGO = 26;
const longAgo = new Date();
longAgo.setUTCMonth(longAgo.getUTCMonth() - MONTHS_AGO, 10);
const oldMonth = longAgo.toISOString().slice(0, 7).replace('-', '');

/** Old documents by what became of them, and one of today. */
const documents: Record<'taken' | 'held' | 'open' | 'second' | 'fresh', string> = {
  taken: '',
  held: '',
  open: '',
  second: '',
  fresh: '',
};

/** Of the dossier of each of these documents. */
const NUMBERS = { taken: `${CODES.home}-241010-1`, held: `${CODES.home}-241010-2`, second: `${CODES.home}-241010-3` };

/** What was handed in, by document. */
const packages = new Map<string, Buffer>();

beforeAll(async () => {
  // Ids carry their time, and those of one process never go back: what is old is made first.
  vi.useFakeTimers({ toFake: ['Date'], now: longAgo });
  it = await testHub();
  await it.database.owner.pool.query('select ensure_partitions($1::date, 1)', [longAgo]);
  province = await settleProvince(it.database.owner, it.database.database);
  for (const name of ['taken', 'held', 'second'] as const) documents[name] = await send(true, NUMBERS[name]);
  documents.open = await send(false);
  vi.useRealTimers();
  documents.fresh = await send(true);
  await it.database.owner.pool.query(
    `update document set accepted_at = now() - make_interval(months => $1) where id <> $2`,
    [MONTHS_AGO, documents.fresh],
  );
  useEnvironment({ DATA_DIR: it.dataDir, DATABASE_URL: it.database.url, HUB_LANGUAGE: 'vi' });
  archive = await scratch();
  await run('hold', 'add', documents.held, '--reason', 'Thanh tra');
});
afterAll(async () => {
  await archive.remove();
  await it.close();
});

async function send(take: boolean, referenceCodes?: string): Promise<string> {
  const office = clerks(it, province);
  const { xml } = letter({
    from: CODES.home,
    to: [CODES.finance, CODES.offline],
    ...(referenceCodes && { referenceCodes }),
  });
  const answer = await office.accepted(CODES.home, xml);
  packages.set(answer.documentId, xml);
  if (take) await office.take(deliveryTo(answer, CODES.finance).id);
  return answer.documentId;
}

async function submissionOf(documentId: string): Promise<{ id: string; has_bytes: boolean }> {
  const { rows } = await it.database.owner.pool.query(
    'select s.id, s.has_bytes from submission s join document d on d.submission_id = s.id where d.id = $1',
    [documentId],
  );
  return rows[0];
}

const blobOf = (id: string) => path.join(it.dataDir, 'blobs', id.slice(-2), id);
const set = (...args: string[]) => run('retention', 'set', ...args, '--reason', 'QĐ 12/QĐ-UBND');
const owner = () => it.database.owner;
type Report = {
  content: { removable: number; held: number; open: number; unexported: number }[];
  months: { table: string; month: string; removable: number; stays: number; dropped: boolean }[];
  removed: { documents: number } | null;
};

test('without a rule nothing is removed, however old', async () => {
  const ran = await run('retention', 'run', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.json<Report>()).toMatchObject({ rules: [], content: [], months: [], removed: { documents: 0 } });
});

test('rules are data with a ground', async () => {
  expect(await set('content', '--months', '0')).toMatchObject({ code: 2 });
  expect(await set('attempts', '--months', '1', '--type', 'Giấy mời')).toMatchObject({ code: 2 });
  expect(await set('nothing', '--months', '1')).toMatchObject({ code: 2 });
  expect(await set('content', '--months', '12')).toMatchObject({ code: 0 });
  expect(await set('content', '--months', '600', '--type', 'Quyết định')).toMatchObject({ code: 0 });
  const { rules } = (await run('retention', 'show', '--json')).json<{ rules: object[] }>();
  expect(rules).toMatchObject([
    { class: 'content', typeName: '', keepMonths: 12, unexported: false, reason: 'QĐ 12/QĐ-UBND' },
    { class: 'content', typeName: 'Quyết định', keepMonths: 600 },
  ]);
});

test('nothing goes that no archive has; the preview says what stays and why', async () => {
  const preview = (await run('retention', 'preview', '--json')).json<Report>();
  expect(preview).toMatchObject({ content: [{ removable: 0, held: 1, open: 1, unexported: 2 }], removed: null });
  expect((await run('retention', 'run', '--json')).json<Report>().removed).toEqual({ documents: 0, bytes: 0 });
});

test('an archive is complete, goes on where it was stopped, and is checked without the hub', async () => {
  const until = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const exported = await run('archive', 'export', '--until', until, '--to', archive.path, '--json');
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  expect(exported.json()).toMatchObject({ documents: 4, damaged: [] });
  const again = await run('archive', 'export', '--until', until, '--to', archive.path, '--json');
  expect(again.json()).toMatchObject({ documents: 0 });
  // Stopped after the folder was written, before it was recorded.
  await owner().pool.query('delete from archived where document_id = $1', [documents.held]);
  const resumed = await run('archive', 'export', '--until', until, '--to', archive.path, '--json');
  expect(resumed.json()).toMatchObject({ documents: 1 });

  const certificate = path.join(it.dataDir, 'keys', 'hub.crt.pem');
  vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/none');
  const checked = await run('verify', archive.path, '--cert', certificate, '--json');
  expect(checked).toMatchObject({ code: 0, stderr: '' });
  expect(checked.json()).toMatchObject({ valid: true, documents: 4, receipts: expect.any(Number) });

  const names = await readdir(archive.path, { recursive: true });
  const folder = path.join(
    archive.path,
    path.dirname(names.find((name) => name.endsWith(`${documents.taken}/manifest.json`))!),
  );
  const sent = await readFile(path.join(folder, 'package.edxml'));
  expect(sent.equals(await readFile(blobOf((await submissionOf(documents.taken)).id)))).toBe(true);
  await appendFile(path.join(folder, 'package.edxml'), ' ');
  const tampered = await run('verify', folder, '--cert', certificate);
  expect(tampered).toMatchObject({ code: 6, stdout: expect.stringContaining('package.edxml: SHA-256') });
  vi.stubEnv('DATABASE_URL', it.database.url);
});

test('an archive may be one file, which says how it is checked and lists what it holds; it is whole or not there', async () => {
  await owner().pool.query('delete from archived');
  const file = path.join(archive.path, 'kho.tar');
  const until = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const exported = await run('archive', 'export', '--until', until, '--to', file, '--json');
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  expect(exported.json()).toMatchObject({ documents: 4, damaged: [] });
  const unpacked = path.join(archive.path, 'giai-nen');
  for await (const { entry, content } of readTar(createReadStream(file))) {
    await mkdir(path.dirname(path.join(unpacked, entry.name)), { recursive: true });
    await writeFile(path.join(unpacked, entry.name), content);
  }
  const certificate = path.join(it.dataDir, 'keys', 'hub.crt.pem');
  const checked = await run('verify', unpacked, '--cert', certificate, '--json');
  expect(checked.json()).toMatchObject({ valid: true, documents: 4 });
  type Index = { documents: { documentId: string; folder: string; manifestSha256: string }[] };
  const index = JSON.parse(await readFile(path.join(unpacked, 'index.json'), 'utf8')) as Index;
  expect(index.documents.map((one) => one.documentId).sort()).toEqual(
    [documents.taken, documents.held, documents.open, documents.second].sort(),
  );
  for (const { folder, manifestSha256 } of index.documents) {
    const manifest = await readFile(path.join(unpacked, folder, 'manifest.json'));
    expect(createHash('sha256').update(manifest).digest('hex')).toBe(manifestSha256);
    const report = JSON.parse(await readFile(path.join(unpacked, folder, 'report.json'), 'utf8'));
    expect(report).toMatchObject({ format: 'lienthong-verification-report/1' });
  }
  expect(await readFile(path.join(unpacked, 'README.txt'), 'utf8')).toContain(
    'xmlsec1 --verify --pubkey-cert-pem hub.crt.pem',
  );
  const again = await run('archive', 'export', '--until', until, '--to', file);
  expect(again).toMatchObject({ code: 3, stderr: expect.stringContaining('ARCHIVE_EXISTS') });
  const nothing = path.join(archive.path, 'khong-co-gi.tar');
  expect((await run('archive', 'export', '--until', until, '--to', nothing, '--json')).json()).toMatchObject({
    documents: 0,
  });
  expect((await readdir(archive.path)).filter((name) => name.includes('.part') || name.startsWith('khong'))).toEqual(
    [],
  );
});

test('while a backup runs no bytes are removed', async () => {
  const guard = new pg.Client({ connectionString: it.database.url });
  await guard.connect();
  await keepBlobs(guard);
  const waits = await run('retention', 'run').finally(() => guard.end());
  expect(waits).toMatchObject({ code: 4, stderr: expect.stringContaining('RETENTION_WAITS') });
  expect(await submissionOf(documents.taken)).toMatchObject({ has_bytes: true });
});

test('a crash between the commit and the disk leaves an orphan for the sweeper, never a row without its bytes', async () => {
  const remove = () => Promise.reject(new Error('killed'));
  await expect(runRetention({ owner: owner(), blobs: { remove }, actor: 'test' })).rejects.toThrow('killed');
  const { id, has_bytes } = await submissionOf(documents.taken);
  expect([has_bytes, existsSync(blobOf(id))]).toEqual([false, true]);
  const swept = await sweepOrphans(it.hub.database.db, it.hub.blobs, Date.now() + 2 * 86_400_000);
  expect([swept, existsSync(blobOf(id))]).toEqual([2, false]);
});

test('what is gone says so: date and rule in the trace, 410 at the door, a receipt that still verifies', async () => {
  const trace = await run('trace', documents.taken);
  expect(trace.stdout).toContain('Nội dung đã hết thời hạn lưu (content, 12 tháng) và được xóa');
  const rest = restOf(it, province);
  const content = await rest.get(CODES.home, `/v1/documents/${documents.taken}/content`);
  expect([content.statusCode, content.json().code]).toEqual([410, 'CONTENT_GONE']);
  const saved = await run('receipt', documents.taken, '--out', path.join(archive.path, 'receipts-of-taken'), '--json');
  for (const { file } of saved.json<{ receipts: { file: string }[] }>().receipts) {
    expect(await run('verify', file)).toMatchObject({ code: 0 });
  }
});

test('sending it again reaches nobody new: there is nothing to give; who has it is answered as the first time', async () => {
  const office = clerks(it, province);
  const xml = packages.get(documents.taken)!;
  expect(await office.accepted(CODES.home, xml)).toMatchObject({ replay: true, documentId: documents.taken });
  await owner().pool.query(`insert into channel (agency_id, kind) values ($1, 'pull')`, [
    await province.agencyId(CODES.offline),
  ]);
  expect((await office.refusal(CODES.home, xml)).code).toBe('DOCUMENT_CONTENT_GONE');
  expect(await office.inbox(CODES.offline)).toEqual([]);
  await owner().pool.query(`delete from channel where agency_id = $1`, [await province.agencyId(CODES.offline)]);
});

test('held, open and young documents keep their bytes', async () => {
  for (const name of ['held', 'open', 'fresh'] as const) {
    const { id, has_bytes } = await submissionOf(documents[name]);
    expect([name, has_bytes, existsSync(blobOf(id))]).toEqual([name, true, true]);
  }
});

test('a month with a held or open document loses rows, and is dropped whole when nothing in it stays', async () => {
  for (const [name, months] of [
    ['metadata', '24'],
    ['evidence', '24'],
  ] as const) {
    expect(await set(name, '--months', months)).toMatchObject({ code: 0 });
  }
  const first = (await run('retention', 'run', '--json')).json<Report>();
  const of = (report: Report, table: string) => report.months.find((month) => month.table === table);
  expect(of(first, 'document')).toMatchObject({ removable: 2, stays: 2, dropped: false });
  expect(of(first, 'receipt')).toMatchObject({ dropped: false });
  const { rows } = await owner().pool.query('select id from document where id = any($1::uuid[])', [
    Object.values(documents),
  ]);
  expect(rows.map((row) => row.id).sort()).toEqual([documents.held, documents.open, documents.fresh].sort());
  expect(await clerks(it, province).events(documents.held)).toContain('document.accepted');

  await run('hold', 'remove', documents.held, '--reason', 'Xong');
  const [waiting] = await clerks(it, province).inbox(CODES.finance);
  await clerks(it, province).take(waiting!.deliveryId);
  const second = (await run('retention', 'run', '--json')).json<Report>();
  expect(second.removed).toMatchObject({ documents: 2 });
  for (const table of ['document', 'attachment', 'delivery', 'submission', 'event', 'receipt']) {
    expect(of(second, table), table).toMatchObject({ dropped: true, stays: 0 });
  }
  const { rows: left } = await owner().pool.query(`select relname from pg_class where relname ~ $1`, [`_${oldMonth}$`]);
  expect(left).toEqual([]);
  expect(await clerks(it, province).events(documents.fresh)).toContain('document.accepted');
  const { rows: loose } = await owner().pool.query('select submission_id from submission_key');
  expect(loose.map((row) => row.submission_id)).toEqual([(await submissionOf(documents.fresh)).id]);
});

test('a dossier goes as a whole, when no document of it is left and nothing was heard of it for as long', async () => {
  const { pool } = owner();
  const numbers = async () =>
    (await pool.query('select number from dossier order by number')).rows.map((row) => row.number as string);
  const rest = restOf(it, province);
  const reported = await rest.post(CODES.home, `/v1/dossiers/${NUMBERS.taken}/states`, { state: 2 });
  expect(reported.statusCode).toBe(201);
  // Of this month, and of a document that is still there.
  const young = `${CODES.home}-${new Date().toISOString().slice(2, 10).replaceAll('-', '')}-4`;
  documents.fresh = await send(true, young);
  expect(await numbers()).toEqual([...Object.values(NUMBERS), young]);

  expect(await set('dossiers', '--months', '24')).toMatchObject({ code: 0 });
  const ran = (await run('retention', 'run', '--json')).json<Report>();
  expect(ran.months).toMatchObject([{ table: 'dossier', removable: 2, stays: 1 }]);
  expect(await numbers()).toEqual([NUMBERS.taken, young]);

  const old = `now() - interval '25 months'`;
  await pool.query(`update dossier set state_at = ${old} where number = $1`, [NUMBERS.taken]);
  await run('retention', 'run');
  expect(await numbers()).toEqual([NUMBERS.taken, young]);
  await pool.query(`update dossier_state set reported_at = ${old}`);
  await run('retention', 'run');
  expect(await numbers()).toEqual([young]);
  const left = await pool.query(`select (select count(*)::int from dossier_document) as documents,
    (select count(*)::int from dossier_state) as states, (select count(distinct dossier_id)::int from dossier_party) as parties`);
  expect(left.rows).toEqual([{ documents: 1, states: 0, parties: 1 }]);
});
