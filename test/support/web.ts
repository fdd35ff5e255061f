import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { Role } from '../../src/accounts/index.ts';
import type { Config } from '../../src/platform/config.ts';
import { sharedBrowser } from './browser.ts';
import { clerks } from './clerks.ts';
import { testHub } from './hub.ts';
import { type Letter, letter } from './letters.ts';
import { addPerson, PASSWORD } from './persons.ts';
import { CODES, settleProvince } from './province.ts';

/** A hub with people at its web pages, and a browser: Mai and Lan of an office without a system, Bình of Sở Nội vụ, an operator, the administrators of the hub and of Sở Nội vụ, an auditor of the office. */
export async function openWeb(settings: Partial<Config> = {}) {
  const [hub, browser, folder] = await Promise.all([
    testHub(settings),
    sharedBrowser(),
    mkdtemp(path.join(tmpdir(), 'lienthong-web-')),
  ]);
  const contexts: BrowserContext[] = [];
  const { db } = hub.database.database;
  const province = await settleProvince(hub.database.owner, hub.database.database);
  const office = clerks(hub, province);

  /** One more person of this role, for these agencies. */
  async function add(login: string, name: string, role: Role, codes: readonly string[] = []): Promise<void> {
    const agencyIds = await Promise.all(codes.map((code) => province.agencyId(code)));
    await addPerson(db, { login, name, role, agencyIds, mustChange: false });
  }
  await add('mai.lo', 'Lò Thị Mai', 'clerk', [CODES.offline]);
  await add('lan.nguyen', 'Nguyễn Thị Lan', 'clerk', [CODES.offline]);
  await add('binh.tran', 'Trần Văn Bình', 'clerk', [CODES.home]);
  await add('van.hanh', 'Phạm Văn Hành', 'operator');
  await add('quan.tri', 'Đặng Thị Quản', 'administrator');
  await add('noi.vu', 'Hoàng Văn Nội', 'agency-admin', [CODES.home]);

  const audit = { decision: '12/QĐ-TTr', fromAt: new Date('2020-01-01'), untilAt: new Date('2999-01-01') };
  const auditor = { login: 'kiem.tra', name: 'Vũ Văn Kiểm', role: 'auditor' } as const;
  const agencyIds = [await province.agencyId(CODES.offline)];
  const mandate = { ...audit, expiresAt: audit.untilAt };
  await addPerson(db, { ...auditor, agencyIds, mandate, mustChange: false });

  /** A browser of its own for each person. */
  async function newPage(): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    contexts.push(context);
    return context.newPage();
  }

  return {
    hub,
    province,
    office,
    folder,
    add,
    newPage,
    at: (address: string) => `${hub.hub.url}/console${address}`,
    async logIn(login: string): Promise<Page> {
      const page = await newPage();
      await page.goto(`${hub.hub.url}/console`);
      await fillLogIn(page, login);
      return page;
    },
    /** Sent to the office whose only door is the web page. */
    async send(options: Partial<Parameters<typeof letter>[0]> = {}): Promise<Letter> {
      const mail = letter({ from: CODES.home, to: [CODES.offline], ...options });
      await office.accepted(CODES.home, mail.xml);
      return mail;
    },
    /** From the list, as a reader would. */
    async open(page: Page, mail: Letter): Promise<void> {
      await page.goto(`${hub.hub.url}/console/inbox?view=all`);
      await press(page, `tr:has-text("${mail.code}") a.title`);
    },
    async statusesOf(mail: Letter) {
      const { rows } = await hub.database.owner.pool.query<{ code: string; description: string | null }>(
        `select s.status_code as code, s.header->>'description' as description from document s
         join document d on d.id = s.about_id where d.document_uid = $1 order by s.id`,
        [mail.documentId],
      );
      return rows;
    },
    async close(): Promise<void> {
      await Promise.all(contexts.map((context) => context.close()));
      await hub.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type Web = Awaited<ReturnType<typeof openWeb>>;

/** A link or a button that leads to another page: what follows reads that page, never the one before it. */
export async function press(on: Page, what: string | Locator): Promise<void> {
  const target = typeof what === 'string' ? on.locator(what).first() : what;
  await Promise.all([on.waitForEvent('domcontentloaded'), target.click()]);
}

export async function fillLogIn(page: Page, login: string, password = PASSWORD): Promise<void> {
  await page.fill('[name=login]', login);
  await page.fill('[name=password]', password);
  await press(page, 'button:has-text("Đăng nhập")');
}
