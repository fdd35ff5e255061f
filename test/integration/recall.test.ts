import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerRecall } from '../../src/acts/answer-recall.ts';
import { beginSending } from '../../src/delivery/begin.ts';
import { claimDue } from '../../src/delivery/claim.ts';
import { type Delivery, listOpenRecalls, releaseContent } from '../../src/delivery/index.ts';
import { DEFAULT_SETTINGS } from '../../src/delivery/rules.ts';
import { settle } from '../../src/delivery/settle.ts';
import { findDocument } from '../../src/intake/index.ts';
import { followRecalls } from '../../src/jobs/recalls.ts';
import type { AcceptedAnswer } from '../../src/journey/answer.ts';
import { newId } from '../../src/platform/ids.ts';
import { DEFAULT_CALENDAR } from '../../src/registry/calendar-file.ts';
import { setChannel, subtractWorkingMinutes } from '../../src/registry/index.ts';
import { deliveryTo } from '../support/clerks.ts';
import { letter, statusMessage } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { recallGround, recallOf, type Sent } from './recall-fixture.ts';

const settings = { ...DEFAULT_SETTINGS, retrySchedule: [0], jitter: 0 };
/** Pushed to; the others fetch. */
const PUSHED = CODES.communeA;

let ground: Awaited<ReturnType<typeof recallGround>>;
beforeAll(async () => {
  ground = await recallGround();
  const agencyId = await ground.province.agencyId(PUSHED);
  const channel = { kind: 'webhook', url: 'http://192.0.2.1/', secret: 'of the recipient', cap: 4 } as const;
  await ground.inTx((tx) => setChannel(tx, ground.it.hub.vault, agencyId, channel));
});
afterAll(() => ground.it.close());

const claim = () => ground.inTx((tx) => claimDue(tx, false, 100, settings));

async function begin() {
  const starts = (await claim()).flatMap((job) =>
    job.deliveries.map(({ id, epoch }) => ({ deliveryId: id, epoch, attemptId: newId() })),
  );
  return ground.inTx((tx) => beginSending(tx, starts, settings));
}

async function end(outcome: 'delivered' | 'permanent') {
  const result = outcome === 'delivered' ? { outcome } : { outcome, code: 'NO', detail: 'no' };
  for (const started of await begin()) await ground.inTx((tx) => settle(tx, [{ started, result }], settings));
}

describe('a recall by the state of the delivery', () => {
  const lose = async () => {
    for (const started of await begin()) {
      await ground.inTx((tx) => settle(tx, [{ started, result: { outcome: 'lost' } }], settings));
    }
  };
  const fail = async (httpStatus: number | undefined, contentLeft: boolean) => {
    const result = { outcome: 'retry', code: 'NO', ...(httpStatus && { httpStatus }) } as const;
    for (const started of await begin()) {
      await ground.inTx((tx) => settle(tx, [{ started, result, contentLeft }], settings));
    }
  };
  type Row = [state: string, to: string, reach: (it: Sent) => Promise<unknown>, fate: 'ended' | 'told' | 'doubted'];
  const rows: Row[] = [
    ['due', PUSHED, async () => {}, 'ended'],
    ['claimed', PUSHED, claim, 'ended'],
    ['available', CODES.home, async () => {}, 'ended'],
    ['dead', PUSHED, () => end('permanent'), 'ended'],
    ['due after a try whose answer was lost', PUSHED, lose, 'doubted'],
    ['due after a connection that broke', PUSHED, () => fail(undefined, true), 'doubted'],
    ['due after a gateway that did not wait', PUSHED, () => fail(504, true), 'doubted'],
    ['due after a recipient that was away', PUSHED, () => fail(undefined, false), 'ended'],
    ['due after a recipient that said no', PUSHED, () => fail(503, true), 'ended'],
    ['dead, refused after a lost answer', PUSHED, () => lose().then(() => end('permanent')), 'doubted'],
    ['sending', PUSHED, begin, 'told'],
    ['fetched', CODES.home, ({ id }) => ground.inTx((tx) => releaseContent(tx, id, 'test')), 'told'],
    ['handed over by push', PUSHED, () => end('delivered'), 'told'],
    ['handed over by pull', CODES.home, ({ id }) => ground.office.take(id), 'told'],
    [
      'accepted',
      CODES.home,
      async ({ id, letter: about }) => {
        await ground.office.take(id);
        await ground.report('03', CODES.home, about);
      },
      'told',
    ],
  ];
  for (const form of ['package', 'status13'] as const) {
    test.each(rows)(`${form}: %s`, async (_, to, reach, fate) => {
      await ground.it.database.owner.db.execute(sql`delete from dispatch`);
      const sent = await ground.send(to);
      await reach(sent);
      const before = await ground.now(sent.id);
      const about = { organId: to, letter: sent.letter };
      const recall =
        form === 'package'
          ? await ground.office.accepted(CODES.office, recallOf(sent.letter.documentId, [to]).xml)
          : await ground.office.accepted(CODES.office, statusMessage('13', CODES.committee, about));
      const after = await ground.now(sent.id);
      const events = await ground.office.events(sent.answer.documentId);
      if (fate === 'ended') {
        expect(recall.deliveries).toEqual([]);
        expect(after).toMatchObject({ state: 'cancelled', recallState: 'withdrawn' });
        expect(events).toContain('recall.withdrawn');
        expect((await ground.office.inbox(to)).map((one) => one.deliveryId)).not.toContain(sent.id);
        const left = await ground.office.db.execute(sql`select 1 from dispatch where delivery_id = ${sent.id}`);
        expect(left.rows).toEqual([]);
      } else if (fate === 'doubted') {
        expect(recall.deliveries.map((one) => one.addressedCode)).toEqual([to]);
        expect(after).toMatchObject({ state: 'cancelled', recallState: 'asked', recallForm: form });
        expect(events).toContain('recall.in-doubt');
        const left = await ground.office.db.execute(sql`
          select 1 from dispatch where delivery_id = ${sent.id} union all
          select 1 from predecessor where predecessor_id = ${sent.id} and open`);
        expect(left.rows).toEqual([]);
        await ground.report('15', to, sent.letter);
        expect(await ground.now(sent.id)).toMatchObject({ recallState: 'confirmed' });
      } else {
        expect(recall.deliveries.map((one) => one.addressedCode)).toEqual([to]);
        expect(after).toMatchObject({ state: before.state, recallState: 'asked', recallForm: form });
        expect(events).toContain('recall.asked');
      }
    });
  }
});

