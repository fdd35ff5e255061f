import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { vietnamDay } from '../../src/platform/clock.ts';
import { accessibilityProblems, hasBrowser } from '../support/browser.ts';
import { giveSealingKey } from '../support/compose.ts';
import type { Letter } from '../support/letters.ts';
import { CODES } from '../support/province.ts';
import { openWeb, press, type Web } from '../support/web.ts';

const UNKNOWN = '000.00.99.H98';
let web: Web;
let sender: Page;

describe.skipIf(!hasBrowser)('a sender follows what was sent', () => {
  beforeAll(async () => {
    web = await openWeb({ publicUrl: 'https://truc.thunghiem.example' });
    sender = await web.logIn('binh.tran');
  });
  afterAll(() => web.close());

  const select = <Row extends object>(query: string, ...values: string[]) =>
    web.hub.database.owner.pool.query<Row>(query, values).then(({ rows }) => rows);

  async function open(mail: Letter): Promise<void> {
    await sender.goto(web.at('/sent'));
    await press(sender, `tr:has-text("${mail.code}") a.title`);
  }

  test('reminds all who have not accepted, once a day; they are alerted and see it until they accept', async () => {
    const mail = await web.send({ to: [CODES.offline, CODES.communeA, UNKNOWN] });
    await open(mail);
    await press(sender, 'button:has-text("Đôn đốc tất cả nơi chưa tiếp nhận")');
    expect(await sender.textContent('[role=status]')).toBe('Đã đôn đốc 2 nơi nhận.');
    expect(await sender.textContent(`tr:has-text("${CODES.communeA}")`)).toContain('Đã đôn đốc 1 lần');
    await press(sender, 'button:has-text("Đôn đốc tất cả nơi chưa tiếp nhận")');
    expect(await sender.textContent('[role=status]')).toContain('hôm nay đã được đôn đốc');
    const alerts = await select<{ code: string; facts: object }>(
      `select k.code, a.facts from alert a join agency_code k on k.agency_id = a.agency_id where kind = 'reminder' order by 1`,
    );
    const facts = { code: mail.code, sender: 'Sở Nội vụ' };
    expect(alerts).toEqual([
      { code: CODES.offline, facts },
      { code: CODES.communeA, facts },
    ]);
    const recipient = await web.logIn('mai.lo');
    await recipient.goto(web.at('/inbox'));
    expect(await recipient.textContent(`tr:has-text("${mail.code}")`)).toContain('Bên gửi đôn đốc');
    await web.open(recipient, mail);
    expect(await recipient.textContent('.note.warn')).toContain('Bên gửi đôn đốc tiếp nhận văn bản này (1 lần');
    expect(await recipient.textContent('main')).toContain('Bên gửi đôn đốc Trung tâm chưa kết nối tiếp nhận văn bản');
    await press(recipient, 'button:text-is("Tiếp nhận")');
    expect(await recipient.textContent('main')).not.toContain('Bên gửi đôn đốc tiếp nhận văn bản này');
    await sender.reload();
    expect(await sender.textContent(`tr:has-text("${CODES.offline}")`)).toContain('Đã tiếp nhận');
    await press(sender, 'nav a:text-is("Chưa tiếp nhận")');
    expect(await sender.locator('main tbody tr').count()).toBe(1);
  });

  test('recalls what it sent: withdrawn where it waited, to be cancelled where it is, with the reason', async () => {
    await giveSealingKey(web.hub, web.province, CODES.home);
    const mail = await web.send({ to: [CODES.offline, CODES.communeA, UNKNOWN] });
    const recipient = await web.logIn('mai.lo');
    await web.open(recipient, mail);
    await press(recipient, 'button:text-is("Tiếp nhận")');
    await open(mail);
    await sender.click('summary:has-text("Thu hồi văn bản")');
    await press(sender, 'button:has-text("Thu hồi ở tất cả nơi nhận")');
    expect(await sender.textContent('#wrong-reason')).toContain('Ghi lý do thu hồi');
    await sender.fill('[name=reason]', 'Gửi nhầm\nbản dự thảo');
    await press(sender, 'button:has-text("Thu hồi ở các nơi đã chọn")');
    expect(await sender.textContent('#wrong-reason')).toBe('Chưa chọn nơi nhận nào.');
    expect(await sender.inputValue('[name=reason]')).toBe('Gửi nhầm bản dự thảo');
    await press(sender, 'button:has-text("Thu hồi ở tất cả nơi nhận")');
    expect(await sender.textContent('[role=status]')).toContain('Đã yêu cầu thu hồi ở 2 nơi nhận');
    const stateOf = (code: string) => sender.textContent(`tr:has-text("${code}")`);
    expect(await stateOf(CODES.communeA)).toContain('Đã rút lại');
    expect(await sender.locator('summary:has-text("Thu hồi văn bản")').count()).toBe(0);

    await web.open(recipient, mail);
    expect(await recipient.textContent('main')).toContain('Gửi nhầm bản dự thảo');
    await press(recipient, 'button:has-text("Hủy bỏ và thông báo cho bên gửi")');
    await sender.reload();
    expect(await stateOf(CODES.offline)).toContain('Đã thu hồi');
  });

  test('closes by paper an address that nothing leads to: on which day, by whom, and never as electronic', async () => {
    const mail = await web.send({ to: [CODES.communeB, UNKNOWN] });
    await open(mail);
    await sender.check(`tr:has-text("${CODES.communeB}") [name=ids]`);
    await sender.click('summary:has-text("Gửi bản giấy")');
    await press(sender, 'button:has-text("Ghi nhận đã gửi bản giấy")');
    expect(await sender.textContent('[role=status]')).toContain('Không ghi nơi nào');
    const row = sender.locator(`tr:has-text("${UNKNOWN}")`);
    await row.locator('[name=ids]').check();
    await sender.click('summary:has-text("Gửi bản giấy")');
    await sender.fill('[name=day]', '2999-01-01');
    await press(sender, 'button:has-text("Ghi nhận đã gửi bản giấy")');
    expect(await sender.textContent('#wrong-day')).toContain('không sau hôm nay');
    expect(await row.locator('[name=ids]').isChecked()).toBe(true);
    const today = vietnamDay(new Date());
    await sender.fill('[name=day]', today);
    await press(sender, 'button:has-text("Ghi nhận đã gửi bản giấy")');
    expect(await sender.textContent('[role=status]')).toBe('Đã ghi nhận gửi bản giấy đến 1 nơi nhận.');
    expect(await row.textContent()).toContain('Gửi bản giấy');
    expect(await row.textContent()).toContain(
      `Đã gửi bản giấy đến ${UNKNOWN} ngày ${today.split('-').reverse().join('/')}; Trần Văn Bình ghi nhận.`,
    );
    expect(await sender.textContent('#recipients + p')).toBe('1 chờ gửi 1 gửi bản giấy ');
    const operator = await web.logIn('van.hanh');
    await operator.goto(web.at('/deliveries'));
    expect(await operator.textContent('main')).not.toContain(mail.documentId);
    // The package handed in again opens nothing: whoever has the paper is served.
    const again = await web.office.accepted(CODES.home, mail.xml);
    expect(again.deliveries.map((one) => [one.addressedCode, one.word])).toEqual([
      [CODES.communeB, 'queued'],
      [UNKNOWN, 'paper'],
    ]);
  });

  test('publishes what is marked Công khai and is not on the portal, and takes it off again', async () => {
    const mail = await web.send();
    await sender.goto(web.at('/sent'));
    await press(sender, 'a:text-is("Công khai trên cổng")');
    const row = sender.locator(`tr:has-text("${mail.code}")`);
    expect(await row.textContent()).toContain('chưa bật đăng lên cổng');
    expect(await row.locator('button').count()).toBe(0);
    await sender.click('summary:has-text("Đổi chế độ")');
    await sender.check('input[value="by-hand"]');
    await sender.fill('[name=why] >> visible=true', 'Quy chế công khai');
    await press(sender, 'button:text-is("Lưu")');
    expect(await row.textContent()).toContain('Gửi trước khi bật');
    await press(sender, row.locator('button:text-is("Đăng lên cổng")'));
    expect(await sender.textContent('[role=status]')).toBe('Đã đăng lên cổng.');
    const feed = () => fetch(`${web.hub.hub.url}/portal/feed.atom`).then((answer) => answer.text());
    expect(await feed()).toContain(mail.code);
    await sender.goto(web.at('/publications?view=shown'));
    expect(await accessibilityProblems(sender)).toEqual([]);
    await press(sender, row.locator('button:text-is("Gỡ khỏi cổng")'));
    expect(await feed()).not.toContain(mail.code);
    const reader = await web.logIn('lan.nguyen');
    await reader.goto(web.at('/publications'));
    expect(await reader.textContent('main')).not.toContain(mail.code);
    const [entry] = await select<{ id: string }>('select id from publication order by changed_at desc limit 1');
    const csrf = await reader.inputValue('[name=_csrf] >> nth=0');
    for (const address of [`/publications/${entry!.id}/publish`, '/publications/x/publish', '/publications/mode']) {
      const form = { _csrf: csrf, agency: CODES.home, mode: 'off', why: 'x' };
      expect((await reader.request.post(web.at(address), { form })).status(), address).toBe(404);
    }
  });

  test('another agency follows nothing of it, and deliveries of other documents are passed over', async () => {
    const mail = await web.send({ to: [CODES.offline, UNKNOWN] });
    const other = await web.send({ to: [CODES.offline, UNKNOWN] });
    await open(mail);
    const address = sender.url();
    const ids = await select<{ id: string }>(
      'select v.id from delivery v join document d on d.id = v.document_id where d.document_uid = $1 order by v.id',
      other.documentId,
    );
    const act = async (page: Page, name: string) => {
      const _csrf = await page.inputValue('[name=_csrf] >> nth=0');
      const body = new URLSearchParams({ _csrf, day: '2026-01-01', n: '1' });
      for (const { id } of ids) body.append('ids', id);
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return page.request.post(`${address}/${name}`, { data: body.toString(), headers });
    };
    expect(await (await act(sender, 'remind')).text()).toContain('Không đôn đốc thêm nơi nào');
    expect(await (await act(sender, 'paper')).text()).toContain('Không ghi nơi nào');
    const recipient = await web.logIn('mai.lo');
    await web.open(recipient, mail);
    expect((await act(recipient, 'remind')).status()).toBe(404);
    expect((await act(recipient, 'paper')).status()).toBe(404);
    expect(await web.office.events((await documentOf(mail))!)).not.toContain('delivery.reminded');
  });

  test('pages through many recipients, accessible in both languages and on a phone', async () => {
    const many = Array.from({ length: 103 }, (_, n) => `000.99.${String(n).padStart(2, '0')}.H9${n > 99 ? 7 : 8}`);
    await open(await web.send({ to: [CODES.communeA, ...new Set(many)] }));
    for (const language of ['vi', 'en']) {
      const next = encodeURIComponent(new URL(sender.url()).pathname);
      await sender.goto(web.at(`/language?to=${language}&next=${next}`));
      expect(await accessibilityProblems(sender), language).toEqual([]);
    }
    await sender.setViewportSize({ width: 375, height: 720 });
    expect(await sender.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
    await sender.setViewportSize({ width: 1366, height: 768 });
    const first = await sender.locator('main tbody tr').count();
    await press(sender, 'a:text-is("Show more")');
    expect([first, await sender.locator('main tbody tr').count()]).toEqual([100, many.length + 1 - 100]);
    await sender.goto(web.at('/language?to=vi'));
  });

  async function documentOf(mail: Letter): Promise<string | undefined> {
    const [row] = await select<{ id: string }>('select id from document where document_uid = $1', mail.documentId);
    return row?.id;
  }
});
