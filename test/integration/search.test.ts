import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { acknowledge, releaseContent, type ScreenWord } from '../../src/delivery/index.ts';
import { searchDeliveries, searchDocuments, searchEvents, type Wanted } from '../../src/search/index.ts';
import { clerks } from '../support/clerks.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

let it: TestHub;
let province: Province;
let office: ReturnType<typeof clerks>;
const ids = new Map<string, string>();

const SUBJECTS = {
  plan: 'V/v triển khai kế hoạch tuyển dụng viên chức năm 2026',
  flood: 'Báo cáo kết quả phòng, chống lũ quét tại các xã vùng cao',
  fire: 'Kế hoạch phòng cháy rừng, chống lũ ống',
  foreign: 'Thông tri nội bộ về khoáng sản quý hiếm',
};

beforeAll(async () => {
  it = await testHub();
  province = await settleProvince(it.database.owner, it.database.database);
  office = clerks(it, province);
  const send = async (name: string, from: string, to: string[], subject: string, number?: string) => {
    const mail = letter({ from, to, subject, ...(number !== undefined && { number }) });
    ids.set(name, (await office.accepted(from, mail.xml)).documentId);
  };
  await send('plan', CODES.home, [CODES.finance, CODES.communeA], SUBJECTS.plan, '0007');
  await send('flood', CODES.communeA, [CODES.home], SUBJECTS.flood);
  await send('fire', CODES.home, [CODES.communeB], SUBJECTS.fire);
  await send('foreign', CODES.finance, [CODES.communeB], SUBJECTS.foreign);
  await send('failed', CODES.home, [CODES.finance, CODES.closedBoard], 'Mời họp giao ban tháng này');
});
afterAll(() => it.close());

const db = () => it.database.database.db;
const scope = async (...codes: string[]) => ({
  agencyIds: await Promise.all(codes.map((code) => province.agencyId(code))),
});
async function find(wanted: Wanted, ...codes: string[]) {
  const found = await searchDocuments(db(), await scope(...codes), wanted, { limit: 20 });
  const names = found.items.map(({ documentId }) => [...ids].find(([, id]) => id === documentId)?.[0]);
  return { ...found, names };
}

