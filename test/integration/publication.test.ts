import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUp, readBoard, readPeriod } from '../../src/board/index.ts';
import { holdDocuments, liftHolds } from '../../src/lifecycle/index.ts';
import { vietnamDay } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { listOwnEntries, publish, setPortalMode, sweepPublications, takeOff } from '../../src/publication/index.ts';
import { branchPrincipal } from '../../src/registry/index.ts';
import { type LetterOptions, letter, statusMessage } from '../support/letters.ts';
import { relaxNgFaults } from '../support/libxml2.ts';
import { CODES } from '../support/province.ts';
import { zip } from '../unit/edxml/fixtures.ts';
import { type Published, portalGround, ROOT } from './portal-fixture.ts';

const ATOM = readFileSync(new URL('../support/atom.rng', import.meta.url));
let ground: Awaited<ReturnType<typeof portalGround>>;
let { it, province, office, get, feedOf, switchTo, send, recall, stateOf, fileStatus, reasonOf } = {} as typeof ground;
beforeAll(async () => {
  ground = await portalGround();
  ({ it, province, office, get, feedOf, switchTo, send, recall, stateOf, fileStatus, reasonOf } = ground);
});
afterAll(() => ground.it.close());

describe('a portal that was never switched on', () => {
  test('answers 404, and what is marked Công khai waits', async () => {
    const sent = await send();
    expect((await get('/feed.atom')).statusCode).toBe(404);
    expect((await get(`/agencies/${CODES.home}/feed.atom`)).statusCode).toBe(404);
    expect(await fileStatus(sent)).toBe(404);
    expect(await reasonOf(sent)).toBe('off');
  });

  test('needs an address for readers before it is switched on', async () => {
    const on = office.db.transaction((tx) =>
      setPortalMode(tx, { agency: null, mode: 'automatic', publicUrl: undefined }, ROOT),
    );
    await expect(on).rejects.toMatchObject({ code: 'PORTAL_ADDRESS_MISSING' });
  });
});

