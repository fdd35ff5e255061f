import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyWebhook } from '../../adapters/webhook/index.ts';
import { acknowledge, findDelivery } from '../../src/delivery/index.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { redisAvailable, type TestRedis, testRedis } from '../support/redis.ts';
import {
  type Ground,
  type Mover,
  prepareGround,
  pushed,
  type Recipient,
  SECRET,
  startMover,
  startRecipient,
  states,
  until,
} from './delivery-fixture.ts';

const onRedis = redisAvailable();

for (const engine of ['postgres', 'redis'] as const) {
  describe.skipIf(engine === 'redis' && !onRedis)(`pushing with the queue on ${engine}`, () => {
    let base: TestDatabase;
    let ground: Ground;
    let redis: TestRedis | undefined;
    let movers: Mover[] = [];
    let recipients: Recipient[] = [];

    beforeAll(async () => {
      redis = engine === 'redis' ? await testRedis() : undefined;
    });
    beforeEach(async () => {
      base = await testDatabase({ max: 16 });
      ground = await prepareGround(base);
    });
    afterEach(async () => {
      await Promise.all(movers.map((mover) => mover.stop()));
      await Promise.all(recipients.map((recipient) => recipient.close()));
      [movers, recipients] = [[], []];
      await base.drop();
      await ground.clear();
    });
    afterAll(() => redis?.stop());

    const recipient = async (...args: Parameters<typeof startRecipient>) => {
      const one = await startRecipient(...args);
      recipients.push(one);
      return one;
    };
    const mover = async (settings: Parameters<typeof startMover>[1] = {}) => {
      const one = await startMover(ground, settings, redis?.url);
      movers.push(one);
      return one;
    };
    const idle = () => until(base.database, sql`select count(*) = 0 from dispatch`);
    const counts = async (id: string) => {
      const result = await base.database.db.execute<{ name: string; n: number }>(sql`
        select type as name, count(*)::int as n from event where delivery_id = ${id} group by 1
        union all select type, count(*)::int from receipt where delivery_id = ${id} group by 1`);
      return Object.fromEntries(result.rows.map((row) => [row.name, row.n]));
    };

    test('a signed call carries the bytes, and its 2xx is the arrival, with both receipts', async () => {
      const there = await recipient();
      const agency = await ground.agency(there);
      const document = await ground.document({ bytes: Buffer.from('<edXML/>') });
      await mover();
      const [delivery] = await ground.create(document, [pushed(agency)]);
      await idle();
      const call = there.calls[0]!;
      expect(call.body.toString()).toBe('<edXML/>');
      expect(call.headers['content-type']).toBe('application/edxml+xml');
      const bodySha256 = createHash('sha256').update(call.body).digest('hex');
      const headers = call.headers as Record<string, string>;
      expect(verifyWebhook([SECRET], { headers, bodySha256, nowMs: Date.now() })).toEqual({
        valid: true,
        id: delivery!.id,
      });
      expect(await states(base.database, document.id)).toEqual({ [agency.code]: 'arrived' });
      expect(await counts(delivery!.id)).toEqual({
        'delivery.queued': 1,
        'delivery.sent': 1,
        'delivery.arrived': 1,
        ContentConsignment: 1,
        ContentHandover: 1,
      });
    });

    test('the answer to a push is the notice of receipt: in time; the registration is owed from then on', async () => {
      const there = await recipient();
      const agency = await ground.agency(there);
      const document = await ground.document();
      await mover();
      const [delivery] = await ground.create(document, [pushed(agency)]);
      await idle();
      const rows = async (table: 'duty' | 'board_fact', columns: string) =>
        (await base.owner.pool.query(`select ${columns} from ${table} where agency_id = $1`, [agency.id])).rows;
      expect(await rows('duty', 'delivery_id as id, kind')).toEqual([{ id: delivery!.id, kind: 'registration' }]);
      expect(await rows('board_fact', 'figure, outcome')).toEqual([
        { figure: 'notice', outcome: 'kept' },
        { figure: 'arrival', outcome: '0' },
      ]);
    });

    test('eight dispatchers, each with connections of its own, never have more calls open than the cap', async () => {
      const there = await recipient(async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return 200;
      });
      const agency = await ground.agency({ url: there.url, cap: 4 });
      for (let n = 0; n < 32; n++) {
        await ground.create(await ground.document({ priority: n % 3 === 0 ? 2 : 0 }), [pushed(agency)]);
      }
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          const database = openDatabase({ url: base.url, max: 3 });
          const one = await startMover({ ...ground, test: { url: base.url, database } }, { batch: 4 }, redis?.url);
          movers.push({ ...one, stop: () => one.stop().then(() => database.close()) });
        }),
      );
      await idle();
      expect(there.peak()).toBeLessThanOrEqual(4);
      expect(there.peak()).toBeGreaterThan(1);
      expect(there.calls).toHaveLength(32);
      expect(new Set(there.calls.map((call) => call.deliveryId)).size).toBe(32);
    });

    test('a recipient that never answers, and one that is away, hold their own lanes only', async () => {
      const silent = await recipient(() => new Promise<number>(() => {}));
      const well = await recipient();
      const [mute, away, good] = [
        await ground.agency(silent),
        await ground.agency({ url: 'http://127.0.0.1:9/' }),
        await ground.agency(well),
      ];
      for (let n = 0; n < 10; n++) {
        await ground.create(await ground.document(), [pushed(mute), pushed(away), pushed(good)]);
      }
      await mover({ concurrency: 3 });
      await well.answered(10);
      const { rows } = await base.database.db.execute(sql`
        select handover_id as id, count(*) filter (where state = 'arrived')::int as n from delivery group by 1`);
      const arrived = Object.fromEntries(rows.map((row) => [row.id, row.n]));
      expect([arrived[mute.id], arrived[away.id]]).toEqual([0, 0]);
    });

    test('urgent mail passes a backlog through its own slot', async () => {
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const urgentIds = new Set<string>();
      const there = await recipient(async (call) => {
        if (!urgentIds.has(call.deliveryId)) await held;
        return 200;
      });
      const agency = await ground.agency({ url: there.url, cap: 2 });
      for (let n = 0; n < 5; n++) await ground.create(await ground.document(), [pushed(agency, { cap: 2 })]);
      await mover();
      await until(base.database, sql`select count(*) = 1 from dispatch where state = 'sending'`);
      const urgent = await ground.document({ priority: 3 });
      const [delivery] = await ground.create(urgent, [pushed(agency, { cap: 2 })]);
      urgentIds.add(delivery!.id);
      await until(base.database, sql`select state = 'arrived' from delivery where id = ${delivery!.id}`);
      release();
      await idle();
    });

    test('an update is pushed only after the document it changes, through every retry', async () => {
      const order: string[] = [];
      const there = await recipient((call, number) => {
        order.push(call.deliveryId);
        return number < 3 ? 503 : 200;
      });
      const agency = await ground.agency(there);
      const [first] = await ground.create(await ground.document(), [pushed(agency)]);
      const [second] = await ground.create(await ground.document({ priority: 3 }), [
        pushed(agency, { predecessors: [first!.id] }),
      ]);
      await mover();
      await idle();
      expect(order).toEqual([first!.id, first!.id, first!.id, second!.id]);
      expect(there.calls[3]!.headers['lienthong-predecessors']).toBe(first!.id);
      const attempts = await base.database.db.execute(sql`
        select number, outcome, http_status as status from attempt where delivery_id = ${first!.id} order by number`);
      expect(attempts.rows).toEqual([
        { number: 1, outcome: 'retry', status: 503 },
        { number: 2, outcome: 'retry', status: 503 },
        { number: 3, outcome: 'delivered', status: 200 },
      ]);
      expect(await counts(first!.id)).toMatchObject({ 'delivery.sent': 1, 'delivery.retry': 2, ContentConsignment: 1 });
    });

    test('a permanent refusal is a dead letter at once, and the sender is told why', async () => {
      const there = await recipient(() => 422);
      const agency = await ground.agency(there);
      await mover();
      const [delivery] = await ground.create(await ground.document(), [pushed(agency)]);
      await idle();
      const dead = (await findDelivery(base.database.db, delivery!.id))!;
      expect([dead.state, dead.reasonCode]).toEqual(['dead', 'DELIVERY_REFUSED']);
      expect(dead.reason!.vi.title).toContain('HTTP 422');
      expect(there.calls).toHaveLength(1);
      expect(await counts(delivery!.id)).toMatchObject({ 'delivery.dead': 1, ContentHandoverFailure: 1 });
    });

    test('a temporary failure past the deadline is the last one', async () => {
      const there = await recipient(() => 500);
      const agency = await ground.agency(there);
      const [delivery] = await ground.create(await ground.document(), [pushed(agency)]);
      await base.database.db.execute(sql`update dispatch set deadline_at = now() - interval '1 s'`);
      await mover();
      await idle();
      expect((await findDelivery(base.database.db, delivery!.id))!.reasonCode).toBe('DELIVERY_EXPIRED');
    });

    test('failures open the breaker, one probe at a time tries the lane, and an answer closes it', async () => {
      let well = false;
      const there = await recipient(() => (well ? 200 : 503));
      const agency = await ground.agency({ url: there.url, cap: 2 });
      for (let n = 0; n < 6; n++) await ground.create(await ground.document(), [pushed(agency, { cap: 2 })]);
      await mover({ breakerPause: 0.2 });
      await until(base.database, sql`select breaker = 'open' and failures > 5 from lane`);
      const whenOpen = there.peak();
      expect(whenOpen).toBe(1);
      well = true;
      await idle();
      const lane = await base.database.db.execute(sql`select breaker, failures from lane`);
      expect(lane.rows).toEqual([{ breaker: 'closed', failures: 0 }]);
      const told = await base.database.db.execute(
        sql`select type from event where type like 'lane.%' and agency_id = ${agency.id} order by id`,
      );
      expect(told.rows).toEqual([{ type: 'lane.opened' }, { type: 'lane.closed' }]);
    });

    test('failing lanes together hold at most a quarter of the worker slots', async () => {
      let peak = 0;
      let open = 0;
      const dead = await recipient(async () => {
        open += 1;
        peak = Math.max(peak, open);
        await new Promise((resolve) => setTimeout(resolve, 20));
        open -= 1;
        return 503;
      });
      const there = await recipient();
      for (let n = 0; n < 12; n++) {
        const agency = await ground.agency({ url: dead.url, cap: 1 });
        await ground.create(await ground.document(), [pushed(agency, { cap: 1 })]);
      }
      await base.database.db.execute(sql`update lane set failures = 1, failed_at = now()`);
      await Promise.all([1, 2].map(() => mover({ breakerFailures: 1_000 })));
      await until(base.database, sql`select count(*) >= 12 from attempt`);
      expect(peak).toBeLessThanOrEqual(2);
      const agency = await ground.agency(there);
      const [good] = await ground.create(await ground.document(), [pushed(agency)]);
      await until(base.database, sql`select state = 'arrived' from delivery where id = ${good!.id}`);
    });

    test('a delivery acknowledged while its push is under way arrives once, and the late answer changes nothing', async () => {
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const there = await recipient(async () => {
        await held;
        return 503;
      });
      const agency = await ground.agency(there);
      const [delivery] = await ground.create(await ground.document(), [pushed(agency)]);
      const moving = await mover();
      await until(base.database, sql`select count(*) = 1 from dispatch where state = 'sending'`);
      await base.database.db.transaction((tx) => acknowledge(tx, delivery!.id, 'system:recipient'));
      release();
      await moving.stop();
      movers = [];
      expect((await findDelivery(base.database.db, delivery!.id))!.state).toBe('arrived');
      expect(await counts(delivery!.id)).toMatchObject({ 'delivery.arrived': 1, ContentHandover: 1 });
      expect(await counts(delivery!.id)).not.toHaveProperty('delivery.retry');
    });

    test('a send without progress is cut before its lease ends and tried again', async () => {
      const there = await recipient((_, number) => (number === 1 ? new Promise<number>(() => {}) : 200));
      const agency = await ground.agency(there);
      const [delivery] = await ground.create(await ground.document(), [pushed(agency)]);
      await mover({ leaseSeconds: 0.6, abortBeforeSeconds: 0.3 });
      await idle();
      const attempts = await base.database.db.execute(sql`
        select outcome, error_code as code from attempt where delivery_id = ${delivery!.id} order by number`);
      expect(attempts.rows).toEqual([
        { outcome: 'retry', code: 'SEND_TIMEOUT' },
        { outcome: 'delivered', code: null },
      ]);
    });
  });
}
