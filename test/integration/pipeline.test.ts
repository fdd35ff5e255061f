import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AcceptedAnswer, Answer } from '../../src/answer.ts';
import { acknowledge, listInbox, releaseContent } from '../../src/delivery/index.ts';
import { listReceipts, readTimeline } from '../../src/evidence/index.ts';
import { findSubmission, submissionIdsOf } from '../../src/intake/index.ts';
import { resumeParked } from '../../src/jobs.ts';
import { type HandIn, submit } from '../../src/pipeline.ts';
import { HubError } from '../../src/platform/errors.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter, statusMessage } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

let it: TestHub;
let province: Province;

beforeAll(async () => {
  it = await testHub({ role: 'api' });
  province = await settleProvince(it.database.owner, it.database.database);
});
afterAll(() => it.close());

const db = () => it.hub.database.db;

async function hand(by: string, xml: Buffer, more: Partial<HandIn> = {}): Promise<Answer> {
  const principal = await province.principal(by);
  return submit(it.hub, { door: 'rest', principal, mediaType: 'application/xml', body: Readable.from([xml]), ...more });
}

async function accepted(by: string, xml: Buffer, more: Partial<HandIn> = {}): Promise<AcceptedAnswer> {
  const answer = await hand(by, xml, more);
  if (answer.state !== 'accepted') throw new Error(`expected accepted, got ${JSON.stringify(answer)}`);
  return answer;
}

async function refusal(by: string, xml: Buffer, more: Partial<HandIn> = {}): Promise<HubError> {
  const answer = await hand(by, xml, more);
  if (answer.state !== 'rejected') throw new Error(`expected rejected, got ${answer.state}`);
  return answer.error;
}

async function inbox(code: string, kind: 'document' | 'status' = 'document') {
  const handoverIds = [await province.agencyId(code)];
  return (await listInbox(db(), { handoverIds, kind, limit: 200 })).items;
}

/** What a recipient does: fetch, then acknowledge. */
async function take(deliveryId: string): Promise<void> {
  await db().transaction((tx) => releaseContent(tx, deliveryId, 'test'));
  await db().transaction((tx) => acknowledge(tx, deliveryId, 'test'));
}

async function events(documentId: string): Promise<string[]> {
  const submissionIds = await submissionIdsOf(db(), documentId);
  return (await readTimeline(db(), { documentId, submissionIds })).map((step) => step.type);
}

const deliveryTo = (answer: AcceptedAnswer, code: string) =>
  answer.deliveries.find((one) => one.addressedCode === code)!;

describe('recipients', () => {
  test('good recipients are served although others are unknown, closed or not connected', async () => {
    const to = [CODES.home, '999.99.99.Z99', CODES.splitDistrict, CODES.offline];
    const answer = await accepted(CODES.office, letter({ from: CODES.committee, to }).xml);
    expect(answer.deliveries.map((one) => [one.addressedCode, one.state, one.reasonCode])).toEqual([
      [CODES.home, 'available', null],
      ['999.99.99.Z99', 'failed', 'RECIPIENT_UNKNOWN'],
      [CODES.splitDistrict, 'failed', 'RECIPIENT_CLOSED'],
      [CODES.offline, 'failed', 'RECIPIENT_NOT_CONNECTED'],
    ]);
    expect(deliveryTo(answer, CODES.splitDistrict).reason!.vi).toContain('UBND xã Đồi Sim (H98.102)');
    expect(await events(answer.documentId)).toEqual([
      'submission.received',
      'document.accepted',
      'delivery.available',
      'delivery.failed',
      'delivery.failed',
      'delivery.failed',
    ]);
  });

  test('a document that nobody can receive is refused and leaves a record with a receipt', async () => {
    const answer = await hand(CODES.office, letter({ from: CODES.committee, to: ['X1', CODES.splitDistrict] }).xml);
    expect(answer.state).toBe('rejected');
    if (answer.state !== 'rejected') return;
    expect(answer.error.code).toBe('NO_RECIPIENT');
    const row = await findSubmission(db(), answer.submissionId);
    expect(row).toMatchObject({ state: 'rejected', code: 'NO_RECIPIENT', hasBytes: true, documentId: null });
    const receipts = await listReceipts(db(), { submissionId: answer.submissionId });
    expect(receipts.map((one) => one.type)).toEqual(['SubmissionRejection']);
  });

  test('a contact point, a successor and an ancestor receive for others, the written code staying visible', async () => {
    const to = [CODES.committee, CODES.mergedDistrict, CODES.archives];
    const answer = await accepted(CODES.finance, letter({ from: CODES.finance, to }).xml);
    expect(answer.deliveries.map((one) => [one.addressedCode, one.handoverCode])).toEqual([
      [CODES.committee, CODES.office],
      [CODES.mergedDistrict, CODES.communeA],
      [CODES.archives, CODES.home],
    ]);
  });

  test('addresses that end at one agency are one item in its inbox and arrive together', async () => {
    const sent = letter({ from: CODES.finance, to: [CODES.committee, CODES.office] });
    const answer = await accepted(CODES.finance, sent.xml);
    const items = (await inbox(CODES.office)).filter((item) => item.documentId === answer.documentId);
    expect(items).toHaveLength(1);
    expect(items[0]!.addressed.map((one) => one.code)).toEqual([CODES.committee, CODES.office]);
    await take(items[0]!.deliveryId);
    const again = await accepted(CODES.finance, sent.xml);
    expect(again.deliveries.map((one) => one.state)).toEqual(['arrived', 'arrived']);
  });
});

