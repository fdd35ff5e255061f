import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applyDueReforms, orderReform, type ReformOrder } from '../../src/acts/reforms.ts';
import {
  type AgencyRow,
  agencyDetails,
  authenticate,
  cancelReform,
  createSystem,
  findReform,
  importAgencies,
  listReforms,
  parseAgencyFile,
  parseReformFile,
  type ReformRow,
  resolveAgencies,
} from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let base: TestDatabase;
beforeAll(async () => {
  base = await testDatabase();
});
afterAll(() => base.drop());
beforeEach(async () => {
  await base.owner.pool.query('truncate agency, system, reform, alert, event cascade');
  await importAgencies(base.owner, numbered(PROVINCE));
});

const PROVINCE: Omit<AgencyRow, 'line'>[] = [
  { code: 'H97', name: 'UBND tỉnh', level: '1' },
  { code: 'H97.01', name: 'Văn phòng' },
  { code: 'H97.31', name: 'Huyện Một', contact_point_code: 'H97.01' },
  { code: 'H97.32', name: 'Huyện Hai' },
  { code: 'H97.33', name: 'Huyện Ba', valid_to: '2020-01-01', successor_codes: 'H97.32' },
];

type Row = Omit<ReformRow, 'line'>;
function numbered<T extends object>(rows: readonly T[]): (T & { line: number })[] {
  return rows.map((row, index) => ({ line: index + 2, ...row }));
}
const order = (rows: readonly Row[], more: Partial<ReformOrder> = {}) =>
  orderReform(base.database, {
    name: 'sap-xep.csv',
    rows: numbered(rows) as ReformRow[],
    at: '2025-07-01',
    actor: 'cli:test',
    why: 'NQ 12',
    dryRun: false,
    ...more,
  });
const details = async (code: string) => (await agencyDetails(base.database.db, code))!;
const refusals = async (rows: readonly Row[]) => (await order(rows)).bad.map((one) => `${one.line}: ${one.reason.en}`);
const whole = async () => {
  const { rows } = await base.owner.pool.query(`select (select jsonb_agg(to_jsonb(a) order by a.id) from agency a) a,
    (select jsonb_agg(to_jsonb(c) order by c.code, c.agency_id) from agency_code c) c,
    (select jsonb_agg(to_jsonb(s) order by s.agency_id, s.successor_id) from agency_successor s) s`);
  return rows[0];
};

