import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityProblems, hasBrowser } from '../support/browser.ts';
import { FULLY_SIGNED, giveSealingKey, LEADER_SIGNED } from '../support/compose.ts';
import { letter } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { openWeb, press, type Web } from '../support/web.ts';

let web: Web;
let page: Page;

describe.skipIf(!hasBrowser)('a clerk who writes a document at the web page', () => {
  beforeAll(async () => {
    web = await openWeb();
    await giveSealingKey(web.hub, web.province, CODES.home);
    page = await web.logIn('binh.tran');
  });
  afterAll(() => web.close());

  async function begin(): Promise<void> {
    await page.goto(web.at('/compose'));
    await press(page, 'button:text-is("Soạn văn bản mới")');
  }

  async function choose(text: string, name: string, purpose: 'Để thực hiện' | 'Để biết'): Promise<void> {
    await page.fill('[name=q]', text);
    await page.locator('#found li', { hasText: name }).locator('button', { hasText: purpose }).click();
    await page.locator('#recipients .filesbox li', { hasText: name }).waitFor();
  }

  async function uploadFile(name: string, content: Buffer): Promise<void> {
    const file = path.join(web.folder, name);
    await writeFile(file, content);
    await Promise.all([page.waitForEvent('domcontentloaded'), page.setInputFiles('[name=upload]', file)]);
  }

  async function fillIn(subject: string): Promise<void> {
    await page.fill('[name=subject]', subject);
    await page.fill('[name=place]', 'Thử Nghiệm');
    await page.fill('[name=signer]', 'Trần Văn Mẫu');
  }

  test('finds recipients without diacritics and by code, sees how each is connected, and sends a signed PDF that arrives', async () => {
    await begin();
    await choose('trung tam chua', 'Trung tâm chưa kết nối', 'Để thực hiện');
    await choose('h98.101', 'UBND xã Đồi Thông', 'Để biết');
    expect(await page.textContent('#recipients')).toContain('1 nơi nhận để thực hiện, 1 để biết');
    await fillIn('V/v soạn văn bản trên trang');
    await uploadFile('cong-van.pdf', FULLY_SIGNED);
    expect(await page.textContent('#files')).toContain('Đủ chữ ký số');
    expect(await page.inputValue('[name=subject]')).toBe('V/v soạn văn bản trên trang');
    await page.check('[name=notSecret]');
    await press(page, 'button.button:text-is("Gửi văn bản")');
    expect(await page.locator('.note.bad, .wrong:not(:empty)').allTextContents()).toEqual([]);
    expect(await page.textContent('[role=status]')).toBe('Đã nhận và gửi đi.');
    expect(await page.textContent('main')).toContain('01/SNV');
    expect(await page.textContent('aside')).toContain('từ Trần Văn Bình (binh.tran) qua cổng trang web');
    const reader = await web.logIn('mai.lo');
    await press(reader, 'a.title:has-text("V/v soạn văn bản trên trang")');
    expect(await reader.textContent('main')).toContain('cong-van.pdf');
    expect(await reader.textContent('main')).toContain(`${CODES.home},`);
  });

  test('forwards what came in: the files byte for byte, of any kind, linked on both pages, to whom is chosen', async () => {
    const scan = Buffer.from([0, 1, 2, 255, 254, 13, 10, 26]);
    const content = Buffer.from(FULLY_SIGNED);
    const attachments = [
      { contentId: 'a', name: 'cong-van-goc.pdf', mediaType: 'application/pdf', content },
      { contentId: 'b', name: 'ban-do.dwg', mediaType: 'application/acad', content: scan },
    ];
    const mail = letter({ from: CODES.finance, to: [CODES.home], attachments });
    await web.office.accepted(CODES.finance, mail.xml);
    await web.open(page, mail);
    const incoming = page.url();
    await press(page, 'button:has-text("Chuyển tiếp cho cơ quan khác")');
    expect(await page.textContent('.note')).toContain(`Chuyển tiếp văn bản đến: ${mail.code} · Sở Tài chính`);
    expect(await page.inputValue('[name=subject]')).toBe(`Chuyển văn bản ${mail.code} của Sở Tài chính`);
    await choose('trung tam chua', 'Trung tâm chưa kết nối', 'Để thực hiện');
    await page.fill('[name=place]', 'Thử Nghiệm');
    await page.fill('[name=signer]', 'Trần Văn Mẫu');
    await page.check('[name=notSecret]');
    await press(page, 'button.button:text-is("Gửi văn bản")');
    expect(await page.textContent('[role=status]')).toBe('Đã nhận và gửi đi.');
    expect(await page.textContent('dl')).toContain(`${mail.code} · Sở Tài chính`);
    const { rows } = await web.hub.database.owner.pool.query<{ document_id: string; sha256: Buffer }>(
      `select document_id, sha256 from attachment where name in ('cong-van-goc.pdf', 'ban-do.dwg') order by document_id, position`,
    );
    const digests = [content, scan].map((octets) => createHash('sha256').update(octets).digest('hex'));
    expect(rows.map((row) => row.sha256.toString('hex'))).toEqual([...digests, ...digests]);
    await page.goto(incoming);
    await press(page, 'dt:has-text("Đã chuyển tiếp bằng") + dd a');
    expect(page.url()).toContain(rows.at(-1)!.document_id);
    const stranger = await web.logIn('mai.lo');
    await stranger.goto(web.at('/inbox'));
    const form = { _csrf: await stranger.inputValue('[name=_csrf] >> nth=0') };
    expect((await stranger.request.post(`${incoming}/forward`, { form })).status()).toBe(404);
  });

  test('forwards several from the list to the same recipients: a draft each; a wrong code is told at its field', async () => {
    const content = Buffer.from(FULLY_SIGNED);
    const attachments = [{ contentId: 'a', name: 'goc.pdf', mediaType: 'application/pdf', content }];
    const mails = ['V/v chuyển một', 'V/v chuyển hai'].map((subject) =>
      letter({ from: CODES.finance, to: [CODES.home], subject, attachments }),
    );
    for (const mail of mails) await web.office.accepted(CODES.finance, mail.xml);
    await page.goto(web.at('/inbox?view=all'));
    for (const { code } of mails) await page.check(`tr:has-text("${code}") input[name=ids]`);
    await press(page, 'button:text-is("Chuyển tiếp cho cơ quan khác")');
    await page.fill('[name=codes]', 'H99.KHONG.CO');
    await press(page, 'button:text-is("Tạo dự thảo")');
    expect(await page.textContent('#wrong-codes')).toContain('H99.KHONG.CO');
    await page.fill('[name=codes]', `${CODES.archives}, ${CODES.communeA}`);
    await press(page, 'button:text-is("Tạo dự thảo")');
    expect(await page.textContent('[role=status]')).toContain('Đã tạo dự thảo chuyển tiếp');
    for (const mail of mails) {
      expect((await web.statusesOf(mail)).map((one) => one.code)).toEqual(['01']);
      await page.goto(web.at('/compose'));
      await press(page, `a.title:has-text("${mail.code}")`);
      expect(await page.textContent('#recipients [role=status]')).toContain('2');
      expect(await page.textContent('#files')).toContain('goc.pdf');
    }
  });

  test('finds what it answers among everything that ever came in; a file that is refused is on record', async () => {
    const mail = letter({ from: CODES.finance, to: [CODES.home], subject: 'V/v hỏi chỉ tiêu biên chế' });
    await web.office.accepted(CODES.finance, mail.xml);
    await web.open(page, mail);
    await press(page, 'button:text-is("Tiếp nhận")');
    await press(page, 'button:text-is("Báo hoàn thành")');
    await begin();
    await page.click('summary:has-text("Trả lời văn bản đến nào")');
    await page.fill('[name=answering]', 'chi tieu bien che');
    await page.locator('#answerable option', { hasText: mail.code }).waitFor({ state: 'attached' });
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.selectOption('[name=answer]', { label: `${mail.code} · V/v hỏi chỉ tiêu biên chế` });
    await press(page, '#answerable button');
    expect(await page.textContent('#about .note')).toContain(`Trả lời văn bản: ${mail.code}`);
    await uploadFile('chay.exe', Buffer.from('MZ'));
    expect(await page.textContent('.note.bad')).toContain('DRAFT_FILE_TYPE');
    const { rows } = await web.hub.database.owner.pool.query(
      `select actor, data from event where type = 'draft.file-refused'`,
    );
    expect(rows).toEqual([{ actor: 'person:binh.tran', data: { code: 'DRAFT_FILE_TYPE' } }]);
  });

  test('is told which signature is missing as soon as the file is there', async () => {
    await begin();
    await uploadFile('chua-ky.pdf', LEADER_SIGNED);
    expect(await page.textContent('#files')).toContain('Thiếu chữ ký số của cơ quan, tổ chức');
    expect(await page.textContent('#files')).toContain('Chữ ký số của người có thẩm quyền: Trần Văn Mẫu');
  });

  test('is told beside each field what is wrong as it is typed, and on sending what is missing; nothing typed is lost', async () => {
    await begin();
    await page.fill('[name=subject]', 'x'.repeat(501));
    await page.fill('[name=notation]', 'SNV, VP');
    await page.locator('[name=place]').focus();
    await page.locator('#wrong-notation', { hasText: 'khoảng trắng' }).waitFor();
    expect(await page.textContent('#wrong-subject')).toBe('Dài hơn 500 ký tự.');
    await page.selectOption('[name=type]', 'QĐ');
    await page.locator('#hint-notation', { hasText: 'QĐ-SNV' }).waitFor();
    await press(page, 'button.button:text-is("Gửi văn bản")');
    expect(await page.textContent('#wrong-recipients')).toBe('Chọn ít nhất một nơi nhận.');
    expect(await page.textContent('#wrong-files')).toBe('Tải lên văn bản chính (tệp PDF).');
    expect(await page.inputValue('[name=notation]')).toBe('SNV, VP');
  });

  test('what a page sent while one typed, and arrives after its button, takes nothing back', async () => {
    await begin();
    await fillIn('V/v đang gõ');
    const typedBefore = {
      _csrf: await page.inputValue('#draft [name=_csrf]'),
      version: await page.inputValue('[name=version]'),
      subject: 'V/v đang gõ',
    };
    await page.fill('[name=subject]', 'V/v đã gõ xong');
    await press(page, '#draft .buttons button:text-is("Lưu")');
    expect((await page.request.post(page.url().replace(/[?#].*/, '/check'), { form: typedBefore })).ok()).toBe(true);
    await page.reload();
    expect(await page.inputValue('[name=subject]')).toBe('V/v đã gõ xong');
    expect(await page.inputValue('[name=signer]')).toBe('Trần Văn Mẫu');
  });

  test('who types on after a recipient was added is not taken back to the search by what is checked meanwhile', async () => {
    await begin();
    await choose('doi thong', 'UBND xã Đồi Thông', 'Để biết');
    await page.fill('[name=subject]', 'V/v gõ tiếp');
    const focused = page.evaluate<string>(
      `new Promise((done) => document.addEventListener('htmx:after:swap', () => done(document.activeElement.name)))`,
    );
    await page.focus('[name=signer]');
    expect(await focused).toBe('signer');
  });

  test('a script in a subject or in the name of a group is shown, not run', async () => {
    const script = '<img src=x onerror="window.hacked = true">';
    await begin();
    await choose('doi thong', 'UBND xã Đồi Thông', 'Để biết');
    await choose('doi sim', 'UBND xã Đồi Sim', 'Để thực hiện');
    await fillIn(script);
    await page.click('summary:has-text("Lưu các nơi nhận")');
    await page.fill('[name=groupName]', script);
    await press(page, 'button[formaction$="/groups"]');
    expect(await page.textContent('h1')).toBe(script);
    expect(await page.textContent('[name=group]')).toContain(script);
    expect(await page.evaluate('window.hacked')).toBeUndefined();
  });

  test('answers an incoming document: its sender is the recipient, and both documents are linked', async () => {
    const asked = letter({ from: CODES.offline, to: [CODES.home], dueDate: '2999/12/31' });
    const by = await web.province.principal(CODES.home);
    const principal = { ...by, agencyIds: new Set([await web.province.agencyId(CODES.offline)]) };
    await web.office.accepted(CODES.home, asked.xml, { principal });
    await page.goto(web.at('/inbox'));
    await press(page, `tr:has-text("${asked.code}") a.title`);
    await press(page, 'button:text-is("Soạn văn bản trả lời")');
    expect(await page.textContent('#about')).toContain(`Trả lời văn bản: ${asked.code}`);
    await fillIn('V/v trả lời Trung tâm');
    await uploadFile('tra-loi.pdf', FULLY_SIGNED);
    await page.check('[name=notSecret]');
    await press(page, 'button:text-is("Cấp số ngay")');
    const number = /Đã cấp số (\d+)/.exec((await page.textContent('#hint-number'))!)![1];
    await press(page, 'button.button:text-is("Gửi văn bản")');
    expect(await page.textContent('main')).toContain(`${number}/SNV`);
    expect(await page.textContent('dl.facts')).toContain(asked.code);
    const sender = await web.logIn('mai.lo');
    await sender.goto(web.at('/sent'));
    await press(sender, `tr:has-text("${asked.code}") a.title`);
    expect(await sender.textContent('main')).toContain('Đã có văn bản trả lời');
  });

  test('a page whose sending is under way shows the result by itself', async () => {
    await begin();
    const { pool } = web.hub.database.owner;
    const id = page.url().split('/').pop();
    await pool.query(`update draft set state = 'sending', busy_until = now() + interval '1 hour' where id = $1`, [id]);
    await page.reload();
    expect(await page.textContent('[role=status]')).toContain('Đang gửi văn bản');
    const { rows } = await pool.query<{ id: string }>(
      `select id from document where kind = 'document' and subject like 'V/v trả lời%'`,
    );
    await pool.query(`update draft set state = 'sent', busy_until = null, document_id = $2 where id = $1`, [
      id,
      rows[0]!.id,
    ]);
    await page.waitForURL(`**/sent/${rows[0]!.id}*`);
  });

  test('every page of it is accessible, in both languages and on a phone', async () => {
    await begin();
    await choose('doi thong', 'UBND xã Đồi Thông', 'Để biết');
    await uploadFile('chua-ky.pdf', LEADER_SIGNED);
    const address = page.url();
    for (const language of ['vi', 'en']) {
      await page.goto(web.at(`/language?to=${language}&next=/console/compose`));
      for (const place of [address, web.at('/compose'), web.at('/groups')]) {
        await page.goto(place);
        expect(await accessibilityProblems(page)).toEqual([]);
      }
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(address);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.goto(web.at('/language?to=vi&next=/console/compose'));
  });
});
