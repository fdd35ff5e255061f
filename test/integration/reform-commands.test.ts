import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newId } from '../../src/platform/ids.ts';
import { type Agency, resolveAgencies } from '../../src/registry/index.ts';
import { run, useEnvironment } from '../support/command.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { CODES, settleProvince } from '../support/province.ts';
import { type Ground, prepareGround } from './delivery-fixture.ts';
import { movingGround } from './delivery-moving-fixture.ts';

const { home, finance, openDistrict, splitDistrict, communeA, communeB } = CODES;
const why = ['--why', 'NQ 12/NQ-HĐND'];
let base: TestDatabase;
let ground: Ground;
let it: ReturnType<typeof movingGround>;
let directory: string;

beforeAll(async () => {
  [base, directory] = await Promise.all([testDatabase(), mkdtemp(path.join(tmpdir(), 'reform-'))]);
  await settleProvince(base.owner, base.database);
  ground = await prepareGround(base);
  it = movingGround(ground);
  useEnvironment({ DATA_DIR: directory, DATABASE_URL: base.url });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await base.drop();
  await ground.clear();
  await rm(directory, { recursive: true, force: true });
});

async function agency(code: string): Promise<Agency> {
  return (await resolveAgencies(base.database.db, [code])).get(code)!;
}
/** Writes a reform file and gives its path. */
async function file(name: string, ...lines: string[]): Promise<string> {
  const at = path.join(directory, name);
  await writeFile(at, ['action,code,name,target_codes', ...lines, ''].join('\n'));
  return at;
}
const reform = (...args: string[]) => run('agency', 'reform', ...args);
async function events(type: string): Promise<unknown[]> {
  const { rows } = await base.owner.pool.query(`select actor, data->>'why' as why from event where type = $1`, [type]);
  return rows;
}

test('bad lines are told one by one, with exit 6, and nothing changes; so is a file that is none', async () => {
  const bad = await file('bad.csv', 'close,000.00.99.H98,,', `vanish,${home},,`);
  const refused = await reform('apply', bad, '--at', '2025-07-01', ...why);
  expect(refused.code).toBe(6);
  expect(refused.stdout).toContain('2 dòng không dùng được, không thay đổi gì');
  expect(refused.stdout).toContain('dòng 2: code: không có 000.00.99.H98');
  expect(refused.stdout).toContain('dòng 3: action không hợp lệ: vanish');
  const missing = await reform('apply', path.join(directory, 'none.csv'), '--at', '2025-07-01', ...why);
  expect(missing.stderr).toContain('IMPORT_FILE_UNREADABLE');
  expect((await reform('list', '--json')).json()).toEqual({ reforms: [] });
});

test('a wrong date and a missing reason are refused before the file is read', async () => {
  const good = await file('date.csv', `rename,${home},Sở Mới,`);
  for (const at of ['2025-02-30', '31/02/2025', 'mai']) {
    expect((await reform('apply', good, '--at', at, ...why)).code, at).toBe(2);
  }
  expect((await reform('apply', good, '--at', '2025-07-01')).code).toBe(2);
  expect((await agency(home)).name).toBe('Sở Nội vụ');
});

test('before its day it is kept: listed, shown, taken back once, with who and why', async () => {
  const later = await file('later.csv', `merge,${home},,${finance}`);
  const kept = await reform('apply', later, '--at', '2999-01-01', ...why, '--json');
  const { id, state } = kept.json<{ id: string; state: string }>();
  expect([kept.code, state]).toEqual([0, 'scheduled']);
  expect((await reform('list', '--lang', 'en')).stdout).toMatch(new RegExp(`${id}.*2999-01-01.*later.csv`));
  expect((await reform('show', id)).stdout).toContain('0 đóng, 1 sáp nhập');
  const cancelled = await reform('cancel', id, '--why', 'Lùi ngày');
  expect(cancelled.stdout).toContain('Đã hủy đợt sắp xếp later.csv');
  expect(await events('reform.cancelled')).toEqual([{ actor: expect.stringMatching(/^cli:/), why: 'Lùi ngày' }]);
  expect((await reform('cancel', id, '--why', 'nữa')).stderr).toContain('REFORM_ENDED');
  expect((await agency(home)).validTo).toBeNull();
});

test('an id that is not known, or is none, is told so', async () => {
  for (const id of [newId(), 'khong-phai-ma']) {
    const shown = await reform('show', id);
    expect([shown.code, shown.stderr]).toEqual([5, expect.stringContaining('REFORM_UNKNOWN')]);
    expect((await reform('cancel', id, ...why)).stderr).toContain('REFORM_UNKNOWN');
  }
});

test('tried it changes nothing; applied it moves what waits and says how much', async () => {
  const document = await ground.document();
  await it.send(document, [await agency(openDistrict)]);
  const today = await file('today.csv', `merge,${openDistrict},,${communeA}`, `rename,${communeA},Xã Lớn,`);
  const order = ['apply', today, '--at', '2025-07-01', ...why];
  expect((await reform(...order, '--dry-run')).stdout).toMatch(/Chạy thử(.|\n)*Lượt gửi đang chờ: 1/);
  expect((await agency(openDistrict)).validTo).toBeNull();
  const applied = await reform(...order, '--lang', 'en');
  expect([applied.code, applied.stdout]).toEqual([0, expect.stringContaining('Waiting deliveries: 1, 1 moved')]);
  expect((await it.now(document))[0]!.handoverId).toBe((await agency(communeA)).id);
  expect((await reform('list', '--json')).json<{ reforms: unknown[] }>().reforms).toContainEqual(
    expect.objectContaining({ name: 'today.csv', state: 'applied', why: 'NQ 12/NQ-HĐND' }),
  );
});

test('agency decide sends what is held to a successor: one delivery, or all; nobody else can be chosen', async () => {
  const split = await agency(splitDistrict);
  const [one, rest] = [await ground.document(), await ground.document()];
  const [[first]] = [await it.send(one, [split]), await it.send(rest, [split])];
  const decide = (to: string, ...more: string[]) => run('agency', 'decide', splitDistrict, '--to', to, ...more);
  expect((await decide(finance, ...why)).stderr).toContain('SUCCESSOR_UNKNOWN');
  expect((await decide('000.00.99.H98', ...why)).code).toBe(5);
  expect((await decide(communeB, '--delivery', newId(), ...why)).stderr).toContain('DELIVERY_NOT_HELD');
  expect((await decide(communeA)).code).toBe(2);
  expect((await it.now(one))[0]!.state).toBe('held');

  expect((await decide(communeB, '--delivery', first!.id, ...why)).stdout).toContain('đã chuyển 1 lượt gửi');
  expect((await it.now(rest))[0]!.state).toBe('held');
  expect((await decide(communeA, ...why, '--json')).json()).toMatchObject({ successor: communeA, moved: 1 });
  const handovers = [(await it.now(one))[0]!.handoverId, (await it.now(rest))[0]!.handoverId];
  expect(handovers).toEqual([(await agency(communeB)).id, (await agency(communeA)).id]);
  expect(await events('agency.heir-chosen')).toEqual([{ actor: expect.stringMatching(/^cli:/), why: 'NQ 12/NQ-HĐND' }]);
});
