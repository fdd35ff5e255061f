import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileAgencyRequest, setChannel, systemId } from '../../src/registry/index.ts';
import { accessibilityProblems, hasBrowser } from '../support/browser.ts';
import { letter } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { openWeb, press, type Web } from '../support/web.ts';

const LONGEST_PAGE = 200_000;
let web: Web;

beforeAll(async () => {
  if (hasBrowser) web = await openWeb();
});
afterAll(async () => {
  if (hasBrowser) await web.close();
});

const told = (page: Page) => page.textContent('[role=status]');
const events = async (type: string) =>
  (await web.hub.database.owner.pool.query('select actor, data from event where type = $1 order by id', [type])).rows;
const statusWith = async (key: string) =>
  (await fetch(`${web.hub.hub.url}/v1/inbox`, { headers: { authorization: `Bearer ${key}` } })).status;

describe.skipIf(!hasBrowser)('an administrator at the registry', () => {
  test('accepts the agency that a system asks for, and refuses another with a reason', async () => {
    const { db } = web.hub.database.database;
    const parent = await web.province.agencyId(CODES.home);
    const asks = await systemId(db, `qlvb ${CODES.home}`);
    const ask = (code: string, name: string) =>
      db.transaction((tx) =>
        fileAgencyRequest(tx, {
          kind: 'register',
          systemId: asks,
          agencyId: parent,
          code,
          name,
          contact: { email: 'moi@snv.example' },
        }),
      );
    await ask('H98.11.09', 'Phòng Cải cách hành chính');
    await ask('H98.11.10', 'Phòng <script>alert(1)</script>');
    const page = await web.logIn('quan.tri');
    expect(await page.textContent('.figures')).toContain('2đề nghị về cơ quan');
    await page.goto(web.at('/agency-requests'));
    const row = (text: string) => page.locator(`tr:has-text("${text}")`);
    await row('H98.11.09').locator('summary').first().click();
    await row('H98.11.09').locator('[name=code] >> visible=true').fill(CODES.finance);
    await row('H98.11.09').locator('[name=why] >> visible=true').fill('QĐ 12/QĐ-UBND');
    await press(page, row('H98.11.09').locator('button:text-is("Chấp nhận")'));
    expect(await row('H98.11.09').locator('[role=alert]').textContent()).toContain(CODES.finance);
    expect(await row('H98.11.09').locator('[name=why] >> visible=true').inputValue()).toBe('QĐ 12/QĐ-UBND');
    await row('H98.11.09').locator('[name=code] >> visible=true').fill('H98.11.09');
    await press(page, row('H98.11.09').locator('button:text-is("Chấp nhận")'));
    expect(await told(page)).toBe('Đã chấp nhận đề nghị.');
    await row('H98.11.10').locator('summary').nth(1).click();
    await row('H98.11.10').locator('[name=why] >> visible=true').fill('Tên không hợp lệ');
    await press(page, row('H98.11.10').locator('button:text-is("Từ chối")'));
    expect(await page.textContent('.empty')).toContain('Không có đề nghị nào');
    await page.goto(web.at('/agencies?q=phong cai cach'));
    await press(page, 'a:text-is("Phòng Cải cách hành chính")');
    expect(await page.textContent('main')).toContain('moi@snv.example');
    expect(await events('agency.request-accepted')).toMatchObject([
      { actor: 'person:quan.tri', data: { why: 'QĐ 12/QĐ-UBND', from: '127.0.0.1' } },
    ]);
  });

  test('opens the tree level by level', async () => {
    const page = await web.logIn('quan.tri');
    await page.goto(web.at('/agencies'));
    await page.locator('summary:has-text("UBND tỉnh Thử Nghiệm")').click({ position: { x: 4, y: 14 } });
    await page.locator('.tree .tree summary:has-text("Sở Nội vụ")').waitFor();
    await page.goto(web.at(`/agencies?under=${CODES.home}`));
    expect(await page.textContent('.tree')).toContain('Phòng Lưu trữ');
  });

  test('gives a system a new key: both open the doors, then only the new one; the secret is seen once', async () => {
    const name = 'qlvb-moi';
    const page = await web.logIn('quan.tri');
    await page.goto(web.at('/systems'));
    await page.click('summary:has-text("Thêm hệ thống")');
    await page.fill('.add [name=name]', name);
    await page.fill('.add [name=agencies]', `${CODES.offline} 000.00.99.H98`);
    await page.fill('.add [name=why]', 'Kết nối mới');
    await press(page, '.add button');
    expect(await page.textContent('#wrong-add-agencies')).toContain('000.00.99.H98');
    await page.fill('.add [name=agencies]', CODES.offline);
    await press(page, '.add button');
    const old = (await page.textContent('.secret'))!;
    expect(await statusWith(old)).toBe(200);
    const renew = async (hours: string) => {
      await page.goto(web.at(`/systems/${name}`));
      await page.click('summary:has-text("Cấp khóa API mới")');
      await page.locator('[name=hours] >> visible=true').fill(hours);
      await page.locator('[name=why] >> visible=true').fill('Đổi định kỳ');
      await press(page, 'button:text-is("Cấp khóa API mới")');
    };
    await renew('9999');
    expect(await page.textContent('#wrong-key-hours')).toContain('720');
    await renew('24');
    const fresh = (await page.textContent('.secret'))!;
    expect([await statusWith(old), await statusWith(fresh)]).toEqual([200, 200]);
    await page.goto(web.at('/systems'));
    expect(await page.textContent(`tr:has-text("${name}")`)).toContain('Khóa cũ còn đến');
    expect(await page.content()).not.toContain(fresh);
    await renew('0');
    const newest = (await page.textContent('.secret'))!;
    expect([await statusWith(old), await statusWith(fresh), await statusWith(newest)]).toEqual([401, 401, 200]);
    const log = JSON.stringify(await events('system.key-rotated'));
    expect(log).toContain('Đổi định kỳ');
    for (const key of [old, fresh, newest]) expect(log).not.toContain(key);
    await page.goto(web.at(`/systems/${name}`));
    await page.click('summary:has-text("Ngừng hệ thống")');
    await page.locator('[name=why] >> visible=true').fill('Hết hợp đồng');
    await press(page, 'button:text-is("Ngừng hệ thống")');
    expect(await statusWith(newest)).toBe(401);
  });

  test('tries a reorganisation without a trace, corrects its bad line, and applies it with its ground', async () => {
    const page = await web.logIn('quan.tri');
    await page.goto(web.at('/reforms'));
    await press(page, 'a:text-is("Đợt sắp xếp mới")');
    const lines = (code: string) => `action,code,name\nrename,${code},Sở Tài chính và Đầu tư\n`;
    await page.setInputFiles('[name=file]', {
      name: 'sap-xep.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(lines('000.00.99.H98')),
    });
    await press(page, 'button:text-is("Chạy thử")');
    expect(await page.textContent('[role=alert]')).toContain('Dòng 2: code: không có 000.00.99.H98');
    await page.fill('[name=text]', lines(CODES.finance));
    await press(page, 'button:text-is("Chạy thử")');
    expect(await page.textContent('.figures')).toContain('1đổi tên');
    const nameOf = async () =>
      (
        await web.hub.database.owner.pool.query('select name from agency where id = $1', [
          await web.province.agencyId(CODES.finance),
        ])
      ).rows[0].name;
    expect(await nameOf()).toBe('Sở Tài chính');
    await press(page, 'button:has-text("Thực hiện từ ngày")');
    expect(await page.textContent('#wrong-trial-why')).toContain('lý do');
    await press(page, 'button:text-is("Chạy thử")');
    await page.fill('[name=why]', 'NQ 12/NQ-HĐND');
    await press(page, 'button:has-text("Thực hiện từ ngày")');
    expect(await told(page)).toBe('Đã thực hiện đợt sắp xếp.');
    expect(await nameOf()).toBe('Sở Tài chính và Đầu tư');
    expect(await page.textContent('tbody')).toContain('NQ 12/NQ-HĐND');
  });

  test('binds a certificate and revokes it; text that is none is told beside its field and kept', async () => {
    const page = await web.logIn('quan.tri');
    const pem = await readFile(new URL('../../docs/examples/letter.edxml', import.meta.url), 'utf8');
    await page.goto(web.at('/certificates'));
    await page.click('summary:has-text("Gắn chứng thư số")');
    await page.fill('.add [name=agency]', CODES.home);
    await page.fill('.add [name=pem]', pem.slice(0, 300));
    await page.fill('.add [name=why]', 'Chứng thư số mới');
    await press(page, '.add button');
    expect(await page.locator('#wrong-pem').count()).toBe(1);
    expect(await page.inputValue('.add [name=pem]')).not.toBe('');
    await page.fill('.add [name=pem]', web.hub.hub.signer.certificatePem);
    await press(page, '.add button');
    expect(await told(page)).toBe('Đã gắn chứng thư số.');
    const row = page.locator(`tr:has-text("${CODES.home}")`);
    await row.locator('summary').click();
    await row.locator('[name=why]').fill('Lộ khóa bí mật');
    await press(page, row.locator('button'));
    expect(await row.textContent()).toContain('Đã thu hồi');
    expect(await events('certificate.revoked')).toMatchObject([{ data: { why: 'Lộ khóa bí mật', from: '127.0.0.1' } }]);
  });
});