describe('the duplicate rule', () => {
  test('the same content is answered as the first time, also when it was wrapped differently', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    const first = await accepted(CODES.office, sent.xml);
    const wrapped = Buffer.from(sent.xml.toString().replace(/(ContentTransferEncoded[^>]*>)([^<]{20})/, '$1$2\n'));
    expect(wrapped.equals(sent.xml)).toBe(false);
    const second = await accepted(CODES.office, wrapped);
    expect(second).toMatchObject({ replay: true, documentId: first.documentId, receiptId: first.receiptId });
    expect(second.deliveries.map((one) => one.id)).toEqual(first.deliveries.map((one) => one.id));
    expect(await events(first.documentId)).toContain('submission.replayed');
  });

  test('other content under the id of a new document is a conflict', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    await accepted(CODES.office, sent.xml);
    const other = letter({ from: CODES.committee, to: [CODES.home], documentId: sent.documentId, subject: 'Khác' });
    expect((await refusal(CODES.office, other.xml)).code).toBe('DUPLICATE_CONFLICT');
  });

  test('ten copies sent at once become one document', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home, CODES.finance] });
    const answers = await Promise.all(Array.from({ length: 10 }, () => accepted(CODES.office, sent.xml)));
    expect(new Set(answers.map((one) => one.documentId)).size).toBe(1);
    expect(answers.filter((one) => !one.replay)).toHaveLength(1);
  });

  test('a second update of the same document is new, the same update again is not', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    await accepted(CODES.office, sent.xml);
    const update = (reason: string) =>
      letter({
        from: CODES.committee,
        to: [CODES.home],
        documentId: sent.documentId,
        bussiness: { docType: 2, reason },
      });
    const one = update('Sửa ngày họp');
    const two = update('Sửa địa điểm');
    const first = await accepted(CODES.office, one.xml);
    const second = await accepted(CODES.office, two.xml);
    const again = await accepted(CODES.office, one.xml);
    expect(second.documentId).not.toBe(first.documentId);
    expect(again).toMatchObject({ replay: true, documentId: first.documentId });
  });

  test('the same number, notation and agency in one year warns and refuses nothing', async () => {
    await accepted(CODES.office, letter({ from: CODES.committee, to: [CODES.home], number: '07' }).xml);
    const second = letter({ from: CODES.committee, to: [CODES.home], number: '7', documentId: 'khác' });
    const answer = await accepted(CODES.office, second.xml);
    expect(answer.notices.map((one) => one.code)).toContain('DUPLICATE_NUMBER');
  });

  test('a request id is answered alike, and refused for other bytes', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    const first = await accepted(CODES.office, sent.xml, { transportId: 'k-1' });
    const again = await accepted(CODES.office, sent.xml, { transportId: 'k-1' });
    expect(again).toMatchObject({ replay: true, submissionId: first.submissionId });
    const other = letter({ from: CODES.committee, to: [CODES.home] });
    expect((await refusal(CODES.office, other.xml, { transportId: 'k-1' })).code).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});

describe('who may send', () => {
  test('a system sends only for the agencies that it serves', async () => {
    const sent = letter({ from: CODES.finance, to: [CODES.home] });
    expect((await refusal(CODES.home, sent.xml)).code).toBe('SENDER_NOT_ALLOWED');
  });

  test('an unknown sender is refused', async () => {
    expect((await refusal(CODES.home, letter({ from: 'Z9', to: [CODES.home] }).xml)).code).toBe('SENDER_UNKNOWN');
  });
});