describe('confirmation', () => {
  const asked = async (form: 'package' | 'status13'): Promise<Sent> => {
    const sent = await ground.send(CODES.home);
    await ground.office.take(sent.id);
    const request =
      form === 'package'
        ? recallOf(sent.letter.documentId, [CODES.home]).xml
        : statusMessage('13', CODES.committee, { organId: CODES.home, letter: sent.letter });
    await ground.office.accepted(CODES.office, request);
    return sent;
  };
  const alerts = async (id: string) =>
    (
      await ground.office.db.execute<{ kind: string; agency_id: string | null }>(sql`
      select kind, agency_id from alert where delivery_id = ${id}`)
    ).rows;
  const press = async (delivery: Delivery, decision: 'confirm' | 'refuse') =>
    answerRecall(ground.it.hub, { door: 'rest', principal: await ground.province.principal(CODES.home) }, delivery, {
      decision,
    });

  test('a thu hồi is obeyed: 16 is kept, changes nothing, and alarms both sides and the administrators', async () => {
    const sent = await asked('package');
    await ground.report('16', CODES.home, sent.letter);
    expect(await ground.now(sent.id)).toMatchObject({ recallState: 'asked' });
    expect(await ground.office.events(sent.answer.documentId)).toContain('recall.refusal-void');
    const told = await alerts(sent.id);
    expect(told.map((one) => one.agency_id).sort()).toEqual(
      [await ground.province.agencyId(CODES.committee), await ground.province.agencyId(CODES.home), null].sort(),
    );
    await expect(press(await ground.now(sent.id), 'refuse')).rejects.toMatchObject({ code: 'RECALL_MUST_BE_OBEYED' });
    await ground.report('15', CODES.home, sent.letter);
    expect(await ground.now(sent.id)).toMatchObject({ recallState: 'confirmed' });
  });

  test('a 13 may be refused, and alarms nobody', async () => {
    const sent = await asked('status13');
    await ground.report('16', CODES.home, sent.letter);
    expect(await ground.now(sent.id)).toMatchObject({ recallState: 'refused' });
    expect(await alerts(sent.id)).toEqual([]);
  });

  test('a thu hồi after a refused 13 must be obeyed, and a 13 after a thu hồi makes it no weaker', async () => {
    const sent = await asked('status13');
    await ground.report('16', CODES.home, sent.letter);
    await ground.office.accepted(CODES.office, recallOf(sent.letter.documentId, [CODES.home]).xml);
    await ground.office.accepted(
      CODES.office,
      statusMessage('13', CODES.committee, { organId: CODES.home, letter: sent.letter }),
    );
    expect(await ground.now(sent.id)).toMatchObject({ recallState: 'asked', recallForm: 'package' });
  });

  test('a document that is returned (02) is confirmed', async () => {
    const sent = await asked('package');
    await ground.report('02', CODES.home, sent.letter);
    expect(await ground.now(sent.id)).toMatchObject({ recallState: 'confirmed' });
  });

  test('one answer ends the recall of the document and of its update', async () => {
    const sent = await ground.send(CODES.home);
    await ground.office.take(sent.id);
    const { documentId } = sent.letter;
    const update = letter({
      from: CODES.committee,
      to: [CODES.home],
      documentId,
      bussiness: { docType: 2, reason: 'Sửa' },
    });
    const changed = await ground.office.accepted(CODES.office, update.xml);
    const updateId = deliveryTo(changed, CODES.home).id;
    await ground.office.take(updateId);
    await ground.office.accepted(CODES.office, recallOf(documentId, [CODES.home]).xml);
    await ground.report('15', CODES.home, sent.letter);
    for (const id of [sent.id, updateId]) expect(await ground.now(id)).toMatchObject({ recallState: 'confirmed' });
  });

  test('the one button answers through the document or through its recall, once', async () => {
    const sent = await asked('package');
    const recall = (await ground.office.inbox(CODES.home)).at(-1)!;
    const answer = await press(await ground.now(recall.deliveryId), 'confirm');
    expect(answer).toMatchObject({ state: 'accepted', kind: 'status' });
    expect(await ground.now(sent.id)).toMatchObject({ recallState: 'confirmed' });
    await expect(press(await ground.now(sent.id), 'confirm')).rejects.toMatchObject({ code: 'RECALL_NOT_ASKED' });
    expect((await ground.office.inbox(CODES.office, 'status')).map((one) => one.documentId)).toContain(
      (answer as AcceptedAnswer).documentId,
    );
  });

  test("what was only opened in the hub's own inbox ends at once; what was accepted there is asked back", async () => {
    const home = await ground.province.agencyId(CODES.home);
    const [opened, accepted] = [await ground.send(CODES.home), await ground.send(CODES.home)];
    for (const one of [opened, accepted]) await ground.office.take(one.id);
    await ground.report('03', CODES.home, accepted.letter);
    await ground.it.database.owner.db.execute(sql`update system_agency set valid_to = now() where agency_id = ${home}`);
    await ground.it.database.owner.db.execute(sql`
      insert into channel (agency_id, kind) values (${home}, 'pull') on conflict do nothing`);
    const first = await ground.office.accepted(CODES.office, recallOf(opened.letter.documentId, [CODES.home]).xml);
    const second = await ground.office.accepted(CODES.office, recallOf(accepted.letter.documentId, [CODES.home]).xml);
    await ground.it.database.owner.db.execute(sql`update system_agency set valid_to = null where agency_id = ${home}`);
    expect(first.deliveries).toEqual([]);
    expect(await ground.now(opened.id)).toMatchObject({ recallState: 'confirmed' });
    expect(second.deliveries).toHaveLength(1);
    expect(await ground.now(accepted.id)).toMatchObject({ recallState: 'asked' });
  });

  test('no answer in the set time is told once to both sides and the administrators, and listed', async () => {
    const sent = await asked('package');
    const askedAgo = (minutes: number) => {
      const at = subtractWorkingMinutes(DEFAULT_CALENDAR, new Date(), minutes).toISOString();
      return ground.office.db.execute(
        sql`update delivery set recall_asked_at = ${at}::timestamptz where id = ${sent.id}`,
      );
    };
    // Of office hours: a night, a weekend or a holiday in between makes nobody late.
    await askedAgo(8 * 60 - 5);
    await followRecalls(ground.it.hub);
    expect(await ground.office.events(sent.answer.documentId)).not.toContain('recall.overdue');
    await askedAgo(8 * 60 + 5);
    await followRecalls(ground.it.hub);
    await followRecalls(ground.it.hub);
    expect(
      (await ground.office.events(sent.answer.documentId)).filter((type) => type === 'recall.overdue'),
    ).toHaveLength(1);
    expect((await alerts(sent.id)).map((one) => one.kind)).toEqual(Array(3).fill('recall-overdue'));
    const recipientIds = [await ground.province.agencyId(CODES.home)];
    const listed = await listOpenRecalls(ground.office.db, { recipientIds, limit: 100 });
    expect(listed.map((one) => one.id)).toContain(sent.id);
    const senderIds = [await ground.province.agencyId(CODES.committee)];
    expect((await listOpenRecalls(ground.office.db, { senderIds, limit: 100 })).map((one) => one.id)).toContain(
      sent.id,
    );
    expect(await listOpenRecalls(ground.office.db, { senderIds: recipientIds, limit: 100 })).toEqual([]);
  });

  test("the sender's copy is frozen once everybody is asked: nobody new gets it and it takes no update", async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home, CODES.finance] });
    const answer = await ground.office.accepted(CODES.office, sent.xml);
    await ground.office.take(deliveryTo(answer, CODES.home).id);
    await ground.office.accepted(CODES.office, recallOf(sent.documentId, [CODES.home]).xml);
    expect((await findDocument(ground.office.db, answer.documentId))!.frozenAt).toBeNull();
    await ground.office.accepted(CODES.office, recallOf(sent.documentId, [CODES.finance]).xml);
    expect((await findDocument(ground.office.db, answer.documentId))!.frozenAt).not.toBeNull();
    const bussiness = { docType: 2, reason: 'Sửa' } as const;
    const update = letter({ from: CODES.committee, to: [CODES.home], documentId: sent.documentId, bussiness });
    expect((await ground.office.refusal(CODES.office, update.xml)).code).toBe('DOCUMENT_FROZEN');
  });
});
