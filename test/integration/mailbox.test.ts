import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { FolderOffice } from '../../adapters/folder/simulator/index.ts';
import { type MailServer, sendBack, type Taken } from '../../adapters/mailbox/simulator/index.ts';
import { findDelivery, moveWaiting } from '../../src/delivery/index.ts';
import { listReceipts } from '../../src/evidence/index.ts';
import { writeOwed } from '../../src/jobs/owed.ts';
import type { AcceptedAnswer } from '../../src/journey/answer.ts';
import { setChannel } from '../../src/registry/index.ts';
import { deliveryTo } from '../support/clerks.ts';
import { run, useEnvironment } from '../support/command.ts';
import { type ConnectionHub, connectionHub } from '../support/connection-hub.ts';
import { letter } from '../support/letters.ts';
import { MAIL_PASSWORD, startMailbox } from '../support/mail-server.ts';
import { CODES } from '../support/province.ts';
import { until } from './delivery-fixture.ts';

let ground: ConnectionHub;
let server: MailServer;

beforeAll(async () => {
  ground = await connectionHub();
  const mailbox = await startMailbox(ground.folder);
  server = mailbox.server;
  const { settings } = mailbox;
  await ground.connect({ name: 'hop-thu', adapter: 'mailbox', settings, secret: MAIL_PASSWORD, of: CODES.communeA });
  await ground.receiveBy(CODES.communeA, 'hop-thu', 'van-thu@doithong.gov.vn');
});
afterAll(async () => {
  await ground?.close();
  await server?.close();
});

const database = () => ground.it.database.database;
const stateIs = (id: string, state: string) =>
  until(database(), sql`(select state = ${state} from delivery where id = ${id}::uuid)`);
const mailOf = (id: string): Taken => server.taken.find((one) => one.messageId.includes(id))!;
const linkIn = ({ text }: Taken): string => /https:\/\/truc\.tinh\.gov\.vn(\/console\/mail\/\S+)/.exec(text)![1]!;
const ask = (method: 'GET' | 'POST', url: string) => ground.it.hub.api.inject({ method, url });
const deliveryOf = async (id: string) => (await findDelivery(ground.office.db, id))!;

async function mailed(to: string = CODES.communeA): Promise<{ answer: AcceptedAnswer; id: string; link: string }> {
  const { xml } = letter({ from: CODES.home, to: [to], priority: 2 });
  const answer = await ground.office.accepted(CODES.home, xml);
  const { id } = deliveryTo(answer, to);
  await stateIs(id, 'left');
  return { answer, id, link: linkIn(mailOf(id)) };
}

