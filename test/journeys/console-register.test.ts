import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityProblems, hasBrowser } from '../support/browser.ts';
import { letter } from '../support/letters.ts';
import { rowsOf, tableRowsOf, textsIn } from '../support/office.ts';
import { CODES } from '../support/province.ts';
import { openWeb, press, type Web } from '../support/web.ts';

const COLUMNS = {
  incoming: [
    'Ngày đến',
    'Số đến',
    'Tác giả',
    'Số, ký hiệu văn bản',
    'Ngày tháng văn bản',
    'Tên loại và trích yếu nội dung văn bản',
    'Đơn vị hoặc người nhận',
    'Ngày chuyển',
    'Ký nhận',
    'Ghi chú',
  ],
  followed: [
    'Số đến',
    'Tên loại, số, ký hiệu, ngày, tháng và tên cơ quan, tổ chức ban hành văn bản',
    'Đơn vị hoặc người nhận',
    'Thời hạn giải quyết',
    'Tiến độ giải quyết',
    'Số, ký hiệu văn bản trả lời',
    'Ghi chú',
  ],
  outgoing: [
    'Số, ký hiệu văn bản',
    'Ngày tháng văn bản',
    'Tên loại và trích yếu nội dung văn bản',
    'Người ký',
    'Nơi nhận văn bản',
    'Đơn vị, người nhận bản lưu',
    'Số lượng bản',
    'Ngày chuyển',
    'Ký nhận',
    'Ghi chú',
  ],
  posted: [
    'Ngày chuyển',
    'Số, ký hiệu văn bản',
    'Nơi nhận văn bản',
    'Số lượng bì',
    'Ký nhận và dấu bưu điện',
    'Ghi chú',
  ],
} as const;

let web: Web;
let page: Page;

/** The first line of the table: its cells by their column. */
const firstRow = async (): Promise<string[]> =>
  (await page.locator('tbody tr').first().locator('td').allTextContents()).map((text) => text.trim());
const today = () => page.inputValue('[name=to]');

async function fill(values: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await page.fill(`[name=${name}]`, value);
}

