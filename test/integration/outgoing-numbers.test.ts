import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../src/platform/ids.ts';
import {
  giveBackOutgoingNumber,
  keepOutgoingNumber,
  nextOutgoingNumber,
  takeOutgoingNumber,
} from '../../src/register/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { CODES, settleProvince } from '../support/province.ts';

let it: TestDatabase;
let agencyId: string;
let year = 2026;

beforeAll(async () => {
  it = await testDatabase();
  agencyId = await (await settleProvince(it.owner, it.database)).agencyId(CODES.home);
});
afterAll(() => it.drop());
// Every test has a book of its own.
beforeEach(() => {
  year += 1;
});

const series = () => ({ agencyId, year, series: 'QĐ' });
const take = (holderId: string, asked?: number) =>
  it.database.db.transaction((tx) => takeOutgoingNumber(tx, { ...series(), holderId, asked, actor: 'person:thu' }));
const giveBack = (holderId: string) => it.database.db.transaction((tx) => giveBackOutgoingNumber(tx, holderId));
const next = () => nextOutgoingNumber(it.database.db, series());

describe('numbers of outgoing documents', () => {
  test('twenty who ask at one moment get twenty numbers without a gap', async () => {
    const numbers = await Promise.all(Array.from({ length: 20 }, () => take(newId())));
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  test('a sending that is rolled back loses no number', async () => {
    await take(newId());
    const failing = it.database.db.transaction(async (tx) => {
      await takeOutgoingNumber(tx, { ...series(), holderId: newId(), actor: 'person:thu' });
      throw new Error('the connection was lost');
    });
    await expect(failing).rejects.toThrow('the connection was lost');
    expect(await take(newId())).toBe(2);
  });

  test('what is written keeps its number however often it is asked for', async () => {
    const draft = newId();
    expect([await take(draft), await take(draft), await take(draft)]).toEqual([1, 1, 1]);
    expect(await next()).toBe(2);
  });

  test('a number that is given back is the next to be taken, the last one as well as one in the middle', async () => {
    const drafts = [newId(), newId(), newId()] as const;
    for (const draft of drafts) await take(draft);
    await giveBack(drafts[1]);
    expect(await next()).toBe(2);
    await giveBack(drafts[2]);
    expect([await take(newId()), await take(newId())]).toEqual([2, 3]);
  });

  test('an office that begins in the middle of the year goes on from the number that it writes', async () => {
    expect([await take(newId(), 1235), await take(newId())]).toEqual([1235, 1236]);
  });

  test('a number of another document is refused, and the one that was held stays', async () => {
    const [sent, draft] = [newId(), newId()];
    await take(sent);
    await it.database.db.transaction((tx) => keepOutgoingNumber(tx, sent, newId()));
    await take(draft);
    await expect(take(draft, 1)).rejects.toMatchObject({ code: 'NUMBER_TAKEN' });
    expect(await take(draft)).toBe(2);
  });

  test('each kind of document and each year has its own numbers', async () => {
    await take(newId());
    const other = { ...series(), holderId: newId(), actor: 'person:thu' };
    const taken = await it.database.db.transaction(async (tx) => [
      await takeOutgoingNumber(tx, { ...other, series: 'TB' }),
      await takeOutgoingNumber(tx, { ...other, year: year + 100, holderId: newId() }),
    ]);
    expect(taken).toEqual([1, 1]);
  });
});
