import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { run, useEnvironment } from '../support/command.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Ground, prepareGround, pushed } from './delivery-fixture.ts';
import { operating } from './delivery-operating.ts';

let base: TestDatabase;
let ground: Ground;

beforeAll(async () => {
  base = await testDatabase();
  ground = await prepareGround(base);
  useEnvironment({ DATA_DIR: ground.directory, DATABASE_URL: base.url });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await base.drop();
  await ground.clear();
});

const WHY = ['--why', 'Nơi nhận đã sửa lỗi'];

test('an operator finds dead letters, tries a bulk redrive dry, does it, and doing it again does nothing', async () => {
  const on = operating(ground);
  const agency = await on.webhook();
  const ids = [(await on.dead(agency)).id, (await on.dead(agency)).id];
  const listed = await run('delivery', 'list', '--code', 'DELIVERY_REFUSED', '--json');
  expect(listed.json<{ items: { id: string }[] }>().items.map((one) => one.id)).toEqual([...ids].reverse());
  const bulk = ['delivery', 'retry', '--agency', agency.code, ...WHY, '--json'];
  expect((await run(...bulk, '--dry-run')).json()).toEqual({ dryRun: true, sent: 2, refused: [] });
  expect(await on.state(ids[0]!)).toBe('dead');
  expect((await run(...bulk)).json()).toMatchObject({ sent: 2 });
  expect((await run(...bulk)).json()).toMatchObject({ sent: 0, refused: [] });
  const named = await run('delivery', 'retry', ids[0]!, ...WHY, '--json');
  expect(named.code).toBe(3);
  expect(named.json<{ refused: { code: string }[] }>().refused[0]!.code).toBe('DELIVERY_NOT_STOPPED');
  const shown = await run('delivery', 'show', ids[0]!, '--lang', 'en');
  expect(shown.stdout).toContain('is sent as soon as its turn comes');
  expect(shown.stdout).toContain('HTTP_422');
});

test('hold, release, cancel, pause and resume say what they did, need a reason, and stand in the log with the account', async () => {
  const agency = await ground.agency({ url: 'http://192.0.2.1/' });
  const [delivery] = await ground.create(await ground.document(), [pushed(agency)]);
  const { id } = delivery!;
  expect((await run('delivery', 'hold', id)).code).toBe(2);
  for (const act of ['hold', 'release', 'cancel']) {
    expect(await run('delivery', act, id, ...WHY)).toMatchObject({ code: 0, stdout: expect.stringContaining(id) });
  }
  expect((await run('delivery', 'cancel', id, ...WHY)).code).toBe(3);
  expect(await run('lane', 'pause', agency.code, ...WHY)).toMatchObject({ code: 0 });
  const lanes = await run('lane', 'list');
  expect(lanes.stdout).toContain('Nơi nhận đã sửa lỗi');
  expect(await run('lane', 'resume', agency.code, ...WHY)).toMatchObject({ code: 0 });
  const { rows } = await base.database.db.execute<{ type: string; actor: string }>(sql`
    select type, actor from event where data->>'why' = ${WHY[1]} and (delivery_id = ${id} or type like 'lane.%') order by id`);
  expect(rows.map((row) => row.type)).toEqual([
    'delivery.kept-back',
    'delivery.released',
    'delivery.stopped',
    'lane.paused',
    'lane.resumed',
  ]);
  expect(rows.every((row) => row.actor.startsWith('cli:'))).toBe(true);
});