describe.skipIf(!hasBrowser)('the administrator of a branch', () => {
  test('edits how his agencies are reached, names no contact point beside them, and sees nothing of another branch', async () => {
    const page = await web.logIn('noi.vu');
    await page.goto(web.at(`/agencies/${CODES.archives}`));
    const edit = async (contactPoint: string, email: string) => {
      await page
        .locator('details.act:not([open]) summary')
        .first()
        .click({ timeout: 1_000 })
        .catch(() => {});
      await page.fill('[name=contactPoint]', contactPoint);
      await page.fill('[name=email]', email);
      await page.fill('[name=why]', 'Đổi đầu mối');
      await press(page, 'button:text-is("Lưu")');
    };
    await edit(CODES.finance, 'luutru@snv.example');
    expect(await page.textContent('#wrong-contact-contactPoint')).toContain('không thể làm đầu mối');
    await edit(CODES.home, 'không phải địa chỉ');
    expect(await page.textContent('#wrong-contact-email')).toContain('không hợp lệ');
    await edit(CODES.home, 'luutru@snv.example');
    expect(await told(page)).toBe('Đã lưu thông tin liên hệ.');
    expect(await page.textContent('dl.facts')).toContain('luutru@snv.example');
    await page.goto(web.at('/agencies?q=So'));
    expect(await page.textContent('main')).not.toContain('Sở Tài chính');
    const csrf = await page.inputValue('[name=_csrf] >> nth=0');
    const post = async (address: string) =>
      (
        await page.request.post(web.at(address), { form: { _csrf: csrf, why: 'x', email: 'a@b.vn', kind: 'pull' } })
      ).status();
    const statusOf = async (address: string) => (await page.request.get(web.at(address))).status();
    await page.goto(web.at(`/register/start?agency=${CODES.archives}`));
    const book = page.locator('form[action$="/incoming"]');
    await book.locator('[name=number]').fill('40');
    await book.locator('[name=why]').fill('Sổ giấy đến số 39');
    await press(page, book.locator('button'));
    expect(await page.textContent('[role=status]')).toBe('Đã đặt số.');
    expect(await statusOf(`/register/start?agency=${CODES.finance}`)).toBe(404);
    expect(await statusOf(`/agencies/${CODES.finance}`)).toBe(404);
    expect(await statusOf(`/agencies?under=${CODES.committee}`)).toBe(404);
    expect(await post(`/agencies/${CODES.finance}/contact`)).toBe(404);
    expect(await post(`/agencies/${CODES.archives}/channel`)).toBe(404);
    for (const place of ['/systems', '/reforms', '/agency-requests', '/certificates', '/operator', '/engine', '/axes'])
      expect(await statusOf(place), place).toBe(404);
  });
});

