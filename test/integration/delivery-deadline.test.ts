import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginSending } from '../../src/delivery/begin.ts';
import { claimDue, type DeliveryJob } from '../../src/delivery/claim.ts';
import { warnOfDeadlines } from '../../src/delivery/deadlines.ts';
import {
  acknowledge,
  balanceDeliveries,
  cancelDeliveries,
  inspectDelivery,
  redrive,
  releaseContent,
} from '../../src/delivery/index.ts';
import { measureDispatch } from '../../src/delivery/measure.ts';
import { DEFAULT_SETTINGS } from '../../src/delivery/rules.ts';
import { settle } from '../../src/delivery/settle.ts';
import { newId } from '../../src/platform/ids.ts';
import { registry } from '../../src/platform/metrics.ts';
import { operatorPrincipal, setChannel } from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import {
  type Ground,
  prepareGround,
  pulled,
  pushed,
  SECRET,
  startMover,
  startRecipient,
  until,
} from './delivery-fixture.ts';

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

const inTx = <T>(run: (tx: Parameters<typeof settle>[0]) => Promise<T>) => base.database.db.transaction(run);
const claim = () => inTx((tx) => claimDue(tx, false, 100, DEFAULT_SETTINGS));
async function begin(job?: DeliveryJob, nth = 0) {
  const { id, epoch } = (job ?? (await claim())[0]!).deliveries[nth]!;
  const [started] = await inTx((tx) =>
    beginSending(tx, [{ deliveryId: id, epoch, attemptId: newId() }], DEFAULT_SETTINGS),
  );
  return started!;
}

async function receiptsOf(id: string) {
  const { rows } = await base.database.db.execute<{ type: string; statement: string }>(
    sql`select type, statement from receipt where delivery_id = ${id} order by id`,
  );
  return Object.fromEntries(
    rows.map((row) => [row.type, /<WaitingSeconds>(\d+)</.exec(row.statement)?.[1] ?? null] as const),
  );
}

test('the receipts state how long the document waited, from acceptance to the first release, also after retries', async () => {
  const agency = await ground.agency({ url: 'http://192.0.2.1/' });
  const document = await ground.document();
  const [push] = await ground.create(document, [pushed(agency)]);
  await base.owner.db.execute(sql`update document set accepted_at = now() - interval '90 s' where id = ${document.id}`);
  const first = await begin();
  await inTx((tx) => settle(tx, [{ started: first, result: { outcome: 'retry' } }], DEFAULT_SETTINGS));
  await base.owner.db.execute(sql`update dispatch set due_at = now(), queued_at = now() - interval '1 h'`);
  await base.owner.db.execute(sql`
    update delivery set consigned_at = consigned_at - interval '60 s' where id = ${push!.id}`);
  const second = await begin();
  await inTx((tx) => settle(tx, [{ started: second, result: { outcome: 'delivered' } }], DEFAULT_SETTINGS));
  expect(await receiptsOf(push!.id)).toEqual({ ContentConsignment: '90', ContentHandover: '30' });

  const fetching = await ground.agency();
  const other = await ground.document();
  const [pull] = await ground.create(other, [pulled(fetching)]);
  await base.owner.db.execute(sql`update document set accepted_at = now() - interval '5 min' where id = ${other.id}`);
  await inTx((tx) => releaseContent(tx, pull!.id, 'system:x'));
  await inTx((tx) => acknowledge(tx, pull!.id, 'system:x'));
  expect(await receiptsOf(pull!.id)).toEqual({ ContentConsignment: '300', ContentHandover: '300' });
});

test('before a deadline the sender is warned once, and people are alerted: its contacts, and the administrators', async () => {
  const [agency, sender] = [await ground.agency({ url: 'http://192.0.2.1/' }), await ground.agency()];
  const document = await ground.document();
  await base.owner.db.execute(sql`update document set sender_id = ${sender.id} where id = ${document.id}`);
  const [delivery] = await ground.create(document, [pushed(agency)]);
  const warn = () => inTx((tx) => warnOfDeadlines(tx, 3_600));
  await base.owner.db.execute(sql`update dispatch set deadline_at = now() + interval '30 min'`);
  expect(await warn(), 'what was never tried is not late yet').toBe(0);
  const started = await begin();
  await inTx((tx) => settle(tx, [{ started, result: { outcome: 'retry' } }], DEFAULT_SETTINGS));
  expect([await warn(), await warn()]).toEqual([1, 0]);
  const { rows: events } = await base.database.db.execute(sql`
    select delivery_id, agency_id from event where type = 'delivery.late' and document_id = ${document.id}`);
  expect(events).toEqual([{ delivery_id: delivery!.id, agency_id: agency.id }]);
  const { rows: alerts } = await base.database.db.execute(sql`
    select agency_id, facts->>'recipient' as recipient from alert where document_id = ${document.id} order by agency_id`);
  expect(alerts).toEqual([
    { agency_id: sender.id, recipient: agency.code },
    { agency_id: null, recipient: agency.code },
  ]);
  await inTx((tx) => cancelDeliveries(tx, [delivery!.id], 'TEST', 'test'));
});

