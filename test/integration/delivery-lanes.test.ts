import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SendResult } from '../../adapters/contract.ts';
import { beginSending } from '../../src/delivery/begin.ts';
import { claimDue } from '../../src/delivery/claim.ts';
import { listLanes, pauseLane, resumeLane } from '../../src/delivery/index.ts';
import { DEFAULT_SETTINGS } from '../../src/delivery/rules.ts';
import { settle } from '../../src/delivery/settle.ts';
import { sweepLeases } from '../../src/delivery/sweep.ts';
import { newId } from '../../src/platform/ids.ts';
import { type Agency, axisPrincipal, operatorPrincipal } from '../../src/registry/index.ts';
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
beforeEach(() => base.owner.db.execute(sql`truncate lane, dispatch`));

const settings = { ...DEFAULT_SETTINGS, retrySchedule: [0], jitter: 0, breakerFailures: 3 };
const inTx = <T>(run: (tx: Parameters<typeof settle>[0]) => Promise<T>) => base.database.db.transaction(run);
const claim = (urgent = false) => inTx((tx) => claimDue(tx, urgent, 100, settings));
const operator = { principal: operatorPrincipal('cli:lan'), why: 'Hệ thống nhận bảo trì' };

async function laneWith(mail: number, more: { cap?: number; rate?: number; priority?: number } = {}): Promise<Agency> {
  const { priority = 0, ...limits } = more;
  const agency = await ground.agency({ url: 'http://192.0.2.1/', ...limits });
  await addMail(agency, mail, priority, limits);
  return agency;
}

async function addMail(agency: Agency, count: number, priority: number, limits: { cap?: number; rate?: number } = {}) {
  for (let n = 0; n < count; n += 1) {
    await ground.create(await ground.document({ priority }), [pushed(agency, limits)]);
  }
}

/** One try on the only lane, from claim to result; false when nothing could be claimed. */
async function attempt(result: SendResult | { outcome: 'lost' }): Promise<boolean> {
  const [job] = await claim();
  if (!job) return false;
  const { id, epoch } = job.deliveries[0]!;
  const [started] = await inTx((tx) => beginSending(tx, [{ deliveryId: id, epoch, attemptId: newId() }], settings));
  await inTx((tx) => settle(tx, [{ started: started!, result }], settings));
  await base.database.db.execute(sql`update dispatch set state = 'due', epoch = epoch + 1 where state = 'claimed'`);
  return true;
}

const passTime = () => base.database.db.execute(sql`update lane set retry_at = now() - interval '1 ms'`);
async function lane() {
  const [one] = await listLanes(base.database.db, 10);
  return one!;
}
const pause = async () => {
  const { rows } = await base.database.db.execute<{ seconds: number }>(
    sql`select round(extract(epoch from retry_at - failed_at))::int as seconds from lane`,
  );
  return rows[0]!.seconds;
};

test('a breaker opens after as many failures in a row as the setting says, and not one earlier', async () => {
  await laneWith(2);
  await attempt({ outcome: 'retry' });
  await attempt({ outcome: 'retry' });
  expect((await lane()).breaker).toBe('closed');
  await attempt({ outcome: 'retry' });
  expect((await lane()).breaker).toBe('open');
  expect(await attempt({ outcome: 'delivered' })).toBe(false);
});

test('an answer between failures starts the count anew, a refusal is an answer, a lost lease is none', async () => {
  await laneWith(9);
  for (const outcome of ['retry', 'retry', 'permanent', 'retry', 'lost', 'retry'] as const) await attempt({ outcome });
  expect(await lane()).toMatchObject({ breaker: 'closed', failures: 2 });
  await attempt({ outcome: 'retry' });
  expect((await lane()).breaker).toBe('open');
});

test('an open breaker lets one probe through when its pause is over; failed, it pauses twice as long; answered, it closes', async () => {
  await laneWith(5);
  for (let n = 0; n < 3; n += 1) await attempt({ outcome: 'retry' });
  expect(await pause()).toBe(settings.breakerPause);
  await passTime();
  const [probe] = await claim();
  expect(probe!.deliveries).toHaveLength(1);
  expect((await lane()).breaker).toBe('half-open');
  expect(await claim(), 'one at a time').toEqual([]);
  await base.database.db.execute(sql`update dispatch set lease_until = now() - interval '1 s'`);
  await inTx((tx) => sweepLeases(tx, settings));

  expect(await attempt({ outcome: 'retry' }), 'a probe that was lost is made again').toBe(true);
  expect((await lane()).breaker).toBe('open');
  expect(await pause()).toBe(2 * settings.breakerPause);
  await passTime();
  await attempt({ outcome: 'delivered' });
  expect(await lane()).toMatchObject({ breaker: 'closed', failures: 0, retryAt: null });
});

