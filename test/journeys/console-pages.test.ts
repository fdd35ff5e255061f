import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePdf } from '../../src/cli/demo/pdf.ts';
import { inviteByMail } from '../../src/delivery/index.ts';
import { setChannel } from '../../src/registry/index.ts';
import { accessibilityProblems, hasBrowser } from '../support/browser.ts';
import { letter } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { startRecipient } from '../support/recipients.ts';
import { openWeb, press, type Web } from '../support/web.ts';

const LONGEST_PAGE = 200_000;
let web: Web;

beforeAll(async () => {
  if (hasBrowser) web = await openWeb();
});
afterAll(async () => {
  if (hasBrowser) await web.close();
});

describe.skipIf(!hasBrowser)('a sender at the web page', () => {
  test('hands in a package; is told beside the field what is missing, and why the hub does not take one', async () => {
    const sender = await web.logIn('binh.tran');
    const file = path.join(web.folder, 'van-ban.edxml');
    const mail = letter({ from: CODES.home, to: [CODES.offline, '000.00.99.H98'] });
    await writeFile(file, mail.xml);
    await sender.goto(web.at('/send'));
    await sender.setInputFiles('[name=file]', file);
    await press(sender, 'button:text-is("Gửi văn bản")');
    expect(await sender.textContent('#wrong-secret')).toContain('không thuộc bí mật nhà nước');
    await sender.check('[name=notSecret]');
    await sender.setInputFiles('[name=file]', file);
    await press(sender, 'button:text-is("Gửi văn bản")');
    expect(await sender.textContent('[role=status]')).toBe('Đã nhận và gửi đi.');
    expect(await sender.locator('tbody tr').count()).toBe(2);
    expect(await sender.textContent('tbody')).toContain('Gửi lỗi');
    await writeFile(file, 'không phải XML');
    await sender.goto(web.at('/send'));
    await sender.check('[name=notSecret]');
    await sender.setInputFiles('[name=file]', file);
    await press(sender, 'button:text-is("Gửi văn bản")');
    expect(await sender.textContent('[role=alert]')).toContain('Hệ thống không nhận');
  });
});

describe.skipIf(!hasBrowser)('an operator at the web page', () => {
  test('pauses a recipient with a reason and lets it go on; documents are not his', async () => {
    const { db } = web.hub.database.database;
    const agencyId = await web.province.agencyId(CODES.communeB);
    const channel = { kind: 'webhook', url: 'https://qlvb.example/nhan', secret: 'x' } as const;
    await db.transaction((tx) => setChannel(tx, web.hub.hub.vault, agencyId, channel));
    await web.office.accepted(CODES.home, letter({ from: CODES.home, to: [CODES.communeB] }).xml);
    const operator = await web.logIn('van.hanh');
    await operator.goto(web.at('/lanes'));
    const row = operator.locator(`tr:has-text("${CODES.communeB}")`).first();
    await row.locator('summary').click();
    await row.locator('[name=why]').fill('Bảo trì máy chủ của xã');
    await press(operator, row.locator('button'));
    expect(await operator.textContent('[role=status]')).toBe('Đã tạm dừng.');
    expect(await row.textContent()).toContain('Phạm Văn Hành (van.hanh) tạm dừng');
    await row.locator('summary').click();
    await row.locator('[name=why]').fill('Đã xong');
    await press(operator, row.locator('button'));
    expect(await operator.textContent('[role=status]')).toBe('Đã cho chạy tiếp.');
    const clerk = await web.logIn('mai.lo');
    await web.open(clerk, await web.send());
    expect((await operator.goto(clerk.url()))!.status()).toBe(404);
    expect((await clerk.goto(web.at('/lanes')))!.status()).toBe(404);
  });
});

