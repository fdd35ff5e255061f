import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginSending } from '../../src/delivery/begin.ts';
import { claimDue } from '../../src/delivery/claim.ts';
import {
  acknowledge,
  type Delivery,
  type DocumentForDelivery,
  decideDeliveries,
  deliveriesOfDocuments,
  listInbox,
  moveWaiting,
  releaseContent,
} from '../../src/delivery/index.ts';
import { DEFAULT_SETTINGS } from '../../src/delivery/rules.ts';
import { settle } from '../../src/delivery/settle.ts';
import { newId } from '../../src/platform/ids.ts';
import { type Agency, chooseHeir, receptions, setChannel } from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Ground, prepareGround, SECRET } from './delivery-fixture.ts';

let base: TestDatabase;
let ground: Ground;
beforeAll(async () => {
  base = await testDatabase({ max: 12 });
  ground = await prepareGround(base);
});
afterAll(async () => {
  await base.drop();
  await ground.clear();
});

const hook = { url: 'http://127.0.0.1:9/in' };

/** The deliveries of a document to these agencies, by what the directory says today. */
async function send(document: DocumentForDelivery, to: readonly Agency[], after: readonly Delivery[] = []) {
  const today = await receptions(base.database.db, to);
  return ground.create(
    document,
    to.map((agency) => ({
      addressedCode: agency.code,
      agencyId: agency.id,
      reception: today.get(agency.id)!,
      predecessors: after.map((one) => one.id),
    })),
  );
}

async function close(agency: Agency, ...heirs: Agency[]): Promise<void> {
  await base.owner.db.transaction(async (tx) => {
    await tx.execute(sql`update agency set valid_to = '2025-07-01' where id = ${agency.id}`);
    for (const heir of heirs) {
      await tx.execute(sql`
        insert into agency_successor (agency_id, successor_id, from_date) values (${agency.id}, ${heir.id}, '2025-07-01')`);
    }
  });
}

const move = () => moveWaiting(base.database);
const inbox = async (agency: Agency) =>
  (await listInbox(base.database.db, { handoverIds: [agency.id], limit: 100 })).items;
const now = (document: DocumentForDelivery) => deliveriesOfDocuments(base.database.db, [document.id]);
const laneOf = async (id: string) => {
  const { rows } = await base.database.db.execute<{ key: string; epoch: number }>(sql`
    select l.key, d.epoch from dispatch d join lane l on l.id = d.lane_id where d.delivery_id = ${id}`);
  return rows[0]?.key ?? null;
};
const events = async (id: string) => {
  const { rows } = await base.database.db.execute<{ type: string }>(
    sql`select type from event where delivery_id = ${id} order by id`,
  );
  return rows.map((row) => row.type);
};

/** Claims what is due and begins to send this one; the others go back. */
async function begin(delivery: Delivery) {
  return base.database.db.transaction(async (tx) => {
    const jobs = await claimDue(tx, delivery.urgent, 1_000, DEFAULT_SETTINGS);
    const claimed = jobs.flatMap((job) => job.deliveries).find((one) => one.id === delivery.id)!;
    const [started] = await beginSending(
      tx,
      [{ deliveryId: claimed.id, epoch: claimed.epoch, attemptId: newId() }],
      DEFAULT_SETTINGS,
    );
    await tx.execute(
      sql`update dispatch set state = 'due', epoch = epoch + 1, lease_until = null where state = 'claimed'`,
    );
    return started!;
  });
}

