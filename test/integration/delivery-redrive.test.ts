import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { acknowledge, cancelDeliveries, inspectDelivery, redrive, releaseContent } from '../../src/delivery/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { type Agency, setChannel } from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Ground, prepareGround, pushed } from './delivery-fixture.ts';
import { by, codesOf, DEADLINE, operating } from './delivery-operating.ts';

let base: TestDatabase;
let ground: Ground;
let on: ReturnType<typeof operating>;

beforeAll(async () => {
  base = await testDatabase();
  ground = await prepareGround(base);
  on = operating(ground);
});
afterAll(async () => {
  await base.drop();
  await ground.clear();
});
beforeEach(() => base.owner.db.execute(sql`truncate dispatch, lane, predecessor, delivery`));

test('a dead letter is sent again under its own id, once, however often and by however many it is asked', async () => {
  const delivery = await on.dead(await on.webhook());
  const asked = await Promise.all([1, 2, 3, 4].map(() => on.again(delivery.id)));
  expect(asked.flatMap(codesOf).sort()).toEqual([
    'DELIVERY_NOT_STOPPED',
    'DELIVERY_NOT_STOPPED',
    'DELIVERY_NOT_STOPPED',
    'sent',
  ]);
  await on.attempt({ outcome: 'delivered', httpStatus: 204 });
  expect(await on.state(delivery.id)).toBe('arrived');
  expect(codesOf(await on.again(delivery.id))).toEqual(['DELIVERY_NOT_STOPPED']);
  expect(await on.eventsOf(delivery.id)).toEqual([{ type: 'delivery.redriven', actor: 'cli:lan', why: by.why }]);
  const { attempts } = await inspectDelivery(base.database.db, delivery.id);
  expect(attempts.map((one) => [one.number, one.outcome, one.code])).toEqual([
    [2, 'delivered', null],
    [1, 'permanent', 'HTTP_422'],
  ]);
});

test('a dry run says what would be done and does nothing', async () => {
  const delivery = await on.dead(await on.webhook());
  expect(codesOf(await on.inTx((tx) => redrive(tx, [delivery.id], by, { ...DEADLINE, dryRun: true })))).toEqual([
    'sent',
  ]);
  expect(await on.state(delivery.id)).toBe('dead');
});

test('a dead letter goes by the channel of today: who fetches by now must fetch before he acknowledges', async () => {
  const agency = await on.webhook();
  const delivery = await on.dead(agency);
  await on.inTx((tx) => setChannel(tx, ground.vault, agency.id, { kind: 'pull' }));
  await on.again(delivery.id);
  expect(await on.state(delivery.id)).toBe('available');
  const { rows } = await base.database.db.execute(sql`select 1 from dispatch`);
  expect(rows).toEqual([]);
  const ack = () => on.inTx((tx) => acknowledge(tx, delivery.id, 'system:x'));
  await expect(ack()).rejects.toMatchObject({ code: 'DELIVERY_NOT_RELEASED' });
  await on.inTx((tx) => releaseContent(tx, delivery.id, 'system:x'));
  expect((await ack()).state).toBe('arrived');
});

test('an agency that was not connected, or not known, is sent its mail once it is; until then the reason is told', async () => {
  const agency = await on.webhook();
  const unknown = `H77.${newId().slice(-6).toUpperCase()}`;
  const [late, stranger] = await ground.create(await ground.document(), [
    pushed(agency, { reception: { outcome: 'not-connected' } }),
    { addressedCode: unknown, agencyId: null, reception: { outcome: 'unknown' }, predecessors: [] },
  ]);
  expect([late!.state, stranger!.state]).toEqual(['failed', 'failed']);
  expect(codesOf(await on.again(late!.id, stranger!.id, 'x'))).toEqual([
    'sent',
    'RECIPIENT_UNKNOWN',
    'DELIVERY_NOT_FOUND',
  ]);
  expect(await on.claimed()).toEqual([late!.id]);
  expect(await on.state(stranger!.id)).toBe('failed');
});

test('a failed delivery is not sent again to an agency that has another one of the same document', async () => {
  const agency = await on.webhook();
  const document = await ground.document();
  const [failed] = await ground.create(document, [pushed(agency, { reception: { outcome: 'not-connected' } })]);
  const [other] = await ground.create(document, [pushed(agency)]);
  expect(other!.state).toBe('due');
  expect(codesOf(await on.again(failed!.id))).toEqual(['ALREADY_SERVED']);
});

