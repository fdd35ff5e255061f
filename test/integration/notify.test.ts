import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { latestSteps, record } from '../../src/evidence/index.ts';
import { claimAlerts, settleTelling } from '../../src/notify/claim.ts';
import {
  addContact,
  dropOldAlerts,
  listAlerts,
  type NewAlert,
  type Notifier,
  openNotifier,
  raiseAlerts,
  settleAlerts,
} from '../../src/notify/index.ts';
import { RETRY_SECONDS } from '../../src/notify/rules.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { openLog } from '../../src/platform/log.ts';
import { type Outbound, openOutbound } from '../../src/platform/outbound.ts';
import { openVault, type Vault } from '../../src/platform/secrets.ts';
import { type Gateway, type Letterbox, startGateway, startMailServer, startSilence } from '../support/alerts.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

const SECRET = 'khóa của cổng tin nhắn';
let test_: TestDatabase;
let province: Province;
let home: string;
let dataDir: string;
let vault: Vault;
let outbound: Outbound;
let letterbox: Letterbox;
let gateway: Gateway;
const open: Notifier[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'notify-'));
  [test_, vault, letterbox, gateway] = await Promise.all([
    testDatabase(),
    openVault(dataDir),
    startMailServer(),
    startGateway(),
  ]);
  gateway.secret = SECRET;
  outbound = openOutbound({ allow: ['127.0.0.0/8'] });
  province = await settleProvince(test_.owner, test_.database);
  home = await province.agencyId(CODES.home);
});

beforeEach(async () => {
  await test_.owner.pool.query('truncate alert, alert_contact');
  letterbox.mails.length = 0;
  gateway.calls.length = 0;
  gateway.answers = [204];
});

afterAll(async () => {
  for (const one of open) one.close();
  await Promise.all([outbound.close(), letterbox.close(), gateway.close()]);
  await test_.drop();
  await rm(dataDir, { recursive: true, force: true });
});

function notifier({ mailPort = letterbox.port } = {}): Notifier {
  const one = openNotifier({
    database: test_.database,
    vault,
    outbound,
    clock: systemClock,
    log: openLog('silent'),
    mail: { url: `smtp://127.0.0.1:${mailPort}`, from: 'truc@tinh.example.vn' },
    link: 'https://truc.tinh.example.vn/console',
  });
  open.push(one);
  return one;
}

const raise = (...alerts: (Partial<NewAlert> & { key: string })[]) =>
  test_.database.db.transaction((tx) =>
    raiseAlerts(
      tx,
      alerts.map((one) => ({ kind: 'test', agencyId: home, facts: {}, ...one })),
    ),
  );
const settle = (...keys: string[]) => test_.database.db.transaction((tx) => settleAlerts(tx, keys));
const makeDue = () => test_.owner.pool.query(`update alert set due_at = now() where state = 'waiting'`);

async function contact(more: Partial<Parameters<typeof addContact>[2]> = {}): Promise<string> {
  const mail = {
    agencyId: home,
    name: 'Văn thư Sở Nội vụ',
    channel: 'email' as const,
    address: 'vanthu@snv.example.vn',
    language: 'vi' as const,
    kinds: [],
    duty: null,
    secret: null,
  };
  return test_.database.db.transaction((tx) => addContact(tx, vault, { ...mail, ...more }, 'cli:test'));
}
const viaGateway = () => ({
  channel: 'webhook' as const,
  address: gateway.url,
  secret: SECRET,
  language: 'en' as const,
});

async function state(key: string) {
  const { rows } = await test_.owner.pool.query('select state, rounds, tries, epoch from alert where key = $1', [key]);
  return rows[0];
}

async function events(type: string) {
  const { rows } = await test_.owner.pool.query('select data from event where type = $1 order by id', [type]);
  return rows.map((row) => row.data);
}