describe.skipIf(!hasBrowser)('an operator at a delivery', () => {
  test('finds what could not be delivered, sees why, and sends it again once its recipient is connected', async () => {
    const { db } = web.hub.database.database;
    const mail = letter({ from: CODES.home, to: [CODES.archives, CODES.finance] });
    await db.execute(`update system_agency set valid_to = now() where agency_id in
      (select agency_id from agency_code where code = '${CODES.finance}')`);
    await web.office.accepted(CODES.home, mail.xml);
    const operator = await web.logIn('van.hanh');
    await operator.goto(web.at('/deliveries'));
    const row = operator.locator(`tr:has-text("${mail.documentId}"):has-text("${CODES.finance}")`);
    expect(await row.textContent()).toMatch(/chưa kết nối với trục liên thông\.\s*RECIPIENT_NOT_CONNECTED/);
    await press(operator, row.locator('a.title'));
    expect(await operator.textContent('main')).toContain('Chờ quản trị trục');
    await operator.fill('[name=why]', 'Đã kết nối');
    await press(operator, 'button:text-is("Gửi lại")');
    expect(await operator.textContent('[role=alert]')).toContain('chưa kết nối');
    await db.execute('update system_agency set valid_to = null');
    await operator.fill('[name=why]', 'Đã kết nối');
    await press(operator, 'button:text-is("Gửi lại")');
    expect(await operator.textContent('dl')).toContain('Chờ lấy về');
  });
});

describe.skipIf(!hasBrowser)('the webhook of an agency', () => {
  test('is tested from its page, and what came of it stands there in words', async () => {
    const recipient = await startRecipient();
    const { db } = web.hub.database.database;
    const agencyId = await web.province.agencyId(CODES.openDistrict);
    const channel = { kind: 'webhook', url: recipient.url, secret: recipient.secret } as const;
    await db.transaction((tx) => setChannel(tx, web.hub.hub.vault, agencyId, channel));
    const page = await web.logIn('quan.tri');
    await page.goto(web.at(`/agencies/${CODES.openDistrict}`));
    const again = async () => {
      await page.locator('details:has(form[action$="/test"]) summary').click();
      await page.fill('form[action$="/test"] [name=why]', 'Kết nối mới');
      await press(page, 'form[action$="/test"] button');
    };
    await again();
    expect(await page.textContent('[role=status]')).toContain('đã nhận cuộc gọi thử: HTTP 204');
    await again();
    expect(await page.textContent('#wrong-test-why')).toContain('Chờ 15 giây');
    await recipient.close();
  });
});

