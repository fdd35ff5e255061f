import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SendResult } from '../../adapters/contract.ts';
import { beginSending, type Started } from '../../src/delivery/begin.ts';
import { claimDue } from '../../src/delivery/claim.ts';
import { axisQueues, decideRelay, takeOpenRelays } from '../../src/delivery/index.ts';
import { DEFAULT_SETTINGS } from '../../src/delivery/rules.ts';
import { settle } from '../../src/delivery/settle.ts';
import { linkAnswered, linkSilent } from '../../src/links/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { axisPrincipal, holdLink, listAxes, releaseLink, saveAxis } from '../../src/registry/index.ts';
import { clerks } from '../support/clerks.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter, statusMessage } from '../support/letters.ts';
import { CODES, settleProvince } from '../support/province.ts';

let it: TestHub;
let office: ReturnType<typeof clerks>;
const AXIS = 'vpcp';
const OTHER = CODES.offline;

beforeAll(async () => {
  it = await testHub({ role: 'api' });
  const province = await settleProvince(it.database.owner, it.database.database);
  await owner().execute(sql`update agency set axis = ${AXIS} where id = ${await province.agencyId(OTHER)}`);
  office = clerks(it, province);
  const config = { name: AXIS, adapter: 'axis', baseUrl: 'http://127.0.0.1:9', settings: { dialect: 'rest' } };
  await office.db.transaction((tx) => saveAxis(tx, it.hub.vault, { ...config, secret: 'key' }));
});
afterAll(() => it.close());
beforeEach(async () => {
  await office.db.execute(sql`delete from dispatch`);
  await office.db.execute(sql`update axis set down_since = null`);
});

const owner = () => it.database.owner.db;

async function sendTo(...to: string[]) {
  const sent = letter({ from: CODES.committee, to });
  const { documentId } = await office.accepted(CODES.office, sent.xml);
  return documentId;
}

async function begin(): Promise<Started> {
  const [job] = await office.db.transaction((tx) => claimDue(tx, false, 10, DEFAULT_SETTINGS));
  const [{ id, epoch }] = job!.deliveries as [{ id: string; epoch: number }];
  const start = { deliveryId: id, epoch, attemptId: newId() };
  const [started] = await office.db.transaction((tx) => beginSending(tx, [start], DEFAULT_SETTINGS));
  return started!;
}

const end = (started: Started, result: SendResult) =>
  office.db.transaction((tx) => settle(tx, [{ started, result }], DEFAULT_SETTINGS));

async function stateOf(documentId: string): Promise<string[]> {
  const { rows } = await office.db.execute<{ line: string }>(sql`
    select addressed_code || ' ' || state || coalesce(' ' || reason_code, '') as line from delivery
    where document_id = ${documentId} order by addressed_code`);
  return rows.map((row) => row.line);
}

/** As if so much time had passed since everything about this link happened. */
const age = (interval: string) =>
  office.db.transaction(async (tx) => {
    await tx.execute(sql`update axis set down_since = down_since - ${interval}::interval where down_since is not null`);
    await tx.execute(sql`update dispatch set deadline_at = deadline_at - ${interval}::interval`);
  });

test('what waits only because the link is down outlives its deadline, and has its whole time left when the link is back', async () => {
  const documentId = await sendTo(CODES.government);
  await linkSilent(it.hub, { kind: 'axis', name: AXIS }, new Error('no route'));
  await age('4 days');
  await end(await begin(), { outcome: 'retry', code: 'OUTBOUND_UNREACHABLE' });
  expect(await stateOf(documentId)).toEqual([`${CODES.government} due`]);

  await linkAnswered(it.hub, { kind: 'axis', name: AXIS });
  const { rows } = await office.db.execute<{ due: boolean; left: number }>(sql`
    select due_at <= now() as due, extract(epoch from deadline_at - now())::float8 / 86400 as left from dispatch`);
  expect(rows[0]!.due).toBe(true);
  expect(rows[0]!.left).toBeCloseTo(3, 1);
});

test('a document that an answering axis never takes still ends at its deadline', async () => {
  const documentId = await sendTo(CODES.government);
  await age('4 days');
  await end(await begin(), { outcome: 'retry', code: 'VXP_20' });
  expect(await stateOf(documentId)).toEqual([`${CODES.government} dead DELIVERY_EXPIRED`]);
});

test('urgent mail is what tries a link that was down, whoever claims first', async () => {
  await sendTo(CODES.government);
  const flash = letter({ from: CODES.committee, to: [CODES.government], priority: 3 });
  const { deliveries } = await office.accepted(CODES.office, flash.xml);
  await office.db.execute(sql`update lane set breaker = 'open', retry_at = now() where key = ${`axis:${AXIS}`}`);
  const claim = (urgent: boolean) => office.db.transaction((tx) => claimDue(tx, urgent, 10, DEFAULT_SETTINGS));
  expect(await claim(false)).toEqual([]);
  expect(await claim(true)).toMatchObject([{ deliveries: [{ id: deliveries[0]!.id }] }]);
  await office.db.execute(sql`update lane set breaker = 'closed', retry_at = null where key = ${`axis:${AXIS}`}`);
});