describe('a reform', () => {
  test('opens, merges, splits, renames, re-codes and moves in one transaction, and says who did it to whom and why', async () => {
    const ordered = await order([
      { action: 'open', code: 'H97.161', name: 'Xã Mới', parent_code: 'H97' },
      { action: 'merge', code: 'H97.31', target_codes: 'H97.161' },
      { action: 'split', code: 'H97.32', target_codes: 'H97.161 H97.01', heir_code: 'H97.01' },
      { action: 'rename', code: 'H97.01', name: 'Văn phòng UBND và HĐND' },
      { action: 'recode', code: 'H97.01', new_code: 'H97.10' },
      { action: 'contact', code: 'H97', contact_point_code: 'H97.10' },
    ]);
    expect(ordered).toMatchObject({
      state: 'applied',
      bad: [],
      report: { merged: 1, split: 1, opened: 1, recoded: 1 },
    });
    expect((await details('H97.161')).parent?.code).toBe('H97');
    expect(await details('H97.31')).toMatchObject({ open: false, agency: { validTo: '2025-07-01' } });
    const [split, office] = [await details('H97.32'), await details('H97.01')];
    expect(split.successors.map((one) => [one.agency.code, one.from]).sort()).toEqual([
      ['H97.10', '2025-07-01'],
      ['H97.161', '2025-07-01'],
    ]);
    expect(office.agency).toMatchObject({ code: 'H97.10', name: 'Văn phòng UBND và HĐND' });
    expect(office.codes.find((one) => one.code === 'H97.01')).toMatchObject({
      isCurrent: false,
      validTo: '2025-07-01',
    });
    expect((await details('H97')).contactPoint?.code).toBe('H97.10');
    const { rows } = await base.owner.pool.query(
      `select actor, data->>'why' as why, count(*)::int as n from event where type = 'agency.reformed' group by 1, 2`,
    );
    expect(rows).toEqual([{ actor: 'cli:test', why: 'NQ 12', n: 6 }]);
  });

  test('with one bad line changes nothing and tells every bad line', async () => {
    const before = await whole();
    expect(
      await refusals([
        { action: 'close', code: 'H97.99' },
        { action: 'merge', code: 'H97.31', target_codes: 'H97.33' },
        { action: 'vanish', code: 'H97.31' },
        { action: 'close', code: 'H97.33' },
        { action: 'rename', code: 'H97.32' },
        { action: 'split', code: 'H97.32', target_codes: 'H97.01' },
        { action: 'open', code: 'H97.01', name: 'Khác' },
        { action: 'close', code: 'H97.31', name: 'thừa' },
        { action: 'channel', code: 'H97.31', system: 'nobody' },
        { action: 'close', code: 'H97.01' },
        { action: 'merge', code: 'H97.01', target_codes: 'H97.32' },
      ]),
    ).toEqual([
      '2: code: there is no H97.99',
      '3: target_codes: agency H97.33 is closed',
      expect.stringContaining('4: action is not valid: vanish'),
      '5: code: agency H97.33 is closed',
      '6: rename needs name',
      '7: split needs ≥ 2 target_codes, has 1',
      '9: close takes no name',
      '10: system: there is no nobody',
      '12: contradicts line 11',
    ]);
    expect(await whole()).toEqual(before);
    expect(await listReforms(base.database.db)).toEqual([]);
  });

  test('keeps chains and refuses rings, through its own lines and what the directory holds', async () => {
    expect(
      await refusals([
        { action: 'merge', code: 'H97.31', target_codes: 'H97.32' },
        { action: 'merge', code: 'H97.32', target_codes: 'H97.31' },
      ]),
    ).toEqual(['2: its successors lead back to itself', '3: its successors lead back to itself']);
    expect(await refusals([{ action: 'merge', code: 'H97.32', target_codes: 'H97.32' }])).toEqual([
      '2: target_codes is the agency itself',
    ]);
    const chain = await order([
      { action: 'merge', code: 'H97.31', target_codes: 'H97.32' },
      { action: 'merge', code: 'H97.32', target_codes: 'H97.01' },
    ]);
    expect(chain.state).toBe('applied');
  });

  test('gives a code to another agency when its holder ends, and opens an agency again', async () => {
    const old = (await details('H97.31')).agency.id;
    await order([
      { action: 'close', code: 'H97.31' },
      { action: 'open', code: 'H97.31', name: 'Xã mang mã cũ' },
    ]);
    const found = (await resolveAgencies(base.database.db, ['H97.31'])).get('H97.31')!;
    expect(found).toMatchObject({ name: 'Xã mang mã cũ', validFrom: '2025-07-01' });
    expect(found.id).not.toBe(old);
    expect(await refusals([{ action: 'open', code: 'H97.32', name: 'Khác' }])).toEqual([
      '2: the code H97.32 belongs to another agency',
    ]);
    expect((await order([{ action: 'reopen', code: 'H97.33' }])).state).toBe('applied');
    expect(await details('H97.33')).toMatchObject({ open: true, successors: [] });
  });

  test('tried reports what it would do and changes nothing; before its day it is kept, and may be taken back', async () => {
    const before = await whole();
    const rows: Row[] = [{ action: 'merge', code: 'H97.31', target_codes: 'H97.32' }];
    expect(await order(rows, { dryRun: true })).toMatchObject({ state: 'tried', report: { merged: 1 }, id: null });
    const kept = await order(rows, { at: '2999-01-01' });
    expect(kept).toMatchObject({ state: 'scheduled', report: { merged: 1 } });
    expect(await whole()).toEqual(before);
    expect(await applyDueReforms(base.database)).toBe(0);
    await base.database.db.transaction((tx) => cancelReform(tx, kept.id!));
    await base.owner.pool.query(`update reform set at = '2025-07-01'`);
    expect(await applyDueReforms(base.database)).toBe(0);
    const again = base.database.db.transaction((tx) => cancelReform(tx, kept.id!));
    await expect(again).rejects.toMatchObject({ code: 'REFORM_ENDED' });
  });

  test('is applied when its day comes, once, judged anew: one that no longer fits fails whole and says why', async () => {
    const good = await order([{ action: 'merge', code: 'H97.31', target_codes: 'H97.32' }], { at: '2999-01-01' });
    const stale = await order([{ action: 'rename', code: 'H97.31', name: 'Tên mới' }], { at: '2999-01-02' });
    await base.owner.pool.query(`update reform set at = at - interval '974 years'`);
    const [one, other] = await Promise.all([applyDueReforms(base.database), applyDueReforms(base.database)]);
    expect(one + other).toBe(1);
    expect((await findReform(base.database.db, good.id!)).state).toBe('applied');
    expect(await findReform(base.database.db, stale.id!)).toMatchObject({
      state: 'failed',
      report: { bad: [{ line: 2, reason: { en: 'code: agency H97.31 is closed' } }] },
    });
    const { rows: alerts } = await base.owner.pool.query('select kind, agency_id, facts from alert');
    const facts = { id: stale.id, reform: 'sap-xep.csv', at: '02/01/2025', count: 1 };
    expect(alerts).toEqual([{ kind: 'reform-failed', agency_id: null, facts }]);
    expect((await details('H97.31')).agency).toMatchObject({ name: 'Huyện Một', validTo: '2025-01-01' });
  });

  test('takes the right to send from a closed agency at once, its system still reading the past; its heir reads it too', async () => {
    const ids = async (...codes: string[]) => Promise.all(codes.map(async (code) => (await details(code)).agency.id));
    const system = async (name: string, code: string) =>
      base.database.db.transaction(async (tx) =>
        createSystem(tx, { name, agencyIds: await ids(code), scopes: ['send', 'receive'] }),
      );
    const [old, heir] = [await system('huyện', 'H97.31'), await system('xã', 'H97.32')];
    const ordered = await order([
      { action: 'merge', code: 'H97.31', target_codes: 'H97.32' },
      { action: 'channel', code: 'H97.01', system: 'xã' },
    ]);
    expect(ordered.report).toMatchObject({
      systems: [{ name: 'huyện', closing: 1, othersOpen: false }],
      unserved: [],
    });
    const [closed] = await ids('H97.31');
    const [formerly, now] = [
      await authenticate(base.database.db, old.apiKey),
      await authenticate(base.database.db, heir.apiKey),
    ];
    expect(formerly!.agencyIds.has(closed!)).toBe(true);
    expect(now!.predecessorIds!.has(closed!)).toBe(true);
    expect(now!.agencyIds.has((await ids('H97.01'))[0]!)).toBe(true);
  });

  test('of the documentation fits the directory of the documentation', async () => {
    const example = (name: string) => path.resolve('docs/examples', name);
    await importAgencies(base.owner, parseAgencyFile(example('agencies.csv')));
    const [rows, unknown]: [ReformRow[], string[]] = [[], []];
    for await (const row of parseReformFile(example('reform.csv'), (columns) => unknown.push(...columns)))
      rows.push(row);
    const ordered = await order([], { rows });
    expect([ordered.bad, unknown]).toEqual([[], []]);
    expect(ordered.report).toMatchObject({ merged: 2, split: 1, opened: 2, renamed: 1, recoded: 1 });
  });
});
