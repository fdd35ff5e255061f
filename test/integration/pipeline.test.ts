import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listReceipts } from '../../src/evidence/index.ts';
import { findSubmission } from '../../src/intake/index.ts';
import { clerks, deliveryTo } from '../support/clerks.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import { CODES, settleProvince } from '../support/province.ts';

let it: TestHub;
let office: ReturnType<typeof clerks>;

beforeAll(async () => {
  it = await testHub({ role: 'api' });
  office = clerks(it, await settleProvince(it.database.owner, it.database.database));
});
afterAll(() => it.close());

describe('recipients', () => {
  test('good recipients are served although others are unknown, closed or not connected', async () => {
    const to = [CODES.home, '999.99.99.Z99', CODES.closedBoard, CODES.offline];
    const answer = await office.accepted(CODES.office, letter({ from: CODES.committee, to }).xml);
    expect(answer.deliveries.map((one) => [one.addressedCode, one.state, one.reasonCode])).toEqual([
      [CODES.home, 'available', null],
      ['999.99.99.Z99', 'failed', 'RECIPIENT_UNKNOWN'],
      [CODES.closedBoard, 'failed', 'RECIPIENT_CLOSED'],
      [CODES.offline, 'failed', 'RECIPIENT_NOT_CONNECTED'],
    ]);
    expect(deliveryTo(answer, CODES.closedBoard).reason!.vi).toContain('không có cơ quan kế thừa');
    expect(await office.events(answer.documentId)).toEqual([
      'submission.received',
      'document.accepted',
      'delivery.available',
      'delivery.failed',
      'delivery.failed',
      'delivery.failed',
    ]);
    const receipts = await listReceipts(it.hub.database.db, { submissionId: answer.submissionId });
    const failure = 'ContentConsignmentFailure';
    expect(receipts.map((one) => one.type)).toEqual([failure, failure, failure, 'SubmissionAcceptance']);
  });

  test('a document that nobody can receive is refused and leaves a record with a receipt', async () => {
    const answer = await office.hand(
      CODES.office,
      letter({ from: CODES.committee, to: ['X1', CODES.closedBoard] }).xml,
    );
    expect(answer.state).toBe('rejected');
    if (answer.state !== 'rejected') return;
    expect(answer.error.code).toBe('NO_RECIPIENT');
    const row = await findSubmission(office.db, answer.submissionId);
    expect(row).toMatchObject({ state: 'rejected', code: 'NO_RECIPIENT', hasBytes: true, documentId: null });
    const receipts = await listReceipts(office.db, { submissionId: answer.submissionId });
    expect(receipts.map((one) => one.type)).toEqual(['SubmissionRejection']);
  });

  test('a contact point, a successor and an ancestor receive for others, the written code staying visible', async () => {
    const to = [CODES.committee, CODES.mergedDistrict, CODES.archives];
    const answer = await office.accepted(CODES.finance, letter({ from: CODES.finance, to }).xml);
    expect(answer.deliveries.map((one) => [one.addressedCode, one.handoverCode])).toEqual([
      [CODES.committee, CODES.office],
      [CODES.mergedDistrict, CODES.communeA],
      [CODES.archives, CODES.home],
    ]);
  });

  test('the sender is told who takes over from a closed agency, in the answer and on the timeline', async () => {
    const sent = letter({ from: CODES.finance, to: [CODES.mergedDistrict] });
    const answer = await office.accepted(CODES.finance, sent.xml);
    const told = `Văn bản gửi ${CODES.mergedDistrict} được chuyển đến cơ quan kế thừa UBND xã Đồi Thông (H98.101) từ ngày`;
    expect(answer.notices.map((one) => [one.code, one.vi])).toContainEqual([
      'RECIPIENT_SUCCEEDED',
      `${told} 01/07/2025.`,
    ]);
    expect(await office.events(answer.documentId)).toEqual([
      'submission.received',
      'document.accepted',
      'delivery.forwarded',
      'delivery.available',
    ]);
  });

  test('mail to a split agency is accepted and held until its recipient is chosen, and may be recalled', async () => {
    const sent = letter({ from: CODES.finance, to: [CODES.splitDistrict] });
    const answer = await office.accepted(CODES.finance, sent.xml);
    const held = deliveryTo(answer, CODES.splitDistrict);
    expect(held).toMatchObject({ state: 'held', word: 'queued', reasonCode: 'RECIPIENT_UNDECIDED' });
    expect(held.reason!.vi).toMatch(/chia tách từ \d\d\/\d\d\/\d{4} \(.*UBND xã Đồi Sim \(H98\.102\)/);
    expect(await office.events(answer.documentId)).toContain('delivery.held');
    const bussiness = { docType: 1, reason: 'Sai nơi nhận' } as const;
    const recall = { from: CODES.finance, to: [CODES.splitDistrict], documentId: sent.documentId, bussiness };
    await office.accepted(CODES.finance, letter(recall).xml);
    const [after] = (await office.accepted(CODES.finance, sent.xml)).deliveries;
    expect(after!.state).toBe('cancelled');
  });

  test('addresses that end at one agency are one item in its inbox and arrive together', async () => {
    const sent = letter({ from: CODES.finance, to: [CODES.committee, CODES.office] });
    const answer = await office.accepted(CODES.finance, sent.xml);
    const items = (await office.inbox(CODES.office)).filter((item) => item.documentId === answer.documentId);
    expect(items).toHaveLength(1);
    expect(items[0]!.addressed.map((one) => one.code)).toEqual([CODES.committee, CODES.office]);
    await office.take(items[0]!.deliveryId);
    const again = await office.accepted(CODES.finance, sent.xml);
    expect(again.deliveries.map((one) => one.state)).toEqual(['arrived', 'arrived']);
  });
});

describe('the duplicate rule', () => {
  test('the same content is answered as the first time, also when it was wrapped differently', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    const first = await office.accepted(CODES.office, sent.xml);
    const wrapped = Buffer.from(sent.xml.toString().replace(/(ContentTransferEncoded[^>]*>)([^<]{20})/, '$1$2\n'));
    expect(wrapped.equals(sent.xml)).toBe(false);
    const second = await office.accepted(CODES.office, wrapped);
    expect(second).toMatchObject({ replay: true, documentId: first.documentId, receiptId: first.receiptId });
    expect(second.deliveries.map((one) => one.id)).toEqual(first.deliveries.map((one) => one.id));
    expect(await office.events(first.documentId)).toContain('submission.replayed');
  });

  test('other content under the id of a new document is a conflict', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    await office.accepted(CODES.office, sent.xml);
    const other = letter({ from: CODES.committee, to: [CODES.home], documentId: sent.documentId, subject: 'Khác' });
    expect((await office.refusal(CODES.office, other.xml)).code).toBe('DUPLICATE_CONFLICT');
  });

  test('ten copies sent at once become one document', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home, CODES.finance] });
    const answers = await Promise.all(Array.from({ length: 10 }, () => office.accepted(CODES.office, sent.xml)));
    expect(new Set(answers.map((one) => one.documentId)).size).toBe(1);
    expect(answers.filter((one) => !one.replay)).toHaveLength(1);
  });

  test('a second update of the same document is new, the same update again is not', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    await office.accepted(CODES.office, sent.xml);
    const update = (reason: string) =>
      letter({
        from: CODES.committee,
        to: [CODES.home],
        documentId: sent.documentId,
        bussiness: { docType: 2, reason },
      });
    const one = update('Sửa ngày họp');
    const two = update('Sửa địa điểm');
    const first = await office.accepted(CODES.office, one.xml);
    const second = await office.accepted(CODES.office, two.xml);
    const again = await office.accepted(CODES.office, one.xml);
    expect(second.documentId).not.toBe(first.documentId);
    expect(again).toMatchObject({ replay: true, documentId: first.documentId });
  });

  test('the same number, notation and agency in one year warns and refuses nothing', async () => {
    await office.accepted(CODES.office, letter({ from: CODES.committee, to: [CODES.home], number: '07' }).xml);
    const second = letter({ from: CODES.committee, to: [CODES.home], number: '7', documentId: 'khác' });
    const answer = await office.accepted(CODES.office, second.xml);
    expect(answer.notices.map((one) => one.code)).toContain('DUPLICATE_NUMBER');
  });

  test('a request id is answered alike, and refused for other bytes', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    const first = await office.accepted(CODES.office, sent.xml, { transportId: 'k-1' });
    const again = await office.accepted(CODES.office, sent.xml, { transportId: 'k-1' });
    expect(again).toMatchObject({ replay: true, submissionId: first.submissionId });
    const other = letter({ from: CODES.committee, to: [CODES.home] });
    expect((await office.refusal(CODES.office, other.xml, { transportId: 'k-1' })).code).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});

