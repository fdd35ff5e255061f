import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../src/platform/ids.ts';
import { type Agency, receptions, setChannel } from '../../src/registry/index.ts';
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

describe('a document for an agency and for its successor', () => {
  test('is one handover when both wait', async () => {
    const [old, heir] = [await ground.agency(), await ground.agency()];
    const document = await ground.document();
    const [a, b] = await it.send(document, [old, heir]);
    await it.close(old, heir);
    await it.move();
    expect(await it.inbox(heir)).toMatchObject([
      { deliveryId: b!.id, addressed: [{ code: old.code }, { code: heir.code }] },
    ]);
    expect((await it.now(document)).map((one) => one.leadId)).toEqual([b!.id, b!.id]);
    await it.take(a!.id);
    expect((await it.now(document)).map((one) => one.state)).toEqual(['arrived', 'arrived']);
  });

  test('is not sent again to a successor that has it: the address shares its arrival, receipt and all', async () => {
    const [old, heir] = [await ground.agency(HOOK), await ground.agency()];
    const document = await ground.document();
    const [a, b] = await it.send(document, [old, heir]);
    await it.take(b!.id);
    await it.close(old, heir);
    await it.move();
    expect((await it.now(document)).map((one) => one.state)).toEqual(['arrived', 'arrived']);
    expect(await it.laneOf(a!.id)).toBeNull();
    const { rows } = await base.database.db.execute(
      sql`select type from receipt where delivery_id = ${a!.id} and type = 'ContentHandover'`,
    );
    expect(rows).toHaveLength(1);
  });

  test('waits for the outcome of what is being sent to the successor, beside which it is not sent', async () => {
    const [old, heir] = [await ground.agency(), await ground.agency(HOOK)];
    const document = await ground.document();
    const [, b] = await it.send(document, [old, heir]);
    const started = await it.begin(b!);
    await it.close(old, heir);
    await it.move();
    expect((await it.now(document)).map((one) => one.state)).toEqual(['available', 'sending']);
    await it.end(started, { outcome: 'delivered' } as const);
    await it.move();
    expect((await it.now(document)).map((one) => one.state)).toEqual(['arrived', 'arrived']);
  });
});

describe('order', () => {
  test('survives the move: an update is never listed or claimable before its document, wherever they went', async () => {
    const [old, heir] = [await ground.agency(), await ground.agency()];
    const [original, update] = [await ground.document(), await ground.document()];
    const [, first] = [await ground.document(), (await it.send(original, [old, heir]))[0]!];
    const [second] = await it.send(update, [old], [first]);
    await it.close(old, heir);
    await it.move();
    expect((await it.inbox(heir)).map((item) => item.documentId)).toEqual([original.id]);
    const [lead] = await it.inbox(heir);
    await it.take(lead!.deliveryId);
    expect((await it.inbox(heir)).map((item) => item.deliveryId)).toEqual([second!.id]);
  });
});

