import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SendResult } from '../../adapters/contract.ts';
import { beginSending } from '../../src/delivery/begin.ts';
import { claimDue } from '../../src/delivery/claim.ts';
import {
  acknowledge,
  cancelDeliveries,
  type Delivery,
  findDelivery,
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
import { DEFAULT_SETTINGS } from '../../src/delivery/rules.ts';
import { settle } from '../../src/delivery/settle.ts';
import { newId } from '../../src/platform/ids.ts';
import { type Agency, axisPrincipal, operatorPrincipal, setChannel } from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Ground, prepareGround, pulled, pushed } from './delivery-fixture.ts';

let base: TestDatabase;
let ground: Ground;

beforeAll(async () => {
  base = await testDatabase();
  ground = await prepareGround(base);
});
afterAll(async () => {
  await base.drop();
  await ground.clear();
});
beforeEach(() => base.owner.db.execute(sql`truncate dispatch, lane, predecessor, delivery`));

const by = { principal: operatorPrincipal('cli:lan'), why: 'Sở Nội vụ đề nghị' };
const DEADLINE = { deadlineSeconds: 3_600 };
type Tx = Parameters<typeof settle>[0];
const inTx = <T>(run: (tx: Tx) => Promise<T>) => base.database.db.transaction(run);
const again = (...ids: string[]) => inTx((tx) => redrive(tx, ids, by, DEADLINE));
const codesOf = (results: Awaited<ReturnType<typeof redrive>>) => results.map((one) => one.problem?.code ?? 'sent');
const claimed = async () =>
  (await inTx((tx) => claimDue(tx, false, 100, DEFAULT_SETTINGS))).flatMap((job) => job.deliveries.map(({ id }) => id));
const state = async (id: string) => (await findDelivery(base.database.db, id))!.state;
const webhook = () => ground.agency({ url: 'http://192.0.2.1/' });

async function due(agency: Agency, predecessors: readonly string[] = []): Promise<Delivery> {
  const [delivery] = await ground.create(await ground.document(), [pushed(agency, { predecessors })]);
  return delivery!;
}

/** One try on the only delivery that is due. */
async function attempt(result: SendResult): Promise<void> {
  await base.database.db.execute(sql`update lane set failures = 0, breaker = 'closed'`);
  const [job] = await inTx((tx) => claimDue(tx, false, 100, DEFAULT_SETTINGS));
  const { id, epoch } = job!.deliveries[0]!;
  const start = { deliveryId: id, epoch, attemptId: newId() };
  const [started] = await inTx((tx) => beginSending(tx, [start], DEFAULT_SETTINGS));
  await inTx((tx) => settle(tx, [{ started: started!, result }], DEFAULT_SETTINGS));
}

async function dead(agency: Agency): Promise<Delivery> {
  const delivery = await due(agency);
  await attempt({ outcome: 'permanent', code: 'HTTP_422', httpStatus: 422, detail: 'HTTP 422' });
  return delivery;
}

async function eventsOf(id: string): Promise<unknown[]> {
  const { rows } = await base.database.db.execute(sql`
    select type, actor, data->>'why' as why from event where delivery_id = ${id} and actor = 'cli:lan' order by id`);
  return rows;
}

test('what an operator holds is not claimed, a claim before is void, and released it goes on with a new deadline', async () => {
  const agency = await webhook();
  const held = await due(agency);
  const update = await due(agency, [held.id]);
  expect(await claimed()).toEqual([held.id]);
  await inTx((tx) => holdDelivery(tx, held.id, by));
  await inTx((tx) => holdDelivery(tx, held.id, by));
  expect(await claimed(), 'and what follows it waits').toEqual([]);
  expect((await inspectDelivery(base.database.db, update.id)).next).toEqual({ kind: 'predecessor', ids: [held.id] });
  await inTx((tx) => releaseDelivery(tx, held.id, { ...by, why: 'Xong' }, 3_600));
  expect(await claimed()).toEqual([held.id]);
  expect(await eventsOf(held.id)).toEqual([
    { type: 'delivery.kept-back', actor: 'cli:lan', why: by.why },
    { type: 'delivery.released', actor: 'cli:lan', why: 'Xong' },
  ]);
});

test('what is held is not listed for its recipient and its content is not given, until it is released', async () => {
  const agency = await ground.agency();
  const [delivery] = await ground.create(await ground.document(), [pulled(agency)]);
  const { id } = delivery!;
  const listed = async () => (await listInbox(base.database.db, { handoverIds: [agency.id], limit: 10 })).items.length;
  await inTx((tx) => holdDelivery(tx, id, by));
  expect(await listed()).toBe(0);
  await expect(inTx((tx) => releaseContent(tx, id, 'system:x'))).rejects.toMatchObject({ code: 'DELIVERY_HELD' });
  await inTx((tx) => releaseDelivery(tx, id, by, 3_600));
  expect(await listed()).toBe(1);
  await inTx((tx) => releaseContent(tx, id, 'system:x'));
  await expect(inTx((tx) => holdDelivery(tx, id, by))).rejects.toMatchObject({ code: 'DELIVERY_LEFT' });
  await expect(inTx((tx) => releaseDelivery(tx, id, by, 1))).rejects.toMatchObject({ code: 'DELIVERY_NOT_KEPT' });
});

