import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clerks, deliveryTo } from '../support/clerks.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { DAY, letter, statusMessage } from '../support/letters.ts';
import { CODES, settleProvince } from '../support/province.ts';

let it: TestHub;
let office: ReturnType<typeof clerks>;

beforeAll(async () => {
  it = await testHub({ role: 'api' });
  office = clerks(it, await settleProvince(it.database.owner, it.database.database));
});
afterAll(() => it.close());

describe('recall', () => {
  const recallOf = (documentId: string, to: readonly string[]) =>
    letter({ from: CODES.committee, to, documentId, bussiness: { docType: 1, reason: 'Gửi nhầm' } });

  test('takes back what has not left the hub, and follows what has', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home, CODES.finance] });
    const original = await office.accepted(CODES.office, sent.xml);
    await office.take(deliveryTo(original, CODES.home).id);
    const recall = await office.accepted(CODES.office, recallOf(sent.documentId, [CODES.home, CODES.finance]).xml);
    expect(recall.deliveries.map((one) => one.addressedCode)).toEqual([CODES.home]);
    const after = await office.accepted(CODES.office, sent.xml);
    expect(deliveryTo(after, CODES.finance)).toMatchObject({ state: 'cancelled', word: 'withdrawn' });
    expect((await office.inbox(CODES.finance)).map((one) => one.documentId)).not.toContain(original.documentId);
    expect(await office.events(original.documentId)).toEqual(
      expect.arrayContaining(['document.recalled', 'recall.withdrawn', 'recall.asked', 'delivery.cancelled']),
    );
  });

  test('naming one recipient leaves the others alone', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home, CODES.finance] });
    await office.accepted(CODES.office, sent.xml);
    await office.accepted(CODES.office, recallOf(sent.documentId, [CODES.home]).xml);
    const after = await office.accepted(CODES.office, sent.xml);
    expect(after.deliveries.map((one) => one.state)).toEqual(['cancelled', 'available']);
  });

  test('a recall of a document that is not in the hub is delivered as it is', async () => {
    const recall = await office.accepted(CODES.office, recallOf('không có ở đây', [CODES.home]).xml);
    expect(recall.deliveries.map((one) => one.state)).toEqual(['available']);
  });

  test('an update is not listed before its document is acknowledged', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.openDistrict] });
    const original = await office.accepted(CODES.office, sent.xml);
    const update = letter({
      from: CODES.committee,
      to: [CODES.openDistrict],
      documentId: sent.documentId,
      bussiness: { docType: 2, reason: 'Sửa' },
      priority: 3,
    });
    const changed = await office.accepted(CODES.office, update.xml);
    const listed = async () => (await office.inbox(CODES.openDistrict)).map((one) => one.documentId);
    expect(await listed()).not.toContain(changed.documentId);
    await office.take(original.deliveries[0]!.id);
    expect(await listed()).toContain(changed.documentId);
  });
});