describe.skipIf(!hasBrowser)('an operator', () => {
  test('sees at a glance what stands still and why, and is led to the list; the registry is not his', async () => {
    await web.office.accepted(CODES.home, letter({ from: CODES.home, to: [CODES.communeA, CODES.closedBoard] }).xml);
    const page = await web.logIn('van.hanh');
    expect(page.url()).toContain('/operator');
    const why = await page.locator('tr', { hasText: 'RECIPIENT_CLOSED' }).first().textContent();
    expect(why).toContain(`Cơ quan ${CODES.closedBoard} đã ngừng hoạt động từ`);
    expect(why).not.toContain('…');
    await press(page, 'tr:has-text("RECIPIENT_CLOSED") a');
    expect(await page.textContent('tbody')).toContain(CODES.closedBoard);
    await page.goto(web.at('/lanes'));
    expect(await page.textContent(`tr:has(td:text-is("qlvb ${CODES.home}"))`)).toMatch(/giây trước|phút trước/);
    const statusOf = async (address: string) => (await page.request.get(web.at(address))).status();
    for (const place of ['/agencies', '/systems', '/reforms', '/agency-requests', '/engine', '/engine/api/queues'])
      expect(await statusOf(place), place).toBe(404);
    await page.goto(web.at('/certificates'));
    expect(await page.locator('summary').count()).toBe(0);
    const csrf = await page.inputValue('[name=_csrf] >> nth=0');
    const form = { _csrf: csrf, why: 'x' };
    const revoke = await page.request.post(web.at(`/certificates/${'0'.repeat(64)}/revoke`), { form });
    expect(revoke.status()).toBe(404);
    expect((await page.request.post(web.at('/axes/vpcp/stop'), { form })).status()).toBe(404);
  });
});

