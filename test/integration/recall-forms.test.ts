import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oweMessages, takeOwed } from '../../src/delivery/index.ts';
import { findDocument, statusesAbout } from '../../src/intake/index.ts';
import { writeOwed } from '../../src/jobs/owed.ts';
import { followRecalls } from '../../src/jobs/recalls.ts';
import { newId } from '../../src/platform/ids.ts';
import { setRecallForm } from '../../src/registry/index.ts';
import { deliveryTo } from '../support/clerks.ts';
import { letter, statusMessage } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { recallGround, recallOf } from './recall-fixture.ts';

let ground: Awaited<ReturnType<typeof recallGround>>;
beforeAll(async () => {
  ground = await recallGround();
});
afterAll(() => ground.it.close());

describe('the form that a system obeys', () => {
  const obeys = (code: string, form: 'package' | 'status13' | 'both') =>
    ground.inTx((tx) => setRecallForm(tx, `qlvb ${code}`, form));

  test('a thu hồi reaches a system that obeys 13 alone as a 13 of the hub, and must be obeyed all the same', async () => {
    await obeys(CODES.finance, 'status13');
    const sent = await ground.send(CODES.finance);
    await ground.office.take(sent.id);
    const recall = await ground.office.accepted(CODES.office, recallOf(sent.letter.documentId, [CODES.finance]).xml);
    expect(recall.deliveries).toEqual([]);
    await writeOwed(ground.it.hub);
    const item = (await ground.office.inbox(CODES.finance, 'status')).at(-1)!;
    expect(await findDocument(ground.office.db, item.documentId)).toMatchObject({ statusCode: '13', builtByHub: true });
    expect(await ground.now(sent.id)).toMatchObject({ recallState: 'asked', recallForm: 'package' });
    await ground.report('15', CODES.finance, sent.letter);
    expect(await ground.now(sent.id)).toMatchObject({ recallState: 'confirmed' });
    await obeys(CODES.finance, 'both');
  });

  test('a 13 reaches a system that obeys packages alone as one, and its acknowledgement comes back as a 15', async () => {
    await obeys(CODES.finance, 'package');
    const sent = await ground.send(CODES.finance);
    await ground.office.take(sent.id);
    const about = { organId: CODES.finance, letter: sent.letter };
    const asked = await ground.office.accepted(CODES.office, statusMessage('13', CODES.committee, about));
    expect(asked.deliveries).toEqual([]);
    await writeOwed(ground.it.hub);
    // Written once, however often the job runs.
    await writeOwed(ground.it.hub);
    const items = await ground.office.inbox(CODES.finance);
    const [item, ...others] = items.filter((one) => one.documentId !== sent.answer.documentId);
    expect(others).toEqual([]);
    expect(await findDocument(ground.office.db, item!.documentId)).toMatchObject({ docType: 1, builtByHub: true });
    expect(await ground.now(sent.id)).toMatchObject({ recallForm: 'status13' });
    await ground.office.take(item!.deliveryId);
    await followRecalls(ground.it.hub);
    expect(await ground.now(sent.id)).toMatchObject({ recallState: 'confirmed' });
    await writeOwed(ground.it.hub);
    const codes = (await statusesAbout(ground.office.db, sent.answer.documentId)).map((one) => one.statusCode);
    expect(codes).toEqual(['13', '15']);
    await obeys(CODES.finance, 'both');
  });
});

describe('recipients by name', () => {
  test('a recall that names some of its recipients leaves the others alone', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home, CODES.finance] });
    const answer = await ground.office.accepted(CODES.office, sent.xml);
    const replacements = [{ documentId: sent.documentId, organIds: [CODES.finance] }];
    const both = [CODES.home, CODES.finance];
    const recall = await ground.office.accepted(CODES.office, recallOf(sent.documentId, both, { replacements }).xml);
    expect(recall.deliveries).toEqual([]);
    expect(await ground.now(deliveryTo(answer, CODES.home).id)).toMatchObject({
      state: 'available',
      recallState: null,
    });
    expect(await ground.now(deliveryTo(answer, CODES.finance).id)).toMatchObject({ state: 'cancelled' });
  });

  test('an update goes to added recipients first hand, is taken from removed ones, and tells the others nothing', async () => {
    const to = [CODES.home, CODES.finance, CODES.openDistrict];
    const sent = letter({ from: CODES.committee, to });
    const answer = await ground.office.accepted(CODES.office, sent.xml);
    await ground.office.take(deliveryTo(answer, CODES.finance).id);
    const receivers = [
      { organId: CODES.openDistrict, change: 'removed' },
      { organId: CODES.finance, change: 'removed' },
      { organId: CODES.communeB, change: 'added' },
    ] as const;
    const bussiness = {
      docType: 2,
      reason: 'Sửa nơi nhận',
      documentInfo: '0',
      documentReceiver: '1',
      receivers,
    } as const;
    const update = letter({ from: CODES.committee, to, documentId: sent.documentId, bussiness });
    const changed = await ground.office.accepted(CODES.office, update.xml);
    expect(changed.deliveries.map((one) => one.addressedCode)).toEqual([CODES.communeB]);
    expect(await ground.office.events(changed.documentId)).toContain('document.first-delivery');
    expect(await ground.now(deliveryTo(answer, CODES.home).id)).toMatchObject({
      state: 'available',
      recallState: null,
    });
    expect(await ground.now(deliveryTo(answer, CODES.openDistrict).id)).toMatchObject({ state: 'cancelled' });
    expect(await ground.now(deliveryTo(answer, CODES.finance).id)).toMatchObject({
      recallState: 'asked',
      recallForm: 'status13',
    });
    await writeOwed(ground.it.hub);
    const request = (await ground.office.inbox(CODES.finance, 'status')).at(-1)!;
    expect(await findDocument(ground.office.db, request.documentId)).toMatchObject({
      statusCode: '13',
      builtByHub: true,
    });
  });

  test('a replacement reaches all that it names and keeps its order with each replaced document', async () => {
    const [first, second] = [await ground.send(CODES.home), await ground.send(CODES.openDistrict)];
    const replacements = [
      { documentId: first.letter.documentId, organIds: [CODES.home] },
      { documentId: second.letter.documentId, organIds: [CODES.openDistrict] },
    ];
    const bussiness = { docType: 3, reason: 'Thay thế', replacements } as const;
    const replacement = await ground.office.accepted(
      CODES.office,
      letter({ from: CODES.committee, to: [CODES.home], bussiness }).xml,
    );
    expect(replacement.deliveries.map((one) => one.addressedCode)).toEqual([CODES.home, CODES.openDistrict]);
    const listed = async () => (await ground.office.inbox(CODES.openDistrict)).map((one) => one.documentId);
    expect(await listed()).not.toContain(replacement.documentId);
    await ground.office.take(second.id);
    expect(await listed()).toContain(replacement.documentId);
  });
});

test('messages of the hub are taken up to the limit, even when PostgreSQL believes that there is only one', async () => {
  const { db } = ground.it.database.owner;
  const owe = (count: number) =>
    ground.inTx((tx) =>
      oweMessages(
        tx,
        Array.from({ length: count }, () => ({ kind: 'recall-package', deliveryId: newId() })),
      ),
    );
  await owe(1);
  await db.execute(sql`analyze owed_message`);
  await owe(40);
  expect(await takeOwed(ground.office.db, 5)).toHaveLength(5);
  await db.execute(sql`delete from owed_message`);
});
