import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { raiseAlerts } from '../../src/notify/index.ts';
import { type Gateway, type Letterbox, startGateway, startMailServer } from '../support/alerts.ts';
import { run, useEnvironment } from '../support/command.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { CODES, settleProvince } from '../support/province.ts';

let base: TestDatabase;
let dataDir: string;
let letterbox: Letterbox;
let gateway: Gateway;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'notify-commands-'));
  [base, letterbox, gateway] = await Promise.all([testDatabase(), startMailServer(), startGateway()]);
  await settleProvince(base.owner, base.database);
  useEnvironment({ DATA_DIR: dataDir, DATABASE_URL: base.url });
  vi.stubEnv('OUTBOUND_ALLOW', '127.0.0.0/8');
  vi.stubEnv('SMTP_URL', `smtp://127.0.0.1:${letterbox.port}`);
  vi.stubEnv('MAIL_FROM', 'truc@tinh.example.vn');
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([letterbox.close(), gateway.close(), base.drop()]);
  await rm(dataDir, { recursive: true, force: true });
});

async function events(type: string) {
  const { rows } = await base.owner.pool.query('select data from event where type = $1 order by id', [type]);
  return rows.map((row) => row.data);
}

describe('the commands of alerts', () => {
  test('register, list, try and remove contacts, and each act is on record', async () => {
    const added = await run(
      'contact',
      'add',
      'Trực đêm',
      '--agency',
      CODES.home,
      '--webhook',
      gateway.url,
      '--hours',
      '17:00-07:00',
      '--json',
    );
    const { id, secret } = added.json<{ id: string; secret: string }>();
    gateway.secret = secret;
    expect((await run('contact', 'add', 'Quản trị', '--email', 'qt@tinh.example.vn')).code).toBe(0);
    const listed = await run('contact', 'list', '--agency', CODES.home);
    expect(listed.stdout).toContain('17:00-07:00');
    expect(listed.stdout).not.toContain(secret);
    expect((await run('contact', 'list', '--hub', '--json')).json<{ items: unknown[] }>().items).toHaveLength(1);
    expect(await run('alert', 'test', '--agency', CODES.home)).toMatchObject({ code: 0 });
    expect(gateway.calls[0]!.body).toMatchObject({ kind: 'test' });
    gateway.answers = [503];
    const failed = await run('alert', 'test', '--agency', CODES.home, '--lang', 'en');
    expect([failed.code, failed.stdout]).toEqual([6, expect.stringContaining('ALERT_REFUSED')]);
    expect(await run('alert', 'test')).toMatchObject({ code: 0 });
    expect(letterbox.mails[0]!.to).toEqual(['qt@tinh.example.vn']);
    expect((await run('contact', 'remove', id)).code).toBe(0);
    expect((await run('contact', 'remove', id)).code).toBe(5);
    expect(await events('contact.removed')).toEqual([{ contact: id, channel: 'webhook' }]);
    expect(JSON.stringify(await events('contact.added'))).not.toMatch(/qt@|Trực|khóa/);
  });

  test('list alerts by state, and refuse what is no contact', async () => {
    await base.database.db.transaction((tx) =>
      raiseAlerts(tx, [{ key: 'listed', kind: 'test', agencyId: null, facts: {} }]),
    );
    expect((await run('alert', 'list', '--state', 'waiting', '--lang', 'en')).stdout).toContain('Test of alerts');
    expect((await run('alert', 'list', '--agency', CODES.home, '--json')).json<{ items: unknown[] }>().items).toEqual(
      [],
    );
    expect((await run('contact', 'add', 'A', '--email', 'not an address')).stderr).toContain('CONTACT_INVALID');
    expect((await run('contact', 'add', 'A', '--webhook', 'file:///etc/passwd')).stderr).toContain('CONTACT_INVALID');
    expect((await run('contact', 'add', 'A\nB', '--email', 'a@b.vn', '--hours', '07:00-07:00')).stderr).toContain(
      'CONTACT_INVALID',
    );
    expect((await run('contact', 'add', 'A', '--email', 'a@b.vn', '--hours', '7-17')).code).toBe(2);
    expect((await run('contact', 'add', 'A')).code).toBe(2);
    expect((await run('alert', 'test', '--agency', CODES.finance)).code).toBe(6);
  });
});