describe.skipIf(!hasBrowser)('the queue engine', () => {
  test('is looked at through its board by the administrator, and changed by nobody', async () => {
    const page = await web.logIn('quan.tri');
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(String(error)));
    await page.goto(web.at('/engine'));
    await page.locator('text=deliver-urgent').first().waitFor();
    expect(failures).toEqual([]);
    for (const verb of ['pause', 'empty', 'obliterate']) {
      const answer = await page.request.put(web.at(`/engine/api/queues/deliver/${verb}`));
      expect(answer.status(), verb).toBeGreaterThanOrEqual(400);
    }
  });
});

describe.skipIf(!hasBrowser)('the pages of registry and operator', () => {
  test('are accessible in both languages, small, and no wider than a phone', async () => {
    const { db } = web.hub.database.database;
    const agencyId = await web.province.agencyId(CODES.communeB);
    const channel = { kind: 'webhook', url: 'https://qlvb.example/nhan', secret: 'x' } as const;
    await db.transaction((tx) => setChannel(tx, web.hub.hub.vault, agencyId, channel));
    const page = await web.logIn('quan.tri');
    await page.goto(web.at('/reforms'));
    const reform = await page.getAttribute('a.title', 'href');
    const PAGES = [
      '/console/operator',
      '/console/agencies',
      '/console/agencies?q=so',
      `/console/agencies/${CODES.communeB}`,
      '/console/agency-requests',
      '/console/reforms',
      '/console/reforms/new',
      reform!,
      '/console/systems',
      `/console/systems/${encodeURIComponent(`qlvb ${CODES.home}`)}`,
      '/console/certificates',
      '/console/axes',
      '/console/connections',
      '/console/new-connection?kind=vnpt-ioffice',
      '/console/lanes',
    ];
    for (const language of ['vi', 'en']) {
      await page.setViewportSize({ width: language === 'vi' ? 1366 : 375, height: 768 });
      await page.goto(web.at(`/language?to=${language}`));
      for (const address of PAGES) {
        const answer = await page.goto(`${web.hub.hub.url}${address}`);
        expect(answer!.status(), address).toBe(200);
        expect((await answer!.body()).length, address).toBeLessThan(LONGEST_PAGE);
        expect(await accessibilityProblems(page), `${address} ${language}`).toEqual([]);
        const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
        expect(width, address).toBeLessThanOrEqual(language === 'vi' ? 1366 : 375);
      }
    }
  });
});
