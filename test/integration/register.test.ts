import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { vietnamDay } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import {
  correctIncoming,
  correctionsOf,
  enterIncoming,
  enterOutgoing,
  findIncoming,
  listIncoming,
  listOutgoing,
  registerIncoming,
  registerOutgoing,
  startArrivals,
  takeOutgoingNumber,
} from '../../src/register/index.ts';
import {
  administratorPrincipal,
  assignAgencies,
  operatorPrincipal,
  systemId,
  WEB_SYSTEM,
} from '../../src/registry/index.ts';
import { run, useEnvironment } from '../support/command.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

let it: TestDatabase;
let province: Province;
let agencyId: string;
let directory: string;

beforeAll(async () => {
  [it, directory] = await Promise.all([testDatabase(), mkdtemp(path.join(tmpdir(), 'lienthong-books-'))]);
  useEnvironment({ DATA_DIR: directory, DATABASE_URL: it.url });
  province = await settleProvince(it.owner, it.database);
  agencyId = await province.agencyId(CODES.offline);
  await it.database.db.transaction(async (tx) => assignAgencies(tx, await systemId(tx, WEB_SYSTEM), [agencyId]));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await it.drop();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  await it.owner.pool.query(
    'delete from register_entry; delete from register_book; delete from outgoing_entry; delete from outgoing_number; delete from outgoing_book',
  );
});

const today = vietnamDay(new Date());
const year = Number(today.slice(0, 4));
const facts = { author: 'Sở', code: '1/SNV', issuedOn: null, kind: 'Công văn', summary: 'V/v', dueOn: null };
const paper = { ...facts, arrivedOn: today, remark: '' };
const inTx = <T>(run: Parameters<typeof it.database.db.transaction<T>>[0]) => it.database.db.transaction(run);
const enter = (values = {}) => inTx((tx) => enterIncoming(tx, agencyId, { ...paper, ...values }, 'person:mai'));
const accept = (fails = false) =>
  inTx(async (tx) => {
    await registerIncoming(tx, agencyId, { ...facts, documentId: newId(), deliveryId: newId() });
    if (fails) throw new Error('undone');
  });
const book = async (query = {}) => {
  const period = { from: `${year - 1}-01-01`, to: today, order: 'oldest' as const, limit: 100 };
  return listIncoming(it.database.db, { agencyId, ...period, ...query });
};
const numbers = async (query = {}) => (await book(query)).items.map((line) => line.number);