test('a recall takes what is held', async () => {
  const delivery = await due(await webhook());
  await inTx((tx) => holdDelivery(tx, delivery.id, by));
  const { cancelled } = await inTx((tx) => cancelDeliveries(tx, [delivery.id], 'RECALLED_BY_SENDER', 'system:x'));
  expect(cancelled.map((one) => one.id)).toEqual([delivery.id]);
});

test('a dead letter is sent again under its own id, once, however often and by however many it is asked', async () => {
  const delivery = await dead(await webhook());
  const asked = await Promise.all([1, 2, 3, 4].map(() => again(delivery.id)));
  expect(asked.flatMap(codesOf).sort()).toEqual([
    'DELIVERY_NOT_STOPPED',
    'DELIVERY_NOT_STOPPED',
    'DELIVERY_NOT_STOPPED',
    'sent',
  ]);
  await attempt({ outcome: 'delivered', httpStatus: 204 });
  expect(await state(delivery.id)).toBe('arrived');
  expect(codesOf(await again(delivery.id))).toEqual(['DELIVERY_NOT_STOPPED']);
  expect(await eventsOf(delivery.id)).toEqual([{ type: 'delivery.redriven', actor: 'cli:lan', why: by.why }]);
  const { attempts } = await inspectDelivery(base.database.db, delivery.id);
  expect(attempts.map((one) => [one.number, one.outcome, one.code])).toEqual([
    [2, 'delivered', null],
    [1, 'permanent', 'HTTP_422'],
  ]);
});

test('a dry run says what would be done and does nothing', async () => {
  const delivery = await dead(await webhook());
  expect(codesOf(await inTx((tx) => redrive(tx, [delivery.id], by, { ...DEADLINE, dryRun: true })))).toEqual(['sent']);
  expect(await state(delivery.id)).toBe('dead');
});

test('a dead letter goes by the channel of today: who fetches by now must fetch before he acknowledges', async () => {
  const agency = await webhook();
  const delivery = await dead(agency);
  await inTx((tx) => setChannel(tx, ground.vault, agency.id, { kind: 'pull' }));
  await again(delivery.id);
  expect(await state(delivery.id)).toBe('available');
  const { rows } = await base.database.db.execute(sql`select 1 from dispatch`);
  expect(rows).toEqual([]);
  const ack = () => inTx((tx) => acknowledge(tx, delivery.id, 'system:x'));
  await expect(ack()).rejects.toMatchObject({ code: 'DELIVERY_NOT_RELEASED' });
  await inTx((tx) => releaseContent(tx, delivery.id, 'system:x'));
  expect((await ack()).state).toBe('arrived');
});

test('an agency that was not connected, or not known, is sent its mail once it is; until then the reason is told', async () => {
  const agency = await webhook();
  const unknown = `H77.${newId().slice(-6).toUpperCase()}`;
  const [late, stranger] = await ground.create(await ground.document(), [
    pushed(agency, { reception: { outcome: 'not-connected' } }),
    { addressedCode: unknown, agencyId: null, reception: { outcome: 'unknown' }, predecessors: [] },
  ]);
  expect([late!.state, stranger!.state]).toEqual(['failed', 'failed']);
  expect(codesOf(await again(late!.id, stranger!.id, 'x'))).toEqual([
    'sent',
    'RECIPIENT_UNKNOWN',
    'DELIVERY_NOT_FOUND',
  ]);
  expect(await claimed()).toEqual([late!.id]);
  expect(await state(stranger!.id)).toBe('failed');
});

test('a failed delivery is not sent again to an agency that has another one of the same document', async () => {
  const agency = await webhook();
  const document = await ground.document();
  const [failed] = await ground.create(document, [pushed(agency, { reception: { outcome: 'not-connected' } })]);
  const [other] = await ground.create(document, [pushed(agency)]);
  expect(other!.state).toBe('due');
  expect(codesOf(await again(failed!.id))).toEqual(['ALREADY_SERVED']);
});

test('a dead letter whose update is with the recipient is refused; one whose update waits goes before it', async () => {
  const agency = await webhook();
  const first = await dead(agency);
  const update = await due(agency, [first.id]);
  expect(codesOf(await again(first.id))).toEqual(['sent']);
  expect(await claimed(), 'the update waits again').toEqual([first.id]);
  await inTx((tx) => cancelDeliveries(tx, [first.id, update.id], 'TEST', 'test'));

  const second = await dead(agency);
  await due(agency, [second.id]);
  await attempt({ outcome: 'delivered' });
  expect(codesOf(await again(second.id))).toEqual(['SUPERSEDED']);
});