describe('a document of an agency that publishes by itself', () => {
  beforeAll(() => switchTo('automatic', CODES.home));

  test('is in a feed that a foreign parser finds valid, with its files byte for byte, and names no recipient', async () => {
    const content = Buffer.from('%PDF-1.7\n\0\xff\r\n', 'latin1');
    const name = 'Quyết định & <phụ lục>.pdf';
    const attachments = [
      { contentId: 'a', name, mediaType: 'text/html', content },
      {
        contentId: 'b',
        name: 'phụ lục.docx',
        mediaType: 'application/zip',
        content: zip([{ name: `${newId()}.edxml`, content }]),
      },
    ];
    const subject = 'V/v công bố <thủ tục> & "biểu mẫu"';
    const sent = await send({ subject, attachments });
    const answer = await get('/feed.atom');
    expect(answer.headers['content-type']).toBe('application/atom+xml; charset=utf-8');
    expect(relaxNgFaults(ATOM, Buffer.from(answer.body))).toEqual([]);
    expect(answer.body).toContain(`<title>${sent.code}: V/v công bố &lt;thủ tục&gt; &amp;`);
    expect(answer.body).toMatch(/<id>tag:truc\.thunghiem\.example,\d{4}-\d\d-\d\d:[0-9a-f-]{36}<\/id>/);
    expect(answer.body).not.toContain(CODES.communeA);
    const href = /rel="enclosure" href="https:\/\/truc\.thunghiem\.example\/portal([^"]+)" type="application\/pdf"/;
    const file = await get(href.exec(answer.body)![1]!);
    expect(file.rawPayload).toEqual(content);
    expect(file.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(content.length),
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, no-cache',
    });
    expect(file.headers['content-disposition']).toMatch(/^attachment; .*filename\*=UTF-8''Quy%E1%BA%BFt/);
    expect((await get(`/documents/${sent.id}/files/1`)).rawPayload).toEqual(content);
    expect(await fileStatus(sent, 2)).toBe(404);
    const again = await get(`/documents/${sent.id}/files/0`, { 'if-none-match': String(file.headers.etag) });
    expect(again).toMatchObject({ statusCode: 304, body: '' });
  });

  test('is told of once: the same feed is 304 until something changes', async () => {
    const first = await get('/feed.atom');
    const tag = String(first.headers.etag);
    expect(first.headers['last-modified']).toMatch(/GMT$/);
    expect((await get('/feed.atom', { 'if-none-match': `W/"x", ${tag}` })).statusCode).toBe(304);
    await send();
    expect((await get('/feed.atom', { 'if-none-match': tag })).statusCode).toBe(200);
  });

  test.each([
    ['another sphere', { sphere: 'Lưu hành nội bộ' }],
    ['a sphere that only contains the words', { sphere: 'Không công khai' }],
    ['the sphere of the national axis', { sphere: 'Liên thông văn bản quốc gia' }],
  ])('with %s never comes near it', async (_, more) => {
    const sent = await send(more);
    expect(await reasonOf(sent)).toBeUndefined();
    expect(await fileStatus(sent)).toBe(404);
  });

  test.each([
    ['mentions secrecy in its subject', { subject: 'V/v quản lý tài liệu tối mật' }, 'subject'],
    ['has no file', { attachments: [] }, 'no-files'],
  ])('that %s waits for its clerk', async (_, more, reason) => {
    const sent = await send(more);
    expect([await stateOf(sent), await reasonOf(sent), await fileStatus(sent)]).toEqual([null, reason, 404]);
  });

  test("of another agency stays out, and out of that one's feed", async () => {
    const mail = letter({ from: CODES.finance, to: [CODES.communeA] });
    await office.accepted(CODES.finance, mail.xml);
    const sent = await send();
    expect(await feedOf()).not.toContain(mail.code);
    expect(await feedOf(CODES.home)).toContain(sent.code);
    expect(await feedOf(CODES.finance)).not.toContain('<entry>');
    expect((await get(`/agencies/${CODES.government}/feed.atom`)).statusCode).toBe(404);
  });
});

