import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readCalendar } from '../../src/registry/index.ts';
import { run, useEnvironment } from '../support/command.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let base: TestDatabase;
let directory: string;
const file = () => path.join(directory, 'lich.json');

beforeAll(async () => {
  [base, directory] = await Promise.all([testDatabase(), mkdtemp(path.join(tmpdir(), 'calendar-'))]);
  useEnvironment({ DATA_DIR: directory, DATABASE_URL: base.url });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await base.drop();
  await rm(directory, { recursive: true, force: true });
});

test('a calendar is taken in year by year, its import is on record, and what is wrong changes nothing', async () => {
  expect((await run('calendar', 'show', '--lang', 'en')).stderr).toContain('the administrator has to');
  await writeFile(file(), '{"days":{"2027-02-08":"off","2027-02-20":"working"},"alerts":{"urgentRepeatMinutes":5}}');
  expect(await run('calendar', 'import', file())).toMatchObject({ code: 0 });
  const taken = await readCalendar(base.database.db);
  expect(taken.days).toMatchObject({ '2026-09-02': 'off', '2027-02-08': 'off', '2027-02-20': 'working' });
  expect(taken.days['2027-09-02']).toBeUndefined();
  expect(taken.alerts).toMatchObject({ urgentRepeatMinutes: 5, remindMinutes: 120 });
  await writeFile(file(), '{"hours":[["17:00","07:00"]]}');
  expect((await run('calendar', 'import', file())).stderr).toContain('CALENDAR_INVALID');
  expect(await run('calendar', 'import', path.join(directory, 'nowhere.json'))).toMatchObject({ code: 5 });
  expect(await readCalendar(base.database.db)).toEqual(taken);
  const { rows } = await base.owner.pool.query(`select actor, data from event where type = 'calendar.imported'`);
  expect(rows).toMatchObject([{ actor: expect.stringMatching(/^cli:/), data: { days: 6 } }]);
});