describe('statuses', () => {
  test('an update that still waits for its recipient is not what the recipient reports on', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    const original = await office.accepted(CODES.office, sent.xml);
    await office.take(original.deliveries[0]!.id);
    const { documentId } = sent;
    const update = letter({
      from: CODES.committee,
      to: [CODES.home],
      documentId,
      bussiness: { docType: 2, reason: 'Sửa' },
    });
    const { id } = (await office.accepted(CODES.office, update.xml)).deliveries[0]!;
    const about = { organId: CODES.committee, letter: sent };
    const words = async () => {
      const again = [sent, update].map(({ xml }) => office.accepted(CODES.office, xml));
      return (await Promise.all(again)).map((one) => one.deliveries[0]!.word);
    };
    await office.accepted(CODES.home, statusMessage('03', CODES.home, about));
    expect(await words()).toEqual(['accepted', 'queued']);
    await office.take(id);
    await office.accepted(CODES.home, statusMessage('03', CODES.home, about, { timestamp: '2026/11/21 10:00:00' }));
    expect(await words()).toEqual(['accepted', 'accepted']);
  });

  test('travel to the sender, move the business status, and never move it backwards', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    const original = await office.accepted(CODES.office, sent.xml);
    await office.take(original.deliveries[0]!.id);
    const about = { organId: CODES.committee, letter: sent };
    const codes = ['01', '03', '05', '03', '06', '02'] as const;
    for (const [index, code] of codes.entries()) {
      const timestamp = `2026/11/20 10:0${index}:00`;
      await office.accepted(
        CODES.home,
        statusMessage(code, CODES.home, about, { timestamp, description: `lần ${index}` }),
      );
    }
    const after = await office.accepted(CODES.office, sent.xml);
    expect(after.deliveries[0]).toMatchObject({ businessCode: '06', word: 'accepted' });
    const told = (await office.events(original.documentId)).filter((type) => type.startsWith('status.'));
    expect(told).toEqual([
      'status.reported',
      'status.reported',
      'status.reported',
      'status.out-of-order',
      'status.reported',
      'status.out-of-order',
    ]);
    expect((await office.inbox(CODES.office, 'status')).length).toBeGreaterThanOrEqual(codes.length);
    // Returned after it was accepted: both sides are told.
    const alerts = await office.db.execute<{ kind: string }>(sql`
      select kind from alert where document_id = ${original.documentId}`);
    expect(alerts.rows.map((row) => row.kind)).toEqual(['returned-late', 'returned-late']);
  });

  test('the same status message again is answered as the first time and changes nothing', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    const original = await office.accepted(CODES.office, sent.xml);
    const message = statusMessage('03', CODES.home, { organId: CODES.committee, letter: sent });
    const first = await office.accepted(CODES.home, message);
    const again = await office.accepted(CODES.home, message);
    expect(again).toMatchObject({ replay: true, documentId: first.documentId });
    expect(again.deliveries).toEqual(first.deliveries);
    expect((await office.events(original.documentId)).filter((type) => type.startsWith('status.'))).toHaveLength(1);
  });

  test('a status of an agency that received nothing is refused', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    await office.accepted(CODES.office, sent.xml);
    const about = { organId: CODES.committee, letter: sent };
    const refused = await office.refusal(CODES.finance, statusMessage('03', CODES.finance, about));
    expect(refused.code).toBe('STATUS_NOT_RECIPIENT');
  });

  test('a status on a document that is not here is refused', async () => {
    const ghost = letter({ from: CODES.committee, to: [CODES.home] });
    const refused = await office.refusal(
      CODES.home,
      statusMessage('03', CODES.home, { organId: CODES.committee, letter: ghost }),
    );
    expect(refused.code).toBe('STATUS_DOCUMENT_UNKNOWN');
  });

  test('13 withdraws what was not fetched and asks for what was; 15 confirms', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home, CODES.finance] });
    const original = await office.accepted(CODES.office, sent.xml);
    await office.take(deliveryTo(original, CODES.home).id);
    const ask = (code: string) => statusMessage('13', CODES.committee, { organId: code, letter: sent });
    const early = await office.accepted(CODES.office, ask(CODES.finance));
    expect(early.deliveries).toEqual([]);
    const late = await office.accepted(CODES.office, ask(CODES.home));
    expect(late.deliveries.map((one) => one.state)).toEqual(['available']);
    await office.accepted(CODES.home, statusMessage('15', CODES.home, { organId: CODES.committee, letter: sent }));
    expect(await office.events(original.documentId)).toEqual(
      expect.arrayContaining(['recall.withdrawn', 'recall.asked', 'recall.confirmed']),
    );
  });

  test('an answer is linked on both timelines', async () => {
    const asked = letter({ from: CODES.committee, to: [CODES.home] });
    const question = await office.accepted(CODES.office, asked.xml);
    const reply = letter({
      from: CODES.home,
      to: [CODES.committee],
      responseFor: {
        organId: CODES.committee,
        code: asked.code,
        promulgationDate: DAY,
        documentId: asked.documentId,
      },
    });
    const answer = await office.accepted(CODES.home, reply.xml);
    expect(await office.events(question.documentId)).toContain('document.answered');
    expect(await office.events(answer.documentId)).toContain('document.related');
  });
});
