import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moveWaiting } from '../../src/delivery/index.ts';
import { type Agency, receptions } from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Ground, prepareGround, type Recipient, startMover, startRecipient, until } from './delivery-fixture.ts';

let base: TestDatabase;
let ground: Ground;
beforeAll(async () => {
  base = await testDatabase({ max: 16 });
  ground = await prepareGround(base);
});
afterAll(async () => {
  await base.drop();
  await ground.clear();
});

const DOCUMENTS = 80;

/** Every fifth call is told to come again, so that retries and moves meet. */
async function busyRecipient(taken: string[]): Promise<Recipient> {
  return startRecipient(async (call, number) => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    if (number % 5 === 0) return 503;
    taken.push(call.deliveryId);
    return 204;
  });
}

test('a merger under load loses nothing and doubles nothing: each document is with the old or the new agency, once', async () => {
  const [atOld, atHeir]: [string[], string[]] = [[], []];
  const [oldSystem, heirSystem] = [await busyRecipient(atOld), await busyRecipient(atHeir)];
  const olds = [await ground.agency(oldSystem), await ground.agency(oldSystem), await ground.agency(oldSystem)];
  const heir = await ground.agency(heirSystem);
  const movers = [await startMover(ground, { batch: 5 }), await startMover(ground, { batch: 5 })];

  const store = async (to: readonly Agency[]) => {
    const today = await receptions(base.database.db, to);
    const plans = to.map((agency) => ({
      addressedCode: agency.code,
      agencyId: agency.id,
      reception: today.get(agency.id)!,
      predecessors: [],
    }));
    await ground.create(await ground.document(), plans);
  };
  const sending = (async () => {
    for (let n = 0; n < DOCUMENTS; n += 1) await store(n % 4 === 0 ? [olds[n % 3]!, heir] : [olds[n % 3]!]);
  })();
  await oldSystem.answered(20);
  for (const old of olds) {
    await base.owner.db.transaction(async (tx) => {
      await tx.execute(sql`update agency set valid_to = '2025-07-01' where id = ${old.id}`);
      await tx.execute(sql`insert into agency_successor (agency_id, successor_id, from_date)
        values (${old.id}, ${heir.id}, '2025-07-01')`);
    });
    await Promise.all([moveWaiting(base.database), moveWaiting(base.database)]);
  }
  await sending;
  let over = false;
  const rounds = (async () => {
    while (!over) await moveWaiting(base.database);
  })();
  await until(base.database, sql`select count(*) = 0 from dispatch`, 45_000);
  over = true;
  await rounds;
  await Promise.all(movers.map((one) => one.stop()));
  await Promise.all([oldSystem.close(), heirSystem.close()]);

  const { rows } = await base.database.db.execute<{
    id: string;
    lead: string;
    state: string;
    document: string;
    handover: string;
  }>(sql`select id, lead_id as lead, state, document_id as document, handover_id as handover from delivery`);
  expect(rows).toHaveLength(DOCUMENTS + Math.ceil(DOCUMENTS / 4));
  expect(rows.filter((row) => row.state !== 'arrived')).toEqual([]);
  const leads = rows.filter((row) => row.id === row.lead);
  expect([...atOld, ...atHeir].sort()).toEqual(leads.map((row) => row.id).sort());
  const handovers = leads.map((row) => `${row.document} ${row.handover}`);
  expect(new Set(handovers).size).toBe(handovers.length);
  expect(atOld.length).toBeGreaterThan(0);
  expect(atHeir.length).toBeGreaterThan(DOCUMENTS / 4);
}, 60_000);