test('a webhook is refused by the size of what it would be sent, a fetching agency by that of what was handed in', async () => {
  const [push, pull] = [await ground.agency({ url: 'http://192.0.2.1/' }), await ground.agency()];
  const document = { ...(await ground.document()), size: 900, inlinedSize: 1_200 };
  const limited = (kind: 'webhook' | 'pull') => ({ maxBytes: 1_000, url: 'x', cap: 4, rate: null, kind });
  const made = await ground.create(document, [
    pushed(push, { reception: { outcome: 'open', handover: push, channel: limited('webhook'), via: 'own' } }),
    pulled(pull, { reception: { outcome: 'open', handover: pull, channel: limited('pull'), via: 'own' } }),
  ]);
  expect(made.map((one) => [one.state, one.reasonCode])).toEqual([
    ['failed', 'RECIPIENT_CANNOT_TAKE'],
    ['available', null],
  ]);
});

test('a channel that became narrower while the document waited stops the push in words, and nothing is sent', async () => {
  const there = await startRecipient();
  const agency = await ground.agency(there);
  const [delivery] = await ground.create(await ground.document({ bytes: randomBytes(500) }), [pushed(agency)]);
  await inTx((tx) =>
    setChannel(tx, ground.vault, agency.id, { kind: 'webhook', url: there.url, secret: SECRET, maxBytes: 499 }),
  );
  const mover = await startMover(ground);
  await until(base.database, sql`select state = 'dead' from delivery where id = ${delivery!.id}`);
  await mover.stop();
  await there.close();
  expect(there.calls).toEqual([]);
  const { rows } = await base.database.db.execute(
    sql`select error_code from attempt where delivery_id = ${delivery!.id}`,
  );
  expect(rows).toEqual([{ error_code: 'RECIPIENT_CANNOT_TAKE' }]);
});

test('the counters of all states sum to what was made, by an independent count, and nothing is stranded', async () => {
  await base.owner.db.execute(sql`truncate dispatch, lane, predecessor, delivery`);
  const agency = await ground.agency({ url: 'http://192.0.2.1/' });
  const fetching = await ground.agency();
  const made: string[] = [];
  for (let n = 0; n < 4; n += 1) {
    const created = await ground.create(await ground.document(), [pushed(agency), pulled(fetching)]);
    made.push(...created.map((one) => one.id));
  }
  const [job] = await claim();
  const started = await begin(job, 1);
  await inTx((tx) => settle(tx, [{ started, result: { outcome: 'permanent' } }], DEFAULT_SETTINGS));
  await begin(job);
  await inTx((tx) => releaseContent(tx, made[1]!, 'system:x'));
  await inTx((tx) => cancelDeliveries(tx, [made[3]!], 'TEST', 'test'));
  const day = 86_400_000;
  const balance = () => balanceDeliveries(base.database.db, new Date(Date.now() - day), new Date(Date.now() + day));
  const counted = await balance();
  expect(counted.byState).toMatchObject({ claimed: 2, sending: 1, dead: 1, fetched: 1, available: 2, cancelled: 1 });
  expect(Object.values(counted.byState).reduce((a, b) => a + b, 0)).toBe(made.length);
  expect(counted).toMatchObject({ total: made.length, stranded: 0, astray: 0 });
  await base.owner.db.execute(sql`delete from dispatch where state = 'claimed'`);
  expect((await balance()).stranded).toBe(2);
  await measureDispatch(base.database.db);
  const metrics = await registry.metrics();
  expect(metrics).toContain('lienthong_dispatch_deliveries{state="sending"} 1');
  expect(metrics).toContain(`lienthong_lane_oldest_seconds{lane="agency:${agency.id}"}`);
  const by = { principal: operatorPrincipal('cli:lan'), why: 'x' };
  expect(await inTx((tx) => redrive(tx, [started.deliveryId], by, { deadlineSeconds: 60 }))).toHaveLength(1);
  expect((await balance()).byState.dead).toBe(0);
});

test('an operator reads what a try called and how that was answered: no secret, nothing of the document', async () => {
  const problem = { code: 'UNIT_CLOSED', detail: 'đơn vị đã đóng', subject: 'V/v nhân sự', keys: ['k'.repeat(50)] };
  const there = await startRecipient(() => 422, { type: 'application/problem+json', body: JSON.stringify(problem) });
  const agency = await ground.agency({ url: `${there.url}?khoa=bi-mat` });
  const [delivery] = await ground.create(await ground.document(), [pushed(agency)]);
  const mover = await startMover(ground, {});
  await until(base.database, sql`select count(*) = 0 from dispatch where delivery_id = ${delivery!.id}`);
  const { attempts } = await inspectDelivery(base.database.db, delivery!.id);
  expect(attempts).toMatchObject([{ method: 'POST', address: there.url, httpStatus: 422, code: 'UNIT_CLOSED' }]);
  expect(JSON.parse(attempts[0]!.answer!)).toEqual({ ...problem, subject: '…', keys: ['…'] });
  await mover.stop();
  await there.close();
});