describe('when an agency closes, what waits for it', () => {
  test('is in the inbox of its successor, out of its own, and the sender is told', async () => {
    const [old, heir] = [await ground.agency(), await ground.agency()];
    const document = await ground.document();
    const [delivery] = await send(document, [old]);
    await close(old, heir);
    expect(await move()).toBe(1);
    expect((await inbox(heir)).map((item) => [item.deliveryId, item.addressed[0]!.code])).toEqual([
      [delivery!.id, old.code],
    ]);
    expect(await inbox(old)).toEqual([]);
    expect(await events(delivery!.id)).toEqual(['delivery.available', 'delivery.forwarded', 'delivery.available']);
    expect(await move()).toBe(0);
  });

  test('leaves the lane of the old recipient for that of the new one, and a claim of before is void', async () => {
    const [old, heir] = [await ground.agency(hook), await ground.agency(hook)];
    const [delivery] = await send(await ground.document(), [old]);
    const jobs = await base.database.db.transaction((tx) => claimDue(tx, false, 1_000, DEFAULT_SETTINGS));
    const claimed = jobs.flatMap((job) => job.deliveries).find((one) => one.id === delivery!.id)!;
    await close(old, heir);
    await move();
    expect(await laneOf(delivery!.id)).toBe(`agency:${heir.id}`);
    const start = { deliveryId: claimed.id, epoch: claimed.epoch, attemptId: newId() };
    const begun = await base.database.db.transaction((tx) => beginSending(tx, [start], DEFAULT_SETTINGS));
    expect(begun).toEqual([]);
  });

  test('stays when it is being sent or was fetched, and ends where it is', async () => {
    const [pushedTo, pulls, heir] = [await ground.agency(hook), await ground.agency(), await ground.agency()];
    const [one, other] = [await ground.document(), await ground.document()];
    const [sending] = await send(one, [pushedTo]);
    const [fetched] = await send(other, [pulls]);
    const started = await begin(sending!);
    await base.database.db.transaction((tx) => releaseContent(tx, fetched!.id, 'test'));
    await close(pushedTo, heir);
    await close(pulls, heir);
    await move();
    expect((await now(one))[0]).toMatchObject({ state: 'sending', handoverId: pushedTo.id });
    expect((await now(other))[0]).toMatchObject({ state: 'fetched', handoverId: pulls.id });
    const settlement = { started, result: { outcome: 'delivered' } as const };
    await base.database.db.transaction((tx) => settle(tx, [settlement], DEFAULT_SETTINGS));
    await base.database.db.transaction((tx) => acknowledge(tx, fetched!.id, 'test'));
    expect([(await now(one))[0]!.state, (await now(other))[0]!.state]).toEqual(['arrived', 'arrived']);
  });

  test('goes after a failed try too, with all its tries before it', async () => {
    const [old, heir] = [await ground.agency(hook), await ground.agency(hook)];
    const document = await ground.document();
    const [delivery] = await send(document, [old]);
    const settlement = { started: await begin(delivery!), result: { outcome: 'retry', code: 'HTTP_503' } as const };
    await base.database.db.transaction((tx) => settle(tx, [settlement], DEFAULT_SETTINGS));
    await close(old, heir);
    await move();
    expect(await laneOf(delivery!.id)).toBe(`agency:${heir.id}`);
    expect((await begin((await now(document))[0]!)).number).toBe(1);
  });

  test('is held when nobody takes over, and goes on when somebody does', async () => {
    const [old, heir] = [await ground.agency(), await ground.agency()];
    const document = await ground.document();
    const [delivery] = await send(document, [old]);
    await close(old);
    await move();
    expect((await now(document))[0]).toMatchObject({ state: 'held', reasonCode: 'RECIPIENT_CLOSED', handoverId: null });
    expect(await move()).toBe(0);
    await close(old, heir);
    await move();
    expect((await now(document))[0]).toMatchObject({ state: 'available', reasonCode: null, handoverId: heir.id });
    expect(await events(delivery!.id)).toContain('delivery.held');
  });

  test('follows a chain to its end, and comes back when the agency opens again', async () => {
    const [first, second, last] = [await ground.agency(), await ground.agency(), await ground.agency()];
    const document = await ground.document();
    await send(document, [first]);
    await close(first, second);
    await move();
    await close(second, last);
    await move();
    expect((await now(document))[0]!.handoverId).toBe(last.id);
    await base.owner.db.execute(sql`update agency set valid_to = null where id = ${first.id}`);
    await move();
    expect((await now(document))[0]!.handoverId).toBe(first.id);
  });

  test('a dead letter gets a new life with its successor, unless a later document went ahead of it', async () => {
    const [old, heir] = [await ground.agency(hook), await ground.agency(hook)];
    const [letter, late, update] = [await ground.document(), await ground.document(), await ground.document()];
    const [dead] = await send(letter, [old]);
    const [overtaken] = await send(late, [old]);
    const refused = { outcome: 'permanent', code: 'HTTP_404' } as const;
    for (const one of [dead!, overtaken!]) {
      const settlement = { started: await begin(one), result: refused };
      await base.database.db.transaction((tx) => settle(tx, [settlement], DEFAULT_SETTINGS));
    }
    const [ahead] = await send(update, [old], [overtaken!]);
    await base.owner.db.execute(sql`
      insert into document_reference (document_id, refers_to_id, relation) values (${update.id}, ${late.id}, 'updates')`);
    await begin(ahead!);
    await close(old, heir);
    await move();
    expect((await now(letter))[0]).toMatchObject({ state: 'due', handoverId: heir.id, reasonCode: null });
    expect((await now(late))[0]!.state).toBe('dead');
  });
});

