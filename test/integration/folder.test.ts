import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FOLDER_NAMES, type FolderNames } from '../../adapters/folder/settings.ts';
import { FolderOffice } from '../../adapters/folder/simulator/index.ts';
import { VIC_FOLDERS } from '../../adapters/vic/index.ts';
import { underTest } from '../../src/cli/conform/places.ts';
import { pointsFor } from '../../src/cli/conform/points/index.ts';
import { openProvince } from '../../src/cli/conform/province.ts';
import { type Link, openReference, writeReport } from '../../src/cli/conform/reference/index.ts';
import { runPoints } from '../../src/cli/conform/run.ts';
import { takeSeat } from '../../src/cli/conform/seat.ts';
import { deliveryTo } from '../support/clerks.ts';
import { type ConnectionHub, connectionHub } from '../support/connection-hub.ts';
import { letter, PREDECESSOR } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { states, until } from './delivery-fixture.ts';

let ground: ConnectionHub;
let office: FolderOffice;
let directory: string;

beforeAll(async () => {
  ground = await connectionHub();
  directory = path.join(ground.folder, 'xa');
  office = await new FolderOffice(directory, 'doi-thong').open();
  await ground.connect({ name: 'thu-muc-xa', adapter: 'folder', settings: { directory }, of: CODES.communeA });
  await ground.receiveBy(CODES.communeA, 'thu-muc-xa', 'doi-thong');
});
afterAll(() => ground?.close());

const database = () => ground.it.database.database;
const arrived = (deliveryId: string) =>
  until(database(), sql`(select state = 'arrived' from delivery where id = ${deliveryId}::uuid)`);

test('a document has left when it lies in the folder, and has arrived when the office has taken it', async () => {
  const { xml } = letter({ from: CODES.home, to: [CODES.communeA] });
  const answer = await ground.office.accepted(CODES.home, xml);
  const { id } = deliveryTo(answer, CODES.communeA);
  await until(database(), sql`(select state = 'left' from delivery where id = ${id}::uuid)`);
  expect(await office.names('den')).toEqual([`${id}.edxml`]);
  const duties = () => ground.office.db.execute(sql`select kind from duty where delivery_id = ${id}::uuid`);
  expect((await duties()).rows).toContainEqual({ kind: 'notice' });
  const [taken] = await office.take();
  expect(taken!.bytes).toEqual(xml);
  await arrived(id);
  expect((await duties()).rows).not.toContainEqual({ kind: 'notice' });
  const events = await ground.office.events(answer.documentId);
  expect(events.filter((one) => one.startsWith('delivery.'))).toEqual([
    'delivery.queued',
    'delivery.sent',
    'delivery.left',
    'delivery.arrived',
  ]);
});

test('a file whose delivery has outlived its rule holds up the outcome of none behind it', async () => {
  const { db } = ground.office;
  const gone = 'dropped:018f0000-0000-7000-8000-000000000000';
  await db.execute(sql`
    insert into connection_state (connection, key, value)
    values ('thu-muc-xa', ${gone}, to_jsonb(${path.join(directory, 'khong-con.edxml')}::text))`);
  const answer = await ground.office.accepted(CODES.home, letter({ from: CODES.home, to: [CODES.communeA] }).xml);
  const { id } = deliveryTo(answer, CODES.communeA);
  await until(database(), sql`(select state = 'left' from delivery where id = ${id}::uuid)`);
  await office.take();
  await arrived(id);
  await until(database(), sql`not exists (select from connection_state where key = ${gone})`);
});

test('what the office puts there is sent in its name; half a file is left alone until it is whole', async () => {
  const { xml } = letter({ from: CODES.communeA, to: [CODES.finance] });
  const unfinished = await office.begin('cong-van 12.edxml', xml.subarray(0, 500));
  const other = letter({ from: CODES.communeA, to: [CODES.home] });
  await office.send('cong-van 13.edxml', other.xml);
  await expect.poll(() => office.names('di')).toEqual(['cong-van 12.edxml.tmp']);
  expect(await ground.office.inbox(CODES.home)).toHaveLength(1);
  await unfinished.finish(xml.subarray(500));
  await expect.poll(() => office.names('da-gui')).toEqual(['cong-van 12.edxml', 'cong-van 13.edxml']);
  expect(await ground.office.inbox(CODES.finance)).toHaveLength(1);
});

