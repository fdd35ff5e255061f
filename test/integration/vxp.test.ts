import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueVxpCredentials, setVxpClock } from '../../src/registry/index.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter, statusMessage } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';
import { restOf } from '../support/rest.ts';
import { vxpClient } from '../support/vxp.ts';

const { home, finance, communeA, communeB } = CODES;
let stage: TestHub;
let province: Province;
let rest: ReturnType<typeof restOf>;
let office: ReturnType<typeof vxpClient>;
let money: ReturnType<typeof vxpClient>;
let stranger: ReturnType<typeof vxpClient>;

async function connect(code: string) {
  const { db } = stage.hub.database;
  const credentials = await db.transaction((tx) => issueVxpCredentials(tx, stage.hub.vault, `qlvb ${code}`));
  return vxpClient(`${stage.hub.url}/XrdAdapter/adapter`, credentials);
}

beforeAll(async () => {
  stage = await testHub();
  province = await settleProvince(stage.database.owner, stage.database.database);
  rest = restOf(stage, province);
  [office, money, stranger] = await Promise.all([connect(home), connect(finance), connect(communeB)]);
});
afterAll(() => stage?.close());

const itemOf = async (client: typeof office, sent: { code: string; documentId: string }, messagetype = 'edoc') => {
  for (const item of await client.received(messagetype)) {
    if ((await client.getEdoc(item.docId!)).includes(sent.documentId)) return item;
  }
  throw new Error(`${sent.code} is not on the list`);
};

async function sendOne(to: readonly string[] = [finance]) {
  const made = letter({ from: home, to });
  const answer = await office.sendEdoc(home, made.xml);
  expect(answer.json()).toMatchObject({ status: 'OK', ErrorCode: '0' });
  const docId = answer.json<{ DocId: string }>().DocId;
  const lines = await office.sent({ docId });
  const deliveryTo = (code: string) => lines.find((line) => line.toCode === code)!.receiverDocId!;
  return { ...made, docId, deliveryTo };
}

