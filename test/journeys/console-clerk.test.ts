import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { makePdf } from '../../src/cli/demo/pdf.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { accessibilityProblems, hasBrowser } from '../support/browser.ts';
import { statusMessage } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { fillLogIn, openWeb, press, type Web } from '../support/web.ts';

let web: Web;
let page: Page;

describe.skipIf(!hasBrowser)('a clerk at the web page', () => {
  beforeAll(async () => {
    web = await openWeb();
    page = await web.logIn('mai.lo');
  });
  afterAll(() => web.close());

  test('finds urgent mail on top and unread in bold; opening one is its arrival, told to the sender once', async () => {
    const normal = await web.send({ subject: 'V/v nghỉ lễ' });
    const urgent = await web.send({ subject: 'V/v ứng phó bão số 9', priority: 3 });
    for (const priority of [1, 4, 2, 1] as const) await web.send({ priority });
    await page.goto(web.at('/inbox'));
    const tags = await page.locator('tr.unread .tag:not(.teal)').allTextContents();
    expect(tags.join(', ')).toBe('Hỏa tốc hẹn giờ, Hỏa tốc, Thượng khẩn, Khẩn, Khẩn');
    expect(await page.locator('tbody tr').last().textContent()).toContain('nghỉ lễ');
    await press(page, 'a.title:has-text("bão số 9")');
    expect(await page.textContent('h1')).toBe('V/v ứng phó bão số 9');
    await page.reload();
    expect((await web.statusesOf(urgent)).map((one) => one.code)).toEqual(['01']);
    expect(await web.statusesOf(normal)).toEqual([]);
  });

  test('a link of another site, or a browser that loads ahead, receives nothing: the clerk is asked first', async () => {
    const mail = await web.send();
    await page.goto(web.at('/inbox'));
    const address = `${web.hub.hub.url}${await page.getAttribute(`tr:has-text("${mail.code}") a.title`, 'href')}`;
    const elsewhere = [
      ['sec-fetch-site', 'cross-site'],
      ['sec-fetch-site', 'same-site'],
      ['sec-purpose', 'prefetch'],
    ] as const;
    for (const [name, value] of elsewhere) {
      const answer = await page.request.get(address, { headers: { [name]: value } });
      expect(await answer.text(), value).toContain('Mở văn bản này?');
    }
    expect(await web.statusesOf(mail)).toEqual([]);
    const mailbox = await page.context().newPage();
    await mailbox.route('https://thu.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<a href="${address}">xem</a>` }),
    );
    await mailbox.goto('https://thu.example/');
    await press(mailbox, 'a');
    expect(await web.statusesOf(mail)).toEqual([]);
    await press(mailbox, 'a.button:text-is("Mở văn bản")');
    expect(await mailbox.textContent('main')).toContain(mail.code);
    expect((await web.statusesOf(mail)).map((one) => one.code)).toEqual(['01']);
    await mailbox.close();
  });

  test('accepts, passes on with a directive, and completes; each is told to the sender in the law’s words', async () => {
    const mail = await web.send();
    await web.open(page, mail);
    await press(page, 'button:text-is("Tiếp nhận")');
    expect(await page.textContent('[role=status]')).toContain('Đã tiếp nhận');
    expect(await page.textContent('.line.small')).toMatch(/Đã nhận gói tin [\d.]+ byte từ hệ thống .+ qua cổng REST/);
    await page.click('summary:has-text("Chuyển xử lý")');
    await press(page, 'button:text-is("Chuyển xử lý")');
    expect(await page.textContent('#wrong-lead')).toContain('chủ trì');
    await page.fill('[name=lead]', 'Phòng Kinh tế');
    await page.fill('[name=directive]', 'Tham mưu trước ngày 30');
    await press(page, 'button:text-is("Chuyển xử lý")');
    expect(await page.textContent('aside .tag')).toBe('Đã chuyển xử lý');
    await press(page, 'button:text-is("Báo hoàn thành")');
    const statuses = await web.statusesOf(mail);
    expect(statuses.map((one) => one.code)).toEqual(['01', '03', '04', '06']);
    expect(statuses[2]!.description).toBe('Chủ trì: Phòng Kinh tế. Ý kiến chỉ đạo: Tham mưu trước ngày 30');
  });

  test('returns with a reason; what is wrong is told at its field and nothing typed is lost', async () => {
    const mail = await web.send();
    await web.open(page, mail);
    await page.click('summary:has-text("Trả lại văn bản")');
    await page.fill('textarea[name=text]', 'Gửi xã bên cạnh');
    await press(page, 'button:text-is("Trả lại")');
    expect(await page.textContent('#wrong-reason')).toBe('Chọn một lý do.');
    expect(await page.inputValue('textarea[name=text]')).toBe('Gửi xã bên cạnh');
    await page.check('[value=misdirected]');
    await press(page, 'button:text-is("Trả lại")');
    expect((await web.statusesOf(mail)).at(-1)).toEqual({
      code: '02',
      description: 'Gửi sai nơi nhận. Gửi xã bên cạnh',
    });
  });

  test('the second of two clerks at one document is told what the first did, and nothing is reported twice', async () => {
    const mail = await web.send();
    const other = await web.logIn('lan.nguyen');
    await web.open(page, mail);
    await other.goto(page.url());
    await press(page, 'button:text-is("Tiếp nhận")');
    await press(other, 'button:text-is("Tiếp nhận")');
    expect(await other.textContent('[role=alert]')).toContain('Lò Thị Mai đã xử lý văn bản này trước: Đã tiếp nhận');
    expect((await web.statusesOf(mail)).map((one) => one.code)).toEqual(['01', '03']);
  });

  test('what is recalled before it was accepted ends at once: its content is gone, and nothing is left to do', async () => {
    const mail = await web.send();
    await web.open(page, mail);
    await web.send({ documentId: mail.documentId, bussiness: { docType: 1, reason: 'Gửi nhầm' } });
    await page.reload();
    expect(await page.textContent('.note.warn')).toContain('Đã thu hồi');
    expect(await page.locator('aside button').count()).toBe(0);
    expect((await page.request.get(`${page.url()}/files/0`)).status()).toBe(404);
  });

  test('an accepted document that is recalled has one button; after it its content is gone and the sender is told', async () => {
    const mail = await web.send();
    await web.open(page, mail);
    const address = page.url();
    await press(page, 'button:text-is("Tiếp nhận")');
    await web.send({ documentId: mail.documentId, bussiness: { docType: 1, reason: 'Gửi nhầm' } });
    await page.goto(address);
    expect(await page.textContent('.note.bad')).toContain('Bên gửi thu hồi văn bản này');
    expect(await page.locator('button:has-text("Tiếp nhận"), summary:has-text("Từ chối")').count()).toBe(0);
    await press(page, 'button:has-text("Hủy bỏ và thông báo cho bên gửi")');
    expect((await web.statusesOf(mail)).map((one) => one.code)).toEqual(['01', '03', '15']);
    expect(await page.textContent('[role=status]')).toBe('Đã hủy bỏ văn bản và báo cho bên gửi.');
    expect(await page.textContent('aside .tag')).toBe('Đã thu hồi');
    expect((await page.request.get(`${address}/files/0`)).status()).toBe(404);
  });

  test('accepts several at once, and goes back to the list from what is opened next', async () => {
    const mails = [await web.send(), await web.send()];
    await page.goto(web.at('/inbox'));
    for (const mail of mails) await page.check(`tr:has-text("${mail.code}") [name=ids]`);
    await press(page, 'button:has-text("Tiếp nhận các văn bản đã chọn")');
    expect(await page.textContent('[role=status]')).toBe('Đã tiếp nhận 2 văn bản.');
    for (const mail of mails) expect((await web.statusesOf(mail)).at(-1)!.code).toBe('03');
    await press(page, 'a:text-is("Chưa báo hoàn thành")');
    await page.goBack();
    expect(await page.textContent('[role=status]')).toBe('Đã tiếp nhận 2 văn bản.');
  });

  test('hands several over with one form, units of the agency offered; what is wrong is told at its field', async () => {
    const { pool } = web.hub.database.owner;
    await pool.query('update agency set parent_id = $1 where id = $2', [
      await web.province.agencyId(CODES.offline),
      await web.province.agencyId(CODES.archives),
    ]);
    const mails = [await web.send(), await web.send()];
    await page.goto(web.at('/inbox'));
    for (const mail of mails) await page.check(`tr:has-text("${mail.code}") [name=ids]`);
    await press(page, 'button:has-text("Tiếp nhận các văn bản đã chọn")');
    await page.goto(web.at('/inbox?view=open'));
    for (const mail of mails) await page.check(`tr:has-text("${mail.code}") [name=ids]`);
    await page.click('summary:has-text("Chuyển xử lý")');
    expect(await page.getAttribute('#units option', 'value')).toBe('Phòng Lưu trữ');
    await page.fill('[name=others]', 'Tổ một cửa');
    await page.fill('[name=due]', '31/12/2999');
    await Promise.all([page.waitForEvent('domcontentloaded'), page.press('[name=others]', 'Enter')]);
    expect(await page.textContent('#wrong-lead')).toContain('chủ trì');
    await page.fill('[name=lead]', 'Phòng Lưu trữ');
    await press(page, 'button:has-text("Chuyển xử lý các văn bản đã chọn")');
    expect(await page.textContent('[role=status]')).toBe('Đã chuyển xử lý 2 văn bản.');
    for (const mail of mails)
      expect((await web.statusesOf(mail)).at(-1)).toEqual({
        code: '04',
        description: 'Chủ trì: Phòng Lưu trữ. Phối hợp: Tổ một cửa. Thời hạn: 31/12/2999',
      });
  });

  test('many at once go in parts that end in time, none twice, and those that cannot be done are named', async () => {
    const mails = [await web.send(), await web.send(), await web.send()];
    await page.goto(web.at('/inbox'));
    for (const mail of mails) await page.check(`tr:has-text("${mail.code}") [name=ids]`);
    const other = await web.logIn('lan.nguyen');
    await web.open(other, mails[1]!);
    await press(other, 'button:text-is("Tiếp nhận")');
    let now = 0;
    const slow = vi.spyOn(systemClock, 'monotonic').mockImplementation(() => (now += 60_000));
    try {
      const parts: string[] = [];
      page.on('response', (answer) => parts.push(new URL(answer.url()).pathname));
      await page.click('button:has-text("Tiếp nhận các văn bản đã chọn")');
      await page.waitForSelector('[role=status]:has-text("Đã tiếp nhận 2 văn bản.")');
      expect(parts.filter((path) => path === '/console/inbox/bulk')).toHaveLength(3);
    } finally {
      slow.mockRestore();
    }
    const alert = await page.textContent('[role=alert]');
    expect(alert).toMatch(new RegExp(`1 văn bản chưa làm được.*${mails[1]!.code}.*: Nguyễn Thị Lan đã xử lý`, 's'));
    const codes = await Promise.all(mails.map(async (mail) => (await web.statusesOf(mail)).map((one) => one.code)));
    expect(codes).toEqual([['03'], ['01', '03'], ['03']]);
    await press(page, '[role=alert] a');
    await page.goBack();
    expect(await page.textContent('[role=alert]')).toBe(alert);
    await press(page, 'a:text-is("English")');
    expect(await page.textContent('[role=alert]')).toContain('Nguyễn Thị Lan was first');
    await press(page, 'a:text-is("Tiếng Việt")');
  });

  test('prints several: facts, số đến and files as one list; what was never opened is not received by it', async () => {
    const [read, unread] = [await web.send({ subject: 'V/v đã đọc' }), await web.send({ subject: 'V/v chưa đọc' })];
    await web.open(page, read);
    await press(page, 'button:text-is("Tiếp nhận")');
    const number = await page.textContent('dt:has-text("Số đến") + dd');
    expect(number).toMatch(/^\d+\/20\d\d$/);
    await page.goto(web.at('/inbox?view=all'));
    for (const mail of [read, unread]) await page.check(`tr:has-text("${mail.code}") [name=ids]`);
    await press(page, 'button:has-text("In các văn bản đã chọn")');
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.textContent('section:has-text("V/v đã đọc")')).toContain(number);
    expect(await page.locator('section:has-text("V/v đã đọc") dd a').count()).toBe(1);
    expect(await page.textContent('section:has-text("V/v chưa đọc")')).toContain('Chưa mở');
    expect(await web.statusesOf(unread)).toEqual([]);
    const stranger = await web.logIn('binh.tran');
    const ids = await page.locator('section a').first().getAttribute('href');
    await stranger.goto(web.at('/inbox'));
    const form = { _csrf: await stranger.inputValue('[name=_csrf] >> nth=0'), ids: ids!.split('/')[3]! };
    expect(await (await stranger.request.post(web.at('/inbox/print'), { form })).text()).not.toContain('V/v đã đọc');
  });

  test('refuses a request to take back (13) with a reason; a thu hồi it could not refuse', async () => {
    const mail = await web.send();
    await web.open(page, mail);
    await press(page, 'button:text-is("Tiếp nhận")');
    const about = { organId: CODES.offline, letter: mail };
    await web.office.accepted(CODES.home, statusMessage('13', CODES.home, about, { description: 'Gửi nhầm' }));
    await page.reload();
    expect(await page.textContent('.note.bad')).toMatch(/yêu cầu lấy lại văn bản này.*từ chối.*Lý do: Gửi nhầm/s);
    expect(await page.textContent('aside')).toContain('trả lại văn bản (13: Yêu cầu lấy lại)');
    await page.click('summary:has-text("Từ chối yêu cầu lấy lại")');
    await page.fill('textarea[name=text]', 'Đã giải quyết xong');
    await press(page, 'button:has-text("Từ chối yêu cầu lấy lại")');
    expect((await web.statusesOf(mail)).at(-1)).toEqual({ code: '16', description: 'Đã giải quyết xong' });
    expect((await page.request.get(`${page.url().split('?')[0]}/files/0`)).status()).toBe(200);
  });

  test('opens the file that was attached, byte for byte', async () => {
    const mail = await web.send();
    await web.open(page, mail);
    const address = await page.getAttribute('a[download]', 'href');
    const answer = await page.request.get(`${web.hub.hub.url}${address}`);
    expect(await answer.text()).toMatch(/^%PDF-1\.4/);
    expect(answer.headers()['content-security-policy']).toContain('sandbox');
  });

  test('reads a PDF file in the page, its words included', async () => {
    const content = makePdf(['Kinh gui phuong Au Lac']);
    const mail = await web.send({
      attachments: [{ contentId: 'a', name: 'cv.pdf', mediaType: 'application/pdf', content }],
    });
    await web.open(page, mail);
    await press(page, 'a:text-is("Xem")');
    await page.waitForSelector('.pdf-text span');
    expect(await page.textContent('.pdf-text')).toContain('Kinh gui phuong Au Lac');
    expect(await page.textContent('[data-told]')).toBe('1 trang');
  });

  test('a script in a subject or a file name is shown, not run', async () => {
    const script = '<script>window.hacked = true</script><img src=x onerror="window.hacked = true">';
    const attachments = [{ contentId: 'a', name: script, mediaType: 'text/html', content: Buffer.from(script) }];
    const mail = await web.send({ subject: script, attachments });
    await web.open(page, mail);
    expect(await page.textContent('h1')).toBe(script);
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    const file = await page.request.get(`${page.url()}/files/0`);
    expect(file.headers()['content-type']).toBe('application/octet-stream');
  });

  test('a form that comes after its session has ended is kept and goes on after logging in', async () => {
    const mail = await web.send();
    await web.open(page, mail);
    await page.click('summary:has-text("Trả lại văn bản")');
    await page.check('[value=form]');
    await page.fill('textarea[name=text]', 'Thiếu số trang');
    await web.hub.database.owner.pool.query('delete from session');
    await press(page, 'button:text-is("Trả lại")');
    expect(await page.textContent('[role=status]')).toContain('Phiên làm việc đã hết');
    await fillLogIn(page, 'mai.lo');
    await press(page, 'button:has-text("Tiếp tục việc đang làm")');
    expect((await web.statusesOf(mail)).at(-1)).toEqual({ code: '02', description: 'Sai thể thức. Thiếu số trang' });
  });

  test('sees nothing of another agency, and a page that is not there says what to do', async () => {
    const mail = await web.send();
    const stranger = await web.logIn('binh.tran');
    await web.open(page, mail);
    const answer = await stranger.goto(page.url());
    expect(answer!.status()).toBe(404);
    expect(await stranger.textContent('main')).toContain('Có thể văn bản không thuộc cơ quan của bạn');
  });
});