test('a file that is no document is set aside once, with the reason beside it in both languages', async () => {
  await office.send('hong.edxml', Buffer.from('<edXML><edXMLEnvelope>'));
  const foreign = letter({ from: CODES.finance, to: [CODES.home] });
  await office.send('cua-nguoi-khac.edxml', foreign.xml);
  await office.send('cu.edxml', PREDECESSOR);
  await expect
    .poll(() => office.names('loi'))
    .toEqual(['cu.edxml', 'cua-nguoi-khac.edxml', 'hong.edxml'].flatMap((name) => [name, `${name}.txt`]));
  expect(await office.read('loi', 'cu.edxml.txt')).toContain('PREDECESSOR_FORMAT');
  const reason = await office.read('loi', 'cua-nguoi-khac.edxml.txt');
  expect(reason).toContain('SENDER_NOT_ALLOWED');
  expect(reason).toMatch(/[ạảấầẩậ]/);
  await expect.poll(() => office.names('di')).toEqual([]);
  // Written once the file has been set aside.
  const told = () => ground.office.db.execute(sql`select 1 from event where type = 'connection.refused'`);
  await expect.poll(async () => (await told()).rows.length).toBe(3);
});

test('a link to a file outside is not followed', async () => {
  const secret = path.join(ground.folder, 'master.key');
  await writeFile(secret, letter({ from: CODES.communeA, to: [CODES.home] }).xml);
  await office.link('link.edxml', secret);
  const after = letter({ from: CODES.communeA, to: [CODES.home] });
  await office.send('sau.edxml', after.xml);
  await expect.poll(() => office.names('di')).toEqual(['link.edxml']);
  expect(await office.names('da-gui')).toContain('sau.edxml');
});

test('a share that is not mounted holds up nobody else, and loses nothing when it is back', async () => {
  const away = `${directory}-away`;
  await rename(directory, away);
  const { xml } = letter({ from: CODES.home, to: [CODES.communeA, CODES.communeB] });
  const answer = await ground.office.accepted(CODES.home, xml);
  const { id } = deliveryTo(answer, CODES.communeA);
  await until(
    database(),
    sql`exists (select from attempt where delivery_id = ${id}::uuid and error_code = 'FOLDER_UNAVAILABLE')
      and exists (select from connection where down_since is not null)`,
  );
  expect(await states(database(), answer.documentId)).toMatchObject({ [CODES.communeB]: 'available' });
  await mkdir(path.dirname(directory), { recursive: true });
  await rename(away, directory);
  await until(database(), sql`(select state = 'left' from delivery where id = ${id}::uuid)`);
  await office.take();
  await arrived(id);
  const told = (type: string) => until(database(), sql`exists (select from event where type = ${type})`);
  await Promise.all([told('connection.down'), told('connection.up')]);
});

test('an agency that changes its system gets there what waits, and keeps what it was given', async () => {
  const hoped = letter({ from: CODES.home, to: [CODES.communeB] });
  await ground.connect({
    name: 'chua-gan',
    adapter: 'folder',
    settings: { directory: path.join(ground.folder, 'khong-co') },
    of: CODES.communeB,
  });
  await ground.receiveBy(CODES.communeB, 'chua-gan', 'doi-sim');
  const answer = await ground.office.accepted(CODES.home, hoped.xml);
  const { id } = deliveryTo(answer, CODES.communeB);
  await until(database(), sql`exists (select from attempt where delivery_id = ${id}::uuid and outcome = 'retry')`);
  const sim = await new FolderOffice(directory, 'doi-sim').open();
  await ground.receiveBy(CODES.communeB, 'thu-muc-xa', 'doi-sim');
  await until(database(), sql`(select state = 'left' from delivery where id = ${id}::uuid)`);
  expect((await sim.take()).map((one) => one.name)).toEqual([`${id}.edxml`]);
  await arrived(id);
});

test('a folder outside of the allowed roots is not touched', async () => {
  await ground.connect({ name: 'ngoai', adapter: 'folder', settings: { directory: '/etc' }, of: CODES.finance });
  await until(database(), sql`(select down_reason like '%/etc%' from connection where name = 'ngoai')`);
});

