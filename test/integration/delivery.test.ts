import { sql } from 'drizzle-orm';
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
  WORK_VIEWS,
  type WorkItem,
} from '../../src/delivery/index.ts';
import { newId } from '../../src/platform/ids.ts';
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

describe('a list of a clerk of several agencies', () => {
  let handoverIds: string[];

  beforeAll(async () => {
    handoverIds = (await Promise.all([1, 2, 3].map(() => ground.agency()))).map(({ id }) => id);
    for (const [index, id] of handoverIds.entries()) {
      const ids = sql.param(Array.from({ length: 600 }, () => newId()));
      // A third is not accepted yet, another not completed.
      await base.owner.db.execute(sql`
        insert into delivery (id, document_id, addressed_code, handover_id, channel, lead_id, state, kind, urgent, urgency,
          rank_at, business_code)
        select id, id, 'H01', ${id}, 'pull', id, 'arrived', 'document', false, (n * 7 + ${index}::int) % 4, now(),
          (array[null, '03', '06'])[n % 3 + 1]
        from unnest(${ids}::uuid[]) with ordinality as made(id, n)`);
    }
    await base.owner.db.execute(sql`analyze delivery`);
  });

  const CODES_OF = { new: [null], open: ['03'], all: [null, '03', '06'] };

  test.each(WORK_VIEWS)('has each document of "%s" once and in order, page by page', async (view) => {
    const found: WorkItem[] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const page = await listWork(base.database.db, { handoverIds, view, limit: 200, ...(after && { after }) });
      found.push(...page.items);
      after = page.next;
    }
    expect(new Set(found.map((one) => one.deliveryId)).size).toBe(handoverIds.length * CODES_OF[view].length * 200);
    expect(new Set(found.map((one) => one.businessCode))).toEqual(new Set(CODES_OF[view]));
    const rank = (one: WorkItem) => `${view === 'all' ? '' : one.urgency}${one.deliveryId}`;
    expect(found.map(rank)).toEqual(found.map(rank).sort().reverse());
  });

  test.each(WORK_VIEWS)('reads no more of "%s" than a page of each agency, however long the history', async (view) => {
    const read = await inTx(async (tx) => {
      const readSoFar = async () => {
        const { rows } = await tx.execute<{ n: number }>(sql`
          select sum(seq_tup_read + idx_tup_fetch)::int as n from pg_stat_xact_user_tables
          where relname like 'delivery\\_%'`);
        return rows[0]!.n;
      };
      const before = await readSoFar();
      const { next } = await listWork(tx, { handoverIds, view, limit: 20 });
      await listWork(tx, { handoverIds, view, limit: 20, after: next! });
      return (await readSoFar()) - before;
    });
    expect(read).toBeGreaterThan(40);
    expect(read).toBeLessThanOrEqual(2 * 3 * 22);
  });
});
