import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newId } from '../../src/platform/ids.ts';
import { run, useEnvironment } from '../support/command.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { CODES, settleProvince } from '../support/province.ts';

let base: TestDatabase;
let directory: string;

beforeAll(async () => {
  [base, directory] = await Promise.all([testDatabase(), mkdtemp(path.join(tmpdir(), 'duty-'))]);
  const province = await settleProvince(base.owner, base.database);
  useEnvironment({ DATA_DIR: directory, DATABASE_URL: base.url });
  const home = await province.agencyId(CODES.home);
  await base.owner.pool.query(
    `insert into duty (delivery_id, kind, document_id, agency_id, due_at) values
     ($1, 'registration', $1, $2, now() - interval '1 hour'), ($1, 'processing', $1, $2, '2099-01-01T17:00Z')`,
    [newId(), home],
  );
  await base.owner.pool.query(
    `insert into board_day (agency_id, day, counts) values ($1, '2026-11-20', '{"notice.kept": 9, "notice.late": 1}')`,
    [home],
  );
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await base.drop();
  await rm(directory, { recursive: true, force: true });
});

test('what is open is listed with its time, and what is overdue on its own', async () => {
  const all = await run('duty', 'list', '--agency', CODES.home);
  expect(all.stdout).toMatch(/đăng ký văn bản đến .*quá hạn/);
  expect(all.stdout).toContain('01/01/2099 24:00');
  const overdue = await run('duty', 'list', '--overdue', '--json');
  expect(overdue.json<{ items: unknown[] }>().items).toMatchObject([
    { kind: 'registration', agency: CODES.home, overdue: true },
  ]);
  expect((await run('duty', 'list', '--kind', 'notice', '--lang', 'en')).stdout).toContain('Nothing is open.');
  expect((await run('duty', 'list', '--overdue', '--today')).code).toBe(2);
  expect((await run('duty', 'list', '--after', 'x')).stderr).toContain('DUTY_CURSOR_INVALID');
  expect((await run('duty', 'list', '--agency', '000.00.99.H98')).code).toBe(5);
});

test('figures say how much was in time in a period', async () => {
  const november = await run('duty', 'figures', '--from', '2026-11-01', '--to', '2026-11-30', '--lang', 'en');
  expect(november.stdout).toMatch(/notice of receipt +9 +1 +0 +0 +0 +90\.0 %/);
  const none = await run('duty', 'figures', '--from', '2026-12-01', '--to', '2026-12-31', '--json');
  expect(none.json()).toEqual([]);
  for (const [from, to] of [
    ['2026-02-30', '2026-03-01'],
    ['2026-11-30', '2026-11-01'],
    ['20/11/2026', '2026-11-30'],
  ] as const)
    expect((await run('duty', 'figures', '--from', from, '--to', to)).code).toBe(2);
});

test('the board is printed for people, for programs and as files, by agency and period', async () => {
  await base.owner.pool.query(
    `insert into board_period (period, agency_id, counts)
     select '2026-10', agency_id, '{"notice.kept": 9, "notice.late": 1}' from board_day`,
  );
  const month = await run('board', '--period', '2026-10', '--agency', CODES.home);
  expect(month.stdout).toMatch(/000\.00\.11\.H98 +– +– +90 % +– +– +– +1 +Sở Nội vụ/);
  const csv = (await run('board', '--period', '2026-10', '--csv')).stdout.split('\n');
  expect(csv[0]).toMatch(/^code,name,tier,electronic_part,electronic_whole,electronic_percent,/);
  expect(csv.find((line) => line.startsWith(CODES.home))).toContain('9,10,90');
  const files = ['bao-cao.docx', 'so-lieu.xlsx'].map((name) => path.join(directory, name)) as [string, string];
  const json = await run('board', '--period', '2026-10', '--json', '--docx', files[0], '--xlsx', files[1]);
  expect(json.json<{ total: { notice: unknown } }>().total.notice).toEqual({ part: 9, whole: 10, percent: 90 });
  for (const file of files) expect((await readFile(file)).subarray(0, 2).toString()).toBe('PK');
  expect((await run('board', '--period', '2026-13')).stderr).toContain('BOARD_PERIOD_INVALID');
});
