import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginSending } from '../../src/delivery/begin.ts';
import { claimDue } from '../../src/delivery/claim.ts';
import {
  acknowledge,
  decideDeliveries,
  holdDelivery,
  redrive,
  releaseContent,
  releaseDelivery,
} from '../../src/delivery/index.ts';
import { DEFAULT_SETTINGS } from '../../src/delivery/rules.ts';
import { newId } from '../../src/platform/ids.ts';
import { type Agency, chooseHeir, operatorPrincipal, personPrincipal, setChannel } from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Ground, prepareGround, SECRET } from './delivery-fixture.ts';
import { HOOK, movingGround } from './delivery-moving-fixture.ts';

let base: TestDatabase;
let ground: Ground;
let it: ReturnType<typeof movingGround>;
beforeAll(async () => {
  base = await testDatabase({ max: 12 });
  ground = await prepareGround(base);
  it = movingGround(ground);
});
afterAll(async () => {
  await base.drop();
  await ground.clear();
});

test('a cap or rate that is changed holds for the lane at once, whether or not anything waits in it', async () => {
  const agency = await ground.agency(HOOK);
  const [delivery] = await it.send(await ground.document(), [agency]);
  await base.database.db.execute(sql`delete from dispatch where delivery_id = ${delivery!.id}`);
  await it.move();
  const channel = { kind: 'webhook', url: HOOK.url, secret: SECRET, cap: 9, rate: 30 } as const;
  await base.database.db.transaction((tx) => setChannel(tx, ground.vault, agency.id, channel));
  await it.move();
  const lanes = await base.database.db.execute(sql`select cap, rate from lane where key = ${`agency:${agency.id}`}`);
  expect(lanes.rows).toEqual([{ cap: 9, rate: 30 }]);
});

