import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginSending, type Started } from '../../src/delivery/begin.ts';
import { claimDue, type DeliveryJob } from '../../src/delivery/claim.ts';
import { cancelDeliveries } from '../../src/delivery/index.ts';
import { DEFAULT_SETTINGS } from '../../src/delivery/rules.ts';
import { settle } from '../../src/delivery/settle.ts';
import { sweepLeases } from '../../src/delivery/sweep.ts';
import { newId } from '../../src/platform/ids.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Ground, prepareGround, pushed, startMover, startRecipient, until } from './delivery-fixture.ts';

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

const settings = { ...DEFAULT_SETTINGS, retrySchedule: [0], jitter: 0 };
const inTx = <T>(run: (tx: Parameters<typeof settle>[0]) => Promise<T>) => base.database.db.transaction(run);
const claim = (urgent = false) => inTx((tx) => claimDue(tx, urgent, 100, settings));
const begin = (job: DeliveryJob): Promise<Started[]> =>
  inTx((tx) => {
    const { id, epoch } = job.deliveries[0]!;
    return beginSending(tx, [{ deliveryId: id, epoch, attemptId: newId() }], settings);
  });
const expire = () => base.database.db.execute(sql`update dispatch set lease_until = now() - interval '1 s'`);
const sweep = () => inTx((tx) => sweepLeases(tx, settings));

/** The owner's PostgreSQL refuses the writes that a trigger sees, as a full disk or a broken row would. */
async function refusing(when: string, table: string): Promise<() => Promise<void>> {
  await base.owner.db.execute(sql`
    create or replace function refuse_write() returns trigger language plpgsql as $$
    begin raise exception 'no room' using errcode = '53100'; end $$`);
  await base.owner.db.execute(
    sql.raw(
      `create trigger refused before ${when.replace('$', `on ${table} for each row`)} execute function refuse_write()`,
    ),
  );
  return async () => {
    await base.owner.db.execute(sql.raw(`drop trigger refused on ${table}`));
  };
}

async function oneDue(): Promise<string> {
  const agency = await ground.agency({ url: 'http://192.0.2.1/' });
  const [delivery] = await ground.create(await ground.document(), [pushed(agency)]);
  return delivery!.id;
}

test('a worker whose claim was swept neither sends nor writes', async () => {
  const id = await oneDue();
  const [old] = await claim();
  await expire();
  expect(await sweep()).toBe(1);
  expect(await begin(old!)).toEqual([]);
  const [fresh] = await claim();
  expect(fresh!.deliveries[0]!.epoch).toBeGreaterThan(old!.deliveries[0]!.epoch);

  const [started] = await begin(fresh!);
  await expire();
  await sweep();
  const written = await inTx((tx) => settle(tx, [{ started: started!, result: { outcome: 'delivered' } }], settings));
  expect(written.size).toBe(0);
  const left = await base.database.db.execute(sql`
    select d.state, (select array_agg(outcome) from attempt where delivery_id = d.id) as outcomes
    from delivery d where id = ${id}`);
  expect(left.rows).toEqual([{ state: 'due', outcomes: ['lost'] }]);
  await inTx((tx) => cancelDeliveries(tx, [id], 'TEST', 'test'));
});

test('of two workers with the same claim one sends', async () => {
  const id = await oneDue();
  const [job] = await claim();
  const both = await Promise.all([begin(job!), begin(job!)]);
  expect(both.flat()).toHaveLength(1);
  const [started] = both.flat();
  await inTx((tx) => settle(tx, [{ started: started!, result: { outcome: 'delivered' } }], settings));
  const again = await inTx((tx) =>
    settle(tx, [{ started: started!, result: { outcome: 'permanent', code: 'LATE' } }], settings),
  );
  expect(again.size).toBe(0);
  const left = await base.database.db.execute(sql`select state from delivery where id = ${id}`);
  expect(left.rows).toEqual([{ state: 'arrived' }]);
});

test('a lane has one live job of each kind, and a lane with a single slot has one at all', async () => {
  const wide = await ground.agency({ url: 'http://192.0.2.1/' });
  const narrow = await ground.agency({ url: 'http://192.0.2.1/' });
  const ids: string[] = [];
  for (const priority of [0, 0, 3]) {
    const document = await ground.document({ priority });
    const made = await ground.create(document, [pushed(wide), pushed(narrow, { cap: 1 })]);
    ids.push(...made.map((one) => one.id));
  }
  const urgent = await claim(true);
  expect(urgent.map((job) => job.deliveries.length)).toEqual([1, 1]);
  const normal = await claim();
  expect(normal.map((job) => job.deliveries.length)).toEqual([2]);
  expect(await claim()).toEqual([]);
  await expire();
  await sweep();
  await inTx((tx) => cancelDeliveries(tx, ids, 'TEST', 'test'));
});

