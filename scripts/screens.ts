// `npm run screens`: plays the demonstration and keeps a picture of each web page under docs/screens.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { Closing } from '../src/cli/demo/closing.ts';
import { runDemo } from '../src/cli/demo/index.ts';
import { openPaint } from '../src/cli/demo/teller.ts';

const FOLDER = new URL('../docs/screens/', import.meta.url).pathname;
const CHROMIUM = '/usr/bin/chromium';

/** What is looked at, by whom: the file's name, the account's words on the login page, and the way to the page. */
const SCREENS: readonly [name: string, account: string, way: (page: Page, url: string) => Promise<unknown>][] = [
  ['inbox', 'phường Âu Lạc', async () => {}],
  ['document', 'phường Âu Lạc', (page) => page.click('a.title')],
  ['duties', 'phường Âu Lạc', (page, url) => page.goto(`${url}/console/duties`)],
  ['register', 'phường Âu Lạc', (page, url) => page.goto(`${url}/console/register`)],
  ['register-line', 'phường Âu Lạc', (page, url) => openLine(page, url, '')],
  ['register-slip', 'phường Âu Lạc', (page, url) => openLine(page, url, '/slip')],
  ['register-outgoing', 'Sở Nội vụ', (page, url) => page.goto(`${url}/console/register?book=outgoing`)],
  ['register-print', 'Sở Nội vụ', (page, url) => page.goto(`${url}/console/register/print?book=outgoing`)],
  ['sent', 'Sở Nội vụ', (page, url) => page.goto(`${url}/console/sent`)],
  ['sent-document', 'Văn phòng Ủy ban', (page, url) => openSent(page, url)],
  ['compose', 'Sở Nội vụ', (page, url) => compose(page, url)],
  ['send', 'Văn phòng Ủy ban', (page, url) => page.goto(`${url}/console/send`)],
  ['users', 'quản trị trục', (page, url) => page.goto(`${url}/console/users`)],
  ['user', 'quản trị trục', (page, url) => page.goto(`${url}/console/users/van-thu.au-lac`)],
  ['user-new', 'quản trị trục', (page, url) => page.goto(`${url}/console/users/new`)],
  ['second-factor', 'quản trị trục', (page, url) => page.goto(`${url}/console/second-factor`)],
  ['account', 'quản trị trục', (page, url) => page.goto(`${url}/console/account`)],
  ['lanes', 'người vận hành', (page, url) => page.goto(`${url}/console/lanes`)],
  ['deliveries', 'người vận hành', (page, url) => page.goto(`${url}/console/deliveries`)],
  ['board', 'người vận hành', (page, url) => page.goto(`${url}/console/board`)],
];

async function openLine(page: Page, url: string, at: string): Promise<void> {
  await page.goto(`${url}/console/register`);
  const line = await page.getAttribute('tbody a.title', 'href');
  await page.goto(`${url}${line}${at}`);
}

/** A document that is being written, with recipients, and what is wrong with it. */
async function compose(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/console/compose`);
  await Promise.all([page.waitForEvent('domcontentloaded'), page.click('button:text-is("Soạn văn bản mới")')]);
  await page.fill('[name=subject]', 'V/v báo cáo công tác văn thư, lưu trữ quý IV');
  for (const [words, purpose] of [
    ['au lac', 'Để thực hiện'],
    ['so tai chinh', 'Để biết'],
  ] as const) {
    await page.fill('[name=q]', words);
    await page.locator('#found button', { hasText: purpose }).first().click();
    await page.locator('#found li').first().waitFor({ state: 'detached' });
  }
  await page.fill('[name=q]', 'so noi');
  await page.locator('#found li').first().waitFor();
}

async function openSent(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/console/sent`);
  await page.click('tr:has-text("2 ") a.title, a.title');
}

const directory = await mkdtemp(path.join(tmpdir(), 'lienthong-screens-'));
const closing = new Closing();
try {
  const { summary } = await runDemo({
    directory,
    port: 0,
    language: 'vi',
    paint: openPaint(false),
    print: () => {},
    closing,
  });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  await mkdir(FOLDER, { recursive: true });
  for (const [name, account, way] of SCREENS) {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await page.goto(`${summary.url}/console`);
    if (name === 'inbox') await page.screenshot({ path: path.join(FOLDER, 'log-in.png') });
    await Promise.all([page.waitForEvent('load'), page.click(`.demo button:has-text("${account}")`)]);
    await way(page, summary.url);
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: path.join(FOLDER, `${name}.png`) });
    console.log(`docs/screens/${name}.png`);
    await page.close();
  }
  await browser.close();
} finally {
  await closing.close();
  await rm(directory, { recursive: true, force: true });
}