test('the link is said to be down once, with since when and why, how much waits for it, and to people only if it lasts', async () => {
  await sendTo(CODES.government);
  await linkSilent(it.hub, { kind: 'axis', name: AXIS }, new Error('first'));
  const [first] = await listAxes(office.db);
  await linkSilent(it.hub, { kind: 'axis', name: AXIS }, new Error('second'));
  const [second] = await listAxes(office.db);
  expect(second).toMatchObject({ downSince: first!.downSince, downReason: 'Error: second' });
  expect(await axisQueues(office.db)).toMatchObject([{ axis: AXIS, waiting: 1, urgent: 0 }]);
  const alert = sql`select state, due_at > now() + interval '14 minutes' as later from alert order by id desc limit 1`;
  expect((await office.db.execute(alert)).rows).toEqual([{ state: 'waiting', later: true }]);
  await linkAnswered(it.hub, { kind: 'axis', name: AXIS });
  await linkAnswered(it.hub, { kind: 'axis', name: AXIS });
  expect((await office.db.execute(alert)).rows).toMatchObject([{ state: 'cancelled' }]);
  const { rows } = await office.db.execute<{ type: string }>(
    sql`select type from event where type in ('axis.down', 'axis.up') order by id desc limit 2`,
  );
  expect(rows.map((row) => row.type)).toEqual(['axis.up', 'axis.down']);
});

test('a relay that was taken and refused later fails those recipients with the reason, and nobody who has it', async () => {
  const documentId = await sendTo(CODES.government, OTHER);
  await end(await begin(), { outcome: 'relayed', remoteId: 'their-1', undecided: true });
  await office.db.execute(sql`update relay set follow_at = now()`);
  const [open] = await office.db.transaction((tx) => takeOpenRelays(tx, AXIS, 10));
  expect(open).toMatchObject({ remoteId: 'their-1', kind: 'document' });
  expect([...open!.recipients].sort()).toEqual([CODES.government, OTHER].sort());
  expect(await office.db.transaction((tx) => takeOpenRelays(tx, AXIS, 10))).toEqual([]);

  const refused = new Map([[OTHER, { code: 'SENDER_UNKNOWN', detail: 'not there' }]]);
  await office.db.transaction((tx) => decideRelay(tx, open!.deliveryId, refused, true));
  expect(await stateOf(documentId)).toEqual([`${CODES.government} relayed`, `${OTHER} failed SENDER_UNKNOWN`]);
  await office.db.execute(sql`update relay set follow_at = now() where follow_at is not null`);
  expect(await office.db.transaction((tx) => takeOpenRelays(tx, AXIS, 10))).toEqual([]);
  const receipts = await office.db.execute<{ type: string }>(
    sql`select type from receipt where document_id = ${documentId} and type like 'Relay%' order by issued_at, type`,
  );
  expect(receipts.rows.map((row) => row.type)).toEqual(['RelayAcceptance', 'RelayAcceptance', 'RelayFailure']);
});

test('one process works on a link at a time, and another takes over from one that stopped', async () => {
  const [one, other] = [newId(), newId()];
  expect(await holdLink(office.db, { kind: 'axis', name: AXIS }, one, 60)).toBe(true);
  expect(await holdLink(office.db, { kind: 'axis', name: AXIS }, other, 60)).toBe(false);
  expect(await holdLink(office.db, { kind: 'axis', name: AXIS }, one, 60)).toBe(true);
  await releaseLink(office.db, { kind: 'axis', name: AXIS }, one);
  expect(await holdLink(office.db, { kind: 'axis', name: AXIS }, other, 60)).toBe(true);
});

async function standing(documentId: string): Promise<Record<string, string>> {
  const { rows } = await office.db.execute<{ code: string; state: string; handed: boolean }>(sql`
    select d.addressed_code as code, d.state, exists (select from receipt r
      where r.document_id = d.document_id and r.delivery_id = d.id and r.type = 'ContentHandover') as handed
    from delivery d where d.document_id = ${documentId}`);
  return Object.fromEntries(rows.map(({ code, state, handed }) => [code, handed ? `${state}, handed over` : state]));
}

/** Two agencies behind one axis; the first reports before the axis has answered. */
async function reportedEarly() {
  const sent = letter({ from: CODES.committee, to: [CODES.government, OTHER] });
  const { documentId } = await office.accepted(CODES.office, sent.xml);
  const started = await begin();
  const status = statusMessage('01', CODES.government, { organId: CODES.committee, letter: sent });
  await office.accepted(CODES.office, status, { door: 'axis', principal: axisPrincipal('vpcp') });
  return { documentId, started };
}

test('a status from behind an axis is the arrival at its own agency, never at the others of the relay', async () => {
  const { documentId, started } = await reportedEarly();
  expect(await standing(documentId)).toEqual({ [CODES.government]: 'sending', [OTHER]: 'sending' });
  await end(started, { outcome: 'relayed', httpStatus: 201 });
  expect(await standing(documentId)).toEqual({ [CODES.government]: 'arrived, handed over', [OTHER]: 'relayed' });
});

test('an axis whose answer is lost is asked again for the others', async () => {
  const { documentId, started } = await reportedEarly();
  await end(started, { outcome: 'retry', code: 'SEND_FAILED' });
  expect(await standing(documentId)).toEqual({ [CODES.government]: 'due', [OTHER]: 'due' });
});

test('a relay that is given up has still arrived where it was reported on', async () => {
  const { documentId, started } = await reportedEarly();
  await end(started, { outcome: 'permanent', code: 'HTTP_400' });
  expect(await standing(documentId)).toEqual({ [CODES.government]: 'arrived, handed over', [OTHER]: 'dead' });
});

test('what came from an axis is never relayed back to it', async () => {
  const fromAxis = { door: 'axis', principal: axisPrincipal('vpcp') } as const;
  const sent = letter({ from: CODES.government, to: [CODES.home, OTHER] });
  const first = await office.accepted(CODES.office, sent.xml, fromAxis);
  expect(first.deliveries.map((one) => one.addressedCode)).toEqual([CODES.home]);
  const again = await office.accepted(CODES.office, sent.xml, fromAxis);
  expect(again.deliveries).toHaveLength(1);
  const theirs = letter({ from: CODES.government, to: [OTHER] });
  expect((await office.refusal(CODES.office, theirs.xml, fromAxis)).code).toBe('NO_RECIPIENT');
});