/** How the program of an office with a folder is reached: it knows nothing of the hub but its two folders. */
function folderLink(its: FolderOffice, own: string, { incoming }: FolderNames): Link {
  let files = 0;
  const put = async (bytes: Buffer) => {
    const name = `tu-he-thong-${++files}.edxml`;
    await its.send(name, bytes);
    return name;
  };
  return {
    async waiting() {
      const names = (await readdir(path.join(its.home, incoming))).filter((name) => !name.endsWith('.tmp')).sort();
      return names.map((name) => ({
        deliveryId: name,
        fetch: () => readFile(path.join(its.home, incoming, name)),
        acknowledge: () => rm(path.join(its.home, incoming, name)),
        // What is not taken lies there.
        complain: async () => {},
      }));
    },
    async report(entry, code, description) {
      await put(writeReport(own, entry, code, description));
    },
    async confirmRecall(entry) {
      await put(writeReport(own, entry!, '15', 'Đã hủy văn bản bị thu hồi'));
    },
    send: put,
    word: async () => 'sent',
    close: async () => {},
  };
}

const TREES = [
  { adapter: 'folder', names: FOLDER_NAMES },
  { adapter: 'vic', names: VIC_FOLDERS },
];

test('where a share was, an empty mount point takes nothing on and says nothing of what lay in it', async () => {
  const send = async () => {
    const answer = await ground.office.accepted(CODES.home, letter({ from: CODES.home, to: [CODES.communeA] }).xml);
    return deliveryTo(answer, CODES.communeA).id;
  };
  const { db } = ground.office;
  const stateOf = async (id: string) => (await db.execute(sql`select state from delivery where id = ${id}::uuid`)).rows;
  const lying = await send();
  await until(database(), sql`(select state = 'left' from delivery where id = ${lying}::uuid)`);
  const away = `${directory}-away`;
  await rename(directory, away);
  await mkdir(directory);
  // One that is looked at before it, in a folder that is there.
  const first = 'dropped:018f0000-0000-7000-8000-000000000000';
  await db.execute(sql`
    insert into connection_state (connection, key, value)
    values ('thu-muc-xa', ${first}, to_jsonb(${path.join(ground.folder, 'khong-con.edxml')}::text))`);
  const waiting = await send();
  await until(
    database(),
    sql`exists (select from attempt where delivery_id = ${waiting}::uuid and error_code = 'FOLDER_UNAVAILABLE')
      and not exists (select from connection_state where key = ${first})`,
  );
  expect(await stateOf(lying)).toEqual([{ state: 'left' }]);
  expect(await readdir(directory)).toEqual([]);
  await rm(directory, { recursive: true });
  await rename(away, directory);
  expect((await office.take()).map(({ name }) => name)).toEqual([`${lying}.edxml`]);
  await arrived(lying);
});

test('an office that keeps the rules passes the conformance kit through its folder, VIC too', {
  timeout: 240_000,
}, async () => {
  const { it, folder } = ground;
  const { url, config, vault, database } = it.hub;
  const parts = { url, vxpBasePath: config.vxpBasePath, vault, database, owner: it.database.owner };
  const province = await openProvince(parts, path.join(folder, 'bo-kiem-tra'), 'vi');
  const play = async ({ adapter, names }: (typeof TREES)[number], number: number) => {
    const settings = { directory: path.join(folder, `thu-${adapter}`) };
    const { code } = underTest(number);
    const its = await new FolderOffice(settings.directory, code, names).open();
    const reference = await openReference(code);
    const seat = await takeSeat(province, { target: 'connection', number, connection: { adapter, settings } });
    const person = reference.connect(seat, folderLink(its, code, names));
    const stage = { province, seat, person, patienceMs: 45_000, largestBytes: 1_000_000 };
    const results = await runPoints(stage, pointsFor('connection'), { atOnce: 6 });
    await Promise.all([reference.close(), seat.close()]);
    return results;
  };
  for (const results of await Promise.all(TREES.map(play))) {
    expect(results.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
    expect(results.length).toBeGreaterThan(18);
  }
  await province.close();
});
