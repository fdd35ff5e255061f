import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type clerks, deliveryTo } from '../support/clerks.ts';
import { letter } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { recallGround, recallOf, type Sent } from './recall-fixture.ts';

const { openDistrict, communeA, communeB, mergedDistrict } = CODES;
let ground: Awaited<ReturnType<typeof recallGround>>;
let office: ReturnType<typeof clerks>;
let [taken, replaced, waiting]: Sent[] = [];

/** Sent to the district before it is merged into communeB; the first two have arrived there. */
beforeAll(async () => {
  ground = await recallGround();
  ({ office } = ground);
  [taken, replaced, waiting] = [
    await ground.send(openDistrict),
    await ground.send(openDistrict),
    await ground.send(openDistrict),
  ];
  await office.take(taken.id);
  await office.take(replaced.id);
  const [old, heir] = await Promise.all([openDistrict, communeB].map((code) => ground.province.agencyId(code)));
  await ground.it.database.owner.db.transaction(async (tx) => {
    await tx.execute(sql`update agency set valid_to = '2025-07-01' where id = ${old}`);
    await tx.execute(sql`insert into agency_successor (agency_id, successor_id, from_date)
      values (${old}, ${heir}, '2025-07-01')`);
  });
});
afterAll(() => ground?.it.close());

const behind = async (id: string) => {
  const { rows } = await office.db.execute<{ id: string }>(
    sql`select predecessor_id as id from predecessor where delivery_id = ${id}`,
  );
  return rows.map((row) => row.id);
};

test('a recall that names the heir takes back what its predecessor had, and the heir confirms it', async () => {
  const recall = await office.accepted(CODES.office, recallOf(taken!.letter.documentId, [communeB]).xml);
  expect(recall.deliveries).toHaveLength(1);
  expect(await ground.now(taken!.id)).toMatchObject({ recallState: 'asked', recallForm: 'package' });
  await ground.report('15', communeB, taken!.letter);
  expect((await ground.now(taken!.id)).recallState).toBe('confirmed');
});

test('a recall that names the heir withdraws what waits under the old code, and goes nowhere', async () => {
  const recall = await office.accepted(CODES.office, recallOf(waiting!.letter.documentId, [communeB]).xml);
  expect(recall.deliveries).toEqual([]);
  expect((await ground.now(waiting!.id)).state).toBe('cancelled');
});

test('a replacement for the heir goes behind what was sent to the old code, no first delivery', async () => {
  const replacement = letter({
    from: CODES.committee,
    to: [communeB],
    bussiness: { docType: 3, replacements: [{ documentId: replaced!.letter.documentId, organIds: [communeB] }] },
  });
  const answer = await office.accepted(CODES.office, replacement.xml);
  expect(await behind(deliveryTo(answer, communeB).id)).toEqual([replaced!.id]);
  expect(await office.events(answer.documentId)).not.toContain('document.first-delivery');
});

test('an update for the heir does not overtake what still waits under the old code', async () => {
  const sent = await ground.send(mergedDistrict);
  const update = letter({
    from: CODES.committee,
    to: [communeA],
    documentId: sent.letter.documentId,
    bussiness: { docType: 2, reason: 'Sửa' },
  });
  const changed = await office.accepted(CODES.office, update.xml);
  expect(await behind(deliveryTo(changed, communeA).id)).toEqual([sent.id]);
  expect((await office.inbox(communeA)).map((one) => one.documentId)).toContain(sent.answer.documentId);
  expect((await office.inbox(communeA)).map((one) => one.documentId)).not.toContain(changed.documentId);
});

test('a recall that names the old code alone leaves what was sent to the heir itself', async () => {
  const sent = letter({ from: CODES.committee, to: [mergedDistrict, communeA] });
  const answer = await office.accepted(CODES.office, sent.xml);
  await office.take(deliveryTo(answer, communeA).id);
  await office.accepted(CODES.office, recallOf(sent.documentId, [mergedDistrict]).xml);
  expect((await ground.now(deliveryTo(answer, mergedDistrict).id)).recallState).toBe('asked');
  expect((await ground.now(deliveryTo(answer, communeA).id)).recallState).toBeNull();
});