describe('a search', () => {
  test('finds a subject with and without diacritics, by words side by side before words anywhere', async () => {
    expect((await find({ subject: 'kế hoạch' }, CODES.home)).names).toEqual(['fire', 'plan']);
    expect((await find({ subject: 'KE HOACH tuyen dung' }, CODES.home)).names).toEqual(['plan']);
    const apart = await find({ subject: 'lũ chống phòng' }, CODES.home);
    expect(apart).toMatchObject({ names: ['fire', 'flood'], reading: { order: 'all', corrected: false } });
  });

  test('mends misspelt words, and says what it looked for instead', async () => {
    const found = await find({ subject: 'tuyne dungj vien chuc' }, CODES.home);
    expect(found).toMatchObject({ names: ['plan'], reading: { subject: 'tuyen dung vien chuc', corrected: true } });
    const signer = await find({ signer: 'Tran Van Maau', subject: 'kế hoạch tuyển dụng' }, CODES.home);
    expect(signer).toMatchObject({ names: ['plan'], reading: { signer: 'tran van mau' } });
    const pasted = await find({ subject: 'tuyne dungj '.repeat(50) }, CODES.home);
    expect(pasted).toMatchObject({ names: [], reading: { corrected: false } });
  });

  test('finds a number without its zeros, a notation, both, an identifier, a signer', async () => {
    expect((await find({ code: '7' }, CODES.home)).names).toEqual(['plan']);
    expect((await find({ code: '07/ubnd-vx' }, CODES.home)).names).toEqual(['plan']);
    expect((await find({ code: 'UBND-VX' }, CODES.home)).names).toEqual(['failed', 'fire', 'flood', 'plan']);
    expect((await find({ code: 'QĐ-UBND' }, CODES.home)).names).toEqual([]);
    const { rows } = await it.database.owner.pool.query('select document_uid from document where id = $1', [
      ids.get('plan'),
    ]);
    expect((await find({ code: rows[0].document_uid.toLowerCase() }, CODES.home)).names).toEqual(['plan']);
    expect((await find({ signer: 'trần văn mẫu', code: '7' }, CODES.home)).names).toEqual(['plan']);
  });

  test('narrows by the part that an agency has, and by days', async () => {
    const agencyIds = [await province.agencyId(CODES.home)];
    expect((await find({ agencyIds, side: 'sender' }, CODES.home, CODES.communeA)).names).toEqual([
      'failed',
      'fire',
      'plan',
    ]);
    expect((await find({ agencyIds, side: 'recipient' }, CODES.home, CODES.communeA)).names).toEqual(['flood']);
    expect((await find({ until: new Date(Date.now() - 86_400_000) }, CODES.home)).names).toEqual([]);
    expect((await find({ from: new Date(Date.now() - 60_000) }, CODES.communeA)).names).toEqual(['flood', 'plan']);
  });

  test('shows nothing outside its scope, and proposes no word that only others have written', async () => {
    for (const wanted of [{ subject: 'khoáng sản' }, { code: 'UBND-VX' }, {}]) {
      expect((await find(wanted, CODES.communeA)).names).not.toContain('foreign');
    }
    const misspelt = await find({ subject: 'khoagn san' }, CODES.communeA);
    expect(misspelt).toMatchObject({ names: [], reading: { subject: 'khoagn san', corrected: false } });
    expect((await find({ subject: 'khoagn san' }, CODES.finance)).names).toEqual(['foreign']);
    expect((await find({})).names).toEqual([]);
    const period = { ...(await scope(CODES.home)), until: new Date(Date.now() - 3_600_000) };
    expect((await searchDocuments(db(), period, {}, { limit: 5 })).items).toEqual([]);
  });

  test('goes through its pages without losing or repeating a line', async () => {
    const all = (await find({}, CODES.home, CODES.finance)).items.map((one) => one.documentId);
    expect(all).toHaveLength(5);
    const paged: string[] = [];
    let after: string | undefined;
    do {
      const page = await searchDocuments(db(), await scope(CODES.home, CODES.finance), {}, { limit: 2, after });
      paged.push(...page.items.map((one) => one.documentId));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(paged).toEqual(all);
  });

  test('goes through deliveries and events page by page, also in the middle of a document', async () => {
    const home = await scope(CODES.home);
    for (const search of [searchDeliveries, searchEvents]) {
      const all = (await search(db(), home, {}, { limit: 200 })).items.map((one) => one.itemId);
      expect(all.length).toBeGreaterThan(5);
      const paged: string[] = [];
      let after: string | undefined;
      do {
        const page = await search(db(), home, {}, { limit: 2, after });
        paged.push(...page.items.map((one) => one.itemId));
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(paged).toEqual(all);
      // A place that names another's document shows nothing of it.
      const foreign = { limit: 200, after: `${ids.get('foreign')}.ffffffff-ffff-ffff-ffff-ffffffffffff` };
      const below = (await search(db(), home, {}, foreign)).items.map((one) => one.documentId);
      expect(below).not.toContain(ids.get('foreign'));
      expect(below).toContain(ids.get('fire'));
    }
  });

  test('finds the one document of many whose delivery is in a state', async () => {
    const home = await scope(CODES.home);
    const named = async (state: ScreenWord) =>
      (await searchDeliveries(db(), home, { state }, { limit: 1 })).items.map((one) => one.documentId);
    const [plan] = (await office.inbox(CODES.finance)).filter((one) => one.documentId === ids.get('plan'));
    expect(await named('sent')).toEqual([]);
    await db().transaction((tx) => releaseContent(tx, plan!.deliveryId, 'test'));
    expect(await named('sent')).toEqual([ids.get('plan')]);
    expect(await named('queued')).toEqual([ids.get('failed')]);
    await db().transaction((tx) => acknowledge(tx, plan!.deliveryId, 'test'));
    // Newer documents than one page asks for lie before it.
    expect(await named('arrived')).toEqual([ids.get('plan')]);
    expect(await named('sent')).toEqual([]);
  });

  test('finds deliveries by state and reason, and events by kind, of documents within the scope', async () => {
    const home = await scope(CODES.home);
    const failed = await searchDeliveries(db(), home, { state: 'failed' }, { limit: 5 });
    expect(failed.items).toMatchObject([
      { documentId: ids.get('failed'), addressedCode: CODES.closedBoard, state: 'failed' },
    ]);
    const reason = failed.items[0]!.reasonCode!;
    expect((await searchDeliveries(db(), home, { reason }, { limit: 5 })).items).toHaveLength(1);
    expect(
      (await searchDeliveries(db(), await scope(CODES.communeB), { state: 'failed' }, { limit: 5 })).items,
    ).toEqual([]);
    const events = await searchEvents(db(), home, { type: 'delivery.failed' }, { limit: 5 });
    expect(events.items.map((one) => one.documentId)).toEqual([ids.get('failed')]);
    expect(
      (await searchEvents(db(), await scope(CODES.communeB), { type: 'document.accepted' }, { limit: 9 })).items,
    ).toHaveLength(2);
  });

  test('follows a delivery that moves to another agency, and one that comes later', async () => {
    const { pool } = it.database.owner;
    const offline = await province.agencyId(CODES.offline);
    const communeB = await province.agencyId(CODES.communeB);
    const move = (to: string) =>
      pool.query('update delivery set agency_id = $2, handover_id = $2 where document_id = $1', [ids.get('fire'), to]);
    await move(offline);
    expect((await find({}, CODES.offline)).names).toEqual(['fire']);
    expect((await find({ subject: 'kế hoạch' }, CODES.communeB)).names).toEqual([]);
    await move(communeB);
    expect((await find({}, CODES.offline)).names).toEqual([]);
    const later = letter({ from: CODES.finance, to: [CODES.communeB] });
    ids.set('later', (await office.accepted(CODES.finance, later.xml)).documentId);
    await pool.query(
      `insert into delivery (id, document_id, addressed_code, agency_id, handover_id, channel, lead_id, state, kind, urgent, rank_at)
       select gen_random_uuid(), document_id, 'x', $2, $2, channel, lead_id, state, kind, urgent, rank_at
       from delivery where document_id = $1`,
      [ids.get('later'), offline],
    );
    expect((await find({}, CODES.offline)).names).toEqual(['later']);
  });

  test('ends with a clear word when the database is not done in time', async () => {
    const client = await it.database.owner.pool.connect();
    try {
      await client.query('begin');
      await client.query('lock table document_search in access exclusive mode');
      const stuck = searchDocuments(db(), await scope(CODES.home), {}, { limit: 5, budgetMs: 200 });
      await expect(stuck).rejects.toMatchObject({ code: 'SEARCH_TOO_WIDE' });
    } finally {
      await client.query('rollback');
      client.release();
    }
    await expect(searchDocuments(db(), await scope(CODES.home), {}, { limit: 5, after: 'x' })).rejects.toMatchObject({
      code: 'SEARCH_CURSOR_INVALID',
    });
  });

  test('finds what was accepted before there was an index, once the backlog is worked off', async () => {
    const { pool } = it.database.owner;
    await pool.query('truncate document_search, search_word, search_variant');
    await pool.query("insert into search_backlog values ('ffffffff-ffff-ffff-ffff-ffffffffffff')");
    // The hub's own job works it off.
    await vi.waitFor(async () => expect((await pool.query('select from search_backlog')).rowCount).toBe(0), {
      timeout: 20_000,
    });
    expect((await find({ subject: 'tuyen dungg' }, CODES.communeA)).names).toEqual(['plan']);
  });
});