describe('state secrets', () => {
  test('a whole secrecy marking is refused, its bytes gone at once and nothing of it kept', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home], sphere: ' Tối  mật ', subject: 'Kế hoạch X' });
    const answer = await hand(CODES.office, sent.xml);
    if (answer.state !== 'rejected') throw new Error('not rejected');
    expect(answer.error.code).toBe('SECRET_NOT_ALLOWED');
    const row = await findSubmission(db(), answer.submissionId);
    expect(row).toMatchObject({ hasBytes: false, facts: { senderCode: CODES.committee }, verdict: null });
    await expect(buffer(it.hub.blobs.open(answer.submissionId))).rejects.toThrow('ENOENT');
    expect(JSON.stringify(row)).not.toContain('Kế hoạch X');
  });

  test('the word "bảo mật" in a subject is ordinary', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home], subject: 'V/v bảo mật hệ thống thông tin' });
    expect((await accepted(CODES.office, sent.xml)).notices.map((one) => one.code)).not.toContain(
      'SUBJECT_MENTIONS_SECRECY',
    );
  });
});

describe('recall', () => {
  const recallOf = (documentId: string, to: readonly string[]) =>
    letter({ from: CODES.committee, to, documentId, bussiness: { docType: 1, reason: 'Gửi nhầm' } });

  test('takes back what has not left the hub, and follows what has', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home, CODES.finance] });
    const original = await accepted(CODES.office, sent.xml);
    await take(deliveryTo(original, CODES.home).id);
    const recall = await accepted(CODES.office, recallOf(sent.documentId, [CODES.home, CODES.finance]).xml);
    expect(recall.deliveries.map((one) => one.addressedCode)).toEqual([CODES.home]);
    const after = await accepted(CODES.office, sent.xml);
    expect(deliveryTo(after, CODES.finance)).toMatchObject({ state: 'cancelled', word: 'withdrawn' });
    expect((await inbox(CODES.finance)).map((one) => one.documentId)).not.toContain(original.documentId);
    expect(await events(original.documentId)).toEqual(
      expect.arrayContaining(['document.recalled', 'recall.withdrawn', 'recall.asked', 'delivery.cancelled']),
    );
  });

  test('naming one recipient leaves the others alone', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home, CODES.finance] });
    await accepted(CODES.office, sent.xml);
    await accepted(CODES.office, recallOf(sent.documentId, [CODES.home]).xml);
    const after = await accepted(CODES.office, sent.xml);
    expect(after.deliveries.map((one) => one.state)).toEqual(['cancelled', 'available']);
  });

  test('a recall of a document that is not in the hub is delivered as it is', async () => {
    const recall = await accepted(CODES.office, recallOf('không có ở đây', [CODES.home]).xml);
    expect(recall.deliveries.map((one) => one.state)).toEqual(['available']);
  });

  test('an update is not listed before its document is acknowledged', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.openDistrict] });
    const original = await accepted(CODES.office, sent.xml);
    const update = letter({
      from: CODES.committee,
      to: [CODES.openDistrict],
      documentId: sent.documentId,
      bussiness: { docType: 2, reason: 'Sửa' },
      priority: 3,
    });
    const changed = await accepted(CODES.office, update.xml);
    const listed = async () => (await inbox(CODES.openDistrict)).map((one) => one.documentId);
    expect(await listed()).not.toContain(changed.documentId);
    await take(original.deliveries[0]!.id);
    expect(await listed()).toContain(changed.documentId);
  });
});

