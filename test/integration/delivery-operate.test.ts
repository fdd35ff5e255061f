import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  cancelDeliveries,
  holdDelivery,
  inspectDelivery,
  listDeliveries,
  listInbox,
  redrive,
  releaseContent,
  releaseDelivery,
  selectStopped,
  stopDeliveries,
} from '../../src/delivery/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { axisPrincipal } from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Ground, prepareGround, pulled, pushed } from './delivery-fixture.ts';
import { by, DEADLINE, operating } from './delivery-operating.ts';

let base: TestDatabase;
let ground: Ground;
let on: ReturnType<typeof operating>;

beforeAll(async () => {
  base = await testDatabase();
  ground = await prepareGround(base);
  on = operating(ground);
});
afterAll(async () => {
  await base.drop();
  await ground.clear();
});
beforeEach(() => base.owner.db.execute(sql`truncate dispatch, lane, predecessor, delivery`));

test('what an operator holds is not claimed, a claim before is void, and released it goes on with a new deadline', async () => {
  const agency = await on.webhook();
  const held = await on.due(agency);
  const update = await on.due(agency, [held.id]);
  expect(await on.claimed()).toEqual([held.id]);
  await on.inTx((tx) => holdDelivery(tx, held.id, by));
  await on.inTx((tx) => holdDelivery(tx, held.id, by));
  expect(await on.claimed(), 'and what follows it waits').toEqual([]);
  expect((await inspectDelivery(base.database.db, update.id)).next).toEqual({ kind: 'predecessor', ids: [held.id] });
  await on.inTx((tx) => releaseDelivery(tx, held.id, { ...by, why: 'Xong' }, 3_600));
  expect(await on.claimed()).toEqual([held.id]);
  expect(await on.eventsOf(held.id)).toEqual([
    { type: 'delivery.kept-back', actor: 'cli:lan', why: by.why },
    { type: 'delivery.released', actor: 'cli:lan', why: 'Xong' },
  ]);
});

test('what is held is not listed for its recipient and its content is not given, until it is released', async () => {
  const agency = await ground.agency();
  const [delivery] = await ground.create(await ground.document(), [pulled(agency)]);
  const { id } = delivery!;
  const listed = async () => (await listInbox(base.database.db, { handoverIds: [agency.id], limit: 10 })).items.length;
  await on.inTx((tx) => holdDelivery(tx, id, by));
  expect(await listed()).toBe(0);
  await expect(on.inTx((tx) => releaseContent(tx, id, 'system:x'))).rejects.toMatchObject({ code: 'DELIVERY_HELD' });
  await on.inTx((tx) => releaseDelivery(tx, id, by, 3_600));
  expect(await listed()).toBe(1);
  await on.inTx((tx) => releaseContent(tx, id, 'system:x'));
  await expect(on.inTx((tx) => holdDelivery(tx, id, by))).rejects.toMatchObject({ code: 'DELIVERY_LEFT' });
  await expect(on.inTx((tx) => releaseDelivery(tx, id, by, 1))).rejects.toMatchObject({ code: 'DELIVERY_NOT_KEPT' });
});

test('a recall takes what is held', async () => {
  const delivery = await on.due(await on.webhook());
  await on.inTx((tx) => holdDelivery(tx, delivery.id, by));
  const { cancelled } = await on.inTx((tx) => cancelDeliveries(tx, [delivery.id], 'RECALLED_BY_SENDER', 'system:x'));
  expect(cancelled.map((one) => one.id)).toEqual([delivery.id]);
});