describe.skipIf(!hasBrowser)('every page', () => {
  const PAGES = [
    '/console/log-in',
    '/console/inbox',
    '/console/inbox?view=all',
    '/console/duties',
    '/console/sent',
    '/console/publications',
    '/console/dossiers',
    '/console/send',
    '/console/password',
  ];

  test('is accessible (WCAG 2.2 AA), loads nothing from elsewhere, and stays small; in both languages', async () => {
    const reader = await web.logIn('mai.lo');
    const number = `${CODES.home}-261120-0001`;
    await web.send({ referenceCodes: number });
    await reader.goto(web.at('/inbox'));
    const document = await reader.getAttribute('a.title', 'href');
    const deliveryId = document!.split('/').at(-1)!;
    const mailed = await inviteByMail(web.office.db, { deliveryId, connection: 'hop-thu', days: 1 });
    const elsewhere: string[] = [];
    const refused: string[] = [];
    reader.on('request', (request) => {
      if (!request.url().startsWith(web.hub.hub.url)) elsewhere.push(request.url());
    });
    reader.on('console', (message) => {
      if (message.type() === 'error') refused.push(message.text());
    });
    for (const language of ['vi', 'en']) {
      await reader.goto(web.at(`/language?to=${language}`));
      for (const address of [...PAGES, document!, mailed, `/console/dossiers/${number}`]) {
        let bytes = 0;
        const count = async (answer: { body(): Promise<Buffer> }) => {
          bytes += (await answer.body().catch(() => Buffer.alloc(0))).length;
        };
        reader.on('response', count);
        await reader.goto(`${web.hub.hub.url}${address}`, { waitUntil: 'load' });
        reader.off('response', count);
        expect(await reader.getAttribute('html', 'lang')).toBe(language);
        expect(await accessibilityProblems(reader), `${address} ${language}`).toEqual([]);
        expect(bytes, address).toBeLessThan(LONGEST_PAGE);
      }
    }
    expect(elsewhere).toEqual([]);
    expect(refused).toEqual([]);
  });

  test('works on a phone: nothing is wider than the screen', async () => {
    const phone = await web.logIn('mai.lo');
    await phone.setViewportSize({ width: 375, height: 720 });
    for (const address of PAGES) {
      await phone.goto(`${web.hub.hub.url}${address}`);
      expect(await phone.evaluate('document.documentElement.scrollWidth'), address).toBeLessThanOrEqual(375);
    }
    // Without a head above it a number says itself what it is, and the bar shows where one is.
    await phone.goto(web.at('/inbox?view=all'));
    expect(await phone.getAttribute('tbody td.when >> nth=0', 'data-label')).toBe('Thời gian đến');
    await phone.goto(web.at('/looks'));
    expect(
      await phone.locator('.tabs [aria-current]').evaluate((tab) => tab.getBoundingClientRect().right),
    ).toBeLessThanOrEqual(375);
  });

  test('refuses a form without its token, and one that another site sends', async () => {
    const reader = await web.logIn('mai.lo');
    const post = (headers: Record<string, string>, form: Record<string, string>) =>
      reader.request.post(web.at('/inbox/bulk'), { headers, form });
    expect((await post({}, { ids: 'x' })).status()).toBe(403);
    await reader.goto(web.at('/inbox'));
    const _csrf = (await reader.inputValue('[name=_csrf] >> nth=0'))!;
    expect((await post({ 'sec-fetch-site': 'cross-site' }, { _csrf })).status()).toBe(403);
    expect((await post({}, { _csrf })).status()).toBe(200);
  });

  test('takes an address with repeated or impossible values for what it is: a page, or none, never a failure', async () => {
    const reader = await web.logIn('mai.lo');
    const statusOf = async (address: string) => (await reader.request.get(web.at(address))).status();
    const repeated = 'view=all&view=new&agency=x&agency=&note=a&note=b&told=a&told=b&from=1&from=2&year=2025&year=2026';
    for (const page of ['/inbox', '/duties', '/register', '/sent', '/publications', '/dossiers', '/language'])
      expect(await statusOf(`${page}?${repeated}`), page).toBe(200);
    expect(await statusOf('/inbox?agency=%00')).toBe(404);
    expect(await statusOf('/sent?after=x')).toBe(404);
    expect(await statusOf('/register?after=x')).toBe(404);
  });
});