async function download(address: string): Promise<Buffer> {
  const answer = await page.request.get(web.at(address));
  expect(answer.status()).toBe(200);
  expect(answer.headers()['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''so-/);
  return answer.body();
}

describe.skipIf(!hasBrowser)('the books of an office', () => {
  beforeAll(async () => {
    web = await openWeb();
    page = await web.logIn('mai.lo');
  });
  afterAll(() => web.close());

  test('accepting gives the next số đến, passing on fills the book, and a recalled document keeps its number', async () => {
    const mail = await web.send({ subject: 'V/v kiểm kê' });
    await web.open(page, mail);
    await press(page, 'button:text-is("Tiếp nhận")');
    await page.click('summary:text-is("Chuyển xử lý")');
    await fill({ lead: 'Phòng Văn hóa', others: 'Phòng Kinh tế', directive: 'Làm ngay. Báo cáo', due: '2030-01-31' });
    await press(page, 'button:text-is("Chuyển xử lý"), button:has-text("Pass on")');
    await press(page, 'nav a:has-text("Sổ văn bản")');
    const row = await firstRow();
    expect(row[1]).toBe('1');
    expect(row[5]).toContain('V/v kiểm kê');
    expect(row[6]).toBe('Phòng Văn hóa; phối hợp: Phòng Kinh tế');
    expect([row[0], row[7]]).toEqual([await today(), await today()]);
    await press(page, 'nav a:has-text("Sổ theo dõi")');
    expect((await firstRow())[1]).toContain(mail.code);
    expect((await firstRow()).slice(2, 5)).toEqual([row[6], '31/01/2030', 'Đã chuyển xử lý']);
    await press(page, 'tbody a:not(.title)');
    await web.send({ documentId: mail.documentId, bussiness: { docType: 1, reason: 'Gửi nhầm' } });
    await page.reload();
    await press(page, 'button:has-text("Hủy bỏ và thông báo cho bên gửi")');
    await page.goto(web.at('/register'));
    expect([(await firstRow())[1], (await firstRow())[9]]).toEqual(['1', 'đã thu hồi']);
  });

  test('a paper document gets the next number of the same series; each problem stands beside its field, nothing is lost', async () => {
    await page.goto(web.at('/register'));
    await press(page, 'a:text-is("Ghi văn bản giấy đến")');
    await fill({ author: '  ', code: '12/CV', summary: '<script>document.title = 1</script>', issuedOn: '2099-01-01' });
    await press(page, 'button:has-text("Lưu và cấp số")');
    expect(await page.textContent('#wrong-author')).toBe('Ghi mục này.');
    expect(await page.textContent('#wrong-issuedOn')).toBe('Ngày này chưa tới.');
    await fill({ author: '=HYPERLINK("http://xau.example")', issuedOn: '2026-01-02' });
    await press(page, 'button:has-text("Lưu và cấp số")');
    expect(await page.textContent('h1')).toMatch(/^2\/20\d\d$/);
    expect(await page.textContent('dl')).toContain('<script>document.title = 1</script>');
    expect(await page.title()).not.toBe('1');
    await page.goto(web.at('/register/incoming/new'));
    await fill({ author: '=hyperlink("http://xau.example")', code: '12/cv', summary: 'Bản khác' });
    await press(page, 'button:has-text("Lưu và cấp số")');
    expect(await page.textContent('[role=alert]')).toContain('Số đến 2');
    await page.check('[name=same]');
    await press(page, 'button:has-text("Lưu và cấp số")');
    expect(await page.textContent('h1')).toMatch(/^3\//);
    await web.open(page, await web.send());
    await press(page, 'button:text-is("Tiếp nhận")');
    await page.goto(web.at('/register'));
    expect((await firstRow())[1]).toBe('4');
  });

  test('a correction says why, keeps what stood there, and never meets another one unseen', async () => {
    await page.goto(web.at('/register?words=ban+khac'));
    await press(page, 'tbody a.title');
    const other = await web.logIn('lan.nguyen');
    await other.goto(page.url());
    await fill({ handedTo: 'Phòng Tư pháp' });
    await press(page, 'button:text-is("Lưu")');
    expect(await page.textContent('aside')).toContain('Đơn vị hoặc người nhận: Phòng Tư pháp');
    await fill({ author: 'Sở Tư pháp' });
    await press(page, 'button:text-is("Lưu")');
    expect(await page.textContent('#wrong-why')).toContain('Nêu lý do');
    expect(await page.inputValue('[name=author]')).toBe('Sở Tư pháp');
    await fill({ why: 'Ghi nhầm nơi gửi' });
    await press(page, 'button:text-is("Lưu")');
    expect(await page.textContent('aside')).toContain('Lò Thị Mai (mai.lo): Ghi nhầm nơi gửi');
    await other.fill('[name=summary]', 'Tôi cũng sửa');
    await press(other, 'button:text-is("Lưu")');
    expect(await other.textContent('[role=alert]')).toContain('Người khác vừa sửa dòng này.');
    expect(await other.inputValue('[name=summary]')).toBe('Tôi cũng sửa');
    const { rows } = await web.hub.database.owner.pool.query(
      "select actor, data from event where type = 'register.corrected' order by id desc limit 1",
    );
    expect(rows[0]).toEqual({
      actor: 'person:mai.lo',
      data: { book: 'incoming', number: 3, fields: 'author', why: 'Ghi nhầm nơi gửi' },
    });
  });

  test('the slip names who is in charge, and the facts of an electronic document cannot be changed', async () => {
    await page.goto(web.at('/register?words=kiem+ke'));
    await press(page, 'tbody a.title');
    expect(await page.locator('[name=author], [name=summary]').count()).toBe(0);
    const form = { _csrf: await page.inputValue('[name=_csrf] >> nth=0'), seen: await page.inputValue('[name=seen]') };
    await page.request.post(page.url(), {
      form: { ...form, author: 'Kẻ khác', remark: 'đã bàn giao', progress: '04' },
    });
    await page.reload();
    expect(await page.textContent('dl')).toContain(CODES.home);
    await press(page, 'a:text-is("Phiếu giải quyết")');
    const slip = await page.textContent('article');
    expect(slip).toContain('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM');
    expect(slip).toContain('chủ trì: Phòng Văn hóa');
    expect(slip).toContain('Ý kiến chỉ đạo giải quyết: Làm ngay. Báo cáo');
    const file = await page.request.get(`${page.url()}.docx`);
    expect(textsIn(await file.body(), 'word/document.xml', '//w:p').join('\n')).toContain(
      'PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN',
    );
    await page.goto(page.url().replace(/slip$/, 'stamp'));
    expect(await page.textContent('.stamp')).toMatch(/ĐẾN\s*Số: \d+\s*Ngày: \d\d\/\d\d\/\d{4}\s*Chuyển: Phòng Văn hóa/);
    const { width, height } = (await page.locator('.stamp').boundingBox())!;
    expect([Math.round((width / 96) * 25.4), Math.round((height / 96) * 25.4)]).toEqual([50, 35]);
    const stamp = await page.request.get(`${page.url()}.docx`);
    expect(textsIn(await stamp.body(), 'word/document.xml', '//w:tc//w:p')[1]).toBe('ĐẾN');
  });

  test('the starting number goes up only, with a reason, and the next document takes it', async () => {
    await page.goto(web.at('/register/start'));
    const form = page.locator('form[action$="/incoming"]');
    const submit = async (number: string, why: string) => {
      await form.locator('[name=number]').fill(number);
      await form.locator('[name=why]').fill(why);
      await press(page, form.locator('button'));
    };
    await submit('4', 'Sổ giấy đến số 99');
    expect(await page.textContent('[role=alert]')).toContain('Sổ đã cấp đến số 4');
    await submit('100', '');
    expect(await page.textContent('#wrong-incoming-why')).toBe('Ghi mục này.');
    await submit('100', 'Sổ giấy đến số 99');
    await web.open(page, await web.send());
    await press(page, 'button:text-is("Tiếp nhận")');
    await page.goto(web.at('/register'));
    expect((await firstRow())[1]).toBe('100');
  });

  test('the outgoing book lists what was sent through any door and what left on paper, in one series of numbers', async () => {
    const sender = await web.logIn('binh.tran');
    page = sender;
    const mail = letter({ from: CODES.home, to: [CODES.offline], number: '7', subject: 'V/v biên chế' });
    await web.office.accepted(CODES.home, mail.xml);
    await page.goto(web.at('/register?book=outgoing&words=bien+che'));
    expect((await firstRow())[0]).toBe('7/UBND-VX');
    await press(page, 'a:text-is("Ghi văn bản giấy đi")');
    const facts = { notation: 'UBND-VX', summary: 'Bổ nhiệm', signer: 'Nguyễn Văn A', recipients: 'Ông B' };
    await fill({ ...facts, number: '7' });
    await press(page, 'button:has-text("Lưu và cấp số")');
    expect(await page.textContent('[role=alert]')).toContain('Số 7 đã cấp');
    await fill({ number: '6' });
    await press(page, 'button:has-text("Lưu và cấp số")');
    expect(await page.textContent('h1')).toBe('06/UBND-VX');
    await page.goto(web.at('/register/outgoing/new'));
    await fill({ ...facts, envelopes: '2' });
    await press(page, 'button:has-text("Lưu và cấp số")');
    expect(await page.textContent('[role=alert]')).toContain('Số 06/UBND-VX là văn bản giấy cùng ngày');
    await page.check('[name=same]');
    await press(page, 'button:has-text("Lưu và cấp số")');
    // 7 is borne by a document already.
    expect(await page.textContent('h1')).toBe('08/UBND-VX');
    await page.goto(web.at('/register?book=posted'));
    expect((await firstRow()).slice(1, 4)).toEqual(['08/UBND-VX', 'Ông B', '2']);
  });

  test('another agency’s book and lines do not exist', async () => {
    const clerk = await web.logIn('mai.lo');
    await clerk.goto(web.at('/register'));
    const line = (await clerk.getAttribute('tbody a.title', 'href'))!;
    for (const address of [line, `${line}/slip`, `${line}/stamp.docx`, `${line}/envelopes`]) {
      expect((await page.request.get(web.hub.hub.url + address)).status(), address).toBe(404);
    }
    for (const place of ['', '/print', '/book.xlsx', '/book.docx', '/start', '/incoming/new']) {
      const answer = await page.request.get(web.at(`/register${place}?agency=${CODES.offline}`));
      expect(answer.status(), place).toBe(404);
    }
    await page.goto(web.at('/register/incoming/new'));
    const _csrf = await page.inputValue('[name=_csrf] >> nth=0');
    const form = { _csrf, agency: CODES.offline, author: 'a', summary: 'b', arrivedOn: '2026-01-01' };
    expect((await page.request.post(web.at('/register/incoming/new'), { form })).status()).toBe(404);
    expect((await page.request.post(web.hub.hub.url + line, { form: { ...form, seen: '0' } })).status()).toBe(404);
  });

  test('every book is written as .xlsx and .docx with the columns of its form, formulas as text', async () => {
    page = await web.logIn('mai.lo');
    for (const [book, columns] of Object.entries(COLUMNS)) {
      const sheet = rowsOf(await download(`/register/book.xlsx?book=${book}`));
      expect(sheet).toContainEqual([...columns]);
      const rows = tableRowsOf(await download(`/register/book.docx?book=${book}`));
      expect(rows.slice(0, 2)).toEqual([[...columns], columns.map((_, n) => `(${n + 1})`)]);
    }
    const workbook = await download('/register/book.xlsx?words=hyperlink');
    expect(rowsOf(workbook).at(-1)![2]).toBe('=HYPERLINK("http://xau.example")');
    expect(textsIn(workbook, 'xl/worksheets/sheet1.xml', '//s:f')).toEqual([]);
    const numbers = rowsOf(await download('/register/book.xlsx'))
      .slice(-5)
      .map((row) => row[1]);
    expect(numbers).toEqual(['1', '2', '3', '4', '100']);
  });

  test('the printed book has the cover of the form and fits A4 pages', async () => {
    await page.goto(web.at('/register/print'));
    expect(await page.textContent('article h1')).toBe('SỔ ĐĂNG KÝ VĂN BẢN ĐẾN');
    expect(await page.textContent('article')).toContain('Từ số 1 đến số 100');
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 84[12][.\d]* 59[45][.\d]*\]/);
  });

  test('pages are accessible in both languages, on a screen and on a phone', async () => {
    await page.goto(web.at('/register'));
    const line = (await page.getAttribute('tbody a.title', 'href'))!.replace('/console', '');
    const places = [
      '/register',
      '/register?book=followed',
      '/register/incoming/new',
      line,
      `${line}/slip`,
      `${line}/stamp`,
      '/register/start',
    ];
    for (const language of ['vi', 'en']) {
      await page.goto(web.at(`/language?to=${language}`));
      for (const place of places) {
        await page.goto(web.at(place));
        expect(await accessibilityProblems(page), `${place} ${language}`).toEqual([]);
      }
    }
    await page.setViewportSize({ width: 375, height: 720 });
    for (const place of places) {
      await page.goto(web.at(place));
      expect(await page.evaluate('document.documentElement.scrollWidth'), place).toBeLessThanOrEqual(375);
    }
  });
});