describe('a channel that changes', () => {
  const channel = (agency: Agency, to: 'pull' | 'webhook') =>
    base.database.db.transaction((tx) =>
      setChannel(
        tx,
        ground.vault,
        agency.id,
        to === 'pull' ? { kind: 'pull' } : { kind: 'webhook', ...HOOK, secret: SECRET },
      ),
    );

  test('takes along what waits, to the inbox and back to a lane', async () => {
    const agency = await ground.agency(HOOK);
    const document = await ground.document();
    const [delivery] = await it.send(document, [agency]);
    await channel(agency, 'pull');
    await it.move();
    expect((await it.inbox(agency)).map((item) => item.deliveryId)).toEqual([delivery!.id]);
    expect(await it.laneOf(delivery!.id)).toBeNull();
    await channel(agency, 'webhook');
    await it.move();
    expect(await it.inbox(agency)).toEqual([]);
    expect(await it.laneOf(delivery!.id)).toBe(`agency:${agency.id}`);
    expect(await it.events(delivery!.id)).toEqual([
      'delivery.queued',
      'delivery.rerouted',
      'delivery.available',
      'delivery.rerouted',
      'delivery.queued',
    ]);
  });

  test('from an axis to the hub takes one agency out of the relay and leaves the others in it', async () => {
    const [leaves, stays] = [await ground.agency(), await ground.agency()];
    const set = (agency: Agency, axis: string | null) =>
      base.owner.db.execute(sql`update agency set axis = ${axis} where id = ${agency.id}`);
    await set(leaves, 'neighbour');
    await set(stays, 'neighbour');
    const document = await ground.document();
    const [a, b] = await it.send(
      document,
      [leaves, stays].map((one) => ({ ...one, axis: 'neighbour' })),
    );
    expect(b!.leadId).toBe(a!.id);
    await set(leaves, null);
    await it.move();
    expect(
      (await it.now(document)).map(({ id, leadId, channel: kind, members }) => [id, leadId, kind, members]),
    ).toEqual([
      [a!.id, a!.id, 'pull', [a!.id]],
      [b!.id, b!.id, 'axis', [b!.id]],
    ]);
    expect([await it.laneOf(a!.id), await it.laneOf(b!.id)]).toEqual([null, 'axis:neighbour']);
  });

  test('that cannot take a document holds it and says why', async () => {
    const agency = await ground.agency();
    const document = await ground.document({ bytes: Buffer.alloc(500) });
    await it.send(document, [agency]);
    await base.database.db.transaction((tx) =>
      setChannel(tx, ground.vault, agency.id, { kind: 'webhook', ...HOOK, secret: SECRET, maxBytes: 100 }),
    );
    await it.move();
    expect((await it.now(document))[0]).toMatchObject({ state: 'held', reasonCode: 'RECIPIENT_CANNOT_TAKE' });
  });
});

test('a group parts when only some of its addresses go elsewhere, and a later document waits for its own part only', async () => {
  const [committee, office, heir] = [await ground.agency(), await ground.agency(), await ground.agency()];
  await base.owner.db.execute(sql`delete from channel where agency_id = ${committee.id}`);
  await base.owner.db.execute(sql`update agency set contact_point_id = ${office.id} where id = ${committee.id}`);
  const [original, update] = [await ground.document(), await ground.document()];
  const together = await it.send(original, [committee, office]);
  expect(new Set(together.map((one) => one.leadId)).size).toBe(1);
  const [later] = await it.send(update, [office], [together[1]!]);
  await base.owner.db.execute(sql`update agency set contact_point_id = ${heir.id} where id = ${committee.id}`);
  await it.move();
  expect((await it.now(original)).map((one) => [one.handoverId, one.leadId === one.id])).toEqual([
    [heir.id, true],
    [office.id, true],
  ]);
  const { rows } = await base.database.db.execute(
    sql`select predecessor_id from predecessor where delivery_id = ${later!.id} and open`,
  );
  expect(rows).toEqual([{ predecessor_id: together[1]!.id }]);
});

test('mail that a slow transaction stores by the old directory is found after it commits', async () => {
  const [old, heir] = [await ground.agency(), await ground.agency()];
  const document = await ground.document();
  const before = await receptions(base.database.db, [old]);
  const slow = await base.owner.pool.connect();
  await slow.query('begin');
  await slow.query(`insert into transport_id (scope, transport_id, submission_id) values ('slow', 'slow', $1)`, [
    newId(),
  ]);
  await it.close(old, heir);
  await it.move();
  await it.move();
  const id = newId();
  await slow.query(
    `insert into delivery (id, document_id, addressed_code, agency_id, handover_id, channel, lead_id, members, state, kind,
       urgent, rank_at) values ($1, $2, $3, $4, $4, 'pull', $1, array[$1::uuid], 'available', 'document', false, now())`,
    [id, document.id, old.code, old.id],
  );
  await slow.query('commit');
  slow.release();
  expect(before.get(old.id)!.outcome).toBe('open');
  await it.move();
  expect((await it.now(document))[0]!.handoverId).toBe(heir.id);
});
