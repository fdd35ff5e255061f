import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliveryTo } from '../support/clerks.ts';
import { DAY, letter } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { restOf } from '../support/rest.ts';
import { recallGround, recallOf } from './recall-fixture.ts';

let ground: Awaited<ReturnType<typeof recallGround>>;
let rest: ReturnType<typeof restOf>;
beforeAll(async () => {
  ground = await recallGround();
  rest = restOf(ground.it, ground.province);
});
afterAll(() => ground.it.close());

test('a recipient confirms a recall with one call; the content is closed and the sender sees it', async () => {
  const sent = await ground.send(CODES.home);
  await ground.office.take(sent.id);
  await ground.office.accepted(CODES.office, recallOf(sent.letter.documentId, [CODES.home]).xml);
  const listed = (await rest.get(CODES.home, '/v1/recalls')).json();
  expect(listed.items).toMatchObject([{ deliveryId: sent.id, recall: { state: 'asked', form: 'package' } }]);
  expect((await rest.get(CODES.office, '/v1/recalls?side=sender')).json().items).toHaveLength(1);
  expect((await rest.get(CODES.finance, '/v1/recalls')).json().items).toEqual([]);

  const path = `/v1/inbox/${sent.id}/recall`;
  const refused = await rest.post(CODES.home, path, { decision: 'refuse' });
  expect([refused.statusCode, refused.json().code]).toEqual([409, 'RECALL_MUST_BE_OBEYED']);
  expect((await rest.post(CODES.finance, path, { decision: 'confirm' })).statusCode).toBe(404);
  expect((await rest.get(CODES.home, `/v1/inbox/${sent.id}/content`)).statusCode).toBe(200);
  const confirmed = await rest.post(CODES.home, path, { decision: 'confirm' }, { 'idempotency-key': 'once' });
  expect(confirmed.statusCode).toBe(201);
  const again = await rest.post(CODES.home, path, { decision: 'confirm' });
  expect([again.statusCode, again.json().code]).toEqual([409, 'RECALL_NOT_ASKED']);

  for (const part of ['content', 'attachments/0']) {
    const closed = await rest.get(CODES.home, `/v1/inbox/${sent.id}/${part}`);
    expect([closed.statusCode, closed.json().code]).toEqual([410, 'CONTENT_RECALLED']);
  }
  const seen = (await rest.get(CODES.office, `/v1/documents/${sent.answer.documentId}`)).json();
  expect(seen.deliveries[0].recall).toMatchObject({ state: 'confirmed', form: 'package' });
  expect(seen.frozenAt).not.toBeNull();
});

test('a report names its delivery: not an update of the document, and once more the same answer', async () => {
  const sent = await ground.send(CODES.home);
  const change = { docType: 2, reason: 'Sửa trích yếu' } as const;
  const { documentId } = sent.letter;
  const update = letter({ from: CODES.committee, to: [CODES.home], documentId, bussiness: change });
  await ground.office.take(sent.id);
  const later = deliveryTo(await ground.office.accepted(CODES.office, update.xml), CODES.home).id;
  await ground.office.take(later);
  const key = { 'idempotency-key': `bao-${sent.id}` };
  const report = (code: string) => rest.post(CODES.home, `/v1/inbox/${sent.id}/status`, { code }, key);
  const wordOf = async (id: string) => (await rest.get(CODES.home, `/v1/inbox/${id}`)).json().delivery.word;
  const first = await report('03');
  expect([first.statusCode, await wordOf(sent.id), await wordOf(later)]).toEqual([201, 'accepted', 'arrived']);
  const again = await report('03');
  expect([again.statusCode, again.json().documentId]).toEqual([200, first.json().documentId]);
  expect((await report('06')).json().code).toBe('IDEMPOTENCY_KEY_REUSED');
  const ofUpdate = await rest.post(CODES.home, `/v1/inbox/${later}/status`, { code: '03' }, key);
  expect([ofUpdate.json().code, await wordOf(later)]).toEqual(['IDEMPOTENCY_KEY_REUSED', 'arrived']);
});

test('an answer to a recall that is asked back with its updates is known again by its key', async () => {
  const sent = await ground.send(CODES.home);
  const { documentId } = sent.letter;
  const change = { docType: 2, reason: 'Sửa trích yếu' } as const;
  const update = letter({ from: CODES.committee, to: [CODES.home], documentId, bussiness: change });
  await ground.office.take(sent.id);
  await ground.office.take(deliveryTo(await ground.office.accepted(CODES.office, update.xml), CODES.home).id);
  await ground.office.accepted(CODES.office, recallOf(documentId, [CODES.home]).xml);
  const report = () =>
    rest.post(CODES.home, `/v1/inbox/${sent.id}/status`, { code: '15' }, { 'idempotency-key': `huy-${sent.id}` });
  const first = await report();
  expect(first.statusCode, first.body).toBe(201);
  const again = await report();
  expect([again.statusCode, again.json().documentId]).toEqual([200, first.json().documentId]);
});

test('what was taken back before it was fetched says so to the one who saw it listed, and to nobody else', async () => {
  const sent = await ground.send(CODES.home);
  await ground.office.accepted(CODES.office, recallOf(sent.letter.documentId, [CODES.home]).xml);
  for (const part of ['', '/content', '/attachments/0']) {
    const gone = await rest.get(CODES.home, `/v1/inbox/${sent.id}${part}`);
    expect([gone.statusCode, gone.json().code]).toEqual([410, 'DELIVERY_WITHDRAWN']);
    expect((await rest.get(CODES.finance, `/v1/inbox/${sent.id}${part}`)).statusCode).toBe(404);
  }
  expect((await rest.get(CODES.home, `/v1/documents/${sent.answer.documentId}`)).statusCode).toBe(404);
});

test('the sender sees who has answered, who has not, and who is late', async () => {
  const ask = (dueDate: string) => letter({ from: CODES.committee, to: [CODES.home, CODES.finance], dueDate });
  const [open, over] = [ask('2099/12/31'), ask('2020/01/31')];
  const answers = [];
  for (const one of [open, over]) {
    const answer = await ground.office.accepted(CODES.office, one.xml);
    await ground.office.take(deliveryTo(answer, CODES.home).id);
    answers.push(answer);
  }
  for (const one of [open, over]) {
    const about = { organId: CODES.committee, code: one.code, promulgationDate: DAY, documentId: '' };
    const reply = letter({ from: CODES.home, to: [CODES.committee], responseFor: about });
    await ground.office.accepted(CODES.home, reply.xml);
  }
  const states = async (id: string) =>
    (await rest.get(CODES.office, `/v1/documents/${id}`))
      .json()
      .deliveries.map((one: { reply?: { state: string } }) => one.reply?.state);
  expect(await states(answers[0]!.documentId)).toEqual(['answered', 'awaited']);
  expect(await states(answers[1]!.documentId)).toEqual(['answered-late', 'late']);
});