describe('a split agency', () => {
  const by = { actor: 'cli:test', why: 'Hồ sơ địa chính' };

  test('keeps its mail until somebody decides: one delivery for one successor, all else for the heir', async () => {
    const [split, north, south] = [await ground.agency(), await ground.agency(), await ground.agency()];
    await close(split, north, south);
    const [land, other] = [await ground.document(), await ground.document()];
    const [[one], [rest]] = [await send(land, [split]), await send(other, [split])];
    expect([one!.state, rest!.state]).toEqual(['held', 'held']);
    await base.database.db.transaction((tx) => decideDeliveries(tx, [one!.id], split, south, by));
    await move();
    expect((await inbox(south)).map((item) => item.deliveryId)).toEqual([one!.id]);
    expect((await now(other))[0]!.state).toBe('held');
    await base.database.db.transaction((tx) => chooseHeir(tx, split, north));
    await move();
    expect((await inbox(north)).map((item) => item.deliveryId)).toEqual([rest!.id]);
    expect((await inbox(south)).map((item) => item.deliveryId)).toEqual([one!.id]);
    expect(await events(one!.id)).toContain('delivery.decided');
    expect((await send(await ground.document(), [split]))[0]).toMatchObject({
      state: 'available',
      handoverId: north.id,
    });
  });

  test('goes to none but its successors, and only what is held for it can be decided', async () => {
    const [split, north, south, stranger] = [
      await ground.agency(),
      await ground.agency(),
      await ground.agency(),
      await ground.agency(),
    ];
    await close(split, north, south);
    const decide = (id: string, to: Agency) =>
      base.database.db.transaction((tx) => decideDeliveries(tx, [id], split, to, by));
    const [held] = await send(await ground.document(), [split]);
    const [own] = await send(await ground.document(), [north]);
    await expect(decide(held!.id, stranger)).rejects.toMatchObject({ code: 'SUCCESSOR_UNKNOWN' });
    for (const id of [own!.id, newId(), 'no id']) {
      await expect(decide(id, north)).rejects.toMatchObject({ code: 'DELIVERY_NOT_HELD' });
    }
    const choice = base.database.db.transaction((tx) => chooseHeir(tx, split, stranger));
    await expect(choice).rejects.toMatchObject({ code: 'SUCCESSOR_UNKNOWN' });
  });
});

describe('a document for an agency and for its successor', () => {
  test('is one handover when both wait', async () => {
    const [old, heir] = [await ground.agency(), await ground.agency()];
    const document = await ground.document();
    const [a, b] = await send(document, [old, heir]);
    await close(old, heir);
    await move();
    expect(await inbox(heir)).toMatchObject([
      { deliveryId: b!.id, addressed: [{ code: old.code }, { code: heir.code }] },
    ]);
    expect((await now(document)).map((one) => one.leadId)).toEqual([b!.id, b!.id]);
    await base.database.db.transaction((tx) => releaseContent(tx, a!.id, 'test'));
    await base.database.db.transaction((tx) => acknowledge(tx, a!.id, 'test'));
    expect((await now(document)).map((one) => one.state)).toEqual(['arrived', 'arrived']);
  });

  test('is not sent again to a successor that has it: the address shares its arrival, receipt and all', async () => {
    const [old, heir] = [await ground.agency(hook), await ground.agency()];
    const document = await ground.document();
    const [a, b] = await send(document, [old, heir]);
    await base.database.db.transaction((tx) => releaseContent(tx, b!.id, 'test'));
    await base.database.db.transaction((tx) => acknowledge(tx, b!.id, 'test'));
    await close(old, heir);
    await move();
    expect((await now(document)).map((one) => one.state)).toEqual(['arrived', 'arrived']);
    expect(await laneOf(a!.id)).toBeNull();
    const { rows } = await base.database.db.execute(
      sql`select type from receipt where delivery_id = ${a!.id} and type = 'ContentHandover'`,
    );
    expect(rows).toHaveLength(1);
  });

  test('waits for the outcome of what is being sent to the successor, beside which it is not sent', async () => {
    const [old, heir] = [await ground.agency(), await ground.agency(hook)];
    const document = await ground.document();
    const [, b] = await send(document, [old, heir]);
    const started = await begin(b!);
    await close(old, heir);
    await move();
    expect((await now(document)).map((one) => one.state)).toEqual(['available', 'sending']);
    const settlement = { started, result: { outcome: 'delivered' } as const };
    await base.database.db.transaction((tx) => settle(tx, [settlement], DEFAULT_SETTINGS));
    await move();
    expect((await now(document)).map((one) => one.state)).toEqual(['arrived', 'arrived']);
  });
});

