import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/index.ts';
import { makePdf } from '../../src/cli/demo/pdf.ts';
import { accessibilityProblems, hasBrowser, openBrowser } from '../support/browser.ts';
import { clerks } from '../support/clerks.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { type Letter, letter } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

const PASSWORD = 'mật khẩu để thử';
const LONGEST_PAGE = 200_000;
let hub: TestHub;
let province: Province;
let browser: Browser;
let page: Page;
let office: ReturnType<typeof clerks>;
let folder: string;

beforeAll(async () => {
  if (!hasBrowser) return;
  [hub, browser, folder] = await Promise.all([
    testHub(),
    openBrowser(),
    mkdtemp(path.join(tmpdir(), 'lienthong-web-')),
  ]);
  province = await settleProvince(hub.database.owner, hub.database.database);
  office = clerks(hub, province);
  await add('mai.lo', 'Lò Thị Mai', CODES.offline);
  await add('lan.nguyen', 'Nguyễn Thị Lan', CODES.offline);
  await add('binh.tran', 'Trần Văn Bình', CODES.home);
});
afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

async function add(login: string, name: string, code: string): Promise<void> {
  const agencyIds = [await province.agencyId(code)];
  const account = { login, name, role: 'clerk', agencyIds, password: PASSWORD, mustChange: false } as const;
  await hub.database.database.db.transaction((tx) => createAccount(tx, account, 'cli:test'));
}

/** A browser of its own for each person. */
async function logIn(login: string): Promise<Page> {
  const one = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage();
  await one.goto(`${hub.hub.url}/console`);
  await one.fill('[name=login]', login);
  await one.fill('[name=password]', PASSWORD);
  await one.click('button:has-text("Đăng nhập")');
  return one;
}

/** Sent to the agency whose only door is the web page. */
async function send(options: Partial<Parameters<typeof letter>[0]> = {}): Promise<Letter> {
  const mail = letter({ from: CODES.home, to: [CODES.offline], ...options });
  await office.accepted(CODES.home, mail.xml);
  return mail;
}

const statusesOf = async (mail: Letter) => {
  const { rows } = await hub.database.owner.pool.query<{ code: string; description: string | null }>(
    `select s.status_code as code, s.header->>'description' as description from document s
     join document d on d.id = s.about_id where d.document_uid = $1 order by s.id`,
    [mail.documentId],
  );
  return rows;
};
const open = async (mail: Letter) => {
  await page.goto(`${hub.hub.url}/console/inbox?view=all`);
  await page.click(`tr:has-text("${mail.code}") a.title`);
};