describe('the book of incoming documents', () => {
  test('twenty documents at once, electronic and on paper, one of them undone, leave no gap and no double', async () => {
    const tries = Array.from({ length: 21 }, (_, n) => (n % 2 === 0 ? accept(n === 8) : enter()));
    const done = await Promise.allSettled<unknown>(tries);
    expect(done.filter((one) => one.status === 'rejected')).toHaveLength(1);
    expect(await numbers()).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  test('each year begins with 1; what came in last year goes into its own book', async () => {
    await accept();
    await enter({ arrivedOn: `${year - 1}-12-31` });
    expect((await book()).items.map((line) => [line.year, line.number])).toEqual([
      [year - 1, 1],
      [year, 1],
    ]);
  });

  test('a document that has a number keeps it, and an agency that its own system serves alone gets no book', async () => {
    const incoming = { ...facts, documentId: newId(), deliveryId: newId() };
    for (let n = 0; n < 2; n++) await inTx((tx) => registerIncoming(tx, agencyId, incoming));
    expect(await numbers()).toEqual([1]);
    const archives = await province.agencyId(CODES.archives);
    await inTx((tx) => registerIncoming(tx, archives, incoming));
    const { rowCount } = await it.owner.pool.query('select from register_book where agency_id = $1', [archives]);
    expect(rowCount).toBe(0);
  });

  test('the starting number only goes up, and never while a document takes the one before it', async () => {
    await accept();
    const start = (number: number, why = 'Sổ giấy') =>
      inTx((tx) => startArrivals(tx, agencyId, year, { number, why, principal: administratorPrincipal('cli:test') }));
    await expect(start(1)).rejects.toMatchObject({ code: 'NUMBER_NOT_ABOVE', facts: { last: 1 } });
    const operator = { number: 50, why: 'x', principal: operatorPrincipal('person:hanh') };
    const foreign = inTx((tx) => startArrivals(tx, agencyId, year, operator));
    await expect(foreign).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(start(50, ' ')).rejects.toMatchObject({ code: 'WHY_MISSING' });
    await Promise.all([start(50), accept(), accept()]);
    const given = await numbers();
    expect(new Set(given).size).toBe(3);
    expect(given.every((one) => one < 4 || (one >= 50 && one < 52))).toBe(true);
    await accept();
    expect((await numbers()).at(-1)).toBeGreaterThanOrEqual(50);
  });

  test('an administrator sets it at the command line, and the log says who and why', async () => {
    const next = (number: string) =>
      run('register', 'start', CODES.offline, '--next', number, '--why', 'Đã dùng sổ giấy', '--lang', 'en');
    expect((await next('413')).stdout).toContain(`The next number of ${year} is 413.`);
    const refused = await next('400');
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('reached number 412')]);
    await accept();
    expect(await numbers()).toEqual([413]);
    const { rows } = await it.owner.pool.query(
      "select actor, data from event where type = 'register.started' order by id desc limit 1",
    );
    expect(rows[0]).toEqual({
      actor: expect.stringMatching(/^cli:/),
      data: { book: 'incoming', year, last: 0, number: 413, why: 'Đã dùng sổ giấy' },
    });
  });

  test('pages follow each other without a gap, in both orders, and words are found without diacritics', async () => {
    for (const summary of ['Kế hoạch 100%', 'Đề án', 'Kế hoạch năm']) await enter({ summary });
    const first = await book({ limit: 2, order: 'newest' });
    const second = await book({ limit: 2, order: 'newest', after: first.next! });
    expect([...first.items, ...second.items].map((line) => line.number)).toEqual([3, 2, 1]);
    expect(second.next).toBeNull();
    expect(await numbers({ words: 'KE hoach' })).toEqual([1, 3]);
    expect(await numbers({ words: 'de an' })).toEqual([2]);
    expect(await numbers({ words: '100%' })).toEqual([1]);
    expect(await numbers({ words: '0_0' })).toEqual([]);
  });

  test('every change by hand is kept with what stood there; two at once do not overwrite each other', async () => {
    const { id } = await enter();
    const change = (edit: Parameters<typeof correctIncoming>[2], why: string, seen: number) =>
      inTx((tx) => correctIncoming(tx, id, edit, { actor: 'person:mai', why, seen }));
    await expect(change({ summary: 'Khác' }, '', 0)).rejects.toMatchObject({ code: 'BOOK_REASON_MISSING' });
    const both = await Promise.allSettled([change({ summary: 'A' }, 'nhầm', 0), change({ author: 'B' }, 'nhầm', 0)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await change({ handedTo: 'Phòng Tư pháp' }, '', 1)).toHaveLength(1);
    expect(await change({ handedTo: 'Phòng Tư pháp' }, '', 2)).toEqual([]);
    const kept = (await correctionsOf(it.database.db, id)).flatMap((one) => one.changes);
    const line = (await findIncoming(it.database.db, id))!;
    expect(kept).toHaveLength(2);
    expect(kept[1]).toEqual({ field: 'handedTo', from: '', to: 'Phòng Tư pháp' });
    expect(line).toMatchObject({ number: 1, version: 2, handedTo: 'Phòng Tư pháp' });
  });
});

describe('the book of outgoing documents', () => {
  const sent = {
    issuedOn: today,
    kind: '',
    summary: 'V/v',
    signer: 'A',
    recipients: 'B',
    copies: null,
    forwardedOn: today,
  };
  const send = (number: string) =>
    inTx((tx) => registerOutgoing(tx, agencyId, { ...sent, documentId: newId(), number, notation: 'QĐ-UBND' }));
  const write = (number?: number) => {
    const more = { number, notation: 'QĐ-UBND', keptBy: '', envelopes: null, remark: '' };
    return inTx((tx) => enterOutgoing(tx, agencyId, { ...sent, ...more }, 'person:mai'));
  };
  const take = () =>
    inTx((tx) => takeOutgoingNumber(tx, { agencyId, year, series: 'QĐ', holderId: newId(), actor: 'person:mai' }));

  test('paper, drafts and what other systems numbered share one series: nothing is doubled, nothing is left out', async () => {
    for (const number of ['2', '005', '4', 'không', '99999999999']) await send(number);
    const given = await Promise.all([write(), take(), write(), take()]);
    const all = given.map((one) => (typeof one === 'number' ? one : Number(one.code.split('/')[0])));
    expect(all.sort((a, b) => a - b)).toEqual([1, 3, 6, 7]);
    await expect(write(5)).rejects.toMatchObject({ code: 'NUMBER_TAKEN' });
    const page = await listOutgoing(it.database.db, { agencyId, from: today, to: today, order: 'oldest', limit: 100 });
    expect(page.items.filter((line) => !line.paper).map((line) => line.number)).toEqual([0, 0, 2, 4, 5]);
  });
});