describe('an alert', () => {
  test('is told if and only if its step was committed, and once however often it is raised', async () => {
    await contact();
    await test_.database.db
      .transaction(async (tx) => {
        await raiseAlerts(tx, [{ key: 'undone', kind: 'test', agencyId: home, facts: {} }]);
        throw new Error('the step failed');
      })
      .catch(() => {});
    await raise({ key: 'a' }, { key: 'a' });
    await raise({ key: 'a' });
    await notifier().tellDue();
    await raise({ key: 'a' });
    await notifier().tellDue();
    expect(letterbox.mails).toHaveLength(1);
    expect(await state('a')).toMatchObject({ state: 'sent', rounds: 1 });
  });

  test('reaches a person in words and a gateway signed, each in its own language, under the same id', async () => {
    await contact();
    await contact(viaGateway());
    await raise({ key: 'b' });
    await notifier().tellDue();
    const [mail] = letterbox.mails;
    const [call] = gateway.calls;
    expect(mail!.to).toEqual(['vanthu@snv.example.vn']);
    expect(mail!.headers).toContain('Subject: [Liên Thông] Thử cảnh báo');
    expect(mail!.headers).toContain('Auto-Submitted: auto-generated');
    expect(mail!.text).toContain('Không cần làm gì.');
    expect(mail!.text).toContain('https://truc.tinh.example.vn/console');
    expect(call!.body).toMatchObject({ id: call!.id, kind: 'test', language: 'en', title: 'Test of alerts' });
    expect(mail!.headers).toContain(`Lienthong-Alert: ${call!.id}`);
    expect(await events('alert.sent')).toContainEqual({ alert: 'test', count: 2 });
  });

  test('is tried again only for whom it did not reach, under the same id, and given up at the end with a record', async () => {
    await contact();
    await contact(viaGateway());
    gateway.answers = [500];
    await raise({ key: 'c' });
    const one = notifier();
    for (let tried = 0; tried <= RETRY_SECONDS.length; tried += 1) {
      expect(await state('c')).toMatchObject({ state: 'waiting', tries: tried });
      await one.tellDue();
      await one.tellDue();
      await makeDue();
    }
    expect(letterbox.mails).toHaveLength(1);
    expect(gateway.calls).toHaveLength(RETRY_SECONDS.length + 1);
    expect(new Set(gateway.calls.map(({ id }) => id)).size).toBe(1);
    expect(await state('c')).toMatchObject({ state: 'failed' });
    expect(await events('alert.failed')).toEqual([{ alert: 'test', count: 1, code: 'ALERT_REFUSED' }]);
  });

  test('is repeated until it is settled, each round under an id of its own, and then never again', async () => {
    await contact(viaGateway());
    await raise({ key: 'd', repeat: { seconds: 600, times: 9 } });
    const one = notifier();
    await one.tellDue();
    await one.tellDue();
    expect(gateway.calls).toHaveLength(1);
    await makeDue();
    await one.tellDue();
    expect(new Set(gateway.calls.map(({ id }) => id)).size).toBe(2);
    await settle('d', 'never raised');
    await makeDue();
    await one.tellDue();
    expect(gateway.calls).toHaveLength(2);
    expect(await state('d')).toMatchObject({ state: 'cancelled', rounds: 2 });
  });

  test('that nobody settles is told so often and no more', async () => {
    await contact(viaGateway());
    await raise({ key: 'n', repeat: { seconds: 600, times: 2 } });
    for (let round = 0; round < 4; round += 1) {
      await notifier().tellDue();
      await makeDue();
    }
    expect(gateway.calls).toHaveLength(2);
    expect(await state('n')).toMatchObject({ state: 'sent', rounds: 2 });
  });

  test('settled while it is being told stays settled', async () => {
    await contact();
    await raise({ key: 'e', repeat: { seconds: 600, times: 9 } });
    const [claimed] = await test_.database.db.transaction((tx) => claimAlerts(tx, 1));
    await settle('e');
    await test_.database.db.transaction((tx) => settleTelling(tx, claimed!, { reached: [], missed: 0, code: null }));
    expect(await state('e')).toMatchObject({ state: 'cancelled', rounds: 0 });
  });

  test('of a process that died is told by another under the same id; the dead one writes nothing any more', async () => {
    await contact(viaGateway());
    await raise({ key: 'f' });
    const [lost] = await test_.database.db.transaction((tx) => claimAlerts(tx, 1));
    await notifier().tellDue();
    expect(gateway.calls).toHaveLength(0);
    await makeDue();
    await notifier().tellDue();
    expect(gateway.calls.map(({ id }) => id)).toEqual([`${lost!.id}.1`]);
    await test_.database.db.transaction((tx) => settleTelling(tx, lost!, { reached: [], missed: 1, code: 'X' }));
    expect(await state('f')).toMatchObject({ state: 'sent', tries: 0 });
  });

  test('is claimed up to the limit and no further, even when PostgreSQL believes that there is only one', async () => {
    await raise({ key: 'h' });
    await test_.owner.pool.query('analyze alert');
    await raise(...Array.from({ length: 40 }, (_, index) => ({ key: `h${index}` })));
    expect(await test_.database.db.transaction((tx) => claimAlerts(tx, 5))).toHaveLength(5);
  });

  test('to whom hangs is given up when the hub stops, and told again afterwards', async () => {
    const silent = await startSilence();
    const hanging = notifier({ mailPort: silent.port });
    await Promise.all([contact(), contact({ ...viaGateway(), address: `http://127.0.0.1:${silent.port}/` })]);
    await raise({ key: 'i' });
    const told = Promise.all([hanging.test(home, 'thu'), hanging.tellDue()]);
    await expect.poll(silent.calls).toBe(4);
    hanging.close();
    expect((await told)[0].map(({ code }) => code)).toEqual(['ALERT_CUT_SHORT', 'ALERT_CUT_SHORT']);
    expect(await state('i')).toMatchObject({ state: 'waiting', rounds: 0, tries: 1 });
    silent.close();
  });

  test('is told once when several processes look for work at the same time', async () => {
    await contact(viaGateway());
    await raise(...Array.from({ length: 60 }, (_, index) => ({ key: `g${index}` })));
    await Promise.all([notifier().tellDue(), notifier().tellDue(), notifier().tellDue()]);
    expect(new Set(gateway.calls.map(({ id }) => id)).size).toBe(60);
    expect(gateway.calls).toHaveLength(60);
  });

  test('to an agency without contacts leaves a record and goes to nobody else', async () => {
    await contact({ agencyId: null });
    await raise({ key: 'h' });
    await notifier().tellDue();
    expect(letterbox.mails).toHaveLength(0);
    expect(await events('alert.unheard')).toEqual([{ alert: 'test' }]);
  });

  test('that nobody hears of is one line in the history of its document, with its count', async () => {
    const documentId = newId();
    const about = (type: 'alert.unheard' | 'alert.sent', alert: string) =>
      ({ type, actor: 'hub', documentId, data: { alert, ...(type === 'alert.sent' && { count: 1 }) } }) as const;
    await test_.database.db.transaction((tx) =>
      record(tx, [
        about('alert.unheard', 'a'),
        about('alert.unheard', 'b'),
        about('alert.sent', 'a'),
        about('alert.unheard', 'a'),
      ]),
    );
    const steps = await latestSteps(test_.database.db, { documentId, submissionIds: [] }, 1);
    expect(steps.map((one) => [one.type, one.data.alert, one.times])).toEqual([
      ['alert.unheard', 'b', 1],
      ['alert.sent', 'a', 1],
      ['alert.unheard', 'a', 2],
    ]);
  });

  test('of one contact whose secret cannot be opened harms no other', async () => {
    const id = await contact(viaGateway());
    await test_.owner.pool.query(`update alert_contact set secret = '\\x00' where id = $1`, [id]);
    await contact();
    await raise({ key: 'i' });
    await notifier().tellDue();
    expect(letterbox.mails).toHaveLength(1);
    expect(await state('i')).toMatchObject({ state: 'waiting', tries: 1 });
  });

  test('that is over for 90 days is removed, one that waits never', async () => {
    await raise({ key: 'old' }, { key: 'waits' });
    await settle('old');
    await test_.owner.pool.query(
      `update alert set ended_at = ended_at - interval '91 days', raised_at = raised_at - interval '91 days'`,
    );
    await dropOldAlerts(test_.database.db);
    const { items } = await listAlerts(test_.database.db, { limit: 10 });
    expect(items.map(({ state }) => state)).toEqual(['waiting']);
  });
});