describe.skipIf(!hasBrowser)('a clerk at the web page', () => {
  beforeAll(async () => {
    page = await logIn('mai.lo');
  });

  test('finds urgent mail on top and unread in bold; opening one is its arrival, told to the sender once', async () => {
    const normal = await send({ subject: 'V/v nghỉ lễ' });
    const urgent = await send({ subject: 'V/v ứng phó bão số 9', priority: 3 });
    await page.goto(`${hub.hub.url}/console/inbox`);
    expect(await page.locator('tbody tr').first().textContent()).toContain('Hỏa tốc');
    expect(await page.locator('tr.unread').count()).toBe(2);
    await page.click('a.title:has-text("bão số 9")');
    expect(await page.textContent('h1')).toBe('V/v ứng phó bão số 9');
    await page.reload();
    expect((await statusesOf(urgent)).map((one) => one.code)).toEqual(['01']);
    expect(await statusesOf(normal)).toEqual([]);
  });

  test('accepts, passes on with a directive, and completes; each is told to the sender in the law’s words', async () => {
    const mail = await send();
    await open(mail);
    await page.click('button:text-is("Tiếp nhận")');
    expect(await page.textContent('[role=status]')).toContain('Đã tiếp nhận');
    await page.click('summary:has-text("Chuyển xử lý")');
    await page.click('button:text-is("Chuyển xử lý")');
    expect(await page.textContent('#wrong-lead')).toContain('chủ trì');
    await page.fill('[name=lead]', 'Phòng Kinh tế');
    await page.fill('[name=directive]', 'Tham mưu trước ngày 30');
    await page.click('button:text-is("Chuyển xử lý")');
    await page.click('button:text-is("Báo hoàn thành")');
    const statuses = await statusesOf(mail);
    expect(statuses.map((one) => one.code)).toEqual(['01', '03', '04', '06']);
    expect(statuses[2]!.description).toBe('Chủ trì: Phòng Kinh tế. Ý kiến chỉ đạo: Tham mưu trước ngày 30');
  });

  test('returns with a reason; what is wrong is told at its field and nothing typed is lost', async () => {
    const mail = await send();
    await open(mail);
    await page.click('summary:has-text("Trả lại văn bản")');
    await page.fill('textarea[name=text]', 'Gửi xã bên cạnh');
    await page.click('button:text-is("Trả lại")');
    expect(await page.textContent('#wrong-reason')).toBe('Chọn một lý do.');
    expect(await page.inputValue('textarea[name=text]')).toBe('Gửi xã bên cạnh');
    await page.check('[value=misdirected]');
    await page.click('button:text-is("Trả lại")');
    expect((await statusesOf(mail)).at(-1)).toEqual({ code: '02', description: 'Gửi sai nơi nhận. Gửi xã bên cạnh' });
  });

  test('the second of two clerks at one document is told what the first did, and nothing is reported twice', async () => {
    const mail = await send();
    const other = await logIn('lan.nguyen');
    await open(mail);
    await other.goto(page.url());
    await page.click('button:text-is("Tiếp nhận")');
    await other.click('button:text-is("Tiếp nhận")');
    expect(await other.textContent('[role=alert]')).toContain('Lò Thị Mai đã xử lý văn bản này trước: Đã tiếp nhận');
    expect((await statusesOf(mail)).map((one) => one.code)).toEqual(['01', '03']);
  });

  test('accepts several at once', async () => {
    const mails = [await send(), await send()];
    await page.goto(`${hub.hub.url}/console/inbox`);
    for (const mail of mails) await page.check(`tr:has-text("${mail.code}") [name=ids]`);
    await page.click('button:has-text("Tiếp nhận các văn bản đã chọn")');
    expect(await page.textContent('[role=status]')).toBe('Đã xử lý 2 văn bản.');
    for (const mail of mails) expect((await statusesOf(mail)).at(-1)!.code).toBe('03');
  });

  test('opens the file that was attached, byte for byte', async () => {
    const mail = await send();
    await open(mail);
    const address = await page.getAttribute('a[download]', 'href');
    const answer = await page.request.get(`${hub.hub.url}${address}`);
    expect(await answer.text()).toMatch(/^%PDF-1\.4/);
    expect(answer.headers()['content-security-policy']).toContain('sandbox');
  });

  test('reads a PDF file in the page, its words included', async () => {
    const content = makePdf(['Kinh gui phuong Au Lac']);
    const mail = await send({
      attachments: [{ contentId: 'a', name: 'cv.pdf', mediaType: 'application/pdf', content }],
    });
    await open(mail);
    await page.click('a:has-text("Xem")');
    await page.waitForSelector('.pdf-text span');
    expect(await page.textContent('.pdf-text')).toContain('Kinh gui phuong Au Lac');
    expect(await page.textContent('[data-told]')).toBe('1 trang');
  });

  test('a script in a subject or a file name is shown, not run', async () => {
    const script = '<script>window.hacked = true</script><img src=x onerror="window.hacked = true">';
    const attachments = [{ contentId: 'a', name: script, mediaType: 'text/html', content: Buffer.from(script) }];
    const mail = await send({ subject: script, attachments });
    await open(mail);
    expect(await page.textContent('h1')).toBe(script);
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    const file = await page.request.get(`${page.url()}/files/0`);
    expect(file.headers()['content-type']).toBe('application/octet-stream');
  });

  test('a form that comes after its session has ended is kept and goes on after logging in', async () => {
    const mail = await send();
    await open(mail);
    await page.click('summary:has-text("Trả lại văn bản")');
    await page.check('[value=form]');
    await page.fill('textarea[name=text]', 'Thiếu số trang');
    await hub.database.owner.pool.query('delete from session');
    await page.click('button:text-is("Trả lại")');
    expect(await page.textContent('[role=status]')).toContain('Phiên làm việc đã hết');
    await page.fill('[name=login]', 'mai.lo');
    await page.fill('[name=password]', PASSWORD);
    await page.click('button:has-text("Đăng nhập")');
    await page.click('button:has-text("Tiếp tục việc đang làm")');
    expect((await statusesOf(mail)).at(-1)).toEqual({ code: '02', description: 'Sai thể thức. Thiếu số trang' });
  });

  test('sees nothing of another agency, and a page that is not there says what to do', async () => {
    const mail = await send();
    const stranger = await logIn('binh.tran');
    await open(mail);
    const answer = await stranger.goto(page.url());
    expect(answer!.status()).toBe(404);
    expect(await stranger.textContent('main')).toContain('Có thể văn bản không thuộc cơ quan của bạn');
  });
});

