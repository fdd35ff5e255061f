import { readFile } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type IofficeSimulator, startIoffice } from '../../adapters/vnpt-ioffice/simulator/index.ts';
import { findDocument, listAttachments } from '../../src/intake/index.ts';
import { deliveryTo } from '../support/clerks.ts';
import { run, useEnvironment } from '../support/command.ts';
import { giveSealingKey } from '../support/compose.ts';
import { type ConnectionHub, connectionHub } from '../support/connection-hub.ts';
import { DAY, letter, statusMessage } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { until } from './delivery-fixture.ts';

const AGENT = '4207';
const SIGNED_ON = DAY.split('/').reverse().join('/');
const pdf = (words: string) => Buffer.from(`%PDF-1.4\n% ${words}\n%%EOF\n`);

let ground: ConnectionHub;
let ioffice: IofficeSimulator;

beforeAll(async () => {
  [ground, ioffice] = await Promise.all([connectionHub(), startIoffice()]);
  const { url, account, password: secret } = ioffice;
  const settings = { url, account, typeIds: 'Quyết định=2; Công văn=1' };
  await ground.connect({ name: 'ioffice-xa', adapter: 'vnpt-ioffice', settings, secret, of: CODES.communeA });
  await ground.receiveBy(CODES.communeA, 'ioffice-xa', AGENT);
});
afterAll(async () => {
  await ground?.close();
  await ioffice?.close();
});
beforeEach(() => {
  ioffice.state.misbehaviour = {};
});

const database = () => ground.it.database.database;
const isIn = (id: string, state: string) =>
  until(database(), sql`(select state = ${state} from delivery where id = ${id}::uuid)`);

/** Sends a letter of Sở Nội vụ there; gives the delivery's id, which is the dossier's. */
async function send(subject?: string) {
  const made = letter({ from: CODES.home, to: [CODES.communeA], ...(subject && { subject }) });
  const answer = await ground.office.accepted(CODES.home, made.xml);
  return { ...made, id: deliveryTo(answer, CODES.communeA).id, sentId: answer.documentId };
}

async function sentThere(subject?: string) {
  const sent = await send(subject);
  await isIn(sent.id, 'arrived');
  return sent;
}

const answersHeld = async (documentId: string) => {
  const { rows } = await ground.office.db.execute<{ id: string }>(sql`
    select document_id as id from document_reference where refers_to_id = ${documentId}::uuid order by document_id`);
  return rows.map((row) => row.id);
};

async function answered(documentId: string, count = 1) {
  await expect.poll(() => answersHeld(documentId)).toHaveLength(count);
  const ids = await answersHeld(documentId);
  return Promise.all(ids.map(async (id) => (await findDocument(ground.office.db, id))!));
}

test('a document becomes one dossier with its facts and files, though the answer was lost', async () => {
  ioffice.state.misbehaviour = { lostAnswers: 1 };
  const sent = await sentThere('V/v “rà soát” biên chế & tổ chức');
  const dossier = ioffice.state.dossiers.get(sent.id)!;
  expect(dossier).toMatchObject({
    summary: 'V/v “rà soát” biên chế & tổ chức',
    documentType: 'Công văn',
    loaiVBId: '1',
    soKyHieu: sent.code,
    ngayBanHanh: DAY,
    coQuanBanHanh: CODES.home,
    noiNhan: `${AGENT}|${CODES.communeA}`,
  });
  const [file] = dossier.files;
  const content = Buffer.from(file!.fileData, 'base64');
  expect(sent.xml.includes(content.toString('base64'))).toBe(true);
  expect(file!.fileSize).toBe(content.length);
});

test('a token that ended is renewed by one login, however many documents meet its end', async () => {
  await sentThere();
  const before = ioffice.state.logins;
  ioffice.state.endTokens();
  const sent = await Promise.all([send(), send(), send()]);
  await Promise.all(sent.map(({ id }) => isIn(id, 'arrived')));
  expect(ioffice.state.logins).toBe(before + 1);
});

test('what passes is tried again, what iOffice refuses ends the delivery with its code and words', async () => {
  ioffice.state.misbehaviour = { failures: 2, garbage: 1, halves: 1 };
  await sentThere();
  ioffice.state.misbehaviour = { says: { code: '1', message: 'Đơn vị không tồn tại' } };
  const refused = await send();
  await isIn(refused.id, 'dead');
  const { rows } = await ground.office.db.execute(sql`
    select error_code, detail from attempt where delivery_id = ${refused.id}::uuid order by number desc limit 1`);
  expect(rows[0]).toEqual({ error_code: 'IOFFICE_1', detail: '1 Đơn vị không tồn tại' });
});