describe('who may send', () => {
  test('a system sends only for the agencies that it serves', async () => {
    const sent = letter({ from: CODES.finance, to: [CODES.home] });
    expect((await office.refusal(CODES.home, sent.xml)).code).toBe('SENDER_NOT_ALLOWED');
  });

  test('an unknown sender is refused', async () => {
    expect((await office.refusal(CODES.home, letter({ from: 'Z9', to: [CODES.home] }).xml)).code).toBe(
      'SENDER_UNKNOWN',
    );
  });
});

describe('state secrets', () => {
  test('a whole secrecy marking is refused, its bytes gone at once and nothing of it kept', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home], sphere: ' Tối  mật ', subject: 'Kế hoạch X' });
    const answer = await office.hand(CODES.office, sent.xml);
    if (answer.state !== 'rejected') throw new Error('not rejected');
    expect(answer.error.code).toBe('SECRET_NOT_ALLOWED');
    const row = await findSubmission(office.db, answer.submissionId);
    expect(row).toMatchObject({ hasBytes: false, facts: { senderCode: CODES.committee }, verdict: null });
    await expect(buffer(it.hub.blobs.open(answer.submissionId))).rejects.toThrow('ENOENT');
    expect(JSON.stringify(row)).not.toContain('Kế hoạch X');
  });

  test('the word "bảo mật" in a subject is ordinary', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home], subject: 'V/v bảo mật hệ thống thông tin' });
    expect((await office.accepted(CODES.office, sent.xml)).notices.map((one) => one.code)).not.toContain(
      'SUBJECT_MENTIONS_SECRECY',
    );
  });
});
