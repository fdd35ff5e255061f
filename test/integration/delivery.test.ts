import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  acknowledge,
  cancelDeliveries,
  findDelivery,
  listInbox,
  listWork,
  type PlannedDelivery,
  releaseContent,
  reportPullFailure,
} from '../../src/delivery/index.ts';
import type { Reader } from '../../src/platform/database.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Ground, prepareGround, pulled, pushed, states } from './delivery-fixture.ts';

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

const inTx = <T>(run: (tx: Parameters<typeof acknowledge>[0]) => Promise<T>) => base.database.db.transaction(run);
const fetch = (id: string) => inTx((tx) => releaseContent(tx, id, 'system:recipient'));
const ack = (id: string) => inTx((tx) => acknowledge(tx, id, 'system:recipient'));
const inbox = (handoverId: string, more = {}) =>
  listInbox(base.database.db, { handoverIds: [handoverId], limit: 50, ...more });

async function count(table: 'event' | 'receipt', type: string, deliveryId: string): Promise<number> {
  const result = await base.database.db.execute<{ n: number }>(
    sql`select count(*)::int as n from ${sql.identifier(table)} where type = ${type} and delivery_id = ${deliveryId}`,
  );
  return result.rows[0]!.n;
}

describe('creating deliveries', () => {
  test('each recipient that cannot be served fails with its own reason and the others go out', async () => {
    const [good, closed, unconnected, small] = await Promise.all([1, 2, 3, 4].map(() => ground.agency()));
    const document = await ground.document();
    const bad = (agency: NonNullable<typeof good>, reception: PlannedDelivery['reception']): PlannedDelivery => ({
      addressedCode: agency.code,
      agencyId: agency.id,
      reception,
      predecessors: [],
    });
    const tiny = { kind: 'pull', maxBytes: 10 } as const;
    const created = await ground.create(document, [
      pulled(good!),
      { addressedCode: 'Z99', agencyId: null, reception: { outcome: 'unknown' }, predecessors: [] },
      bad(closed!, { outcome: 'closed', since: '2025-07-01' }),
      bad(unconnected!, { outcome: 'not-connected' }),
      bad(small!, { outcome: 'open', handover: small!, channel: tiny, via: 'own' }),
    ]);
    expect(created.map((one) => [one.state, one.reasonCode])).toEqual([
      ['available', null],
      ['failed', 'RECIPIENT_UNKNOWN'],
      ['failed', 'RECIPIENT_CLOSED'],
      ['failed', 'RECIPIENT_NOT_CONNECTED'],
      ['failed', 'RECIPIENT_CANNOT_TAKE'],
    ]);
    expect(await count('event', 'delivery.failed', created[1]!.id)).toBe(1);
    expect(await count('receipt', 'ContentConsignmentFailure', created[1]!.id)).toBe(1);
  });

  test('a repeated sending adds only the recipients that were not served', async () => {
    const [first, second, later] = [await ground.agency(), await ground.agency(), await ground.agency()];
    const document = await ground.document();
    const unknown = { addressedCode: later.code, agencyId: null, predecessors: [] } as const;
    await ground.create(document, [pulled(first), { ...unknown, reception: { outcome: 'unknown' } }]);
    const again = await ground.create(document, [
      pulled(first),
      { ...unknown, reception: { outcome: 'unknown' } },
      pulled(second),
    ]);
    expect(again.map((one) => one.addressedCode)).toEqual([second.code]);
    const known = await ground.create(document, [pulled(first), pulled(later), pulled(second)]);
    expect(known.map((one) => [one.addressedCode, one.state])).toEqual([[later.code, 'available']]);
  });

  test('5,000 recipients are created at once', async () => {
    const [agency, document] = [await ground.agency(), await ground.document()];
    const plans = Array.from({ length: 5_000 }, (_, index) => ({
      ...pulled(agency),
      addressedCode: `X${index}`,
      agencyId: `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    }));
    const created = await ground.create(document, plans);
    expect(created).toHaveLength(5_000);
    expect(created[0]!.members).toHaveLength(5_000);
    expect((await inbox(agency.id)).items).toHaveLength(1);
  });
});

describe('a group', () => {
  test('addresses that end at one agency are one inbox item and share every step', async () => {
    const [office, council, committee] = [await ground.agency(), await ground.agency(), await ground.agency()];
    const document = await ground.document();
    const created = await ground.create(document, [
      pulled(council, { handover: office }),
      pulled(committee, { handover: office }),
    ]);
    const { items } = await inbox(office.id);
    expect(items).toHaveLength(1);
    expect(items[0]!.addressed.map((one) => one.code)).toEqual([council.code, committee.code]);
    const follower = created[1]!;
    expect((await fetch(follower.id)).id).toBe(follower.id);
    await ack(follower.id);
    expect(await states(base.database, document.id)).toEqual({
      [council.code]: 'arrived',
      [committee.code]: 'arrived',
    });
    for (const one of created) expect(await count('receipt', 'ContentHandover', one.id)).toBe(1);
  });
});

describe('pull', () => {
  test('the inbox lists by rank in pages that neither skip nor repeat', async () => {
    const agency = await ground.agency();
    for (const priority of [0, 2, 0, 3, 0]) {
      await ground.create(await ground.document({ priority }), [pulled(agency)]);
    }
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await inbox(agency.id, { limit: 2, ...(after && { after }) });
      seen.push(...page.items.map((item) => item.deliveryId));
      after = page.next ?? undefined;
    } while (after);
    const whole = (await inbox(agency.id)).items;
    expect(seen).toEqual(whole.map((item) => item.deliveryId));
    expect(new Set(seen).size).toBe(5);
    expect(whole.map((item) => item.urgent)).toEqual([true, true, false, false, false]);
    await expect(inbox(agency.id, { after: 'nonsense' })).rejects.toMatchObject({ code: 'INBOX_CURSOR_INVALID' });
  });

  test('content is consigned once, and handed over once however many acknowledge at the same time', async () => {
    const agency = await ground.agency();
    const [delivery] = await ground.create(await ground.document(), [pulled(agency)]);
    await expect(ack(delivery!.id)).rejects.toMatchObject({ code: 'DELIVERY_NOT_RELEASED' });
    await Promise.all([fetch(delivery!.id), fetch(delivery!.id)]);
    const answers = await Promise.all(Array.from({ length: 6 }, () => ack(delivery!.id)));
    expect(answers.map((one) => one.state)).toEqual(Array(6).fill('arrived'));
    expect(new Set(answers.map((one) => one.arrivedAt!.getTime())).size).toBe(1);
    for (const [table, type] of [
      ['event', 'delivery.fetched'],
      ['receipt', 'ContentConsignment'],
      ['event', 'delivery.arrived'],
      ['receipt', 'ContentHandover'],
    ] as const) {
      expect([type, await count(table, type, delivery!.id)]).toEqual([type, 1]);
    }
    expect((await inbox(agency.id)).items).toEqual([]);
  });

  test('a status message earns events and no receipts', async () => {
    const agency = await ground.agency();
    const [delivery] = await ground.create(await ground.document({ kind: 'status' }), [pulled(agency)]);
    await fetch(delivery!.id);
    await ack(delivery!.id);
    expect(await count('event', 'delivery.arrived', delivery!.id)).toBe(1);
    expect(await count('receipt', 'ContentHandover', delivery!.id)).toBe(0);
  });

  test('an update is neither listed nor released before the document it changes is acknowledged', async () => {
    const agency = await ground.agency();
    const [original] = await ground.create(await ground.document(), [pulled(agency)]);
    const [update] = await ground.create(await ground.document({ priority: 3 }), [
      pulled(agency, { predecessors: [original!.id] }),
    ]);
    const first = (await inbox(agency.id)).items;
    expect(first.map((item) => item.deliveryId)).toEqual([original!.id]);
    expect(first[0]!.urgent).toBe(true);
    await expect(fetch(update!.id)).rejects.toMatchObject({ code: 'DELIVERY_WAITS' });
    await fetch(original!.id);
    await ack(original!.id);
    expect((await inbox(agency.id)).items.map((item) => item.deliveryId)).toEqual([update!.id]);
  });

  test('nothing waits for a predecessor that is settled already', async () => {
    const agency = await ground.agency();
    const [original] = await ground.create(await ground.document(), [pulled(agency)]);
    await fetch(original!.id);
    await ack(original!.id);
    const [update] = await ground.create(await ground.document(), [pulled(agency, { predecessors: [original!.id] })]);
    expect((await inbox(agency.id)).items.map((item) => item.deliveryId)).toEqual([update!.id]);
  });
});

describe('cancelling', () => {
  test('withdraws what has not left the hub and gives back what has', async () => {
    const [waiting, reading, push] = [
      await ground.agency(),
      await ground.agency(),
      await ground.agency({ url: 'http://192.0.2.1/' }),
    ];
    const document = await ground.document();
    const [available, fetched, due] = await ground.create(document, [pulled(waiting), pulled(reading), pushed(push)]);
    const [behind] = await ground.create(await ground.document(), [pulled(waiting, { predecessors: [available!.id] })]);
    await fetch(fetched!.id);
    await inTx((tx) => reportPullFailure(tx, available!.id, { actor: 'system:reader' }, { retrySchedule: [900] }));
    const ids = [available!.id, fetched!.id, due!.id];
    const result = await inTx((tx) => cancelDeliveries(tx, ids, 'RECALLED', 'system:sender'));
    expect(result.cancelled.map((one) => one.id).sort()).toEqual([available!.id, due!.id]);
    expect(result.released.map((one) => one.id)).toEqual([fetched!.id]);
    expect((await inbox(waiting.id)).items.map((item) => item.deliveryId)).toEqual([behind!.id]);
    await expect(fetch(available!.id)).rejects.toMatchObject({ code: 'DELIVERY_WITHDRAWN' });
    expect((await base.database.db.execute(sql`select 1 from pull_failure`)).rows).toEqual([]);
    const left = await base.database.db.execute(sql`select 1 from dispatch where delivery_id = ${due!.id}`);
    expect(left.rows).toEqual([]);
    expect((await findDelivery(base.database.db, due!.id))!.reasonCode).toBe('RECALLED');
  });
});

test.each(['new', 'open'] as const)(
  "a clerk's list of what is %s is read from an index that has nothing else",
  async (view) => {
    const { id } = await ground.agency();
    const plan = await inTx(async (tx) => {
      const lines: string[] = [];
      // As for a table that is too long to be read whole.
      await tx.execute(sql`set local enable_seqscan = off`);
      const explains = {
        async execute(query: SQL) {
          const { rows } = await tx.execute<{ 'QUERY PLAN': string }>(sql`explain (costs off) ${query}`);
          lines.push(...rows.map((row) => row['QUERY PLAN']));
          return { rows: [] };
        },
      } as unknown as Reader;
      await listWork(explains, { handoverIds: [id], view, limit: 50 });
      return lines.filter((line) => line.includes('on delivery_')).join('\n');
    });
    expect(plan).toMatch(/_handover_id_urgency_id_idx/);
    expect(plan).not.toMatch(/Seq Scan|_handover_id_id_idx/);
  },
);
