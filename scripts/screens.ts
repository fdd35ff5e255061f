// `npm run screens [-- names…]`: plays the demonstration and keeps a picture of each web page, or of these, under
// docs/screens.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { Closing } from '../src/cli/demo/closing.ts';
import { runDemo } from '../src/cli/demo/index.ts';
import { openPaint } from '../src/cli/demo/teller.ts';

const FOLDER = new URL('../docs/screens/', import.meta.url).pathname;
const CHROMIUM = '/usr/bin/chromium';

type Way = (page: Page, url: string) => Promise<unknown>;

/** The way to a page that has an address of its own, below the console. */
const at =
  (place: string): Way =>
  (page, url) =>
    page.goto(`${url}/console/${place}`);

/** What is looked at, by whom: the file's name, the account's words on the login page, and the way to the page. */
const SCREENS: readonly [name: string, account: string, way: Way][] = [
  ['inbox', 'phường Âu Lạc', at('inbox')],
  ['document', 'phường Âu Lạc', (page) => page.click('a.title')],
  ['forward', 'phường Âu Lạc', forwardTwo],
  ['duties', 'phường Âu Lạc', at('duties')],
  ['register', 'phường Âu Lạc', acceptThenRegister],
  ['register-line', 'phường Âu Lạc', (page, url) => openLine(page, url, '')],
  ['register-slip', 'phường Âu Lạc', (page, url) => openLine(page, url, '/slip')],
  ['register-stamp', 'phường Âu Lạc', (page, url) => openLine(page, url, '/stamp')],
  ['register-followed', 'phường Âu Lạc', at('register?book=followed')],
  ['register-outgoing', 'Sở Nội vụ', at('register?book=outgoing')],
  ['register-print', 'Sở Nội vụ', at('register/print?book=outgoing')],
  ['sent', 'Sở Nội vụ', at('sent')],
  ['sent-document', 'Văn phòng Ủy ban', remind],
  ['compose', 'Sở Nội vụ', compose],
  ['send', 'Văn phòng Ủy ban', at('send')],
  ['account', 'quản trị trục', at('account')],
  ['second-factor', 'quản trị trục', at('second-factor')],
  ['branch-users', 'quản trị cơ quan', at('users')],
  ['operator', 'người vận hành', at('operator')],
  ['lanes', 'người vận hành', at('lanes')],
  ['deliveries', 'người vận hành', at('deliveries')],
  ['axes', 'người vận hành', at('axes')],
  ['board', 'xem thống kê', at('board')],
  ['audit', 'kiểm tra theo', at('audit')],
  ['users', 'quản trị trục', at('users')],
  ['user', 'quản trị trục', at('users/van-thu.au-lac')],
  ['user-new', 'quản trị trục', at('users/new')],
  ['agencies', 'quản trị trục', at('agencies')],
  ['systems', 'quản trị trục', at('systems')],
  ['system', 'quản trị trục', openFirst('systems')],
  ['certificates', 'quản trị trục', at('certificates')],
  ['agency', 'quản trị trục', openFirst('agencies')],
  ['connections', 'quản trị trục', at('connections')],
  ['connection-new', 'quản trị trục', at('new-connection?kind=folder')],
  ['dossiers', 'Sở Nội vụ', at('dossiers')],
  ['dossier', 'Sở Nội vụ', openFirst('dossiers')],
  ['publications', 'Sở Nội vụ', at('publications')],
];

function openFirst(place: string): Way {
  return async (page, url) => {
    await page.goto(`${url}/console/${place}`);
    await follow(page, 'a.title');
  };
}

/** Clicks what leads to another page, and waits until it is there. */
async function follow(page: Page, selector: string): Promise<void> {
  await Promise.all([page.waitForEvent('domcontentloaded'), page.locator(selector).first().click()]);
}

async function forwardTwo(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/console/inbox?view=all`);
  for (const nth of [0, 1]) await page.locator('[name=ids]').nth(nth).check();
  await follow(page, 'button:text-is("Chuyển tiếp cho cơ quan khác")');
}

async function acceptThenRegister(page: Page, url: string): Promise<void> {
  await follow(page, 'a.title');
  await follow(page, 'button:text-is("Tiếp nhận")');
  await page.goto(`${url}/console/register`);
}

async function openLine(page: Page, url: string, part: string): Promise<void> {
  await page.goto(`${url}/console/register`);
  const line = await page.getAttribute('tbody a.title', 'href');
  await page.goto(`${url}${line}${part}`);
}

/** A document of which somebody has not accepted yet, after he was reminded. */
async function remind(page: Page, url: string): Promise<void> {
  await openFirst('sent')(page, url);
  await follow(page, 'button[name=all]');
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

const directory = await mkdtemp(path.join(tmpdir(), 'lienthong-screens-'));
const closing = new Closing();
try {
  const { summary } = await runDemo({
    directory,
    port: 0,
    language: 'vi',
    paint: openPaint(false),
    stay: true,
    print: () => {},
    closing,
  });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  await mkdir(FOLDER, { recursive: true });
  const wanted = process.argv.slice(2);
  for (const [name, account, way] of SCREENS) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
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