test('only what has not left is cancelled, together with what travels with it, and the sender is told why', async () => {
  const [office, unit] = [await on.webhook(), await ground.agency()];
  const shared = pushed(unit, {
    reception: {
      outcome: 'open',
      handover: office,
      channel: { kind: 'webhook', maxBytes: null, url: 'x', cap: 4, rate: null },
      via: 'contact-point',
    },
  });
  const both = await ground.create(await ground.document(), [pushed(office), shared]);
  const ids = both.map((one) => one.id);
  const stop = (...some: string[]) => on.inTx((tx) => stopDeliveries(tx, some, by));
  await expect(stop(ids[0]!)).rejects.toMatchObject({ code: 'DELIVERY_SHARED' });
  await expect(stop(newId())).rejects.toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
  expect((await stop(...ids)).map((one) => one.state)).toEqual(['cancelled', 'cancelled']);
  expect((await on.eventsOf(ids[1]!)).map((one) => (one as { type: string }).type)).toEqual([
    'delivery.cancelled',
    'delivery.stopped',
  ]);
  const arrived = await on.due(office);
  await on.attempt({ outcome: 'delivered' });
  await expect(stop(arrived.id)).rejects.toMatchObject({ code: 'DELIVERY_LEFT' });
});

test('no act is done by anyone but an operator, nor without a reason', async () => {
  const { id } = await on.due(await on.webhook());
  const acts = [
    (who: typeof by) => on.inTx((tx) => holdDelivery(tx, id, who)),
    (who: typeof by) => on.inTx((tx) => releaseDelivery(tx, id, who, 1)),
    (who: typeof by) => on.inTx((tx) => redrive(tx, [id], who, DEADLINE)),
    (who: typeof by) => on.inTx((tx) => stopDeliveries(tx, [id], who)),
  ];
  for (const act of acts) {
    await expect(act({ ...by, principal: axisPrincipal('vpcp') })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(act({ ...by, why: '' })).rejects.toMatchObject({ code: 'WHY_MISSING' });
  }
  expect(await on.state(id)).toBe('due');
});

test('the list shows what needs an operator, page by page, by state, agency, code and age; each once', async () => {
  const [agency, other] = [await on.webhook(), await on.webhook()];
  const stopped = [await on.dead(agency), await on.dead(agency), await on.dead(other)].map((one) => one.id).reverse();
  const waiting = await on.due(agency);
  const list = async (query: Partial<Parameters<typeof listDeliveries>[1]> = {}) => {
    const { items, next } = await listDeliveries(base.database.db, { limit: 10, ...query });
    return { ids: items.map((one) => one.id), next, items };
  };
  expect((await list()).ids).toEqual(stopped);
  const first = await list({ limit: 2 });
  expect([first.ids, first.next]).toEqual([stopped.slice(0, 2), stopped[1]]);
  expect(await list({ limit: 2, after: first.next! })).toMatchObject({ ids: stopped.slice(2), next: null });
  expect((await list({ agencyId: other.id })).ids).toEqual(stopped.slice(0, 1));
  expect((await list({ code: 'DELIVERY_EXPIRED' })).ids).toEqual([]);
  expect((await list({ beforeId: stopped[1]! })).ids).toEqual([stopped[2]]);
  expect(await list({ states: ['due'] })).toMatchObject({ ids: [waiting.id], items: [{ state: 'due', attempts: 0 }] });
  expect(await selectStopped(base.database.db, { code: 'DELIVERY_REFUSED' }, 10)).toEqual([...stopped].reverse());
  await expect(list({ after: 'x' })).rejects.toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
});

test('what happens next is told from what is stored', async () => {
  const agency = await on.webhook();
  const delivery = await on.due(agency);
  const next = async () => (await inspectDelivery(base.database.db, delivery.id)).next.kind;
  expect(await next()).toBe('claim');
  await on.attempt({ outcome: 'retry', code: 'HTTP_503' });
  expect(await next()).toBe('retry');
  await base.owner.db.execute(sql`update dispatch set due_at = now()`);
  await base.owner.db.execute(sql`update lane set breaker = 'open', retry_at = now() + interval '1 min'`);
  expect(await next()).toBe('breaker');
  await base.owner.db.execute(sql`update lane set paused = true`);
  expect(await next()).toBe('paused');
  await on.inTx((tx) => holdDelivery(tx, delivery.id, by));
  expect(await next()).toBe('operator');
  await on.inTx((tx) => stopDeliveries(tx, [delivery.id], by));
  expect(await next()).toBe('nothing');
});
