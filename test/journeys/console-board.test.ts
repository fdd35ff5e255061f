import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUp } from '../../src/board/index.ts';
import { accessibilityProblems, hasBrowser } from '../support/browser.ts';
import type { Letter } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { openWeb, press, type Web } from '../support/web.ts';

const LONGEST_PAGE = 200_000;
let web: Web;
let sent: Letter;

beforeAll(async () => {
  if (!hasBrowser) return;
  web = await openWeb();
  await web.add('so.lieu', 'Đỗ Thị Liệu', 'statistics');
  await web.add('chi.nhanh', 'Bùi Thị Nhánh', 'agency-admin', [CODES.home]);
  sent = await web.send();
  const clerk = await web.logIn('mai.lo');
  await web.open(clerk, sent);
  await clerk.close();
  await addUp(web.hub.database.database.db);
});
afterAll(async () => {
  if (hasBrowser) await web.close();
});

const textOf = async (page: Page, what: string) => (await page.textContent(what))!.replace(/\s+/g, ' ');

describe.skipIf(!hasBrowser)('the board', () => {
  test('shows a clerk the figures of his agency, and behind each the documents that it counts', async () => {
    const clerk = await web.logIn('binh.tran');
    await press(clerk, 'nav a:text-is("Bảng theo dõi")');
    expect(await textOf(clerk, 'tr:has-text("Gửi văn bản đúng hạn sau khi ký")')).toContain('100 % 1 trên 1');
    expect(await textOf(clerk, 'tr:has-text("Văn bản chính có đủ hai chữ ký số")')).toContain('0 % 0 trên 1');
    expect(await textOf(clerk, 'tr:has-text("Văn bản trao đổi dưới dạng điện tử")')).toContain('chưa có số liệu');
    await press(clerk, 'a:text-is("Văn bản chính có đủ hai chữ ký số")');
    expect(await textOf(clerk, 'tbody')).toContain(`${sent.code}V/v kiểm tra công tác văn thư`);
    expect(await textOf(clerk, 'tbody')).toContain('Chưa xác định được chữ ký');
    await press(clerk, 'a:text-is("Đạt")');
    expect(await clerk.textContent('.empty')).toContain('Không có văn bản nào');
    // Another agency's figures are not his.
    const other = await clerk.goto(web.at(`/board?agency=${CODES.finance}`));
    expect(other!.status()).toBe(404);
  });

  test('takes what only the agency knows, says beside the field what cannot be true, and counts with it', async () => {
    const clerk = await web.logIn('binh.tran');
    await clerk.goto(web.at('/board/declare'));
    await press(clerk, 'button:text-is("Lưu khai báo")');
    expect(await clerk.textContent('#wrong-issued')).toContain('ít nhất một');
    await clerk.fill('[name=issued]', '0');
    await clerk.fill('[name=leaders]', '3');
    await press(clerk, 'button:text-is("Lưu khai báo")');
    expect(await clerk.textContent('#wrong-issued')).toContain('ít hơn số đã gửi qua trục');
    expect(await clerk.inputValue('[name=leaders]')).toBe('3');
    await clerk.fill('[name=issued]', '2');
    await press(clerk, 'button:text-is("Lưu khai báo")');
    expect(await clerk.textContent('[role=status]')).toContain('Đã lưu khai báo');
    await clerk.goto(web.at('/board'));
    expect(await textOf(clerk, 'tr:has-text("Văn bản trao đổi dưới dạng điện tử")')).toContain('50 % 1 trên 2');
  });

  test('gives the board of statistics every agency and no document; an administrator of a branch his branch only', async () => {
    const statistics = await web.logIn('so.lieu');
    expect(await statistics.textContent('h1')).toBe('Bảng theo dõi');
    expect(await textOf(statistics, '.numbers')).toContain('Sở Nội vụ');
    // No style of another page makes anything else of it.
    expect(await statistics.evaluate("getComputedStyle(document.querySelector('.numbers')).display")).toBe('table');
    expect(await statistics.locator('a[href*="board/documents"]').count()).toBe(0);
    const counted = `/board/documents?agency=${CODES.home}&period=${new Date().getFullYear()}&figure=signatures`;
    expect((await statistics.goto(web.at(counted)))!.status()).toBe(404);
    const branch = await web.logIn('chi.nhanh');
    await branch.goto(web.at('/board'));
    expect(await textOf(branch, 'main')).toContain('Gửi văn bản đúng hạn sau khi ký');
    expect(await textOf(branch, 'main')).not.toContain('UBND xã');
    expect((await branch.goto(web.at(counted)))!.status()).toBe(404);
    expect((await branch.goto(web.at(`/board?agency=${CODES.communeA}`)))!.status()).toBe(404);
    const administrator = await web.logIn('quan.tri');
    expect((await administrator.goto(web.at(counted)))!.status()).toBe(200);
    expect(await textOf(administrator, 'tbody')).not.toContain('V/v kiểm tra');
  });

  test('gives a report and a workbook that a person opens', async () => {
    const statistics = await web.logIn('so.lieu');
    for (const [words, name] of [
      ['Báo cáo .docx', /^bao-cao-20\d\d-\d\d\.docx$/],
      ['Số liệu .xlsx', /^so-lieu-20\d\d-\d\d\.xlsx$/],
    ] as const) {
      const address = (await statistics.getAttribute(`a:text-is("${words}")`, 'href'))!;
      const answer = await statistics.request.get(`${web.hub.hub.url}${address}`);
      expect(answer.headers()['content-disposition']!.match(/filename="(.*)"/)![1]).toMatch(name);
      expect((await answer.body()).subarray(0, 2).toString()).toBe('PK');
    }
  });

  test('is accessible, small, and no wider than a phone; in both languages', async () => {
    const reader = await web.logIn('quan.tri');
    const counted = `/board/documents?agency=${CODES.home}&period=${new Date().getFullYear()}&figure=signatures`;
    for (const language of ['vi', 'en']) {
      await reader.goto(web.at(`/language?to=${language}`));
      for (const address of ['/board', `/board?period=${new Date().getFullYear()}&tier=so`, counted]) {
        const page = await reader.goto(web.at(address));
        expect((await page!.body()).length).toBeLessThan(LONGEST_PAGE);
        expect(await accessibilityProblems(reader), `${address} ${language}`).toEqual([]);
      }
    }
    expect(await textOf(reader, 'h1')).toBe('Main documents with both signatures');
    await reader.setViewportSize({ width: 375, height: 720 });
    for (const address of ['/board', counted]) {
      await reader.goto(web.at(address));
      expect(await reader.evaluate('document.documentElement.scrollWidth'), address).toBeLessThanOrEqual(375);
    }
    const clerk = await web.logIn('binh.tran');
    await clerk.goto(web.at('/board/declare'));
    expect(await accessibilityProblems(clerk)).toEqual([]);
    expect((await clerk.goto(web.at('/board?period=2026-13')))!.status()).toBe(422);
    expect(await textOf(clerk, 'main')).toContain('BOARD_PERIOD_INVALID');
  });
});