describe('statuses', () => {
  test('travel to the sender, move the business status, and never move it backwards', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    const original = await accepted(CODES.office, sent.xml);
    await take(original.deliveries[0]!.id);
    const about = { organId: CODES.committee, letter: sent };
    const codes = ['01', '03', '05', '03', '06', '02'] as const;
    for (const [index, code] of codes.entries()) {
      const timestamp = `2026/11/20 10:0${index}:00`;
      await accepted(CODES.home, statusMessage(code, CODES.home, about, { timestamp, description: `lần ${index}` }));
    }
    const after = await accepted(CODES.office, sent.xml);
    expect(after.deliveries[0]).toMatchObject({ businessCode: '06', word: 'accepted' });
    const told = (await events(original.documentId)).filter((type) => type.startsWith('status.'));
    expect(told).toEqual([
      'status.reported',
      'status.reported',
      'status.reported',
      'status.out-of-order',
      'status.reported',
      'status.out-of-order',
    ]);
    expect((await inbox(CODES.office, 'status')).length).toBeGreaterThanOrEqual(codes.length);
  });

  test('a status of an agency that received nothing is refused', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home] });
    await accepted(CODES.office, sent.xml);
    const about = { organId: CODES.committee, letter: sent };
    const refused = await refusal(CODES.finance, statusMessage('03', CODES.finance, about));
    expect(refused.code).toBe('STATUS_NOT_RECIPIENT');
  });

  test('a status on a document that is not here is refused', async () => {
    const ghost = letter({ from: CODES.committee, to: [CODES.home] });
    const refused = await refusal(
      CODES.home,
      statusMessage('03', CODES.home, { organId: CODES.committee, letter: ghost }),
    );
    expect(refused.code).toBe('STATUS_DOCUMENT_UNKNOWN');
  });

  test('13 withdraws what was not fetched and asks for what was; 15 confirms', async () => {
    const sent = letter({ from: CODES.committee, to: [CODES.home, CODES.finance] });
    const original = await accepted(CODES.office, sent.xml);
    await take(deliveryTo(original, CODES.home).id);
    const ask = (code: string) => statusMessage('13', CODES.committee, { organId: code, letter: sent });
    const early = await accepted(CODES.office, ask(CODES.finance));
    expect(early.deliveries).toEqual([]);
    const late = await accepted(CODES.office, ask(CODES.home));
    expect(late.deliveries.map((one) => one.state)).toEqual(['available']);
    await accepted(CODES.home, statusMessage('15', CODES.home, { organId: CODES.committee, letter: sent }));
    expect(await events(original.documentId)).toEqual(
      expect.arrayContaining(['recall.withdrawn', 'recall.asked', 'recall.confirmed']),
    );
  });

  test('an answer is linked on both timelines', async () => {
    const asked = letter({ from: CODES.committee, to: [CODES.home] });
    const question = await accepted(CODES.office, asked.xml);
    const reply = letter({
      from: CODES.home,
      to: [CODES.committee],
      responseFor: {
        organId: CODES.committee,
        code: asked.code,
        promulgationDate: '2026/11/20',
        documentId: asked.documentId,
      },
    });
    const answer = await accepted(CODES.home, reply.xml);
    expect(await events(question.documentId)).toContain('document.answered');
    expect(await events(answer.documentId)).toContain('document.related');
  });
});

describe('parking', () => {
  /** A verifier that fails as a lost worker does, as often as told, then works. */
  function losingVerifier(times: number): TestHub['hub'] {
    let left = times;
    const lost = { status: 202, retry: true, vi: { title: '', fix: '' }, en: { title: '', fix: '' } };
    return {
      ...it.hub,
      verifier: {
        ...it.hub.verifier,
        verify: async (spool, ask) => {
          if (left-- > 0) throw new HubError('VERIFIER_RESTARTED', lost);
          return it.hub.verifier.verify(spool, ask);
        },
      },
    };
  }

  async function parked(hub: TestHub['hub'], xml: Buffer): Promise<string> {
    const principal = await province.principal(CODES.office);
    const answer = await submit(hub, {
      door: 'rest',
      principal,
      mediaType: 'application/xml',
      body: Readable.from([xml]),
    });
    if (answer.state !== 'parked') throw new Error(`expected parked, got ${answer.state}`);
    await it.database.owner.db.execute(sql`update submission set retry_at = now() where id = ${answer.submissionId}`);
    return answer.submissionId;
  }

  test('a package whose verdict waits is verified again and delivered', async () => {
    const hub = losingVerifier(1);
    const id = await parked(hub, letter({ from: CODES.committee, to: [CODES.home] }).xml);
    await resumeParked(hub);
    const row = await findSubmission(db(), id);
    expect(row?.state).toBe('accepted');
    expect(await events(row!.documentId!)).toEqual([
      'submission.received',
      'submission.parked',
      'document.accepted',
      'delivery.available',
    ]);
  });

  test('a package that ends two verifiers is refused for good', async () => {
    const hub = losingVerifier(2);
    const id = await parked(hub, letter({ from: CODES.committee, to: [CODES.home] }).xml);
    await resumeParked(hub);
    expect(await findSubmission(db(), id)).toMatchObject({ state: 'rejected', code: 'VERIFIER_LOST' });
  });
});