test('a mail has left when the server has it; opening its link confirms nothing, its button does, once, and the sender gets 01', async () => {
  const { answer, id, link } = await mailed();
  for (const method of ['GET', 'GET'] as const) expect((await ask(method, link)).statusCode).toBe(200);
  expect((await deliveryOf(id)).state).toBe('left');
  const page = await ask('GET', link);
  expect(page.body).toContain('Xác nhận đã nhận');
  expect(page.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
  const pressed = await Promise.all([ask('POST', link), ask('POST', link)]);
  expect(pressed.map((one) => one.statusCode)).toEqual([303, 303]);
  expect((await deliveryOf(id)).state).toBe('arrived');
  expect((await ask('GET', link)).body).toContain('Đã xác nhận lúc');
  await writeOwed(ground.it.hub);
  expect((await deliveryOf(id)).businessCode).toBe('01');
  expect(await ground.office.inbox(CODES.home, 'status')).toHaveLength(1);
  const receipts = await listReceipts(ground.office.db, { documentId: answer.documentId });
  expect(receipts.filter((one) => one.type === 'ContentHandover')).toHaveLength(1);
});

test('a recall goes by mail as well; its button cancels the document and tells the sender', async () => {
  const { answer, id, link } = await mailed();
  const { documentUid } = answer;
  const recall = letter({
    from: CODES.home,
    to: [CODES.communeA],
    bussiness: { docType: 1, documentId: documentUid, reason: 'Sai số liệu' },
  });
  const recalled = await ground.office.accepted(CODES.home, recall.xml);
  const { id: recallId } = deliveryTo(recalled, CODES.communeA);
  await stateIs(recallId, 'left');
  const mail = mailOf(recallId);
  expect(mail.text).toContain('“Hủy bỏ và thông báo cho bên gửi”');
  expect(mail.text).toContain('Sai số liệu');
  for (const one of [link, linkIn(mail)])
    expect((await ask('GET', one)).body).toContain('Hủy bỏ và thông báo cho bên gửi');
  expect((await ask('POST', `${linkIn(mail)}/cancel`)).statusCode).toBe(303);
  expect(await deliveryOf(id)).toMatchObject({ recallState: 'confirmed' });
  expect((await ask('POST', `${link}/cancel`)).statusCode).toBe(409);
  expect(await ground.office.events(answer.documentId)).toContain('recall.cancelled-by-mail');
});

test('a mail that comes back ends its delivery with the reason in words; a forged one does not', async () => {
  const [first, second] = [await mailed(), await mailed()];
  const maildir = path.join(ground.folder, 'tra-lai');
  const forged = mailOf(second.id).from.replace(/[0-9a-f]@/, (last) => (last.startsWith('0') ? '1@' : '0@'));
  await sendBack(maildir, mailOf(second.id), { action: 'failed', status: '5.1.1', to: forged });
  await sendBack(maildir, mailOf(first.id), { action: 'failed', status: '5.1.1' });
  await stateIs(first.id, 'dead');
  const { reasonCode, reason } = await deliveryOf(first.id);
  expect(reasonCode).toBe('MAIL_BOUNCED');
  expect(JSON.stringify(reason)).toContain('không có hộp thư này');
  await expect.poll(() => readdir(path.join(maildir, 'new')), { timeout: 20_000 }).toEqual([]);
  expect((await deliveryOf(second.id)).state).toBe('left');
});

test('a folder of bounces that cannot be read puts the link down with words that mend it', async () => {
  const { rows } = await ground.office.db.execute<{ settings: object }>(
    sql`select settings from connection where name = 'hop-thu'`,
  );
  const settings = { ...rows[0]!.settings, bounces: path.join(ground.folder, 'khong-co') };
  await ground.connect({
    name: 'hop-thu-sai',
    adapter: 'mailbox',
    settings,
    secret: MAIL_PASSWORD,
    of: CODES.communeB,
  });
  await until(database(), sql`(select down_reason like '%khong-co%' from connection where name = 'hop-thu-sai')`);
});

test('a mailbox that does not exist ends the delivery at once; what it said is told', async () => {
  server.mood = 'unknown-user';
  const { xml } = letter({ from: CODES.home, to: [CODES.communeA] });
  const { id } = deliveryTo(await ground.office.accepted(CODES.home, xml), CODES.communeA);
  await stateIs(id, 'dead');
  const { reasonCode, reason } = await deliveryOf(id);
  expect(reasonCode).toBe('DELIVERY_REFUSED');
  expect(reason!.vi.title).toContain('User unknown');
  server.mood = 'well';
});

test('an agency that moves from fetching to mail to a folder loses nothing on its way and gets nothing twice', async () => {
  const code = CODES.communeB;
  const agencyId = await ground.province.agencyId(code);
  const directory = path.join(ground.folder, 'xa');
  const office = await new FolderOffice(directory, 'doi-sim').open();
  await ground.connect({ name: 'thu-muc', adapter: 'folder', settings: { directory }, of: code });
  const db = ground.office.db;
  const ways = {
    pull: () => db.transaction((tx) => setChannel(tx, ground.it.hub.vault, agencyId, { kind: 'pull' })),
    mail: () => ground.receiveBy(code, 'hop-thu', 'van-thu@doisim.gov.vn'),
    folder: () => ground.receiveBy(code, 'thu-muc', 'doi-sim'),
  };
  const ids: string[] = [];
  const fetched: string[] = [];
  const chance = seeded(59);
  const handIn = async () => {
    const { xml } = letter({ from: CODES.home, to: [code] });
    ids.push(deliveryTo(await ground.office.accepted(CODES.home, xml), code).id);
  };
  for (const way of ['pull', 'mail', 'pull', 'folder', 'mail', 'folder'] as const) {
    await ways[way]();
    for (let count = 1 + Math.floor(chance() * 3); count > 0; count -= 1) await handIn();
    if (chance() < 0.5) await moveWaiting(database());
    for (const one of await ground.office.inbox(code)) {
      if (chance() < 0.5) continue;
      await ground.office.take(one.deliveryId);
      fetched.push(one.deliveryId);
    }
  }
  await moveWaiting(database());
  const all = sql.param(ids);
  await until(
    database(),
    sql`(select bool_and(state in ('left', 'arrived')) from delivery where id = any(${all}::uuid[]))`,
  );
  const dropped = [...office.taken, ...(await office.take())].map((one) => path.parse(one.name).name);
  const sent = server.taken.flatMap((one) => ids.filter((id) => one.messageId.includes(id)));
  expect([...fetched, ...sent, ...dropped].sort()).toEqual([...ids].sort());
});

test('what an agency does not fetch in its time goes to its mailbox once, and stays where it waits until either is confirmed', async () => {
  const code = CODES.finance;
  await ground.fallBack(code, 'hop-thu', 'van-thu@taichinh.gov.vn');
  const [taken, first, second] = await Promise.all([waiting(code), waiting(code), waiting(code)]);
  await ground.office.take(taken.id);
  await wait([taken.id, first.id, second.id]);
  await Promise.all([first, second].map(({ id }) => wentBeside(id)));
  expect((await ground.office.inbox(code)).map((one) => one.deliveryId).sort()).toEqual([first.id, second.id].sort());
  expect((await ask('POST', linkIn(mailOf(first.id)))).statusCode).toBe(303);
  expect((await ground.office.inbox(code)).map((one) => one.deliveryId)).toEqual([second.id]);
  await ground.office.take(second.id);
  expect((await ask('GET', linkIn(mailOf(second.id)))).body).toContain('Đã xác nhận lúc');
  expect(mailOf(taken.id)).toBeUndefined();
  expect(await ground.office.events(first.answer.documentId)).toEqual(
    expect.arrayContaining(['delivery.available', 'delivery.mailed', 'delivery.arrived']),
  );
  for (const { id } of [first, second])
    expect(server.taken.filter((one) => one.messageId.includes(id))).toHaveLength(1);
});

test('the administrator sets a second way at the command line, sees it, and takes it away; what is missing is told', async () => {
  useEnvironment({ DATA_DIR: ground.it.dataDir, DATABASE_URL: ground.it.database.url });
  const fallback = (...more: string[]) => run('agency', 'fallback', CODES.office, ...more);
  const shown = async () => (await run('agency', 'show', CODES.office, '--json')).json();
  expect((await fallback('--connection', 'hop-thu')).stderr).toContain('--address');
  expect((await fallback('--connection', 'khong-co', '--address', 'a@b.gov.vn')).stderr).toContain(
    'CONNECTION_UNKNOWN',
  );
  const way = ['--connection', 'hop-thu', '--address', 'van-thu@vanphong.gov.vn', '--after', '60'];
  expect(await fallback(...way)).toMatchObject({ code: 0, stderr: '' });
  expect(await shown()).toMatchObject({ fallback: { connection: 'hop-thu', afterMinutes: 60, officeHours: true } });
  await fallback('--none');
  expect(await shown()).toMatchObject({ fallback: null });
  vi.unstubAllEnvs();
});

test('a recall follows at once to the mailbox, where its document went beside its channel', async () => {
  const code = CODES.finance;
  const { answer, id } = await waiting(code);
  await wait([id]);
  await wentBeside(id);
  const { documentUid } = answer;
  const bussiness = { docType: 1, documentId: documentUid, reason: 'Sai số liệu' } as const;
  const recalled = await ground.office.accepted(CODES.home, letter({ from: CODES.home, to: [code], bussiness }).xml);
  expect(await deliveryOf(id)).toMatchObject({ state: 'cancelled', recallState: 'asked' });
  const recallId = deliveryTo(recalled, code).id;
  await wentBeside(recallId);
  expect((await ask('POST', `${linkIn(mailOf(recallId))}/cancel`)).statusCode).toBe(303);
  expect(await deliveryOf(id)).toMatchObject({ recallState: 'confirmed' });
});

test('what a system that is down holds up goes by mail; a mail that comes back is told, and the channel goes on', async () => {
  const code = CODES.openDistrict;
  const { id: agencyId, db } = { id: await ground.province.agencyId(code), db: ground.office.db };
  const channel = { kind: 'webhook', url: 'http://127.0.0.1:1/', secret: 'x' } as const;
  await db.transaction((tx) => setChannel(tx, ground.it.hub.vault, agencyId, channel));
  await ground.fallBack(code, 'hop-thu', 'van-thu@songmoi.gov.vn');
  const [kept, lost] = [await waiting(code), await waiting(code)];
  await until(database(), sql`exists (select from lane where key = ${`agency:${agencyId}`} and breaker <> 'closed')`);
  await wait([kept.id, lost.id]);
  await Promise.all([kept, lost].map(({ id }) => wentBeside(id)));
  await sendBack(path.join(ground.folder, 'tra-lai'), mailOf(lost.id), { action: 'failed', status: '5.2.2' });
  const toldOf = sql`exists (select from event where type = 'delivery.mail-lost' and delivery_id = ${lost.id}::uuid)`;
  await until(database(), sql`(select ${toldOf})`);
  expect((await deliveryOf(lost.id)).state).not.toBe('dead');
  await ask('POST', linkIn(mailOf(kept.id)));
  expect((await deliveryOf(kept.id)).state).toBe('arrived');
});

test('a code that nobody was given opens nothing, nor one that has expired; guessing is stopped', async () => {
  const { id, link } = await mailed();
  expect((await ask('GET', `${link.slice(0, -1)}_`)).statusCode).toBe(404);
  const { owner } = ground.it.database;
  await owner.pool.query('update mail_code set expires_at = now() where delivery_id = $1', [id]);
  expect((await ask('GET', link)).statusCode).toBe(404);
  expect((await ask('POST', link)).statusCode).toBe(404);
  const guesses = await Promise.all(Array.from({ length: 40 }, () => ask('GET', '/console/mail/doan-mo')));
  expect(guesses.at(-1)!.statusCode).toBe(429);
});

async function waiting(code: string): Promise<{ answer: AcceptedAnswer; id: string }> {
  const answer = await ground.office.accepted(CODES.home, letter({ from: CODES.home, to: [code] }).xml);
  return { answer, id: deliveryTo(answer, code).id };
}

/** As if they had waited for ten minutes. */
async function wait(ids: readonly string[]): Promise<void> {
  const { pool } = ground.it.database.owner;
  await pool.query(`update delivery set state_at = now() - interval '10 min' where id = any($1)`, [ids]);
  await pool.query(`update dispatch set queued_at = now() - interval '10 min' where delivery_id = any($1)`, [ids]);
}

const wentBeside = (id: string) =>
  until(database(), sql`exists (select from fallback_mail where delivery_id = ${id}::uuid and left_at is not null)`);

/** Mulberry32: the same fall of the dice in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
