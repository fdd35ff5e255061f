import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Mandate, Role } from '../../src/accounts/index.ts';
import { listLooks } from '../../src/audit/index.ts';
import { clerks } from '../support/clerks.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import { rowsOf } from '../support/office.ts';
import { addPerson, PASSWORD } from '../support/persons.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

let it: TestHub;
let province: Province;
let office: ReturnType<typeof clerks>;
let agencyId: string;

beforeAll(async () => {
  it = await testHub();
  province = await settleProvince(it.database.owner, it.database.database);
  office = clerks(it, province);
  agencyId = await province.agencyId(CODES.offline);
});
afterAll(() => it.close());

describe('an auditor who looks beyond his mandate', () => {
  const REASON = 'Xác minh đơn khiếu nại';
  let own: Awaited<ReturnType<typeof auditor>>;
  let clerk: typeof own;
  let foreign: { id: string; documentId: string; code: string };

  beforeAll(async () => {
    clerk = await enter('mai.lo', 'clerk', agencyId);
    own = await auditor('kiem.tra', agencyId, '2999-01-01');
    foreign = await letterBetween(CODES.communeB, 'Thông tri tuyệt đối riêng tư');
  });

  test('finds another agency’s document by no search, no export and no further page, however he asks', async () => {
    const mine = await letterBetween(CODES.offline, 'Thông tri của trung tâm');
    const asks: Record<string, string>[] = [
      { subject: 'tuyệt đối riêng tư' },
      { subject: 'thông tri' },
      { code: foreign.documentId },
      { code: foreign.code },
      { agency: CODES.communeB },
      { agency: CODES.home, side: 'sender' },
    ];
    for (const kind of ['documents', 'deliveries', 'events', 'others']) {
      for (const ask of asks) {
        const query = new URLSearchParams({ kind, ...ask });
        const page = await (await own.call(`/audit?${query}`)).text();
        const file = await (await own.call(`/audit/export?${query}&format=csv`)).text();
        for (const answer of [page, file].map((text) =>
          text.replaceAll(foreign.documentId, '').replaceAll(foreign.code, ''),
        )) {
          expect(answer, `${kind} ${query}`).not.toContain('riêng tư</a>');
          expect(answer, `${kind} ${query}`).not.toContain('Thông tri tuyệt đối');
          expect(answer, `${kind} ${query}`).not.toContain(foreign.id);
        }
      }
    }
    const query = new URLSearchParams({ subject: 'thông tri', order: 'all' });
    const after = 'ffffffff-ffff-ffff-ffff-ffffffffffff.ffffffff-ffff-ffff-ffff-ffffffffffff';
    const further = await (await own.call(`/audit?${query}&after=${after}`)).text();
    expect(further).toContain(mine.id);
    expect(further).not.toContain(foreign.id);
  });

  test('is proposed no word that only other agencies have written', async () => {
    const page = await (await own.call(`/audit?${new URLSearchParams({ subject: 'tuyeet ddoi rieeng tuw' })}`)).text();
    expect(page).not.toContain('Đã tìm');
    expect(page).toContain('Không tìm thấy gì');
  });

  test('opens neither its story, its report, its receipts, its deliveries nor its content; each try is on record', async () => {
    const { rows } = await it.database.owner.pool.query<{ id: string; receipt: string }>(
      'select v.id, r.id as receipt from delivery v join receipt r using (document_id) where v.document_id = $1',
      [foreign.id],
    );
    const places = [
      '',
      '/report',
      `/receipts/${rows[0]!.receipt}`,
      `/deliveries/${rows[0]!.id}`,
      `/looks/${rows[0]!.id}`,
    ];
    for (const place of places) expect((await own.call(`/audit/${foreign.id}${place}`)).status, place).toBe(404);
    expect((await own.post(`/audit/${foreign.id}/looks`, { reason: REASON })).status).toBe(404);
    const told = await it.database.owner.pool.query(
      "select count(*)::int as n from event where type = 'audit.refused' and document_id = $1",
      [foreign.id],
    );
    expect(told.rows).toEqual([{ n: places.length + 1 }]);
    // Another document's receipt is not had through one's own.
    const mine = await letterBetween(CODES.offline, 'Mượn đường');
    expect((await own.call(`/audit/${mine.id}/receipts/${rows[0]!.receipt}`)).status).toBe(404);
    expect((await own.call(`/audit/${mine.id}/deliveries/${rows[0]!.id}`)).status).toBe(404);
  });

  test('reads content neither without a reason, nor by another’s look, nor after its time', async () => {
    const mine = await letterBetween(CODES.offline, 'Nội dung có lý do');
    expect((await own.post(`/audit/${mine.id}/looks`, { reason: '   ngắn   ' })).status).toBe(422);
    const opened = await own.post(`/audit/${mine.id}/looks`, { reason: REASON });
    const look = opened.headers.get('location')!.replace('/console', '');
    expect((await own.call(`${look}/files/0`)).status).toBe(200);
    const other = await auditor('kiem.tra.hai', agencyId, '2999-01-01');
    expect((await other.call(`${look}/files/0`)).status).toBe(403);
    const another = await letterBetween(CODES.offline, 'Văn bản khác');
    expect((await own.call(`${look.replace(mine.id, another.id)}/files/0`)).status).toBe(403);
    await it.database.owner.pool.query(
      "update audit_look set opened_at = now() - interval '1 hour', expires_at = now() - interval '1 second'",
    );
    for (const place of ['', '/files/0', '/view/0', '/package']) {
      expect((await own.call(`${look}${place}`)).status, place).toBe(403);
    }
  });

  test('keeps his searches to himself, and runs no formula in the file that he exports', async () => {
    const mine = await letterBetween(CODES.offline, '=HYPERLINK("http://evil.example";"x")');
    await own.post('/audit/saved', { name: 'Việc riêng', subject: 'hyperlink' });
    const other = await auditor('kiem.tra.ba', agencyId, '2999-01-01');
    expect(await (await other.call('/audit')).text()).not.toContain('Việc riêng');
    const page = await (await own.call('/audit')).text();
    const id = /saved\/([0-9a-f-]{36})\/delete/.exec(page)![1]!;
    await other.post(`/audit/saved/${id}/delete`, {});
    expect(await (await own.call('/audit')).text()).toContain('Việc riêng');
    expect((await own.post('/audit/saved', { name: 'Việc riêng' })).status).toBe(409);
    const csv = Buffer.from(await (await own.call('/audit/export?subject=hyperlink&format=csv')).arrayBuffer());
    expect([...csv.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(csv.toString()).toContain('Điều kiện: Trích yếu nội dung: hyperlink');
    expect(csv.toString()).toContain(`"'=HYPERLINK(""http://evil.example"";""x"")"`);
    expect(csv.toString()).toContain(mine.documentId);
    const workbook = Buffer.from(await (await own.call('/audit/export?subject=hyperlink&format=xlsx')).arrayBuffer());
    expect(rowsOf(workbook).flat().join('\n')).toContain(mine.documentId);
  });

  test('sees nothing once his decision is over, and that he tried is on record', async () => {
    const late = await auditor('kiem.tra.cu', agencyId, '2021-01-01');
    const page = await late.call('/audit?subject=thong');
    expect(await page.text()).toContain('đã hết hiệu lực');
    expect((await late.call('/audit/export?subject=thong&format=csv')).status).toBe(403);
    const { rows } = await it.database.owner.pool.query(
      "select data->>'code' as code from event where type like 'audit.%' and actor = 'person:kiem.tra.cu'",
    );
    expect(rows).toEqual([{ code: 'MANDATE_OVER' }, { code: 'MANDATE_OVER' }]);
  });

  test('is read of by the agencies that he looked at, and by no other', async () => {
    const looks = await (await clerk.call('/looks')).text();
    expect(looks).toContain(REASON);
    expect(looks).not.toContain('Thông tri tuyệt đối');
    const other = await enter('binh.home', 'clerk', CODES.communeB);
    const theirs = await (await other.call('/looks')).text();
    expect(theirs).not.toContain(REASON);
    expect(theirs).not.toContain('tìm để kiểm tra');
    expect(theirs).toContain('Từ chối người dùng kiem.tra');
  });

  test('is told in pages that each walk a part of the log, leave nothing out and come to an end', async () => {
    const { db } = it.database.database;
    const theirs = [await province.agencyId(CODES.communeB)];
    const whole = await listLooks(db, theirs, { limit: 1_000 });
    expect(whole.next).toBeNull();
    expect(whole.looks.length).toBeGreaterThan(2);
    const pages: string[][] = [];
    for (let after: string | undefined; after !== undefined || pages.length === 0; ) {
      const { looks, next } = await listLooks(db, theirs, { after, limit: 2, walk: 5 });
      pages.push(looks.map((look) => look.id));
      after = next ?? undefined;
    }
    expect(pages.flat()).toEqual(whole.looks.map((look) => look.id));
    // What auditors did at others is walked past: a page without a line is no end.
    expect(pages).toContainEqual([]);
    expect(Math.max(...pages.map((page) => page.length))).toBe(2);
  });

  async function letterBetween(to: string, subject: string) {
    const mail = letter({ from: CODES.home, to: [to], subject });
    const { documentId: id } = await office.accepted(CODES.home, mail.xml);
    return { id, documentId: mail.documentId, code: mail.code };
  }

  async function auditor(login: string, agency: string, expires: string) {
    const fromAt = new Date('2020-01-01');
    const mandate = { decision: '12/QĐ-TTr', fromAt, untilAt: new Date('2999-01-01'), expiresAt: new Date(expires) };
    return enter(login, 'auditor', agency, mandate);
  }

  async function enter(login: string, role: Role, agency: string, mandate?: Mandate) {
    const agencyIds = [agency === agencyId ? agency : await province.agencyId(agency)];
    const account = { login, name: login, role, agencyIds, mustChange: false, ...(mandate && { mandate }) };
    await addPerson(it.database.database.db, account);
    const body = new URLSearchParams({ login, password: PASSWORD });
    const answer = await fetch(`${it.hub.url}/console/log-in`, { method: 'POST', redirect: 'manual', body });
    const headers = { cookie: answer.headers.get('set-cookie')!.split(';')[0]! };
    const reach = (address: string, init: RequestInit = {}) =>
      fetch(`${it.hub.url}/console${address}`, { redirect: 'manual', ...init, headers });
    const page = await (await reach('/password')).text();
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(page)![1]!;
    return {
      call: (address: string) => reach(address),
      post: (address: string, form: Record<string, string>) =>
        reach(address, { method: 'POST', body: new URLSearchParams({ _csrf, ...form }) }),
    };
  }
});