describe('when an agency closes, what waits for it', () => {
  test('is in the inbox of its successor, out of its own, and the sender is told', async () => {
    const [old, heir] = [await ground.agency(), await ground.agency()];
    const document = await ground.document();
    const [delivery] = await it.send(document, [old]);
    await it.close(old, heir);
    expect(await it.move()).toBe(1);
    expect((await it.inbox(heir)).map((item) => [item.deliveryId, item.addressed[0]!.code])).toEqual([
      [delivery!.id, old.code],
    ]);
    expect(await it.inbox(old)).toEqual([]);
    expect(await it.events(delivery!.id)).toEqual(['delivery.available', 'delivery.forwarded', 'delivery.available']);
    expect(await it.move()).toBe(0);
  });

  test('leaves the lane of the old recipient for that of the new one, and a claim of before is void', async () => {
    const [old, heir] = [await ground.agency(HOOK), await ground.agency(HOOK)];
    const [delivery] = await it.send(await ground.document(), [old]);
    const jobs = await base.database.db.transaction((tx) => claimDue(tx, false, 1_000, DEFAULT_SETTINGS));
    const claimed = jobs.flatMap((job) => job.deliveries).find((one) => one.id === delivery!.id)!;
    await it.close(old, heir);
    await it.move();
    expect(await it.laneOf(delivery!.id)).toBe(`agency:${heir.id}`);
    const start = { deliveryId: claimed.id, epoch: claimed.epoch, attemptId: newId() };
    const begun = await base.database.db.transaction((tx) => beginSending(tx, [start], DEFAULT_SETTINGS));
    expect(begun).toEqual([]);
  });

  test('stays when it is being sent or was fetched, and ends where it is', async () => {
    const [pushedTo, pulls, heir] = [await ground.agency(HOOK), await ground.agency(), await ground.agency()];
    const [one, other] = [await ground.document(), await ground.document()];
    const [sending] = await it.send(one, [pushedTo]);
    const [fetched] = await it.send(other, [pulls]);
    const started = await it.begin(sending!);
    await base.database.db.transaction((tx) => releaseContent(tx, fetched!.id, 'test'));
    await it.close(pushedTo, heir);
    await it.close(pulls, heir);
    await it.move();
    expect((await it.now(one))[0]).toMatchObject({ state: 'sending', handoverId: pushedTo.id });
    expect((await it.now(other))[0]).toMatchObject({ state: 'fetched', handoverId: pulls.id });
    await it.end(started, { outcome: 'delivered' } as const);
    await base.database.db.transaction((tx) => acknowledge(tx, fetched!.id, 'test'));
    expect([(await it.now(one))[0]!.state, (await it.now(other))[0]!.state]).toEqual(['arrived', 'arrived']);
  });

  test('goes after a failed try too, with all its tries before it', async () => {
    const [old, heir] = [await ground.agency(HOOK), await ground.agency(HOOK)];
    const document = await ground.document();
    const [delivery] = await it.send(document, [old]);
    await it.end(await it.begin(delivery!), { outcome: 'retry', code: 'HTTP_503' } as const);
    await it.close(old, heir);
    await it.move();
    expect(await it.laneOf(delivery!.id)).toBe(`agency:${heir.id}`);
    expect((await it.begin((await it.now(document))[0]!)).number).toBe(1);
  });

  test('is held when nobody takes over, and goes on when somebody does', async () => {
    const [old, heir] = [await ground.agency(), await ground.agency()];
    const document = await ground.document();
    const [delivery] = await it.send(document, [old]);
    await it.close(old);
    await it.move();
    expect((await it.now(document))[0]).toMatchObject({
      state: 'held',
      reasonCode: 'RECIPIENT_CLOSED',
      handoverId: null,
    });
    expect(await it.move()).toBe(0);
    await it.close(old, heir);
    await it.move();
    expect((await it.now(document))[0]).toMatchObject({ state: 'available', reasonCode: null, handoverId: heir.id });
    expect(await it.events(delivery!.id)).toContain('delivery.held');
  });

  test('follows a chain to its end, and comes back when the agency opens again', async () => {
    const [first, second, last] = [await ground.agency(), await ground.agency(), await ground.agency()];
    const document = await ground.document();
    await it.send(document, [first]);
    await it.close(first, second);
    await it.move();
    await it.close(second, last);
    await it.move();
    expect((await it.now(document))[0]!.handoverId).toBe(last.id);
    await base.owner.db.execute(sql`update agency set valid_to = null where id = ${first.id}`);
    await it.move();
    expect((await it.now(document))[0]!.handoverId).toBe(first.id);
  });

  test('a dead letter gets a new life with its successor, unless a later document went ahead of it', async () => {
    const [old, heir] = [await ground.agency(HOOK), await ground.agency(HOOK)];
    const [letter, late, update] = [await ground.document(), await ground.document(), await ground.document()];
    const [dead] = await it.send(letter, [old]);
    const [overtaken] = await it.send(late, [old]);
    const refused = { outcome: 'permanent', code: 'HTTP_404' } as const;
    for (const one of [dead!, overtaken!]) {
      await it.end(await it.begin(one), refused);
    }
    const [ahead] = await it.send(update, [old], [overtaken!]);
    await it.begin(ahead!);
    await it.close(old, heir);
    await it.move();
    expect((await it.now(letter))[0]).toMatchObject({ state: 'due', handoverId: heir.id, reasonCode: null });
    expect((await it.now(late))[0]!.state).toBe('dead');
  });
});

test('what failed for want of a successor is not sent to it after the update that it has, and goes before one that waits', async () => {
  const [old, heir] = [await ground.agency(), await ground.agency()];
  await it.close(old);
  const letters = [await ground.document(), await ground.document()];
  const failed = [(await it.send(letters[0]!, [old]))[0]!, (await it.send(letters[1]!, [old]))[0]!];
  expect(failed.map((one) => one.state)).toEqual(['failed', 'failed']);
  await it.close(old, heir);
  const updates = [await ground.document(), await ground.document()];
  for (const [index, update] of updates.entries()) {
    await base.owner.db.execute(
      sql`insert into document_reference values (${update.id}, ${letters[index]!.id}, 'updates')`,
    );
  }
  const [[taken]] = [await it.send(updates[0]!, [heir]), await it.send(updates[1]!, [heir])];
  await it.take(taken!.id);
  const by = { principal: operatorPrincipal('cli:test'), why: 'Đã có cơ quan kế thừa' };
  const results = await base.database.db.transaction((tx) =>
    redrive(
      tx,
      failed.map((one) => one.id),
      by,
      { deadlineSeconds: 3_600 },
    ),
  );
  expect(results.map((one) => one.problem?.code ?? 'sent')).toEqual(['SUPERSEDED', 'sent']);
  expect((await it.inbox(heir)).map((item) => item.deliveryId)).toEqual([failed[1]!.id]);
});