test('what answers a dossier comes to its sender as edXML, byte for byte, and is received there once it is here', async () => {
  const sent = await sentThere('V/v lấy ý kiến');
  const files = new Map([
    ['y-kien.pdf', pdf('ý kiến')],
    ['phụ lục & bảng.xlsx', Buffer.from('PK\u0003\u0004 bảng')],
  ]);
  ioffice.state.misbehaviour = { listsAgain: 1 };
  ioffice.state.answer(sent.id, '45/UBND-VP', files, SIGNED_ON);
  const [document] = await answered(sent.sentId);
  expect(document!.header).toMatchObject({
    from: { organId: CODES.communeA },
    to: [{ organId: CODES.home }],
    documentId: `${CODES.communeA},${DAY},45/UBND-VP`,
    codeNumber: '45',
    codeNotation: 'UBND-VP',
    typeName: 'Công văn',
    subject: `Trả lời văn bản số ${sent.code}: V/v lấy ý kiến`,
    responseFor: [{ organId: CODES.home, code: sent.code, documentId: sent.documentId }],
  });
  expect(document!.verdict.signature).toBe('absent');
  const names = (await listAttachments(ground.office.db, document!.id)).map((one) => one.name);
  expect(names).toEqual([...files.keys()]);
  await expect.poll(() => ioffice.state.receipts.filter((id) => id === sent.id)).toHaveLength(2);
  expect(ioffice.state.results).toEqual([]);
  expect(await answersHeld(sent.sentId)).toHaveLength(1);
  expect(await ground.office.events(sent.sentId)).toContain('connection.letter');
});

test('an agency whose key the hub holds seals its answers; two answers to one dossier are both here before the receipt', async () => {
  await giveSealingKey(ground.it, ground.province, CODES.communeA);
  const sent = await sentThere();
  const before = ioffice.state.receipts.length;
  ioffice.state.answer(sent.id, '46/QĐ-UBND', new Map([['46.pdf', pdf('46')]]), `${DAY} 08:30:00`);
  ioffice.state.answer(sent.id, '47/TB-UBND', new Map([['47.pdf', pdf('47')]]), SIGNED_ON);
  const documents = await answered(sent.sentId, 2);
  await expect.poll(() => ioffice.state.results).toEqual([]);
  expect(ioffice.state.receipts.slice(before)).toContain(sent.id);
  expect(documents.map((one) => one.header).map((one) => one.kind === 'document' && one.typeName)).toEqual(
    expect.arrayContaining(['Quyết định', 'Thông báo']),
  );
  for (const { verdict } of documents) expect(verdict).toMatchObject({ signature: 'valid-trusted' });
});

test('a result of which nothing can be made stays there, is told once, and holds up nobody', async () => {
  const sent = await sentThere();
  const file = new Map([['x.pdf', pdf('x')]]);
  ioffice.state.answer('khong-co', '50/UBND', file, SIGNED_ON);
  ioffice.state.answer(sent.id, '51/UBND', file, '31/02/2026');
  ioffice.state.answer(sent.id, '52/UBND-VP', file, SIGNED_ON);
  const [document] = await answered(sent.sentId);
  expect(document!.codeNumber).toBe('52');
  const refusals = async () => {
    const { rows } = await ground.office.db.execute<{ code: string }>(
      sql`select data->>'code' as code from event where type = 'connection.refused' order by id`,
    );
    return rows.map((row) => row.code);
  };
  await expect.poll(refusals).toEqual(['LETTER_ANSWERS_NOTHING', 'IOFFICE_RESULT_INVALID']);
  const more = await sentThere();
  ioffice.state.answer(more.id, '53/UBND-VP', file, SIGNED_ON);
  await answered(more.sentId);
  expect(await refusals()).toHaveLength(2);
  expect(ioffice.state.results.map((one) => one.soKyHieu)).toEqual(expect.arrayContaining(['50/UBND', '51/UBND']));
});

test('a system answers only for its own agencies: no key of another is used for it', async () => {
  const sent = await sentThere();
  const other = await startIoffice();
  other.state.answer(sent.id, '60/UBND-VP', new Map([['60.pdf', pdf('60')]]), SIGNED_ON);
  const { url, account, password: secret } = other;
  const settings = { url, account };
  await ground.connect({ name: 'ioffice-khac', adapter: 'vnpt-ioffice', settings, secret, of: CODES.communeB });
  await until(
    database(),
    sql`exists (select from event where type = 'connection.refused' and data->>'connection' = 'ioffice-khac'
      and data->>'code' = 'SENDER_NOT_ALLOWED')`,
  );
  expect(await answersHeld(sent.sentId)).toEqual([]);
  expect(await ground.office.events(sent.sentId)).not.toContain('connection.letter');
  await other.close();
});

