import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderReform } from '../../src/acts/reforms.ts';
import { moveWaiting } from '../../src/delivery/index.ts';
import type { ReformRow } from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const LONG = process.env.LONG === '1';
const DIRECTORY = 120_000;
const COMMUNES = 3_300;
const WAITING = 20_000;

let base: TestDatabase;
beforeAll(async () => {
  if (!LONG) return;
  base = await testDatabase();
  await base.owner.db.execute(sql`
    insert into agency (id, name, name_plain, search, level)
    select lpad(to_hex(n), 32, '0')::uuid, 'Cơ quan ' || n, 'co quan ' || n, ''::tsvector, 3
    from generate_series(1, ${DIRECTORY}) n`);
  await base.owner.db.execute(sql`
    insert into agency_code (code, agency_id, scheme, is_current)
    select 'H96.' || n, lpad(to_hex(n), 32, '0')::uuid, 'QD20', true from generate_series(1, ${DIRECTORY}) n`);
  await base.owner.db.execute(sql`insert into channel (agency_id, kind) select id, 'pull' from agency`);
  await base.owner.db.execute(sql`truncate rerouting; analyze agency, agency_code, channel`);
  await base.owner.db.execute(sql`
    with made as (select (lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0') || '7' ||
      lpad(to_hex(n), 19, '0'))::uuid as id, lpad(to_hex(1 + n % ${3 * COMMUNES}), 32, '0')::uuid as agency,
      1 + n % ${3 * COMMUNES} as number from generate_series(1, ${WAITING}) n)
    insert into delivery (id, document_id, addressed_code, agency_id, handover_id, channel, lead_id, members, state,
      kind, urgent, rank_at)
    select id, id, 'H96.' || number, agency, agency, 'pull', id, array[id], 'available', 'document', false, now()
    from made`);
}, 300_000);
afterAll(() => base?.drop());

describe.skipIf(!LONG)('a merged province', () => {
  test('of 3,300 communes from 9,900 in a directory of 120,000 is applied whole, and all that waits goes along', async () => {
    const rows: ReformRow[] = [];
    for (let n = 1; n <= COMMUNES; n += 1) {
      rows.push({ line: rows.length + 2, action: 'open', code: `H95.${n}`, name: `Xã mới ${n}`, level: '3' });
      for (const old of [n, n + COMMUNES, n + 2 * COMMUNES]) {
        rows.push({ line: rows.length + 2, action: 'merge', code: `H96.${old}`, target_codes: `H95.${n}` });
      }
    }
    const order = { name: 'tinh.csv', rows, at: '2025-07-01', actor: 'cli:test', why: 'NQ', dryRun: false };
    const start = performance.now();
    const ordered = await orderReform(base.database, order);
    const applied = performance.now();
    expect(ordered).toMatchObject({ state: 'applied', report: { merged: 3 * COMMUNES, inFlight: WAITING } });
    await base.owner.db.execute(sql`
      insert into channel (agency_id, kind) select id, 'pull' from agency where valid_from is not null`);
    const moving = performance.now();
    let moved = 0;
    for (let rounds = 0; rounds < 40 && moved < WAITING; rounds += 1) moved += await moveWaiting(base.database);
    const done = performance.now();
    expect(moved).toBe(WAITING);
    const { rows: left } = await base.database.db.execute(sql`
      select 1 from delivery d join agency a on a.id = d.handover_id where a.valid_to is not null limit 1`);
    expect(left).toEqual([]);
    console.info(
      `reform of ${rows.length} lines: ${seconds(applied - start)}; ${moved} moved: ${seconds(done - moving)}`,
    );
  }, 300_000);
});

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
