import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePdf } from '../../src/cli/demo/pdf.ts';
import { accessibilityProblems, hasBrowser } from '../support/browser.ts';
import { openSignService, type SignService } from '../support/sign-service.ts';
import { openWeb, press, type Web } from '../support/web.ts';

let web: Web;
let page: Page;
let service: SignService;

describe.skipIf(!hasBrowser)('signing in the page of a draft', () => {
  beforeAll(async () => {
    service = await openSignService();
    web = await openWeb({ signService: service.url });
    page = await web.logIn('binh.tran');
    await page.goto(web.at('/compose'));
    await press(page, 'button:text-is("Soạn văn bản mới")');
    const file = path.join(web.folder, 'cong-van.pdf');
    await writeFile(file, makePdf(['Cong van']));
    await Promise.all([page.waitForEvent('domcontentloaded'), page.setInputFiles('[name=upload]', file)]);
  });
  afterAll(async () => {
    await service?.close();
    await web?.close();
  });

  const told = (words: string) => page.waitForSelector(`[data-sign]:has-text("${words}")`);
  const signAs = (words: string) => page.click(`button:has-text("${words}")`);

  test('says what to do when the token is missing, the person cancels, the service stops, or signs nothing', async () => {
    service.behave('has no token');
    await signAs('Ký phê duyệt');
    await told('Cắm USB token');
    await told('“Không tìm thấy chứng thư số trên USB token”');
    service.behave('is cancelled');
    await signAs('Ký phê duyệt');
    await told('Đã hủy ký');
    service.behave('dies');
    await signAs('Ký phê duyệt');
    await told('dừng giữa chừng');
    service.behave('returns it unsigned');
    await signAs('Ký phê duyệt');
    await told('không có thêm chữ ký số nào');
    expect(await page.textContent('#files')).not.toContain('Chữ ký số của người có thẩm quyền:');
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  test('the leader signs, then the agency; what each has signed is shown at once, and nothing typed is lost', async () => {
    service.behave('signs');
    await page.fill('[name=subject]', 'V/v ký trên trang');
    const checked = page.waitForResponse((answer) => answer.url().endsWith('/check'));
    await page.fill('[name=place]', 'Thử Nghiệm');
    await checked;
    await Promise.all([page.waitForEvent('domcontentloaded'), signAs('Ký phê duyệt')]);
    expect(await page.textContent('#files')).toContain('Chữ ký số của người có thẩm quyền: Trần Văn Mẫu');
    expect(await page.textContent('#files')).toContain('Thiếu chữ ký số của cơ quan, tổ chức');
    await Promise.all([page.waitForEvent('domcontentloaded'), signAs('Ký phát hành')]);
    expect(await page.textContent('#files')).toContain('Đủ chữ ký số');
    expect(await page.inputValue('[name=subject]')).toBe('V/v ký trên trang');
    const [approved, issued] = service.requests.slice(-2);
    expect(approved).toMatchObject({ operation: 'SignApproved', SessionId: '', JWTToken: '' });
    expect(issued).toMatchObject({ operation: 'SignIssued', DocNumber: '' });
    const events = await web.hub.database.owner.pool.query(
      `select type, actor, data from event where type like 'draft.%' order by id`,
    );
    const signed = { type: 'draft.signed', actor: 'person:binh.tran', data: { file: 'cong-van.pdf' } };
    const unsigned = { type: 'draft.not-signed', actor: 'person:binh.tran', data: { code: 'DRAFT_FILE_UNSIGNED' } };
    expect(events.rows).toEqual([unsigned, signed, signed]);
  });

  test('a ticket reaches one file, once; nobody else’s, and nothing by a guess', async () => {
    const { FileName, FileUploadHandler } = service.requests.at(-1)!;
    const form = () => {
      const body = new FormData();
      body.append('uploadfile', new Blob(['%PDF-1.4']), 'x.pdf');
      return { method: 'POST', body };
    };
    expect((await fetch(FileName)).status).toBe(404);
    expect(await (await fetch(FileUploadHandler, form())).json()).toMatchObject({ Status: 1 });
    const guess = FileUploadHandler.replace(/[^/]{43}$/, 'A'.repeat(43));
    expect(await (await fetch(guess, form())).json()).toMatchObject({ Status: 1 });
    expect((await fetch(`${guess}/a.pdf`)).status).toBe(404);
    const draft = new URL(page.url()).pathname.replace('/console', '');
    const other = await web.logIn('mai.lo');
    await other.goto(web.at('/inbox'));
    const _csrf = await other.inputValue('[name=_csrf] >> nth=0');
    const ask = (by: Page, fields: Record<string, string>) =>
      by.request.post(web.at(`${draft}/files/0/sign`), { form: fields });
    expect((await ask(other, { _csrf, operation: 'approve' })).status()).toBe(404);
    expect((await ask(page, { operation: 'approve' })).status()).toBe(403);
    const own = await page.inputValue('[name=_csrf] >> nth=0');
    expect((await ask(page, { _csrf: own, operation: '../SignXML' })).status()).toBe(404);
    // Of a person who may no longer send, a ticket in his hands opens nothing.
    const { message } = await (await ask(page, { _csrf: own, operation: 'approve' })).json();
    const source = `${web.hub.hub.url}${message.FileName}`;
    expect((await fetch(source)).status).toBe(200);
    await web.hub.database.owner.pool.query(`update account set disabled_at = now() where login = 'binh.tran'`);
    expect((await fetch(source)).status).toBe(404);
    await web.hub.database.owner.pool.query(`update account set disabled_at = null where login = 'binh.tran'`);
  });

  test('only this page may call the service, and says so when none is there', async () => {
    const policyOf = async (address: string) => (await page.request.get(address)).headers()['content-security-policy'];
    expect(await policyOf(page.url())).toContain(`connect-src 'self' ${service.url};`);
    expect(await policyOf(web.at('/inbox'))).toContain(`connect-src 'self';`);
    await service.close();
    await signAs('Ký phê duyệt');
    await told('Không gọi được phần mềm ký số');
    await page.goto(web.at('/language?to=en'));
    await page.goBack();
    await page.reload();
    await signAs('Sign as leader');
    await told('VGCASignService does not answer on this machine');
  });
});