test('a paused lane claims nothing, urgent mail neither, and what was claimed but not begun goes back', async () => {
  const agency = await laneWith(2);
  await addMail(agency, 1, 3);
  const [claimed] = await claim();
  expect(claimed!.deliveries).toHaveLength(2);
  await inTx((tx) => pauseLane(tx, agency.code, operator));
  expect([await claim(), await claim(true)]).toEqual([[], []]);
  const { id, epoch } = claimed!.deliveries[0]!;
  const begun = await inTx((tx) => beginSending(tx, [{ deliveryId: id, epoch, attemptId: newId() }], settings));
  expect(begun, 'a worker that holds an old claim does not send').toEqual([]);

  await base.database.db.execute(sql`update dispatch set queued_at = now() - interval '1 h'`);
  const paused = await lane();
  expect(paused).toMatchObject({ queued: 3, inFlight: 0, paused: { by: 'cli:lan', why: operator.why } });
  expect(paused.oldestSeconds).toBeGreaterThanOrEqual(3_600);

  await inTx((tx) => resumeLane(tx, agency.code, { ...operator, why: 'Đã xong' }));
  expect((await claim())[0]!.deliveries).toHaveLength(2);
  expect((await claim(true))[0]!.deliveries).toHaveLength(1);
  const { rows } = await base.database.db.execute(sql`
    select type, actor, data->>'why' as why from event where agency_id = ${agency.id} and type like 'lane.%' order by id`);
  expect(rows).toEqual([
    { type: 'lane.paused', actor: 'cli:lan', why: operator.why },
    { type: 'lane.resumed', actor: 'cli:lan', why: 'Đã xong' },
  ]);
});

test('only an operator pauses, with a reason, a lane that there is; who fetches by himself is not affected', async () => {
  const agency = await laneWith(0);
  const refuse = (name: string, by: Parameters<typeof pauseLane>[2]) => inTx((tx) => pauseLane(tx, name, by));
  const system = { principal: axisPrincipal('vpcp'), why: 'x' };
  await expect(refuse(agency.code, system)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(refuse(agency.code, { ...operator, why: ' ' })).rejects.toMatchObject({ code: 'WHY_MISSING' });
  await expect(refuse('H99.unknown', operator)).rejects.toMatchObject({ code: 'LANE_NOT_FOUND' });
  const fetching = await ground.agency();
  await expect(refuse(fetching.code, operator)).rejects.toMatchObject({ code: 'LANE_NOT_FOUND' });
  const [delivery] = await ground.create(await ground.document(), [pulled(fetching)]);
  expect(delivery!.state).toBe('available');
  await refuse(agency.code, operator);
  expect((await lane()).paused, 'before its first document').not.toBeNull();
});

test('the rate of a lane holds over all dispatchers, spreads over the minute, and keeps a token for urgent mail', async () => {
  const limits = { rate: 60, cap: 100 };
  const agency = await laneWith(12, limits);
  await addMail(agency, 3, 3, limits);
  // Six are saved up: a tenth of the minute's sixty.
  const claims = (await Promise.all(Array.from({ length: 8 }, () => claim()))).flat();
  expect(claims.flatMap((job) => job.deliveries)).toHaveLength(5);
  await base.database.db.execute(sql`update dispatch set state = 'due' where state = 'claimed'`);
  expect(await claim(), 'the last one is not for normal mail').toEqual([]);
  expect((await claim(true))[0]!.deliveries).toHaveLength(1);
  await base.database.db.execute(sql`update dispatch set state = 'due' where state = 'claimed'`);
  expect(await claim(true)).toEqual([]);
  await base.database.db.execute(sql`update lane set tokens_at = tokens_at - interval '3 s'`);
  expect((await claim())[0]!.deliveries).toHaveLength(2);
});

test('a claim looks at each lane once, even when PostgreSQL believes that nothing is due', async () => {
  const { db } = base.owner;
  await db.execute(
    sql`insert into lane (id, key) select gen_random_uuid(), 'agency:' || n from generate_series(1, 40) n`,
  );
  const fill = (state: string, each: number) =>
    db.execute(sql`
      insert into dispatch (delivery_id, lane_id, document_id, state, urgent, rank_at, due_at, deadline_at)
      select gen_random_uuid(), l.id, gen_random_uuid(), ${state}, false, now(), now(), now() + interval '3 days'
      from lane l, generate_series(1, ${each}::int)`);
  // What autovacuum sees while everything is being sent.
  await fill('claimed', 50);
  await db.execute(sql`analyze dispatch`);
  await db.execute(sql`delete from dispatch`);
  await fill('due', 20);
  const looks = await db.transaction(async (tx) => {
    expect(await claimDue(tx, false, 100, settings)).toHaveLength(40);
    const { rows } = await tx.execute<{ n: number }>(sql`
      select (seq_scan + idx_scan)::int as n from pg_stat_xact_user_tables where relname = 'dispatch'`);
    return rows[0]!.n;
  });
  expect(looks).toBeLessThan(40 * 50);
});
