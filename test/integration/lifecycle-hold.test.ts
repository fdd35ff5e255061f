import { afterAll, beforeAll, expect, test } from 'vitest';
import { KEPT, LOOSE } from '../../src/lifecycle/months.ts';
import { clerks } from '../support/clerks.ts';
import { run, useEnvironment } from '../support/command.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

let it: TestHub;
let province: Province;
beforeAll(async () => {
  it = await testHub();
  province = await settleProvince(it.database.owner, it.database.database);
  useEnvironment({ DATA_DIR: it.dataDir, DATABASE_URL: it.database.url, HUB_LANGUAGE: 'vi' });
});
afterAll(() => it.close());

const send = async (from: string) =>
  (await clerks(it, province).accepted(from, letter({ from, to: [CODES.finance] }).xml)).documentId;

test('a hold names documents or all of a sender, says who and why, and is lifted with a reason', async () => {
  const [one, two] = [await send(CODES.home), await send(CODES.home)];
  const other = await send(CODES.office);

  const first = await run('hold', 'add', one, '--reason', 'Thanh tra 12', '--json');
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.json()).toEqual({ documents: [one] });

  const again = await run('hold', 'add', one, '--reason', 'Thanh tra 12', '--json');
  expect(again.json()).toEqual({ documents: [] });

  const sender = await run(
    'hold',
    'add',
    '--sender',
    CODES.home,
    '--from',
    '2026-01-01',
    '--reason',
    'Vụ 45',
    '--json',
  );
  expect(sender.json<{ documents: string[] }>().documents.sort()).toEqual([one, two].sort());

  const listed = (await run('hold', 'list', '--json')).json<{ holds: { documentId: string; reason: string }[] }>();
  expect(listed.holds.map(({ documentId, reason }) => [documentId, reason])).toEqual([
    [one, 'Thanh tra 12'],
    [one, 'Vụ 45'],
    [two, 'Vụ 45'],
  ]);
  expect(listed.holds[0]).toMatchObject({ placedBy: expect.stringMatching(/^cli:/) });

  const removed = await run('hold', 'remove', one, '--reason', 'Xong', '--json');
  expect(removed.json()).toEqual({ documents: [one] });
  expect(await clerks(it, province).events(one)).toEqual(
    expect.arrayContaining(['document.held', 'document.hold-lifted']),
  );
  expect(await clerks(it, province).events(other)).not.toContain('document.held');
});

test('a hold on an unknown document, on nothing, or without a reason changes nothing and says why', async () => {
  const known = await send(CODES.home);
  const unknown = '01990f3e-0000-7000-8000-000000000000';
  const half = await run('hold', 'add', known, unknown, '--reason', 'Kiểm tra');
  expect(half).toMatchObject({ code: 5, stderr: expect.stringContaining('HOLD_DOCUMENT_UNKNOWN') });
  expect(await clerks(it, province).events(known)).not.toContain('document.held');

  expect(await run('hold', 'add', 'không-phải-mã', '--reason', 'x')).toMatchObject({ code: 5 });
  expect(await run('hold', 'add', '--reason', 'x')).toMatchObject({ code: 2 });
  expect(await run('hold', 'add', known)).toMatchObject({ code: 2 });
  expect(await run('hold', 'add', known, '--reason', '   ')).toMatchObject({ code: 2 });
  expect(await run('hold', 'add', '--from', '2026-02-30', '--reason', 'x')).toMatchObject({ code: 2 });
});

test('every table that names a document, delivery or package goes by months, with what it names, or is a book that is kept', async () => {
  const { rows } = await it.database.owner.pool.query<{ name: string }>(`
    select distinct c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relispartition
      and a.attname in ('document_id', 'delivery_id', 'submission_id') and not a.attisdropped`);
  const known = new Set([...LOOSE.map(({ table }) => table), ...KEPT]);
  expect(rows.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
});