test('dispatchers that claim at the same time never share a delivery', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 12; n++) ids.push(await oneDue());
  const claims = (await Promise.all(Array.from({ length: 6 }, () => claim()))).flat();
  const claimed = claims.flatMap((job) => job.deliveries.map((one) => one.id));
  expect(claimed.sort()).toEqual([...ids].sort());
  await expire();
  await sweep();
  await inTx((tx) => cancelDeliveries(tx, ids, 'TEST', 'test'));
});

test('a paused lane and a delivery that waits for another are not claimed', async () => {
  const agency = await ground.agency({ url: 'http://192.0.2.1/' });
  const [first] = await ground.create(await ground.document(), [pushed(agency)]);
  const [second] = await ground.create(await ground.document(), [pushed(agency, { predecessors: [first!.id] })]);
  await base.database.db.execute(sql`update lane set paused = true where key = ${`agency:${agency.id}`}`);
  expect(await claim()).toEqual([]);
  await base.database.db.execute(sql`update lane set paused = false`);
  const [job] = await claim();
  expect(job!.deliveries.map((one) => one.id)).toEqual([first!.id]);
  await expire();
  await sweep();
  await inTx((tx) => cancelDeliveries(tx, [first!.id, second!.id], 'TEST', 'test'));
});

test('jobs that the queue lost are sent all the same', async () => {
  const there = await startRecipient();
  const agency = await ground.agency(there);
  for (let n = 0; n < 5; n++) await ground.create(await ground.document(), [pushed(agency)]);
  const lost = await inTx((tx) => claimDue(tx, false, 100, { ...settings, leaseSeconds: 0.2 }));
  expect(lost[0]!.deliveries).toHaveLength(5);
  const mover = await startMover(ground);
  await until(base.database, sql`select count(*) = 0 from dispatch`);
  await mover.stop();
  await there.close();
  expect(there.calls).toHaveLength(5);
});

test('a try that could not be written down is made again soon, not when its lease ends', async () => {
  const { db } = base.database;
  const there = await startRecipient(async () => 200);
  const allow = await refusing('insert $', 'attempt');
  const agency = await ground.agency({ url: there.url });
  const [delivery] = await ground.create(await ground.document(), [pushed(agency)]);
  const mover = await startMover(ground, { leaseSeconds: 600 });
  await until(base.database, sql`select epoch >= 2 from dispatch where delivery_id = ${delivery!.id}`);
  await allow();
  await there.answered(1);
  await until(base.database, sql`select not exists (select from dispatch where delivery_id = ${delivery!.id})`);
  await mover.stop();
  await there.close();
  const { rows } = await db.execute(sql`select number, outcome from attempt where delivery_id = ${delivery!.id}`);
  expect(rows).toEqual([{ number: 1, outcome: 'delivered' }]);
});

test('a result that PostgreSQL does not take frees its lane at once: the try ends as one without an answer', async () => {
  const { db } = base.database;
  const there = await startRecipient(() => 200);
  const allow = await refusing("update $ when (new.outcome = 'delivered')", 'attempt');
  const agency = await ground.agency({ url: there.url });
  const [delivery] = await ground.create(await ground.document(), [pushed(agency)]);
  const mover = await startMover(ground, { leaseSeconds: 600 });
  await until(
    base.database,
    sql`select attempts >= 1 and state = 'due' from dispatch where delivery_id = ${delivery!.id}`,
  );
  await allow();
  await until(base.database, sql`select not exists (select from dispatch where delivery_id = ${delivery!.id})`);
  await mover.stop();
  await there.close();
  const { rows } = await db.execute(sql`
    select outcome, error_code as code from attempt where delivery_id = ${delivery!.id} order by number`);
  expect(rows[0]).toEqual({ outcome: 'lost', code: 'RESULT_NOT_WRITTEN' });
  expect(rows.at(-1)).toEqual({ outcome: 'delivered', code: null });
  const told = await db.execute(sql`
    select data->>'code' as code from event where delivery_id = ${delivery!.id} and type = 'delivery.retry' limit 1`);
  expect(told.rows).toEqual([{ code: 'RESULT_NOT_WRITTEN' }]);
});

test('a job that the queue does not take goes back at once, and the log says so once for the whole outage', async () => {
  const { db } = base.database;
  const there = await startRecipient(() => 200);
  const agency = await ground.agency({ url: there.url });
  const mover = await startMover(ground, { leaseSeconds: 600 });
  const allow = await refusing('insert $', 'bullmq.job');
  const [delivery] = await ground.create(await ground.document(), [pushed(agency)]);
  await until(base.database, sql`select epoch >= 2 from dispatch where delivery_id = ${delivery!.id}`);
  await allow();
  await until(base.database, sql`select not exists (select from dispatch where delivery_id = ${delivery!.id})`);
  await mover.stop();
  await there.close();
  expect(there.calls).toHaveLength(1);
  const said = await db.execute(sql`select data->>'jobs' as jobs from event where type = 'queue.refused'`);
  expect(said.rows).toEqual([{ jobs: '1' }]);
});