describe('a document', () => {
  test('goes from one document system to another as on an axis, and both lists tell it', async () => {
    const sent = await sendOne();
    const id = sent.deliveryTo(finance);
    const item = (await money.received()).find((one) => one.docId === id);
    expect(item).toEqual({
      docId: id,
      serviceType: 'eDoc',
      messageType: 'edoc',
      created_time: expect.stringMatching(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d$/),
      updated_time: expect.any(String),
      from: home,
      to: finance,
      status: 'INITIAL',
      status_desc: 'Chờ nhận',
    });
    expect((await money.getEdoc(id)).equals(sent.xml)).toBe(true);
    expect((await money.received()).find((one) => one.docId === id)).toMatchObject({ status: 'PROCESSING' });
    expect((await money.updateStatus(id, 'processing')).json()).toMatchObject({ status: 'OK' });
    expect((await money.updateStatus(id, 'done')).json()).toMatchObject({ status: 'OK', ErrorCode: '0' });
    expect((await money.received()).find((one) => one.docId === id)).toBeUndefined();
    expect(await office.sent({ docId: sent.docId })).toMatchObject([
      {
        senderDocId: sent.docId,
        receiverDocId: id,
        fromCode: home,
        toCode: finance,
        notation: sent.code,
        sendStatus: 'DONE',
        receiveStatus: 'DONE',
        receivedTime: expect.stringMatching(/^\d{4}\//),
      },
    ]);
    expect((await money.received('edoc', { status: 'done' })).map((one) => one.docId)).toContain(id);
  });

  test('sent by VXP is received by REST, and one sent by REST by VXP, byte for byte', async () => {
    const sent = await sendOne([communeA]);
    const content = await rest.get(communeA, `/v1/inbox/${sent.deliveryTo(communeA)}/content`);
    expect(content.rawPayload.equals(sent.xml)).toBe(true);
    const other = letter({ from: communeA, to: [finance] });
    const { deliveries } = (await rest.send(communeA, other.xml)).json();
    const downloaded = await money.call('downloadEdoc', { docId: deliveries[0].id, filePath: 'x' });
    expect(downloaded.body.equals(other.xml)).toBe(true);
    expect(downloaded.headers).toMatch(/content-type: application\/octet-stream/i);
    expect((await money.updateStatus(deliveries[0].id, 'done')).json()).toMatchObject({ status: 'OK' });
    const timeline = (
      await rest.get(communeA, `/v1/documents/${(await rest.send(communeA, other.xml)).json().documentId}`)
    ).json();
    expect(timeline.deliveries).toMatchObject([{ state: 'arrived' }]);
  });

  test('goes only to the recipients that the header `to` names, as JSON or as a list', async () => {
    const one = letter({ from: home, to: [finance, communeA] });
    const first = (await office.sendEdoc(home, one.xml, { to: `["${communeA}"]` })).json<{ DocId: string }>();
    expect((await office.sent({ docId: first.DocId })).map((line) => line.toCode)).toEqual([communeA]);
    const two = letter({ from: home, to: [finance, communeA] });
    const second = (await office.sendEdoc(home, two.xml, { to: `${finance}; ${communeA}` })).json<{ DocId: string }>();
    expect(await office.sent({ docId: second.DocId })).toHaveLength(2);
  });

  test('goes to an agency that `to` names by another of its codes, which stays on it as written', async () => {
    for (const [written, asked] of [
      [CODES.office, 'H98.01'],
      ['H98.01', CODES.office],
    ] as const) {
      const { xml } = letter({ from: home, to: [finance, written] });
      const answer = (await office.sendEdoc(home, xml, { to: JSON.stringify([asked]) })).json<{ DocId: string }>();
      expect((await office.sent({ docId: answer.DocId })).map((line) => line.toCode)).toEqual([written]);
    }
  });

  test('is taken in a form too, as the part file_doc', async () => {
    const { xml } = letter({ from: home, to: [finance] });
    const form = Buffer.concat([
      Buffer.from(
        '--ranh\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--ranh\r\nContent-Type: text/xml\r\nContent-Disposition: form-data; filename="a.edxml"; name="file_doc"\r\n\r\n',
      ),
      xml,
      Buffer.from('\r\n--ranh--\r\n'),
    ]);
    const options = { body: form, contentType: 'multipart/form-data; boundary=ranh' };
    const { DocId } = (await office.sendEdoc(home, xml, {}, options)).json<{ DocId: string }>();
    const [line] = await office.sent({ docId: DocId });
    expect((await money.getEdoc(line!.receiverDocId!)).equals(xml)).toBe(true);
    const without = {
      ...options,
      body: Buffer.from('--ranh\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--ranh--\r\n'),
    };
    expect((await office.sendEdoc(home, letter({ from: home, to: [finance] }).xml, {}, without)).json()).toMatchObject({
      ErrorCode: '10',
      ErrorDesc: expect.stringContaining('VXP_FILE_MISSING'),
    });
  });

  test('sent again, by the same bytes on the wire or anew, keeps its DocId and is there once', async () => {
    const { xml } = letter({ from: home, to: [finance] });
    const parameters = {
      servicetype: 'eDoc',
      messagetype: 'edoc',
      'hash-file': createHash('sha256').update(xml).digest('hex'),
      from: home,
    };
    const wire = office.write('sendEdoc', parameters, { body: xml });
    const answers = await Promise.all([office.send(wire), office.send(wire)]);
    answers.push(await office.send(wire), await office.sendEdoc(home, xml));
    const ids = new Set(answers.map((answer) => answer.json<{ DocId: string }>().DocId));
    expect(ids.size).toBe(1);
    expect(await office.sent({ docId: [...ids][0]! })).toHaveLength(1);
  });

  test('that the recipient could not take rests, comes back, and is dead at its deadline', async () => {
    const sent = await sendOne();
    const id = sent.deliveryTo(finance);
    await money.getEdoc(id);
    const listed = async () => (await money.received()).find((one) => one.docId === id);
    for (const _ of [1, 2]) expect((await money.updateStatus(id, 'fail')).json()).toMatchObject({ status: 'OK' });
    expect(await listed()).toBeUndefined();
    expect((await money.received('edoc', { status: 'fail' })).map((one) => one.docId)).toContain(id);
    const inbox = async () => (await rest.get(finance, '/v1/inbox')).json<{ items: { deliveryId: string }[] }>();
    expect(
      (await inbox()).items.map((one) => one.deliveryId),
      'by no door',
    ).not.toContain(id);
    const { pool } = stage.database.owner;
    await pool.query(`update pull_failure set rest_until = now() where delivery_id = $1`, [id]);
    expect(await listed()).toMatchObject({ status: 'INITIAL' });
    expect((await inbox()).items.map((one) => one.deliveryId)).toContain(id);
    expect((await money.getEdoc(id)).equals(sent.xml)).toBe(true);
    expect(await listed()).toMatchObject({ status: 'PROCESSING' });
    await pool.query(`update document set accepted_at = accepted_at - interval '4 days' where submission_id = $1`, [
      sent.docId,
    ]);
    await money.updateStatus(id, 'fail');
    expect(await listed()).toBeUndefined();
    expect(await office.sent({ docId: sent.docId })).toMatchObject([{ sendStatus: 'FAIL', receiveStatus: 'FAIL' }]);
    const { rows } = await pool.query('select type, data from event where delivery_id = $1 order by id', [id]);
    expect(rows.map((row) => row.type)).toEqual([
      'delivery.available',
      'delivery.fetched',
      'delivery.retry',
      'delivery.dead',
    ]);
    expect(rows[2].data).toMatchObject({ code: 'RECIPIENT_FAILED' });
  });

  test('that the recipient could not take tells the sender why, in the words of the other side and no more of them than a line', async () => {
    const sent = await sendOne();
    const id = sent.deliveryTo(finance);
    await money.getEdoc(id);
    const reason = `Sổ đến\u202e đã khóa ${'x'.repeat(1_000)}`;
    const told = { docid: id, status: 'fail', reason, ghi_chu: 'nobody knows this name' };
    expect((await money.call('updateStatus', told, { body: '{}' })).json()).toMatchObject({ status: 'OK' });
    const { rows } = await stage.database.owner.pool.query(
      `select a.detail, e.data from attempt a join event e on e.delivery_id = a.delivery_id
       where a.delivery_id = $1 and e.type = 'delivery.complained'`,
      [id],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0].detail).toMatch(/^Sổ đến đã khóa x+…$/);
    expect(rows[0].detail.length).toBeLessThanOrEqual(300);
    expect(rows[0].data.reason).toBe(rows[0].detail);
  });

  test('is only counted as far as anybody needs to know, by kind', async () => {
    await sendOne();
    const edocs = (await money.call('countReceiveEdoc')).json<{ count: number }>();
    const statuses = (await money.call('countReceiveStatus')).json<{ count: number }>();
    expect(edocs).toMatchObject({ status: 'OK', count: (await money.received()).length });
    expect(statuses.count).toBe((await money.received('status')).length);
  });
});