describe.skipIf(!hasBrowser)('a sender at the web page', () => {
  test('hands in a package; is told beside the field what is missing, and why the hub does not take one', async () => {
    const sender = await logIn('binh.tran');
    const file = path.join(folder, 'van-ban.edxml');
    const mail = letter({ from: CODES.home, to: [CODES.offline, '000.00.99.H98'] });
    await writeFile(file, mail.xml);
    await sender.goto(`${hub.hub.url}/console/send`);
    await sender.setInputFiles('[name=file]', file);
    await sender.click('button:text-is("Gửi văn bản")');
    expect(await sender.textContent('#wrong-secret')).toContain('không thuộc bí mật nhà nước');
    await sender.check('[name=notSecret]');
    await sender.setInputFiles('[name=file]', file);
    await sender.click('button:text-is("Gửi văn bản")');
    expect(await sender.textContent('[role=status]')).toBe('Đã nhận và gửi đi.');
    expect(await sender.locator('tbody tr').count()).toBe(2);
    expect(await sender.textContent('tbody')).toContain('Gửi lỗi');
    await writeFile(file, 'không phải XML');
    await sender.goto(`${hub.hub.url}/console/send`);
    await sender.check('[name=notSecret]');
    await sender.setInputFiles('[name=file]', file);
    await sender.click('button:text-is("Gửi văn bản")');
    expect(await sender.textContent('[role=alert]')).toContain('Hệ thống không nhận');
  });
});

describe.skipIf(!hasBrowser)('every page', () => {
  const PAGES = [
    '/console/log-in',
    '/console/inbox',
    '/console/inbox?view=all',
    '/console/sent',
    '/console/send',
    '/console/password',
  ];

  test('is accessible (WCAG 2.2 AA), loads nothing from elsewhere, and stays small; in both languages', async () => {
    const reader = await logIn('mai.lo');
    await send();
    await reader.goto(`${hub.hub.url}/console/inbox`);
    const document = await reader.getAttribute('a.title', 'href');
    const elsewhere: string[] = [];
    const refused: string[] = [];
    reader.on('request', (request) => {
      if (!request.url().startsWith(hub.hub.url)) elsewhere.push(request.url());
    });
    reader.on('console', (message) => {
      if (message.type() === 'error') refused.push(message.text());
    });
    for (const language of ['vi', 'en']) {
      await reader.goto(`${hub.hub.url}/console/language?to=${language}`);
      for (const address of [...PAGES, document!]) {
        let bytes = 0;
        const count = async (answer: { body(): Promise<Buffer> }) => {
          bytes += (await answer.body().catch(() => Buffer.alloc(0))).length;
        };
        reader.on('response', count);
        await reader.goto(`${hub.hub.url}${address}`, { waitUntil: 'load' });
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
    const phone = await logIn('mai.lo');
    await phone.setViewportSize({ width: 375, height: 720 });
    for (const address of PAGES) {
      await phone.goto(`${hub.hub.url}${address}`);
      expect(await phone.evaluate('document.documentElement.scrollWidth'), address).toBeLessThanOrEqual(375);
    }
  });

  test('refuses a form without its token, and one that another site sends', async () => {
    const reader = await logIn('mai.lo');
    const post = (headers: Record<string, string>, form: Record<string, string>) =>
      reader.request.post(`${hub.hub.url}/console/inbox/bulk`, { headers, form });
    expect((await post({}, { ids: 'x' })).status()).toBe(403);
    await reader.goto(`${hub.hub.url}/console/inbox`);
    const _csrf = (await reader.inputValue('[name=_csrf] >> nth=0'))!;
    expect((await post({ 'sec-fetch-site': 'cross-site' }, { _csrf })).status()).toBe(403);
    expect((await post({}, { _csrf })).status()).toBe(200);
  });
});
