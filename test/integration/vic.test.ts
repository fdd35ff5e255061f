import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Vic } from '../../adapters/vic/simulator/index.ts';
import { connectionOf, matchUnits } from '../../src/connections/index.ts';
import {
  type AgencyRow,
  createSystem,
  importAgencies,
  issueVxpCredentials,
  resolveAgencies,
} from '../../src/registry/index.ts';
import { type ConnectionHub, connectionHub } from '../support/connection-hub.ts';
import { letter } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { until } from './delivery-fixture.ts';

/** As many as Cà Mau has. */
const UNITS = Array.from({ length: 440 }, (_, index) => `H98.${1_000 + index}`);
const [FIRST, SECOND] = UNITS as [string, string, ...string[]];

let ground: ConnectionHub;
let vic: Vic;

beforeAll(async () => {
  // Hundreds of folders are looked through in each round.
  ground = await connectionHub({ lookMs: 50, pollMs: 500, followMs: 500, fallbackMs: 500 });
  const { database, hub } = ground.it;
  const { db } = database.database;
  await importAgencies(database.owner, rows(), () => {});
  await db.execute(sql`update agency set signature_policy = 'verify-if-present'`);
  const agencies = await resolveAgencies(db, UNITS);
  const agencyIds = [...agencies.values()].map((one) => one.id);
  await db.transaction((tx) => createSystem(tx, { name: 'qlvb vic', agencyIds, scopes: ['send', 'receive'] }));
  const directory = path.join(ground.folder, 'vic');
  await mkdir(directory);
  await ground.connect({ name: 'vic', adapter: 'vic', settings: { directory }, of: 'vic' });
  await db.execute(sql`
    insert into channel (agency_id, kind, connection)
    select unnest(${sql.param(agencyIds)}::uuid[]), 'connection', 'vic'`);
  const credentials = await db.transaction((tx) => issueVxpCredentials(tx, hub.vault, 'qlvb vic'));
  vic = new Vic(directory, `${hub.url}/XrdAdapter/adapter`, credentials);
  await Promise.all(UNITS.map((unit) => vic.open(unit)));
});
afterAll(() => ground?.close());

async function* rows(): AsyncGenerator<AgencyRow> {
  for (const [index, code] of UNITS.entries()) {
    yield { line: index + 2, code, name: `Đơn vị ${index + 1} tỉnh Thử Nghiệm`, level: '2' } as AgencyRow;
  }
}

test('what goes to units of a tree of 440 is in the folder of each, and has arrived when each has taken it', async () => {
  const to = UNITS.filter((_, index) => index % 20 === 0);
  const { xml } = letter({ from: CODES.home, to });
  const { documentId } = await ground.office.accepted(CODES.home, xml);
  const all = (state: string) =>
    until(
      ground.it.database.database,
      sql`(select count(*) = ${to.length} from delivery where document_id = ${documentId}::uuid and state = ${state})`,
      45_000,
    );
  await all('left');
  const taken = await vic.take();
  expect([...taken.keys()].sort()).toEqual(to);
  for (const files of taken.values()) expect(files.map((one) => one.bytes.equals(xml))).toEqual([true]);
  await all('arrived');
});

test('VIC sends by the VXP door, and by its folder beside it; both come to the recipient as they were', async () => {
  const [byDoor, byFolder] = [FIRST, SECOND].map((from) => letter({ from, to: [CODES.home] })) as [
    ReturnType<typeof letter>,
    ReturnType<typeof letter>,
  ];
  expect(await vic.send(FIRST, byDoor.xml)).toMatch(/./);
  await vic.units.get(SECOND)!.send('cong-van.edxml', byFolder.xml);
  await expect.poll(() => vic.units.get(SECOND)!.names('DaGui')).toEqual(['cong-van.edxml']);
  expect(await ground.office.inbox(CODES.home)).toHaveLength(2);
  await vic.units.get(SECOND)!.send('cua-don-vi-khac.edxml', letter({ from: CODES.home, to: [CODES.finance] }).xml);
  await expect.poll(() => vic.units.get(SECOND)!.names('Loi')).toHaveLength(2);
});

test('a folder that is no agency and an agency without a folder are both told', async () => {
  await vic.open('H98.101');
  await vic.open('Phong thu');
  const { hub, database } = ground.it;
  const { db } = database.database;
  const { saved, connection } = await connectionOf({ ...hub, reader: db }, 'vic');
  const folders = (await connection.units!(new AbortController().signal)).filter((one) => one.address !== SECOND);
  const { units, missing } = await matchUnits(db, saved, folders);
  expect(units.filter((one) => one.receives)).toHaveLength(UNITS.length - 1);
  expect(units.filter((one) => !one.receives).map(({ unit, agency, by }) => [unit.name, agency?.code, by])).toEqual([
    ['H98.101', CODES.communeA, 'code'],
    ['Phong thu', undefined, null],
  ]);
  expect(missing.map((one) => one.code)).toEqual([SECOND]);
});
