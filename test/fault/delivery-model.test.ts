import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ground, prepareGround } from '../integration/delivery-fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seeded } from '../support/generated-xml.ts';
import { checkLife, command, drain, perform } from './model/commands.ts';
import { makeCrowd } from './model/crowd.ts';
import { makeRecipients, type Recipient, World } from './model/world.ts';

const LONG = process.env.LONG === '1';
/** Replayable: the seed of a failure is printed with the shortest sequence that fails. */
const SEED = Number(process.env.SEED ?? (LONG ? Date.now() : 5));
const RUNS = LONG ? 150 : 3;
const STEPS = LONG ? 100 : 60;

let base: TestDatabase;
let ground: Ground;
let recipients: Recipient[];

beforeAll(async () => {
  base = await testDatabase();
  ground = await prepareGround(base);
  recipients = await makeRecipients(ground);
});
afterAll(async () => {
  await base.drop();
  await ground.clear();
});

test(`whatever happens in whatever order: none lost, doubled or overtaken, all as the rules say (SEED=${SEED})`, {
  timeout: LONG ? 3_600_000 : 60_000,
}, async () => {
  let steps = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: STEPS, maxLength: STEPS, size: 'max' }), async (commands) => {
      // What a life that failed has left behind is nobody's: a shorter sequence must fail by itself.
      await base.owner.db.execute(sql`delete from dispatch`);
      const world = new World(ground, recipients);
      for (const one of commands) {
        await perform(world, one);
        await world.check();
        steps += 1;
      }
      await drain(world);
      await world.check();
      await checkLife(world);
    }),
    { seed: SEED, numRuns: RUNS, endOnFailure: !LONG },
  );
  expect(steps).toBeGreaterThanOrEqual(RUNS * STEPS);
});

test(`a crowd at once: no deadlock, nobody waits for ever, none doubled or overtaken (SEED=${SEED})`, {
  timeout: LONG ? 3_600_000 : 60_000,
}, async () => {
  for (let life = 0; life < (LONG ? 40 : 1); life += 1) {
    const crowd = makeCrowd(ground, await makeRecipients(ground), seeded(SEED + life));
    const often = async (times: number, act: () => Promise<void>) => {
      for (let n = 0; n < times; n += 1) await act();
    };
    await Promise.all([
      often(12, crowd.send),
      often(12, crowd.send),
      often(20, crowd.dispatch),
      often(20, crowd.dispatch),
      often(25, crowd.fetch),
      often(20, crowd.report),
      often(10, crowd.sweep),
    ]);
    await crowd.settleAll();
    await crowd.check();
  }
});