test('a dead letter whose update is with the recipient is refused; one whose update waits goes before it', async () => {
  const agency = await on.webhook();
  const first = await on.dead(agency);
  const update = await on.due(agency, [first.id]);
  expect(codesOf(await on.again(first.id))).toEqual(['sent']);
  expect(await on.claimed(), 'the update waits again').toEqual([first.id]);
  await on.inTx((tx) => cancelDeliveries(tx, [first.id, update.id], 'TEST', 'test'));

  const second = await on.dead(agency);
  await on.due(agency, [second.id]);
  await on.attempt({ outcome: 'delivered' });
  expect(codesOf(await on.again(second.id))).toEqual(['SUPERSEDED']);
});

test('a failed delivery of a document that was recalled, or whose replacement has arrived, is never sent', async () => {
  const agency = await on.webhook();
  const failed = async () => {
    const document = await ground.document();
    const [one] = await ground.create(document, [pushed(agency, { reception: { outcome: 'not-connected' } })]);
    return { document, id: one!.id };
  };
  const refer = (later: string, to: string, relation: string) =>
    base.owner.db.execute(sql`insert into document_reference values (${later}, ${to}, ${relation})`);
  const [recalled, replaced, waiting] = [await failed(), await failed(), await failed()];
  await refer((await ground.document()).id, recalled.document.id, 'recalls');
  const replacement = await on.due(agency);
  await refer(replacement.documentId, replaced.document.id, 'replaces');
  await on.attempt({ outcome: 'delivered' });
  const coming = await on.due(agency);
  await refer(coming.documentId, waiting.document.id, 'updates');
  expect(codesOf(await on.again(recalled.id, replaced.id, waiting.id))).toEqual(['SUPERSEDED', 'SUPERSEDED', 'sent']);
  expect(await on.claimed(), 'an update that has not left goes behind it').toEqual([waiting.id]);
});

test('the order holds under an old code and behind a shared door too', async () => {
  const [heir, old] = [await on.webhook(), await on.webhook()];
  await base.owner.db.execute(sql`update agency set valid_to = '2025-07-01' where id = ${old.id}`);
  await base.owner.db.execute(sql`
    insert into agency_successor (agency_id, successor_id, from_date) values (${old.id}, ${heir.id}, '2025-07-01')`);
  const failed = async () => {
    const document = await ground.document();
    const [one] = await ground.create(document, [pushed(heir, { reception: { outcome: 'not-connected' } })]);
    return { document, id: one!.id };
  };
  const underOldCode = { ...pushed(heir), addressedCode: old.code, agencyId: old.id };
  const update = async (of: string) => {
    const document = await ground.document();
    await ground.create(document, [underOldCode]);
    await base.owner.db.execute(sql`insert into document_reference values (${document.id}, ${of}, 'updates')`);
  };
  const [updated, waiting] = [await failed(), await failed()];
  await update(updated.document.id);
  await on.attempt({ outcome: 'delivered' });
  await update(waiting.document.id);
  expect(codesOf(await on.again(updated.id, waiting.id))).toEqual(['SUPERSEDED', 'sent']);
  expect(await on.claimed(), 'the update under the old code goes behind it').toEqual([waiting.id]);
});

test('an address that an axis refused is relayed again alone; the others are not sent twice', async () => {
  const [good, bad] = [await ground.agency(), await ground.agency()];
  await base.owner.db.execute(sql`update agency set axis = 'vpcp' where id in (${good.id}, ${bad.id})`);
  const throughAxis = (agency: Agency) => ({
    ...pushed(agency),
    reception: { outcome: 'open', handover: agency, channel: { kind: 'axis', axis: 'vpcp' }, via: 'own' } as const,
  });
  const [lead, other] = await ground.create(await ground.document(), [throughAxis(good), throughAxis(bad)]);
  const refused = new Map([[bad.code, { code: 'RECIPIENT_UNKNOWN', detail: 'no such code' }]]);
  await on.attempt({ outcome: 'relayed', refused });
  expect([await on.state(lead!.id), await on.state(other!.id)]).toEqual(['relayed', 'failed']);
  expect(codesOf(await on.again(other!.id))).toEqual(['sent']);
  const { rows } = await base.database.db.execute(sql`
    select id, lead_id as lead, members, state from delivery order by id`);
  expect(rows).toEqual([
    { id: lead!.id, lead: lead!.id, members: [lead!.id], state: 'relayed' },
    { id: other!.id, lead: other!.id, members: [other!.id], state: 'due' },
  ]);
  expect(await on.claimed()).toEqual([other!.id]);
});
