import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { AxisState, startSimulator } from '../../adapters/axis/simulator/index.ts';
import { addTraceHop } from '../../src/edxml/index.ts';
import { until } from '../integration/delivery-fixture.ts';
import { type AxisHub, axisHub } from '../support/axis-hub.ts';
import { letter } from '../support/letters.ts';
import { CODES } from '../support/province.ts';

let one: AxisHub;
const GOVERNMENT = CODES.government;
const MINISTRY = CODES.offline;
const NODE = '00.98.W00';
const HOP = { organId: '00.00.W00', timestamp: '2026/11/20 09:00:00' };
const BACK = { from: GOVERNMENT, to: [CODES.archives] };

beforeAll(async () => {
  one = await axisHub();
  const id = await one.province.agencyId(MINISTRY);
  await one.it.database.owner.db.execute(sql`update agency set axis = 'vpcp' where id = ${id}`);
});
afterAll(() => one.close());
beforeEach(() => {
  one.state.misbehaviour = {};
});

const database = () => one.it.database.database;

const mailTo = (to: string, xml: Buffer) => one.state.offer({ messageType: 'edoc', from: GOVERNMENT, to, bytes: xml });

test('an axis that ignores `to` gets a document once; what comes back of it is an echo, delivered to nobody again', async () => {
  one.state.misbehaviour = { ignoresTo: true };
  await one.save({ honoursTo: false });
  const sent = await one.send(GOVERNMENT, CODES.home);
  await one.stateIs(sent.id, GOVERNMENT, 'relayed');
  expect(one.state.taken.at(-1)).toMatchObject({ to: null, times: 1 });
  const echo = mailTo(CODES.home, sent.xml);
  await one.told(echo, 'done');
  const inbox = await one.office.inbox(CODES.home);
  expect(inbox.filter((item) => item.documentId === sent.id)).toHaveLength(1);
  expect(await one.office.events(sent.id)).toContain('document.echoed');
  await one.save();
});

test('a package for an agency that the axis serves itself is left to that agency: never acknowledged in its place', async () => {
  const sent = await one.send(GOVERNMENT);
  await one.stateIs(sent.id, GOVERNMENT, 'relayed');
  const own = mailTo(GOVERNMENT, sent.xml);
  const foreign = mailTo(MINISTRY, letter({ ...BACK, to: [MINISTRY, CODES.archives] }).xml);
  for (const id of [own, foreign]) {
    await until(
      database(),
      sql`exists (select 1 from event where type = 'axis.refused'
        and data @> ${JSON.stringify({ transportId: id, code: 'RECIPIENT_ELSEWHERE' })}::jsonb)`,
    );
  }
  await vi.waitFor(() => {
    expect(one.state.find(own)).toMatchObject({ status: 'FAIL', reason: 'RECIPIENT_ELSEWHERE' });
    expect(one.state.find(foreign)?.status).toBe('FAIL');
  });
  await one.stateIs(sent.id, GOVERNMENT, 'relayed');
});

test('what comes back for an agency that moved here after it was relayed is told as failed, not as arrived with nobody', async () => {
  const sent = await one.send(MINISTRY);
  await one.stateIs(sent.id, MINISTRY, 'relayed');
  const id = await one.province.agencyId(MINISTRY);
  const { db } = one.it.database.owner;
  await db.execute(sql`update agency set axis = null where id = ${id}`);
  const back = mailTo(MINISTRY, sent.xml);
  await expect.poll(() => one.state.find(back)).toMatchObject({ status: 'FAIL', reason: 'RECIPIENT_MOVED_HERE' });
  // Offered again it is known from memory, neither fetched anew nor taken for an echo.
  one.state.find(back)!.status = 'INITIAL';
  await expect.poll(() => one.state.find(back)?.status).toBe('FAIL');
  const { rows } = await database().db.execute(sql`
    select (select count(*)::int from submission where transport_id = ${back}) as taken,
      (select count(*)::int from event where type = 'axis.refused' and data ->> 'transportId' = ${back}) as told`);
  expect(rows).toEqual([{ taken: 1, told: 1 }]);
  await db.execute(sql`update agency set axis = 'vpcp' where id = ${id}`);
  await one.stateIs(sent.id, MINISTRY, 'relayed');
});

test('a document that goes in circles over two axes is relayed once, and ends at the ninth hop where nobody keeps a record', async () => {
  const beyond = new AxisState();
  const party = await startSimulator(beyond);
  await one.save({ insistsOnTrace: true, from: NODE }, 'dang', party);
  const id = await one.province.agencyId(CODES.archives);
  await one.it.database.owner.db.execute(sql`update agency set axis = 'dang' where id = ${id}`);
  const hops = async (xml: Buffer, times: number): Promise<Buffer> =>
    times === 0 ? xml : hops(await buffer((await addTraceHop(Readable.from([xml]), HOP))!), times - 1);
  const { xml } = letter({ from: GOVERNMENT, to: [CODES.archives] });
  await one.told(mailTo(CODES.archives, xml), 'done');
  await expect.poll(() => beyond.taken.length).toBe(1);
  await one.told(mailTo(CODES.archives, await hops(beyond.taken[0]!.bytes, 1)), 'done');

  const [eighth, ninth] = [await hops(letter(BACK).xml, 8), await hops(letter(BACK).xml, 9)];
  await one.told(mailTo(CODES.archives, eighth), 'done');
  const stopped = mailTo(CODES.archives, ninth);
  await one.told(stopped, 'fail');
  expect(one.state.find(stopped)?.reason).toBe('TOO_MANY_HOPS');
  await expect.poll(() => beyond.taken.length).toBe(2);
  expect(beyond.taken.map(({ times }) => times)).toEqual([1, 1]);
  await database().db.execute(sql`update axis set enabled = false where name = 'dang'`);
  await party.close();
});

test('one document that comes as a package for each of its recipients is one document with a delivery for each', async () => {
  const to = [CODES.home, CODES.finance, CODES.office];
  const sent = letter({ from: GOVERNMENT, to });
  // The office under its other code.
  const packages = [CODES.home, CODES.finance, 'H98.01'].map((code) => mailTo(code, sent.xml));
  for (const docId of packages) await one.told(docId, 'done');
  const { rows } = await database().db.execute<{ id: string; code: string }>(sql`
    select d.id, v.addressed_code as code from document d join delivery v on v.document_id = d.id
    where d.document_uid = ${sent.documentId}`);
  expect(new Set(rows.map((row) => row.id)).size).toBe(1);
  expect(rows.map((row) => row.code).sort()).toEqual([...to].sort());
  for (const code of to) {
    expect((await one.office.inbox(code)).filter((item) => item.documentId === rows[0]!.id)).toHaveLength(1);
  }
});
