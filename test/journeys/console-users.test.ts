import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOfStep } from '../../src/accounts/index.ts';
import { accessibilityProblems, hasBrowser } from '../support/browser.ts';
import { CODES } from '../support/province.ts';
import { fillLogIn, openWeb, press, type Web } from '../support/web.ts';

let web: Web;

beforeAll(async () => {
  if (!hasBrowser) return;
  web = await openWeb();
});
afterAll(async () => {
  if (hasBrowser) await web.close();
});

describe.skipIf(!hasBrowser)('a new clerk', () => {
  test('gets a password once, replaces it, sets up a second factor, and logs in with its code', async () => {
    const root = await web.logIn('quan.tri');
    await root.goto(web.at('/users'));
    await press(root, 'a:text-is("Thêm người dùng")');
    await root.fill('[name=login]', 'thu.ha');
    await root.fill('[name=name]', 'Phạm Thu Hà');
    await root.fill('[name=agencies]', '000.99.99.H98');
    await root.fill('[name=why]', 'Nhận việc');
    await press(root, 'button:text-is("Thêm")');
    expect(await root.textContent('#wrong-agencies')).toContain('000.99.99.H98');
    expect(await root.inputValue('[name=name]')).toBe('Phạm Thu Hà');
    await root.fill('[name=agencies]', CODES.offline);
    await press(root, 'button:text-is("Thêm")');
    const password = (await root.textContent('.secret'))!;

    const clerk = await web.newPage();
    await clerk.goto(web.at('/log-in'));
    await fillLogIn(clerk, 'thu.ha', password);
    expect(await clerk.textContent('h1')).toBe('Đổi mật khẩu');
    await clerk.fill('[name=current]', password);
    for (const field of ['next', 'again']) await clerk.fill(`[name=${field}]`, 'một câu của riêng tôi');
    await press(clerk, 'button:text-is("Đổi mật khẩu")');
    expect(await clerk.textContent('h1')).toBe('Văn bản đến');
    await press(clerk, 'a:text-is("Phạm Thu Hà")');
    await press(clerk, 'a:text-is("Xác thực hai lớp")');
    const secret = (await clerk.textContent('.secret'))!.replaceAll(' ', '');
    const step = () => Math.floor(Date.now() / 30_000);
    await clerk.fill('[name=code]', codeOfStep(secret, step()));
    await press(clerk, 'button:text-is("Bật xác thực hai lớp")');
    expect(await clerk.locator('.codes li').count()).toBe(10);
    await press(clerk, 'a:text-is("Đã cất các mã")');
    await press(clerk, 'button:text-is("Đăng xuất")');
    await fillLogIn(clerk, 'thu.ha', 'một câu của riêng tôi');
    expect(await accessibilityProblems(clerk)).toEqual([]);
    await clerk.fill('[name=code]', codeOfStep(secret, step() + 1));
    await press(clerk, 'button:text-is("Tiếp tục")');
    expect(await clerk.textContent('h1')).toBe('Văn bản đến');
  });
});

describe.skipIf(!hasBrowser)('an administrator', () => {
  test('adds people by file after every line was checked, and hands over the work of one who leaves', async () => {
    const root = await web.logIn('quan.tri');
    await root.goto(web.at('/users'));
    await press(root, 'a:text-is("Thêm nhiều người dùng")');
    const good = `nv.mot,Đinh Văn Một,clerk,${CODES.offline}`;
    await root.setInputFiles('[data-into]', {
      name: 'nguoi-dung.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`login,name,role,agencies\n${good}\nnv.hai,Đinh Văn Hai,clerk,000.99.99.H98\n`),
    });
    await expect.poll(() => root.inputValue('[name=people]')).toContain('nv.hai');
    await root.fill('[name=why]', 'Mở trục');
    await press(root, 'button:text-is("Kiểm tra")');
    expect(await root.textContent('[role=alert]')).toContain('1 trong 2 dòng');
    expect(await root.locator('button[name=sure]').count()).toBe(0);
    expect(await root.inputValue('[name=people]')).toContain('nv.hai');
    await root.fill('[name=people]', `login,name,role,agencies\n${good}\n`);
    await press(root, 'button:text-is("Kiểm tra")');
    await press(root, 'button:text-is("Thêm 1 người")');
    expect(await root.textContent('tbody')).toContain('Đinh Văn Một');

    await root.goto(web.at('/users?q=dinh van'));
    await press(root, 'a.title');
    const leave = root.locator('details:has-text("Bàn giao")');
    await leave.locator('summary').click();
    await leave.locator('[name=to]').fill('mai.lo');
    await leave.locator('[name=why]').fill('Chuyển công tác');
    await press(root, leave.locator('button'));
    expect(await root.textContent('[role=status]')).toBe('Đã bàn giao và khóa tài khoản.');
  });

  test('has accessible pages in both languages, and none wider than a phone', async () => {
    const root = await web.logIn('quan.tri');
    await root.goto(web.at('/users'));
    for (const language of ['vi', 'en']) {
      await root.goto(web.at(`/language?to=${language}`));
      for (const address of ['/users', '/users/new', '/users/import', '/users/mai.lo', '/account', '/second-factor']) {
        await root.setViewportSize({ width: 1366, height: 768 });
        await root.goto(web.at(address));
        expect(await root.getAttribute('html', 'lang')).toBe(language);
        for (const one of await root.locator('main details > summary').all()) await one.click();
        expect(await accessibilityProblems(root), `${address} ${language}`).toEqual([]);
        await root.setViewportSize({ width: 375, height: 720 });
        expect(await root.evaluate('document.documentElement.scrollWidth'), address).toBeLessThanOrEqual(375);
      }
    }
  });
});