describe('order', () => {
  test('survives the move: an update is never listed or claimable before its document, wherever they went', async () => {
    const [old, heir] = [await ground.agency(), await ground.agency()];
    const [original, update] = [await ground.document(), await ground.document()];
    const [, first] = [await ground.document(), (await send(original, [old, heir]))[0]!];
    const [second] = await send(update, [old], [first]);
    await close(old, heir);
    await move();
    expect((await inbox(heir)).map((item) => item.documentId)).toEqual([original.id]);
    const [lead] = await inbox(heir);
    await base.database.db.transaction((tx) => releaseContent(tx, lead!.deliveryId, 'test'));
    await base.database.db.transaction((tx) => acknowledge(tx, lead!.deliveryId, 'test'));
    expect((await inbox(heir)).map((item) => item.deliveryId)).toEqual([second!.id]);
  });
});

describe('a channel that changes', () => {
  const channel = (agency: Agency, to: 'pull' | 'webhook') =>
    base.database.db.transaction((tx) =>
      setChannel(
        tx,
        ground.vault,
        agency.id,
        to === 'pull' ? { kind: 'pull' } : { kind: 'webhook', ...hook, secret: SECRET },
      ),
    );

  test('takes along what waits, to the inbox and back to a lane', async () => {
    const agency = await ground.agency(hook);
    const document = await ground.document();
    const [delivery] = await send(document, [agency]);
    await channel(agency, 'pull');
    await move();
    expect((await inbox(agency)).map((item) => item.deliveryId)).toEqual([delivery!.id]);
    expect(await laneOf(delivery!.id)).toBeNull();
    await channel(agency, 'webhook');
    await move();
    expect(await inbox(agency)).toEqual([]);
    expect(await laneOf(delivery!.id)).toBe(`agency:${agency.id}`);
    expect(await events(delivery!.id)).toEqual([
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
    const [a, b] = await send(
      document,
      [leaves, stays].map((one) => ({ ...one, axis: 'neighbour' })),
    );
    expect(b!.leadId).toBe(a!.id);
    await set(leaves, null);
    await move();
    expect((await now(document)).map(({ id, leadId, channel: kind, members }) => [id, leadId, kind, members])).toEqual([
      [a!.id, a!.id, 'pull', [a!.id]],
      [b!.id, b!.id, 'axis', [b!.id]],
    ]);
    expect([await laneOf(a!.id), await laneOf(b!.id)]).toEqual([null, 'axis:neighbour']);
  });

  test('that cannot take a document holds it and says why', async () => {
    const agency = await ground.agency();
    const document = await ground.document({ bytes: Buffer.alloc(500) });
    await send(document, [agency]);
    await base.database.db.transaction((tx) =>
      setChannel(tx, ground.vault, agency.id, { kind: 'webhook', ...hook, secret: SECRET, maxBytes: 100 }),
    );
    await move();
    expect((await now(document))[0]).toMatchObject({ state: 'held', reasonCode: 'RECIPIENT_CANNOT_TAKE' });
  });
});

test('a group parts when only some of its addresses go elsewhere, and a later document waits for its own part only', async () => {
  const [committee, office, heir] = [await ground.agency(), await ground.agency(), await ground.agency()];
  await base.owner.db.execute(sql`delete from channel where agency_id = ${committee.id}`);
  await base.owner.db.execute(sql`update agency set contact_point_id = ${office.id} where id = ${committee.id}`);
  const [original, update] = [await ground.document(), await ground.document()];
  const together = await send(original, [committee, office]);
  expect(new Set(together.map((one) => one.leadId)).size).toBe(1);
  const [later] = await send(update, [office], [together[1]!]);
  await base.owner.db.execute(sql`update agency set contact_point_id = ${heir.id} where id = ${committee.id}`);
  await move();
  expect((await now(original)).map((one) => [one.handoverId, one.leadId === one.id])).toEqual([
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
  await close(old, heir);
  await move();
  await move();
  const id = newId();
  await slow.query(
    `insert into delivery (id, document_id, addressed_code, agency_id, handover_id, channel, lead_id, members, state, kind,
       urgent, rank_at) values ($1, $2, $3, $4, $4, 'pull', $1, array[$1::uuid], 'available', 'document', false, now())`,
    [id, document.id, old.code, old.id],
  );
  await slow.query('commit');
  slow.release();
  expect(before.get(old.id)!.outcome).toBe('open');
  await move();
  expect((await now(document))[0]!.handoverId).toBe(heir.id);
  await move();
  const { rows } = await base.database.db.execute(sql`select 1 from rerouting`);
  expect(rows).toEqual([]);
});