describe.skipIf(!hasBrowser)('an auditor at the web page', () => {
  const reason = 'Xác minh phản ánh của công dân';

  test('finds, reads the whole story, opens content for a reason; its agency reads of every look', async () => {
    const content = makePdf(['Phong chay rung']);
    const pdf = { contentId: 'nho', name: 'nho.pdf', mediaType: 'application/pdf', content };
    const mail = await web.send({ subject: 'Kế hoạch phòng cháy rừng mùa khô', attachments: [pdf] });
    const foreign = letter({ from: CODES.home, to: [CODES.communeB] });
    await web.office.accepted(CODES.home, foreign.xml);
    const auditor = await web.logIn('kiem.tra');
    const search = async (field: string, words: string) => {
      await auditor.goto(web.at('/audit'));
      await auditor.fill(`[name=${field}]`, words);
      await press(auditor, 'button:text-is("Tìm")');
    };
    await search('code', foreign.documentId);
    expect(await auditor.textContent('.empty')).toContain('Không tìm thấy gì');
    await search('agency', 'không có cơ quan này');
    expect(await auditor.textContent('#wrong-agency')).toContain('Không có cơ quan nào');
    expect(await auditor.inputValue('[name=agency]')).toBe('không có cơ quan này');
    await search('subject', 'phong chay rungg');
    expect(await auditor.textContent('.note')).toContain('Đã tìm: phong chay rung');
    await auditor.fill('[name=name]', 'Cháy rừng');
    await press(auditor, 'button:text-is("Lưu")');
    await press(auditor, 'a:text-is("Cháy rừng")');
    await press(auditor, 'a.title');
    expect(await auditor.textContent('h1')).toBe('Kế hoạch phòng cháy rừng mùa khô');
    const receipt = await auditor.getAttribute('a[href*="/receipts/"]', 'href');
    const xml = await (await auditor.request.get(`${web.hub.hub.url}${receipt}`)).text();
    expect(xml).toContain('<SignatureValue>');
    expect(await accessibilityProblems(auditor)).toEqual([]);
    // Long enough for the browser; the hub does not count spaces.
    await auditor.fill('[name=reason]', '  ngắn    ');
    await press(auditor, 'button:text-is("Mở nội dung")');
    expect(await auditor.textContent('#wrong-reason')).toContain('từ 10 đến 500 ký tự');
    expect(await auditor.inputValue('[name=reason]')).toBe('  ngắn    ');
    await auditor.fill('[name=reason]', reason);
    await press(auditor, 'button:text-is("Mở nội dung")');
    expect(await auditor.textContent('.note')).toContain(reason);
    expect(await accessibilityProblems(auditor)).toEqual([]);
    await press(auditor, 'a:has-text("Xem")');
    await auditor.waitForSelector('[data-told]:text("1 trang")');

    const clerk = await web.logIn('mai.lo');
    await clerk.goto(web.at('/looks'));
    const told = (await clerk.textContent('tbody'))!;
    for (const words of ['tìm để kiểm tra', 'theo quyết định 12/QĐ-TTr', reason, 'đọc tệp số 1', 'tải bằng chứng'])
      expect(told).toContain(words);
    expect(await accessibilityProblems(clerk)).toEqual([]);
    await web.open(clerk, mail);
    expect(await clerk.textContent('main')).toContain(`lý do: ${reason}`);
  });

  test('every page of his is accessible and fits a phone, in both languages', async () => {
    const auditor = await web.logIn('kiem.tra');
    await web.send();
    for (const language of ['vi', 'en']) {
      await auditor.goto(web.at(`/language?to=${language}`));
      for (const kind of ['documents', 'deliveries', 'events', 'others']) {
        await auditor.goto(web.at(`/audit?kind=${kind}&from=2026-01-01`));
        expect(await accessibilityProblems(auditor), `${kind} ${language}`).toEqual([]);
        await auditor.setViewportSize({ width: 375, height: 720 });
        expect(await auditor.evaluate('document.documentElement.scrollWidth'), kind).toBeLessThanOrEqual(375);
        await auditor.setViewportSize({ width: 1366, height: 768 });
      }
    }
  });
});

describe.skipIf(!hasBrowser)('a clerk who looks for a document', () => {
  test('finds it among those that reached or left his office, by number or words, and nobody else’s', async () => {
    const mail = await web.send({ subject: 'V/v sơ kết công tác tiếp công dân' });
    await web.office.accepted(
      CODES.home,
      letter({ from: CODES.home, to: [CODES.communeB], subject: 'V/v sơ kết quý' }).xml,
    );
    const clerk = await web.logIn('mai.lo');
    await clerk.goto(web.at('/inbox'));
    await clerk.fill('[name=q]', 'so ket');
    await press(clerk, 'button:text-is("Tìm")');
    expect(await clerk.locator('tbody tr').count()).toBe(1);
    expect(await clerk.textContent('tbody')).toContain(mail.code);
    expect(await accessibilityProblems(clerk)).toEqual([]);
    const sender = await web.logIn('binh.tran');
    await sender.goto(web.at('/sent'));
    await sender.fill('[name=q]', mail.code);
    await sender.fill('[name=agency]', 'Trung tâm chưa kết nối');
    await press(sender, 'button:text-is("Tìm")');
    expect(await sender.locator('tbody a.title').allTextContents()).toEqual(['V/v sơ kết công tác tiếp công dân']);
  });
});