test('a refusal is shown there as a document; other statuses stay in the history of the sender here', async () => {
  const own = letter({ from: CODES.communeA, to: [CODES.home, CODES.finance] });
  const { documentId } = await ground.office.accepted(CODES.communeA, own.xml);
  const about = { organId: CODES.communeA, letter: own };
  await ground.office.accepted(CODES.home, statusMessage('03', CODES.home, about));
  await ground.office.accepted(
    CODES.finance,
    statusMessage('02', CODES.finance, about, { description: 'Gửi nhầm cơ quan' }),
  );
  const summaries = () => [...ioffice.state.dossiers.values()].map((one) => one.summary);
  await expect
    .poll(summaries)
    .toContain(`${CODES.finance} – Từ chối nhận (trả lại): văn bản số ${own.code}. Gửi nhầm cơ quan`);
  await until(
    database(),
    sql`not exists (select from delivery where kind = 'status' and handover_id = (
      select sender_id from document where id = ${documentId}::uuid) and state <> 'arrived')`,
  );
  expect(summaries().filter((one) => one.includes(own.code))).toHaveLength(1);
  const { rows } = await ground.office.db.execute(sql`
    select addressed_code as code, business_code as said from delivery where document_id = ${documentId}::uuid`);
  expect(rows).toContainEqual({ code: CODES.home, said: '03' });
});

test('units are matched by address, by either form of a code and by name; the rest is listed on both sides', async () => {
  useEnvironment({ DATABASE_URL: ground.it.database.url, DATA_DIR: ground.it.dataDir, OUTBOUND_ALLOW: '127.0.0.0/8' });
  ioffice.state.units = [
    { ID: '1', NAME: 'UBND xã Đồi Thông', AGENT_ID: AGENT },
    { ID: '2', NAME: 'Văn phòng', AGENT_ID: 'H98.1' },
    { ID: '3', NAME: 'Đơn vị lạ', AGENT_ID: '99' },
  ];
  const told = await run('connection', 'units', 'ioffice-xa', '--json');
  const report = told.json<{ units: { agency: { code: string } | null; by: string }[]; missing: unknown[] }>();
  expect(report.units.map(({ agency, by }) => [agency?.code ?? null, by])).toEqual([
    [CODES.communeA, 'address'],
    [CODES.office, 'code'],
    [null, null],
  ]);
  expect(report.missing).toEqual([]);
  const table = await run('connection', 'units', 'ioffice-xa', '--lang', 'en');
  expect(table.stdout).toContain('3 units, 1 match no agency; 0 agencies have no unit.');
});

test('what is said to iOffice has the fields that were recorded', async () => {
  const file = new URL('../../adapters/vnpt-ioffice/recorded/exchange.json', import.meta.url);
  const recorded = JSON.parse(await readFile(file, 'utf8')) as {
    call: string;
    sent: object | null;
    answered: object;
  }[];
  for (const { call, sent, answered } of recorded) {
    const said = ioffice.state.exchange
      .filter((one) => one.call.split('?')[0] === call.split('?')[0])
      .map((one) => ({
        sent: one.sent === '' ? null : fieldsOf(JSON.parse(one.sent)),
        answered: fieldsOf(JSON.parse(one.answered)),
      }));
    expect(said, call).toContainEqual({ sent: sent && fieldsOf(sent), answered: fieldsOf(answered) });
  }
});

/** The names in a JSON, in their order: `files[].fileName`. */
function fieldsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  if (Array.isArray(value)) return value.slice(0, 1).flatMap((one) => fieldsOf(one, `${path}[]`));
  return Object.entries(value).flatMap(([name, one]) => fieldsOf(one, `${path}.${name}`));
}

test('what iOffice has said yes to is not remembered for ever', async () => {
  const old = 'dossier:018f0000-0000-7000-8000-000000000000';
  await ground.office.db.execute(sql`
    insert into connection_state (connection, key, value)
    values ('ioffice-xa', ${old}, to_jsonb(now() - interval '91 days'))`);
  const { id } = await sentThere();
  const { rows } = await ground.office.db.execute<{ key: string }>(
    sql`select key from connection_state where connection = 'ioffice-xa' and key in (${old}, ${`dossier:${id}`})`,
  );
  expect(rows).toEqual([{ key: `dossier:${id}` }]);
});

test('a wrong password puts the link down with words that mend it, and is not tried on and on', async () => {
  const { url, account } = ioffice;
  const before = ioffice.state.exchange.length;
  await ground.connect({
    name: 'ioffice-sai',
    adapter: 'vnpt-ioffice',
    settings: { url, account },
    secret: 'sai',
    of: CODES.communeB,
  });
  await until(
    database(),
    sql`(select down_reason like '%IOFFICE_LOGIN_REFUSED%' or down_reason like '%Sai tài khoản%'
    from connection where name = 'ioffice-sai')`,
  );
  const failed = ioffice.state.exchange.slice(before).filter((one) => one.sent.includes('"sai"'));
  expect(failed).toHaveLength(1);
  expect(JSON.stringify(failed)).not.toContain('mat-khau-cua-truc');
});