test('a failed delivery of a document that was recalled, or whose replacement has arrived, is never sent', async () => {
  const agency = await webhook();
  const failed = async () => {
    const document = await ground.document();
    const [one] = await ground.create(document, [pushed(agency, { reception: { outcome: 'not-connected' } })]);
    return { document, id: one!.id };
  };
  const refer = (later: string, to: string, relation: string) =>
    base.owner.db.execute(sql`insert into document_reference values (${later}, ${to}, ${relation})`);
  const [recalled, replaced, waiting] = [await failed(), await failed(), await failed()];
  await refer((await ground.document()).id, recalled.document.id, 'recalls');
  const replacement = await due(agency);
  await refer(replacement.documentId, replaced.document.id, 'replaces');
  await attempt({ outcome: 'delivered' });
  const coming = await due(agency);
  await refer(coming.documentId, waiting.document.id, 'updates');
  expect(codesOf(await again(recalled.id, replaced.id, waiting.id))).toEqual(['SUPERSEDED', 'SUPERSEDED', 'sent']);
  expect(await claimed(), 'an update that has not left goes behind it').toEqual([waiting.id]);
});

test('an address that an axis refused is relayed again alone; the others are not sent twice', async () => {
  const [good, bad] = [await ground.agency(), await ground.agency()];
  await base.owner.db.execute(sql`update agency set axis = 'vpcp' where id in (${good.id}, ${bad.id})`);
  const throughAxis = (agency: Agency) => ({
    ...pushed(agency),
    reception: { outcome: 'open', handover: agency, channel: { kind: 'axis', axis: 'vpcp' }, via: 'own' } as const,
  });
  const [lead, other] = await ground.create(await ground.document(), [throughAxis(good), throughAxis(bad)]);
  const refused = new Map([[bad.code, { code: 'RECIPIENT_UNKNOWN', detail: 'no such code' }]]);
  await attempt({ outcome: 'relayed', refused });
  expect([await state(lead!.id), await state(other!.id)]).toEqual(['relayed', 'failed']);
  expect(codesOf(await again(other!.id))).toEqual(['sent']);
  const { rows } = await base.database.db.execute(sql`
    select id, lead_id as lead, members, state from delivery order by id`);
  expect(rows).toEqual([
    { id: lead!.id, lead: lead!.id, members: [lead!.id], state: 'relayed' },
    { id: other!.id, lead: other!.id, members: [other!.id], state: 'due' },
  ]);
  expect(await claimed()).toEqual([other!.id]);
});

test('only what has not left is cancelled, together with what travels with it, and the sender is told why', async () => {
  const [office, unit] = [await webhook(), await ground.agency()];
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
  const stop = (...some: string[]) => inTx((tx) => stopDeliveries(tx, some, by));
  await expect(stop(ids[0]!)).rejects.toMatchObject({ code: 'DELIVERY_SHARED' });
  await expect(stop(newId())).rejects.toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
  expect((await stop(...ids)).map((one) => one.state)).toEqual(['cancelled', 'cancelled']);
  expect((await eventsOf(ids[1]!)).map((one) => (one as { type: string }).type)).toEqual([
    'delivery.cancelled',
    'delivery.stopped',
  ]);
  const arrived = await due(office);
  await attempt({ outcome: 'delivered' });
  await expect(stop(arrived.id)).rejects.toMatchObject({ code: 'DELIVERY_LEFT' });
});

test('no act is done by anyone but an operator, nor without a reason', async () => {
  const { id } = await due(await webhook());
  const acts = [
    (who: typeof by) => inTx((tx) => holdDelivery(tx, id, who)),
    (who: typeof by) => inTx((tx) => releaseDelivery(tx, id, who, 1)),
    (who: typeof by) => inTx((tx) => redrive(tx, [id], who, DEADLINE)),
    (who: typeof by) => inTx((tx) => stopDeliveries(tx, [id], who)),
  ];
  for (const act of acts) {
    await expect(act({ ...by, principal: axisPrincipal('vpcp') })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(act({ ...by, why: '' })).rejects.toMatchObject({ code: 'WHY_MISSING' });
  }
  expect(await state(id)).toBe('due');
});

test('the list shows what needs an operator, page by page, by state, agency, code and age; each once', async () => {
  const [agency, other] = [await webhook(), await webhook()];
  const stopped = [await dead(agency), await dead(agency), await dead(other)].map((one) => one.id).reverse();
  const waiting = await due(agency);
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
  const agency = await webhook();
  const delivery = await due(agency);
  const next = async () => (await inspectDelivery(base.database.db, delivery.id)).next.kind;
  expect(await next()).toBe('claim');
  await attempt({ outcome: 'retry', code: 'HTTP_503' });
  expect(await next()).toBe('retry');
  await base.owner.db.execute(sql`update dispatch set due_at = now()`);
  await base.owner.db.execute(sql`update lane set breaker = 'open', retry_at = now() + interval '1 min'`);
  expect(await next()).toBe('breaker');
  await base.owner.db.execute(sql`update lane set paused = true`);
  expect(await next()).toBe('paused');
  await inTx((tx) => holdDelivery(tx, delivery.id, by));
  expect(await next()).toBe('operator');
  await inTx((tx) => stopDeliveries(tx, [delivery.id], by));
  expect(await next()).toBe('nothing');
});