describe('what an operator keeps back', () => {
  test('stays when its agency closes, and released goes to the successor; the sender is told', async () => {
    const [old, heir] = [await ground.agency(), await ground.agency()];
    const document = await ground.document();
    const [delivery] = await it.send(document, [old]);
    const by = { principal: operatorPrincipal('cli:test'), why: 'Chờ xác minh' };
    await base.database.db.transaction((tx) => holdDelivery(tx, delivery!.id, by));
    await it.close(old, heir);
    expect(await it.move()).toBe(0);
    await base.database.db.transaction((tx) => releaseDelivery(tx, delivery!.id, by, 3_600));
    expect((await it.inbox(heir)).map((item) => item.deliveryId)).toEqual([delivery!.id]);
    expect(await it.inbox(old)).toEqual([]);
    expect(await it.events(delivery!.id)).toEqual([
      'delivery.available',
      'delivery.kept-back',
      'delivery.forwarded',
      'delivery.released',
    ]);
  });
});

describe('a split agency', () => {
  const by = { actor: 'cli:test', why: 'Hồ sơ địa chính' };

  test('keeps its mail until somebody decides: one delivery for one successor, all else for the heir', async () => {
    const [split, north, south] = [await ground.agency(), await ground.agency(), await ground.agency()];
    await it.close(split, north, south);
    const [land, other] = [await ground.document(), await ground.document()];
    const [[one], [rest]] = [await it.send(land, [split]), await it.send(other, [split])];
    expect([one!.state, rest!.state]).toEqual(['held', 'held']);
    await base.database.db.transaction((tx) => decideDeliveries(tx, [one!.id], split, south, by));
    await it.move();
    expect((await it.inbox(south)).map((item) => item.deliveryId)).toEqual([one!.id]);
    expect((await it.now(other))[0]!.state).toBe('held');
    await base.database.db.transaction((tx) => chooseHeir(tx, split, north));
    await it.move();
    expect((await it.inbox(north)).map((item) => item.deliveryId)).toEqual([rest!.id]);
    expect((await it.inbox(south)).map((item) => item.deliveryId)).toEqual([one!.id]);
    expect(await it.events(one!.id)).toContain('delivery.decided');
    expect((await it.send(await ground.document(), [split]))[0]).toMatchObject({
      state: 'available',
      handoverId: north.id,
    });
  });

  test('needs no decision once all its successors have merged into one agency: that one has its mail and its past', async () => {
    const [split, north, south, one] = [
      await ground.agency(),
      await ground.agency(),
      await ground.agency(),
      await ground.agency(),
    ];
    await it.close(split, north, south);
    const document = await ground.document();
    await it.send(document, [split]);
    const past = async () => (await personPrincipal(base.database.db, 'person:x', [one.id])).predecessorIds!;
    await it.close(north, one);
    await it.move();
    expect((await it.now(document))[0]!.state).toBe('held');
    expect([...(await past())]).toEqual([north.id]);
    await it.close(south, one);
    await it.move();
    expect((await it.now(document))[0]).toMatchObject({ state: 'available', handoverId: one.id });
    expect(await past()).toEqual(new Set([split.id, north.id, south.id]));
  });

  test('goes to none but its successors, and only what is held for it can be decided', async () => {
    const [split, north, south, stranger] = [
      await ground.agency(),
      await ground.agency(),
      await ground.agency(),
      await ground.agency(),
    ];
    await it.close(split, north, south);
    const decide = (id: string, to: Agency) =>
      base.database.db.transaction((tx) => decideDeliveries(tx, [id], split, to, by));
    const [held] = await it.send(await ground.document(), [split]);
    const [own] = await it.send(await ground.document(), [north]);
    await expect(decide(held!.id, stranger)).rejects.toMatchObject({ code: 'SUCCESSOR_UNKNOWN' });
    for (const id of [own!.id, newId(), 'no id']) {
      await expect(decide(id, north)).rejects.toMatchObject({ code: 'DELIVERY_NOT_HELD' });
    }
    const choice = base.database.db.transaction((tx) => chooseHeir(tx, split, stranger));
    await expect(choice).rejects.toMatchObject({ code: 'SUCCESSOR_UNKNOWN' });
  });
});
