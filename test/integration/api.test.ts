import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyReceiptXml } from '../../src/trust/index.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter, statusMessage } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';
import { restOf } from '../support/rest.ts';

let stage: TestHub;
let province: Province;
let rest: ReturnType<typeof restOf>;
const { home, finance, communeA, communeB } = CODES;

beforeAll(async () => {
  stage = await testHub();
  province = await settleProvince(stage.database.owner, stage.database.database);
  rest = restOf(stage, province);
});
afterAll(() => stage?.close());

async function sendOne(to: readonly string[], from: string = home) {
  const made = letter({ from, to });
  const answer = await rest.send(from, made.xml);
  expect(answer.statusCode, answer.body).toBe(201);
  const deliveryTo = (code: string): string =>
    answer.json().deliveries.find((one: { addressedCode: string }) => one.addressedCode === code).id;
  return { ...made, documentId: answer.json().documentId as string, answer: answer.json(), deliveryTo };
}

describe('a document through the REST door', () => {
  it('is_sent_fetched_acknowledged_reported_on_and_the_status_waits_for_its_sender', async () => {
    const sent = await sendOne([finance]);
    expect(sent.answer).toMatchObject({
      state: 'accepted',
      replay: false,
      deliveries: [{ addressedCode: finance, state: 'available', word: 'queued', words: { vi: 'Chờ gửi' } }],
    });
    const inbox = await rest.get(finance, '/v1/inbox?kind=document');
    const item = inbox.json().items.find((one: { deliveryId: string }) => one.deliveryId === sent.deliveryTo(finance));
    expect(item).toMatchObject({ state: 'available', document: { id: sent.documentId, sender: { code: home } } });

    const content = await rest.get(finance, `/v1/inbox/${item.deliveryId}/content`);
    expect(content.rawPayload.equals(sent.xml)).toBe(true);
    expect(content.headers).toMatchObject({
      'content-length': String(sent.xml.length),
      'content-digest': `sha-256=:${createHash('sha256').update(sent.xml).digest('base64')}:`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
    });
    const one = await rest.get(finance, `/v1/inbox/${item.deliveryId}`);
    expect(one.json()).toMatchObject({ delivery: { word: 'sent' }, document: { side: 'recipient' } });
    for (const _ of [1, 2]) {
      const acknowledged = await rest.post(finance, `/v1/inbox/${item.deliveryId}/ack`);
      expect(acknowledged.json()).toMatchObject({ state: 'arrived', words: { vi: 'Đã đến', en: 'Arrived' } });
    }
    const report = await rest.post(finance, `/v1/inbox/${item.deliveryId}/status`, {
      code: '3',
      staff: { department: 'Văn thư', staff: 'Lê Thị Thử' },
    });
    expect(report.statusCode, report.body).toBe(201);
    const back = await rest.get(home, '/v1/inbox?kind=status');
    expect(back.json().items).toMatchObject([{ document: { statusCode: '03', aboutId: sent.documentId } }]);
    const seen = await rest.get(home, `/v1/documents/${sent.documentId}`);
    expect(seen.json().deliveries).toMatchObject([{ word: 'accepted', businessWords: { vi: 'Đã tiếp nhận' } }]);
    const statuses = await rest.get(home, `/v1/documents/${sent.documentId}/statuses`);
    expect(statuses.json().items).toMatchObject([
      { code: '03', from: { code: finance }, staff: { staff: 'Lê Thị Thử' }, builtByHub: true },
    ]);
  });

  it('is_told_step_by_step_to_its_sender_and_without_the_others_to_a_recipient', async () => {
    const sent = await sendOne([finance, communeA]);
    await rest.get(communeA, `/v1/inbox/${sent.deliveryTo(communeA)}/content`);
    const all = (await rest.get(home, `/v1/documents/${sent.documentId}/timeline`)).json().items;
    expect(all.map((step: { type: string }) => step.type)).toEqual([
      'submission.received',
      'document.accepted',
      'delivery.available',
      'delivery.available',
      'delivery.fetched',
    ]);
    expect(all[4].words).toEqual({
      vi: 'UBND xã Đồi Thông đã lấy nội dung',
      en: 'UBND xã Đồi Thông fetched the content',
    });
    const part = (await rest.get(finance, `/v1/documents/${sent.documentId}/timeline`)).json().items;
    expect(part.map((step: { deliveryId: string | null }) => step.deliveryId)).toEqual([
      null,
      null,
      sent.deliveryTo(finance),
    ]);
    const seen = (await rest.get(finance, `/v1/documents/${sent.documentId}`)).json();
    expect(seen.deliveries.map((one: { id: string }) => one.id)).toEqual([sent.deliveryTo(finance)]);
  });

  it('earns_receipts_that_verify_and_that_only_the_parties_can_fetch', async () => {
    const sent = await sendOne([finance, communeA]);
    await rest.get(finance, `/v1/inbox/${sent.deliveryTo(finance)}/content`);
    const list = (await rest.get(home, `/v1/documents/${sent.documentId}/receipts`)).json().items;
    expect(list.map((one: { type: string }) => one.type)).toEqual(['SubmissionAcceptance', 'ContentConsignment']);
    for (const { id } of list) {
      const receipt = await rest.get(home, `/v1/receipts/${id}`);
      expect(receipt.headers['content-type']).toContain('application/xml');
      const trusted = { certificatesPem: [stage.hub.signer.certificatePem] };
      expect(verifyReceiptXml(receipt.rawPayload, trusted)).toMatchObject({ valid: true });
      expect((await rest.get(communeB, `/v1/receipts/${id}`)).statusCode).toBe(404);
      expect((await rest.get(communeA, `/v1/receipts/${id}`)).statusCode).toBe(404);
    }
    const own = (await rest.get(finance, `/v1/documents/${sent.documentId}/receipts`)).json().items;
    expect(own.map((one: { type: string }) => one.type)).toEqual(['ContentConsignment']);
    expect((await rest.get(finance, `/v1/receipts/${own[0].id}`)).statusCode).toBe(200);
  });

  it('gives_each_attachment_decoded_to_its_sender_and_to_a_recipient_that_has_thereby_fetched_it', async () => {
    const sent = await sendOne([finance]);
    const { attachments } = (await rest.get(home, `/v1/documents/${sent.documentId}`)).json();
    const mine = await rest.get(home, `/v1/documents/${sent.documentId}/attachments/0`);
    expect(mine.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(attachments[0].size),
    });
    expect(createHash('sha256').update(mine.rawPayload).digest('hex')).toBe(attachments[0].sha256);
    expect((await rest.get(finance, `/v1/documents/${sent.documentId}/attachments/0`)).statusCode).toBe(404);
    const theirs = await rest.get(finance, `/v1/inbox/${sent.deliveryTo(finance)}/attachments/0`);
    expect(theirs.rawPayload.equals(mine.rawPayload)).toBe(true);
    const after = (await rest.get(home, `/v1/documents/${sent.documentId}`)).json();
    expect(after.deliveries).toMatchObject([{ word: 'sent' }]);
    const unzipped = await rest.get(home, `/v1/documents/${sent.documentId}/attachments/0?unzip=1`);
    expect([unzipped.statusCode, unzipped.json().code]).toEqual([422, 'ATTACHMENT_NOT_ZIPPED']);
    expect((await rest.get(home, `/v1/documents/${sent.documentId}/attachments/9`)).statusCode).toBe(404);
  });

  it('comes_back_inline_when_it_was_sent_as_multipart', async () => {
    const { envelope, body, type, octets } = multipart([finance]);
    const answer = await rest.post(home, '/v1/documents', body, { 'content-type': type });
    expect(answer.statusCode, answer.body).toBe(201);
    const { documentId, deliveries } = answer.json();
    const stored = await rest.get(home, `/v1/documents/${documentId}/content`);
    expect(stored.headers['content-type']).toBe(type);
    expect(stored.rawPayload.equals(body)).toBe(true);
    const inline = await rest.get(finance, `/v1/inbox/${deliveries[0].id}/content?form=inline`);
    expect(inline.headers['content-type']).toBe('application/xml');
    expect(inline.rawPayload.length).toBe(Number(inline.headers['content-length']));
    expect(inline.body).toContain(octets.toString('base64'));
    expect(inline.body.startsWith(envelope.toString().slice(0, 200))).toBe(true);
  });

  it('is_answered_again_when_the_same_content_or_the_same_key_comes_twice', async () => {
    const made = letter({ from: home, to: [finance] });
    const first = await rest.send(home, made.xml, { 'idempotency-key': 'k-1' });
    const again = await rest.send(home, made.xml, { 'idempotency-key': 'k-1' });
    const other = await rest.send(home, made.xml);
    expect([first.statusCode, again.statusCode, other.statusCode]).toEqual([201, 200, 200]);
    expect(again.json()).toMatchObject({ replay: true, submissionId: first.json().submissionId });
    expect(other.json()).toMatchObject({ replay: true, documentId: first.json().documentId });
    const clash = await rest.send(home, letter({ from: home, to: [finance] }).xml, { 'idempotency-key': 'k-1' });
    expect([clash.statusCode, clash.json().code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('goes_only_to_the_recipients_that_lienthong_to_names', async () => {
    const made = letter({ from: home, to: [finance, communeA] });
    const answer = await rest.send(home, made.xml, { 'lienthong-to': ` ${communeA} ` });
    expect(answer.json().deliveries.map((one: { addressedCode: string }) => one.addressedCode)).toEqual([communeA]);
  });

  it('takes_statuses_as_edxml_too', async () => {
    const sent = await sendOne([finance]);
    const answer = await rest.send(
      finance,
      statusMessage('02', finance, { organId: home, letter: { ...sent, documentId: sent.answer.documentUid } }),
    );
    expect(answer.json(), answer.body).toMatchObject({ state: 'accepted', kind: 'status' });
  });
});

describe('a status by REST', () => {
  it('is_answered_again_under_its_key_although_its_time_differs', async () => {
    const sent = await sendOne([finance]);
    const report = (code: string) =>
      rest.post(finance, `/v1/inbox/${sent.deliveryTo(finance)}/status`, { code }, { 'idempotency-key': 'report-1' });
    const first = await report('01');
    const again = await report('01');
    expect([first.statusCode, again.statusCode]).toEqual([201, 200]);
    expect(again.json().documentId).toBe(first.json().documentId);
    expect((await report('03')).json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it.each([
    ['99', undefined, 422, 'STATUS_CODE_UNKNOWN'],
    ['02', undefined, 422, 'STATUS_REASON_MISSING'],
    ['02', '  ', 422, 'STATUS_REASON_MISSING'],
    ['13', 'xin lại', 403, 'STATUS_NOT_SENDER'],
  ])('%s with the description %s is refused', async (code, description, status, problem) => {
    const sent = await sendOne([finance]);
    const answer = await rest.post(finance, `/v1/inbox/${sent.deliveryTo(finance)}/status`, { code, description });
    expect([answer.statusCode, answer.json().code]).toEqual([status, problem]);
  });
});

describe('what is not one’s own', () => {
  it('does_not_exist', async () => {
    const sent = await sendOne([finance]);
    const delivery = sent.deliveryTo(finance);
    const absent = '019a0000-0000-7000-8000-000000000000';
    const paths = [
      `/v1/documents/${sent.documentId}`,
      `/v1/documents/${sent.documentId}/timeline`,
      `/v1/documents/${sent.documentId}/report`,
      `/v1/documents/${sent.documentId}/statuses`,
      `/v1/documents/${sent.documentId}/receipts`,
      `/v1/documents/${sent.documentId}/content`,
      `/v1/documents/${sent.documentId}/attachments/0`,
      `/v1/submissions/${sent.answer.submissionId}`,
      `/v1/receipts/${sent.answer.receiptId}`,
      `/v1/inbox/${delivery}`,
      `/v1/inbox/${delivery}/content`,
      `/v1/inbox/${delivery}/attachments/0`,
      `/v1/documents/${absent}`,
      '/v1/documents/nonsense',
      `/v1/receipts/${absent}`,
    ];
    for (const path of paths) {
      const answer = await rest.get(communeB, path);
      expect([path, answer.statusCode, answer.json().code]).toEqual([path, 404, 'NOT_FOUND']);
    }
    for (const path of [`/v1/inbox/${delivery}/ack`, `/v1/inbox/${delivery}/status`]) {
      expect((await rest.post(communeB, path, { code: '03' })).statusCode).toBe(404);
      expect((await rest.post(home, path, { code: '03' })).statusCode).toBe(404);
    }
    expect((await rest.get(communeB, `/v1/inbox?agency=${finance}`)).statusCode).toBe(404);
    const before = (await rest.get(home, `/v1/documents/${sent.documentId}`)).json();
    expect(before.deliveries).toMatchObject([{ state: 'available' }]);
  });

  it('needs_a_key_that_is_valid', async () => {
    for (const authorization of [undefined, 'Bearer', 'Basic eDp5', `Bearer lt_${'a'.repeat(43)}`, 'Bearer nonsense']) {
      const headers = authorization === undefined ? {} : { authorization };
      const answer = await stage.hub.api.inject({ method: 'GET', url: '/v1/inbox', headers });
      expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([401, 'Bearer realm="lienthong"']);
    }
  });
});

function multipart(to: readonly string[]) {
  const octets = Buffer.from('%PDF-1.4\n% phần đính kèm riêng\n%%EOF\n');
  const made = letter({
    from: home,
    to,
    attachments: [{ contentId: 'tep-1', name: 'tep-1.pdf', mediaType: 'application/pdf', content: octets }],
  });
  const envelope = Buffer.from(made.xml.toString().replace(/<((?:\w+:)?AttachmentEncoded)[ >][\s\S]*<\/\1>\s*/, ''));
  const part = (headers: string, content: Buffer) => [
    Buffer.from(`--ranh-gioi\r\n${headers}\r\n\r\n`),
    content,
    Buffer.from('\r\n'),
  ];
  const body = Buffer.concat([
    ...part(
      'Content-Disposition: form-data; name="envelope"; filename="e.edxml"\r\nContent-Type: application/xml',
      envelope,
    ),
    ...part(
      'Content-Disposition: form-data; name="tep-1"; filename="tep-1.pdf"\r\nContent-Type: application/pdf\r\nContent-ID: <tep-1>',
      octets,
    ),
    Buffer.from('--ranh-gioi--\r\n'),
  ]);
  return { envelope, body, type: 'multipart/form-data; boundary=ranh-gioi', octets };
}