describe('what changes a published document', () => {
  test('a recall takes it off at once: a tombstone, 410 for its files, and no way back', async () => {
    const sent = await send();
    expect([await stateOf(sent), await fileStatus(sent)]).toEqual([true, 200]);
    await recall(sent);
    expect([await stateOf(sent), await fileStatus(sent)]).toEqual(['đã thu hồi', 410]);
    expect(relaxNgFaults(ATOM, Buffer.from(await feedOf()))).toEqual([]);
    const back = office.db.transaction((tx) => publish(tx, sent.id, ROOT));
    await expect(back).rejects.toMatchObject({ code: 'PUBLICATION_BARRED' });
  });

  test('asked back by a status 13 it is off until its clerk decides', async () => {
    const sent = await send();
    const about = { organId: CODES.communeA, letter: sent };
    await office.accepted(CODES.home, statusMessage('13', CODES.home, about));
    expect([await stateOf(sent), await fileStatus(sent)]).toEqual(['bên gửi yêu cầu lấy lại', 410]);
    await office.db.transaction((tx) => publish(tx, sent.id, ROOT));
    expect(await stateOf(sent)).toBe(true);
  });

  test('an update keeps its id and shows its own files; one for another sphere takes it off', async () => {
    const sent = await send();
    const update = (more: Partial<LetterOptions>) =>
      send({ documentId: sent.documentId, bussiness: { docType: 2, reason: 'Sửa phụ lục' }, ...more });
    const newer = await update({ subject: 'V/v đã sửa' });
    expect([await stateOf(sent), await stateOf(newer)]).toEqual([true, null]);
    expect(await feedOf()).toContain('V/v đã sửa');
    expect((await get(`/documents/${sent.id}/files/0`)).body).toContain(newer.code.split('/')[0]);
    expect(await fileStatus(newer)).toBe(404);
    await update({ sphere: 'Lưu hành nội bộ' });
    expect(await stateOf(sent)).toBe('bản cập nhật không còn công khai');
  });

  test('a recall of any document in a chain of updates takes the entry off', async () => {
    const first = await send();
    const update = (of: Published) => send({ bussiness: { docType: 2, documentId: of.documentId, reason: 'Sửa' } });
    const second = await update(first);
    const third = await update(second);
    expect([await stateOf(first), await stateOf(second), await stateOf(third)]).toEqual([true, null, null]);
    await recall(second);
    expect([await stateOf(first), await fileStatus(first)]).toEqual(['đã thu hồi', 410]);
  });

  test('a replacement stands in the feed, and what it replaces is gone', async () => {
    const sent = await send();
    const newer = await send({
      bussiness: { docType: 3, reason: 'Thay thế', replacements: [{ documentId: sent.documentId, organIds: [] }] },
    });
    expect([await stateOf(sent), await fileStatus(sent)]).toEqual(['đã được thay thế bằng văn bản khác', 410]);
    expect([await stateOf(newer), await fileStatus(newer)]).toEqual([true, 200]);
  });

  test('a hold hides it from the next request on, and the sweep tells readers; lifted, its clerk may put it back', async () => {
    const sent = await send();
    const why = { actor: 'cli:root', reason: 'Thanh tra' };
    await office.db.transaction((tx) => holdDocuments(tx, [sent.id], why));
    expect([await stateOf(sent), await fileStatus(sent)]).toEqual(['văn bản đang bị khóa, đóng băng', 410]);
    await sweepPublications(office.db);
    expect(await reasonOf(sent)).toBe('held');
    await expect(office.db.transaction((tx) => publish(tx, sent.id, ROOT))).rejects.toMatchObject({
      code: 'PUBLICATION_BARRED',
      facts: { reason: 'held' },
    });
    await office.db.transaction((tx) => liftHolds(tx, [sent.id], why));
    await office.db.transaction((tx) => publish(tx, sent.id, ROOT));
    expect(await stateOf(sent)).toBe(true);
  });

  test('once its bytes have expired nothing is served', async () => {
    const sent = await send();
    const gone = `update submission set has_bytes = false where document_id = $1`;
    await it.database.owner.pool.query(gone, [sent.id]);
    expect(await fileStatus(sent)).toBe(410);
    await sweepPublications(office.db);
    expect(await reasonOf(sent)).toBe('expired');
  });
});

describe('the clerk of an agency that publishes by hand', () => {
  test('sees what is missing and why, publishes and takes off; nobody else does it for him', async () => {
    await switchTo('by-hand', CODES.home);
    const sent = await send();
    const agencyIds = [await province.agencyId(CODES.home)];
    const [missing] = await listOwnEntries(office.db, { agencyIds, shown: false, limit: 1 });
    expect(missing).toMatchObject({ id: sent.id, reason: 'by-hand' });
    const clerk = { principal: await province.principal(CODES.home), why: '–' };
    const others = [
      { principal: await province.principal(CODES.communeA), why: '–' },
      { principal: branchPrincipal('person:tc', [await province.agencyId(CODES.finance)]), why: '–' },
    ];
    for (const other of others) {
      const tried = office.db.transaction((tx) => publish(tx, sent.id, other));
      await expect(tried).rejects.toMatchObject({ code: 'PUBLICATION_UNKNOWN' });
    }
    await office.db.transaction((tx) => publish(tx, sent.id, clerk));
    expect(await stateOf(sent)).toBe(true);
    await office.db.transaction((tx) => takeOff(tx, sent.id, clerk));
    expect([await stateOf(sent), await fileStatus(sent)]).toEqual(['cơ quan đã gỡ', 410]);
    // It is off already: one line of history says so.
    await recall(sent);
    const { rows } = await it.database.owner.pool.query(
      `select type, actor from event where document_id = $1 and type like 'document.%published' order by id`,
      [sent.id],
    );
    const { actor } = clerk.principal;
    expect(rows).toEqual([
      { type: 'document.published', actor },
      { type: 'document.unpublished', actor },
    ]);
  });

  test('is shown on the board by what is there and what is missing; what was switched off counts nowhere', async () => {
    const shares = async (code: string) => {
      await addUp(office.db);
      const lines = await readBoard(office.db, { period: readPeriod(vietnamDay(new Date()).slice(0, 7)) });
      return lines.find((line) => line.code === code)!.shares.portal;
    };
    const before = await shares(CODES.home);
    const sent = await send();
    expect(await shares(CODES.home)).toMatchObject({ part: before.part, whole: before.whole + 1 });
    await office.db.transaction((tx) => publish(tx, sent.id, ROOT));
    expect(await shares(CODES.home)).toMatchObject({ part: before.part + 1, whole: before.whole + 1 });
    expect((await shares(CODES.finance)).percent).toBeNull();
  });
});