describe('a status', () => {
  test('travels back to the sender, from VXP to REST and from REST to VXP', async () => {
    const sent = await sendOne();
    const id = sent.deliveryTo(finance);
    await money.getEdoc(id);
    await money.updateStatus(id, 'done');
    const xml = statusMessage('03', finance, { organId: home, letter: sent });
    const answer = await money.sendEdoc(finance, xml, { messagetype: 'status' });
    expect(answer.json()).toMatchObject({ status: 'OK' });
    const back = await itemOf(office, sent, 'status');
    expect(back).toMatchObject({ messageType: 'status', from: finance, to: home });
    expect((await office.updateStatus(back.docId!, 'done')).json()).toMatchObject({ status: 'OK' });
    expect(await office.sent({ docId: sent.docId })).toMatchObject([{ receiveStatusDesc: 'Đã tiếp nhận' }]);
    const other = await sendOne([communeA]);
    await rest.get(communeA, `/v1/inbox/${other.deliveryTo(communeA)}/content`);
    await rest.post(communeA, `/v1/inbox/${other.deliveryTo(communeA)}/status`, { code: '03' });
    expect(await itemOf(office, other, 'status')).toMatchObject({ from: communeA });
  });
});

describe('the wire', () => {
  const listed = { servicetype: 'eDoc', messagetype: 'edoc' };

  test('header names come in any case, docId in both spellings, empty bodies with a JSON type', async () => {
    const sent = await sendOne();
    const id = sent.deliveryTo(finance);
    expect((await money.call('getReceivedEdocList', listed, { lowerCase: true })).json()).toMatchObject({
      status: 'OK',
    });
    await money.getEdoc(id);
    const other = await money.call('updateStatus', { docId: id, status: 'DONE' }, { body: '{}' });
    expect(other.json()).toMatchObject({ status: 'OK' });
  });

  test('a read that comes again is answered five times in a minute and then refused', async () => {
    const wire = money.write('getReceivedEdocList', listed);
    const codes: unknown[] = [];
    for (let times = 0; times < 6; times += 1) codes.push((await money.send(wire)).json().ErrorCode);
    expect(codes).toEqual(Array(6).fill('0'));
    const again = await money.send(wire);
    expect(again.json()).toMatchObject({ ErrorCode: '15', ErrorDesc: expect.stringContaining('VXP_REPLAYED') });
    await expectEvent({ code: 'VXP_REPLAYED', endpoint: 'getReceivedEdocList', system: `system:qlvb ${finance}` });
  });

  test('a clock that shows another zone is read by the offset of its system', async () => {
    const utc = { clockMs: -7 * 3_600_000 };
    expect((await stranger.call('getReceivedEdocList', listed, utc)).json()).toMatchObject({
      ErrorCode: '15',
      ErrorDesc: expect.stringContaining('VXP_TIMESTAMP_STALE'),
    });
    const offset = (minutes: number) =>
      stage.hub.database.db.transaction((tx) => setVxpClock(tx, `qlvb ${communeB}`, minutes));
    await offset(0);
    expect((await stranger.call('getReceivedEdocList', listed, utc)).json()).toMatchObject({ status: 'OK' });
    await offset(420);
  });
});

/** The newest line about a refusal at this door. */
async function expectEvent(data: object) {
  const { rows } = await stage.database.owner.pool.query(
    `select data from event where type = 'vxp.refused' order by id desc limit 1`,
  );
  expect(rows[0]?.data).toMatchObject(data);
}
