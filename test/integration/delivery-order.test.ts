import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginSending } from '../../src/delivery/begin.ts';
import { claimDue } from '../../src/delivery/claim.ts';
import { listInbox, releaseContent, supersededBy, waitAgain } from '../../src/delivery/index.ts';
import { goBefore } from '../../src/delivery/order.ts';
import { DEFAULT_SETTINGS } from '../../src/delivery/rules.ts';
import { settle } from '../../src/delivery/settle.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Agency } from '../../src/registry/index.ts';
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

const settings = { ...DEFAULT_SETTINGS, retrySchedule: [0], jitter: 0 };
const inTx = <T>(run: (tx: Parameters<typeof settle>[0]) => Promise<T>) => base.database.db.transaction(run);
const recipient = () => ground.agency({ url: 'http://192.0.2.1/' });

async function push(agency: Agency, predecessors: readonly string[] = [], priority = 0): Promise<string> {
  const [made] = await ground.create(await ground.document({ priority }), [pushed(agency, { predecessors })]);
  return made!.id;
}

/** Claims what is due on every lane, begins it, and ends each try alike. Gives what was sent. */
async function sendAll(outcome: 'delivered' | 'permanent'): Promise<string[]> {
  const jobs = [
    ...(await inTx((tx) => claimDue(tx, true, 100, settings))),
    ...(await inTx((tx) => claimDue(tx, false, 100, settings))),
  ];
  const starts = jobs.flatMap((job) =>
    job.deliveries.map(({ id, epoch }) => ({ deliveryId: id, epoch, attemptId: newId() })),
  );
  const begun = await inTx((tx) => beginSending(tx, starts, settings));
  const result = outcome === 'delivered' ? { outcome } : { outcome, code: 'NO', detail: 'no' };
  await inTx((tx) =>
    settle(
      tx,
      begun.map((started) => ({ started, result })),
      settings,
    ),
  );
  return begun.map((one) => one.deliveryId);
}

describe('a dead letter that is sent again', () => {
  test('is refused once what follows it was released', async () => {
    const agency = await recipient();
    const original = await push(agency);
    expect(await sendAll('permanent')).toEqual([original]);
    const update = await push(agency, [original]);
    expect(await inTx((tx) => supersededBy(tx, [original]))).toEqual(new Map());
    expect(await sendAll('delivered')).toEqual([update]);
    expect(await inTx((tx) => supersededBy(tx, [original]))).toEqual(new Map([[original, update]]));
  });

  test('is waited for again by what was claimed but not sent, and by what died after it', async () => {
    const agency = await recipient();
    const original = await push(agency);
    await sendAll('permanent');
    const first = await push(agency, [original]);
    await sendAll('permanent');
    const second = await push(agency, [original, first]);
    const [job] = await inTx((tx) => claimDue(tx, false, 100, settings));
    expect(await inTx((tx) => supersededBy(tx, [original, first]))).toEqual(new Map());
    await inTx((tx) => waitAgain(tx, [original]));
    const { id, epoch } = job!.deliveries[0]!;
    expect(id).toBe(second);
    const begun = await inTx((tx) => beginSending(tx, [{ deliveryId: id, epoch, attemptId: newId() }], settings));
    expect(begun).toEqual([]);
    expect(await sendAll('delivered')).toEqual([]);
  });
});

describe('no deadlock', () => {
  test('a ring of references is never made: what is waited for does not wait in turn', async () => {
    const agency = await ground.agency();
    const [first] = await ground.create(await ground.document(), [pulled(agency)]);
    const [second] = await ground.create(await ground.document(), [pulled(agency, { predecessors: [first!.id] })]);
    await inTx((tx) => goBefore(tx, [{ deliveryId: second!.id, successorIds: [first!.id] }]));
    await inTx((tx) => goBefore(tx, [{ deliveryId: first!.id, successorIds: [first!.id] }]));
    const listed = (await listInbox(base.database.db, { handoverIds: [agency.id], limit: 10 })).items;
    expect(listed.map((one) => one.deliveryId)).toEqual([first!.id]);
  });

  test('many that follow the same documents at once neither wait in a circle nor lose their order', async () => {
    const agency = await recipient();
    const originals = await Promise.all(Array.from({ length: 4 }, () => push(agency)));
    const followers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => push(agency, n % 2 ? originals : [...originals].reverse(), n % 3)),
    );
    const sent: string[] = [];
    for (let round = 0; round < 20 && sent.length < 12; round += 1) {
      // A settling worker and a new follower meet on the same rows.
      const [now] = await Promise.all([sendAll('delivered'), push(await recipient(), originals, 2)]);
      sent.push(...now.filter((id) => originals.includes(id) || followers.includes(id)));
    }
    expect(new Set(sent).size).toBe(12);
    expect(sent.slice(0, 4).sort()).toEqual([...originals].sort());
  });
});

test('what urgent mail waits for, and what that waits for, becomes as urgent', async () => {
  const agency = await recipient();
  const first = await push(agency);
  const second = await push(agency, [first], 1);
  const third = await push(agency, [second], 3);
  const ranks = await base.database.db.execute<{ urgent: boolean; rank: string }>(sql`
    select urgent, rank_at::text as rank from dispatch where delivery_id in (${first}, ${second}, ${third})`);
  expect(ranks.rows.every((row) => row.urgent)).toBe(true);
  expect(new Set(ranks.rows.map((row) => row.rank)).size).toBe(1);
});

test('an older delivery that must follow a new one is not fetched before it', async () => {
  const agency = await ground.agency();
  const [update] = await ground.create(await ground.document({ priority: 3 }), [pulled(agency)]);
  const [original] = await ground.create(await ground.document(), [pulled(agency, { successors: [update!.id] })]);
  const listed = (await listInbox(base.database.db, { handoverIds: [agency.id], limit: 10 })).items;
  expect(listed.map((one) => one.deliveryId)).toEqual([original!.id]);
  await expect(inTx((tx) => releaseContent(tx, update!.id, 'test'))).rejects.toMatchObject({ code: 'DELIVERY_WAITS' });
  const row = await base.database.db.execute<{ urgent: boolean }>(
    sql`select urgent from delivery where id = ${original!.id}`,
  );
  expect(row.rows).toEqual([{ urgent: true }]);
});