describe('the feed', () => {
  test('goes on page by page to its end, each change once, the last change first', async () => {
    const agencyId = await province.agencyId(CODES.office);
    await it.database.owner.pool.query(
      `insert into publication (id, document_id, agency_id, day, state, reason, published_at, changed_at)
       select id, id, $1, current_date, 'withdrawn', 'sender', now(), date_trunc('milliseconds', now()) - n / 7 * interval '1 second'
       from (select gen_random_uuid() as id, n from generate_series(1, 120) as n) as made`,
      [agencyId],
    );
    const seen: string[] = [];
    let at: string | undefined = `/agencies/${CODES.office}/feed.atom`;
    for (let pages = 0; at !== undefined && pages < 5; pages += 1) {
      const { body } = await get(at);
      expect(relaxNgFaults(ATOM, Buffer.from(body))).toEqual([]);
      seen.push(...[...body.matchAll(/ref="([^"]+)" when="([^"]+)"/g)].map(([, ref, when]) => `${when} ${ref}`));
      at = /rel="next" href="https:\/\/truc\.thunghiem\.example\/portal([^"]+)"/.exec(body)?.[1];
    }
    expect(at).toBeUndefined();
    expect(new Set(seen).size).toBe(120);
    expect(seen.map((one) => one.slice(0, 24))).toEqual(
      seen
        .map((one) => one.slice(0, 24))
        .sort()
        .reverse(),
    );
    expect((await get(`/feed.atom?after=x'`)).statusCode).toBe(404);
    expect((await get('/feed.atom?after=1&after=2')).statusCode).toBe(404);
  });

  test('is empty of an agency that was switched off, and its files are gone', async () => {
    await switchTo('automatic', CODES.home);
    const sent = await send();
    expect(await fileStatus(sent)).toBe(200);
    await switchTo('off', CODES.home);
    expect(await fileStatus(sent)).toBe(410);
    expect(await feedOf(CODES.home)).not.toContain('<entry>');
    await switchTo(null, CODES.home);
  });

  test.each(['first', 'last'] as const)(
    'shows nothing of what was accepted beside a switch to off, which ends %s',
    async (order) => {
      await switchTo('automatic', CODES.home);
      const sent = await send();
      await ground.acceptBesideOff(sent, order);
      await switchTo('automatic', CODES.home);
      expect(await reasonOf(sent)).toBe('earlier');
      await switchTo(null, CODES.home);
    },
  );

  test('is asked only so often by one address', async () => {
    const asked = await Promise.all(Array.from({ length: 250 }, () => get('/documents/x/files/0')));
    expect(asked.at(-1)).toMatchObject({ statusCode: 429 });
    expect(asked.at(-1)!.headers['retry-after']).toBeDefined();
  });
});
