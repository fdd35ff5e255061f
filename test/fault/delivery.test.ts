import { type ChildProcess, spawn } from 'node:child_process';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Ground,
  prepareGround,
  pushed,
  type Recipient,
  startMover,
  startRecipient,
  until,
} from '../integration/delivery-fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { LOADER } from '../support/loader.ts';

const LEASES = { leaseSeconds: 1, abortBeforeSeconds: 0.3, retrySchedule: [0.05] };
const DOCUMENTS = 40;

let base: TestDatabase;
let ground: Ground;
let there: Recipient;
let child: ChildProcess;

beforeAll(async () => {
  base = await testDatabase({ max: 16 });
  ground = await prepareGround(base);
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await there?.close();
  await base.drop();
  await ground.clear();
});

async function startProcess(): Promise<ChildProcess> {
  const script = new URL('./delivery-process.ts', import.meta.url).pathname;
  const args = ['--import', LOADER, script, base.url, ground.directory, JSON.stringify(LEASES)];
  const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    started.stdout!.once('data', () => resolve());
    started.once('exit', (code) => reject(new Error(`the worker process ended with ${code}`)));
  });
  return started;
}

test('a worker killed amid its sends loses nothing, and what it sent twice carries the same delivery id', async () => {
  let answering = true;
  there = await startRecipient(async () => {
    // Until the kill only a few answers get through, so that sends are under way when it comes.
    await new Promise((resolve) => setTimeout(resolve, 5));
    return answering ? 200 : new Promise<number>(() => {});
  });
  const agency = await ground.agency({ url: there.url, cap: 4 });
  const ids: string[] = [];
  for (let n = 0; n < DOCUMENTS; n++) {
    const [delivery] = await ground.create(await ground.document(), [pushed(agency)]);
    ids.push(delivery!.id);
  }
  child = await startProcess();
  await there.answered(8);
  answering = false;
  await until(base.database, sql`select count(*) = 3 from dispatch where state = 'sending'`);
  child.kill('SIGKILL');
  answering = true;

  const successor = await startMover(ground, LEASES);
  await until(base.database, sql`select count(*) = 0 from dispatch`);
  await successor.stop();

  const arrived = await base.database.db.execute<{ n: number }>(
    sql`select count(*)::int as n from delivery where state = 'arrived'`,
  );
  expect(arrived.rows[0]!.n).toBe(DOCUMENTS);
  const received = there.calls.map((call) => call.deliveryId);
  expect([...new Set(received)].sort()).toEqual([...ids].sort());
  const told = await base.database.db.execute<{ type: string; n: number }>(sql`
    select type, count(distinct delivery_id)::int as n, count(*)::int as all from event
    where type in ('delivery.sent', 'delivery.arrived') group by type order by type`);
  expect(told.rows).toEqual([
    { type: 'delivery.arrived', n: DOCUMENTS, all: DOCUMENTS },
    { type: 'delivery.sent', n: DOCUMENTS, all: DOCUMENTS },
  ]);
  const lost = await base.database.db.execute<{ n: number }>(
    sql`select count(*)::int as n from attempt where outcome = 'lost'`,
  );
  // Only sends that the kill cut off were made again: at most the lane's three slots, fewer when an answer came in time.
  expect(lost.rows[0]!.n).toBeGreaterThan(0);
  expect(lost.rows[0]!.n).toBeLessThanOrEqual(3);
  expect(received.length - DOCUMENTS).toBeLessThanOrEqual(lost.rows[0]!.n);
});
