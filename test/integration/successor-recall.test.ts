import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerRecall } from '../../src/acts/answer-recall.ts';
import { findDocument } from '../../src/intake/index.ts';
import { writeOwed } from '../../src/jobs/owed.ts';
import { setRecallForm } from '../../src/registry/index.ts';
import { type clerks, deliveryTo } from '../support/clerks.ts';
import { letter, statusMessage } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { recallGround, recallOf, type Sent } from './recall-fixture.ts';

const { openDistrict, communeA, communeB, mergedDistrict, home, finance, offline } = CODES;
let ground: Awaited<ReturnType<typeof recallGround>>;
let office: ReturnType<typeof clerks>;
let [taken, replaced, waiting]: Sent[] = [];
/** What the district itself sent, and its recipients have. */
let own: Sent[] = [];

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
  own = [];
  for (const to of [home, home, finance]) own.push(await sendFromDistrict(to));
  await merge(openDistrict, communeB);
});
afterAll(() => ground?.it.close());

async function sendFromDistrict(to: string): Promise<Sent> {
  const made = letter({ from: openDistrict, to: [to] });
  const answer = await office.accepted(openDistrict, made.xml);
  const { id } = deliveryTo(answer, to);
  await office.take(id);
  return { letter: made, answer, id };
}

async function merge(code: string, into: string): Promise<void> {
  const [old, heir] = await Promise.all([code, into].map((one) => ground.province.agencyId(one)));
  await ground.it.database.owner.db.transaction(async (tx) => {
    await tx.execute(sql`update agency set valid_to = '2025-07-01' where id = ${old}`);
    await tx.execute(sql`insert into agency_successor (agency_id, successor_id, from_date)
      values (${old}, ${heir}, '2025-07-01')`);
  });
}

const obeys = (code: string, form: 'status13' | 'both') => ground.inTx((tx) => setRecallForm(tx, `qlvb ${code}`, form));

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
  const by = { door: 'rest', principal: await ground.province.principal(communeB) } as const;
  const through = await ground.now(recall.deliveries[0]!.id);
  await answerRecall(ground.it.hub, by, through, { decision: 'confirm' });
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

test('what changes a document follows it through a door that several agencies share', async () => {
  const both = [CODES.committee, CODES.office];
  const sent = letter({ from: home, to: [CODES.committee] });
  const [original] = (await office.accepted(home, sent.xml)).deliveries;
  const change = (to: readonly string[], docType: 1 | 2) =>
    letter({ from: home, to, documentId: sent.documentId, bussiness: { docType, reason: 'Sửa' } }).xml;
  const update = await office.accepted(home, change([CODES.office], 2));
  expect(await behind(deliveryTo(update, CODES.office).id)).toEqual([original!.id]);
  await office.take(original!.id);
  await office.take(deliveryTo(update, CODES.office).id);
  const second = await office.accepted(home, change(both, 2));
  const { leadId } = await ground.now(deliveryTo(second, CODES.committee).id);
  expect((await behind(leadId)).sort()).toEqual([original!.id, deliveryTo(update, CODES.office).id].sort());
  const recall = await office.accepted(home, change([CODES.office], 1));
  expect(await ground.now(original!.id)).toMatchObject({ recallState: null });
  expect(await behind(deliveryTo(recall, CODES.office).id)).toContain(original!.id);
});

test('a recall that names the old code alone leaves what was sent to the heir itself', async () => {
  const sent = letter({ from: CODES.committee, to: [mergedDistrict, communeA] });
  const answer = await office.accepted(CODES.office, sent.xml);
  await office.take(deliveryTo(answer, communeA).id);
  await office.accepted(CODES.office, recallOf(sent.documentId, [mergedDistrict]).xml);
  expect((await ground.now(deliveryTo(answer, mergedDistrict).id)).recallState).toBe('asked');
  expect((await ground.now(deliveryTo(answer, communeA).id)).recallState).toBeNull();
});

test('an heir recalls what its predecessor sent, and asks for it back with a 13', async () => {
  const [recalled, askedBack] = own as [Sent, Sent];
  const { documentId } = recalled.letter;
  const bussiness = { docType: 1, reason: 'Gửi nhầm' } as const;
  const recall = letter({ from: communeB, to: [home], documentId, bussiness });
  expect((await office.accepted(communeB, recall.xml)).deliveries).toHaveLength(1);
  expect(await ground.now(recalled.id)).toMatchObject({ recallState: 'asked', recallForm: 'package' });
  expect((await findDocument(office.db, recalled.answer.documentId))!.frozenAt).not.toBeNull();
  await office.accepted(home, statusMessage('15', home, { organId: communeB, letter: recalled.letter }));
  expect((await ground.now(recalled.id)).recallState).toBe('confirmed');

  const about = { organId: home, letter: askedBack.letter };
  expect((await office.accepted(communeB, statusMessage('13', communeB, about))).deliveries).toHaveLength(1);
  expect(await ground.now(askedBack.id)).toMatchObject({ recallState: 'asked', recallForm: 'status13' });
});

test('nobody else takes back what another agency sent', async () => {
  const sent = own[2]!;
  const request = statusMessage('13', communeA, { organId: finance, letter: sent.letter });
  expect((await office.refusal(communeA, request)).code).toBe('STATUS_DOCUMENT_UNKNOWN');
  const bussiness = { docType: 1, reason: 'Gửi nhầm' } as const;
  const recall = letter({ from: communeA, to: [finance], documentId: sent.letter.documentId, bussiness });
  await office.accepted(communeA, recall.xml);
  expect((await ground.now(sent.id)).recallState).toBeNull();
});

test("the 13 that the hub writes for an heir's recall goes out in the heir's name", async () => {
  const sent = own[2]!;
  await obeys(finance, 'status13');
  const bussiness = { docType: 1, reason: 'Gửi nhầm' } as const;
  const recall = letter({ from: communeB, to: [finance], documentId: sent.letter.documentId, bussiness });
  expect((await office.accepted(communeB, recall.xml)).deliveries).toEqual([]);
  await writeOwed(ground.it.hub);
  const [item] = await office.inbox(finance, 'status');
  const written = await findDocument(office.db, item!.documentId);
  expect(written).toMatchObject({ statusCode: '13', senderId: await ground.province.agencyId(communeB) });
  await obeys(finance, 'both');
});

test('an heir that was sent a document under two old codes is asked for it with one 13, and confirms both at once', async () => {
  await merge(offline, communeA);
  await obeys(communeA, 'status13');
  const sent = letter({ from: CODES.committee, to: [mergedDistrict, offline] });
  const answer = await office.accepted(CODES.office, sent.xml);
  const ids = [mergedDistrict, offline].map((code) => deliveryTo(answer, code).id);
  await office.take(ids[0]!);
  await office.accepted(CODES.office, recallOf(sent.documentId, [mergedDistrict, offline]).xml);
  await writeOwed(ground.it.hub);
  expect(await office.inbox(communeA, 'status')).toHaveLength(1);
  await office.accepted(communeA, statusMessage('15', communeA, { organId: CODES.committee, letter: sent }));
  for (const id of ids) expect((await ground.now(id)).recallState).toBe('confirmed');
  await obeys(communeA, 'both');
});
