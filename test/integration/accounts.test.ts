import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  changePassword,
  createAccount,
  listAccounts,
  lockAccount,
  logIn,
  logOut,
  ROLES,
  readSession,
  resetPassword,
} from '../../src/accounts/index.ts';
import { ROLE_NAMES } from '../../src/cli/commands/user.ts';
import { SETTING_ROLES } from '../../src/platform/config-accounts.ts';
import type { HubError } from '../../src/platform/errors.ts';
import { openVault, type Vault } from '../../src/platform/secrets.ts';
import { administratorPrincipal, may, receptions, resolveAgencies } from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { addPerson, PASSWORD } from '../support/persons.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

let it: TestDatabase;
let province: Province;
let vault: Vault;
let dataDir: string;
const at = { address: '203.0.113.7', agent: 'test' };
const root = { principal: administratorPrincipal('cli:test'), why: 'Để thử' };
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (problem: HubError) => problem.code,
  );

beforeAll(async () => {
  it = await testDatabase();
  dataDir = await mkdtemp(path.join(tmpdir(), 'lienthong-accounts-'));
  vault = await openVault(dataDir);
  province = await settleProvince(it.owner, it.database);
});
afterAll(async () => {
  await it.drop();
  await rm(dataDir, { recursive: true, force: true });
});

async function add(login: string, code: string = CODES.home): Promise<string> {
  const agencyIds = [await province.agencyId(code)];
  await addPerson(it.database.db, { login, name: 'Nguyễn Thị Lan', role: 'clerk', agencyIds });
  return PASSWORD;
}

const events = async (type: string) =>
  (await it.owner.pool.query('select data from event where type = $1', [type])).rows.map((row) => row.data);

describe('accounts of people', () => {
  test('an auditor without a decision is not added; after its last day he sees nothing', async () => {
    const { db } = it.database;
    const agencyId = await province.agencyId(CODES.home);
    const input = { name: 'Vũ Văn Kiểm', role: 'auditor', agencyIds: [agencyId] } as const;
    const mandate = { decision: '12/QĐ-TTr', fromAt: new Date('2026-01-01'), untilAt: new Date('2027-01-01') };
    const create = (login: string, of: object) =>
      db.transaction((tx) => createAccount(tx, { ...input, login, ...of }, 'cli:test'));
    expect(await codeOf(create('kiem.tra', {}))).toBe('MANDATE_INVALID');
    const within = { senderId: agencyId, acceptedAt: new Date('2026-06-01') };
    for (const [login, expiresAt, sees] of [
      ['con.han', '2999-01-01', true],
      ['het.han', '2020-01-01', false],
    ] as const) {
      const { password } = await create(login, { mandate: { ...mandate, expiresAt: new Date(expiresAt) } });
      const { token } = await logIn(db, vault, { login, password, ...at });
      const { principal } = (await readSession(db, token))!.person;
      expect([login, may(principal, 'document.read', within)]).toEqual([login, sees]);
      expect(may(principal, 'document.content', within)).toBe(false);
    }
  });

  test('a clerk logs in, acts for his agencies and no others, and is gone after logging out', async () => {
    const { db } = it.database;
    const password = await add('lan.nguyen');
    const { token } = await logIn(db, vault, { login: ' Lan.Nguyen ', password, ...at });
    const session = (await readSession(db, token))!;
    expect(session.person).toMatchObject({ login: 'lan.nguyen', role: 'clerk', owes: 'password' });
    const { principal } = session.person;
    const own = await province.agencyId(CODES.home);
    const foreign = await province.agencyId(CODES.finance);
    expect(may(principal, 'delivery.ack', { recipientIds: [own] })).toBe(true);
    expect(may(principal, 'delivery.ack', { recipientIds: [foreign] })).toBe(false);
    expect(may(principal, 'admin')).toBe(false);
    await db.transaction((tx) => logOut(tx, vault, token, session.person));
    expect(await readSession(db, token)).toBeNull();
  });

  test('an agency without a system receives once it has a clerk', async () => {
    const { db } = it.database;
    const agency = (await resolveAgencies(db, [CODES.offline])).get(CODES.offline)!;
    expect((await receptions(db, [agency])).get(agency.id)).toMatchObject({ outcome: 'not-connected' });
    await add('cu.tran', CODES.offline);
    expect((await receptions(db, [agency])).get(agency.id)).toMatchObject({ outcome: 'open', via: 'own' });
  });

  test('a name that nobody has is answered as one that somebody has, however often it is tried', async () => {
    const { db } = it.database;
    await add('minh.le');
    for (const login of ['minh.le', 'nobody.here']) {
      const codes: string[] = [];
      for (let n = 0; n < 6; n += 1) codes.push(await codeOf(logIn(db, vault, { login, password: 'x', ...at })));
      expect([login, ...codes]).toEqual([login, ...Array(5).fill('LOGIN_REFUSED'), 'ACCOUNT_LOCKED']);
    }
    expect(await events('account.locked')).toEqual([
      { login: 'minh.le', address: at.address },
      { login: '–', address: at.address },
    ]);
  });

  test('whoever guesses from elsewhere keeps a clerk out of neither his own computer nor his office', async () => {
    const { db } = it.database;
    const password = await add('sen.vu');
    const wrong = (from: object) => logIn(db, vault, { login: 'sen.vu', password: 'x', ...at, ...from });
    const { device } = await logIn(db, vault, { login: 'sen.vu', password, ...at });
    const elsewhere = { address: '198.51.100.9' };
    for (let n = 0; n < 5; n += 1) await codeOf(wrong(elsewhere));
    const right = (from: object) => codeOf(logIn(db, vault, { login: 'sen.vu', password, ...at, ...from }));
    expect(await right(elsewhere)).toBe('ACCOUNT_LOCKED');
    expect(await right({})).toBe('done');
    expect(await right({ ...elsewhere, device })).toBe('done');
    // From everywhere at once: strangers wait, his own browser does not.
    await it.owner.pool.query(
      `insert into guess (name_sha256, source, locked_until)
       values (sha256('sen.vu'), 'everywhere', now() + interval '1 minute')`,
    );
    expect(await right({})).toBe('ACCOUNT_LOCKED');
    expect(await right({ device })).toBe('done');
    expect(await right({ device: 'a'.repeat(43) })).toBe('ACCOUNT_LOCKED');
    const fresh = await db.transaction((tx) => resetPassword(tx, 'sen.vu', root));
    expect(await codeOf(logIn(db, vault, { login: 'sen.vu', password: fresh.password, ...at }))).toBe('done');
  });

  test('all addresses of one IPv6 subscriber count together, and a name is not stored as it was typed', async () => {
    const { db } = it.database;
    const typed = 'mat-khau-go-nham-cho';
    const from = (n: number) => ({ address: `2001:db8:1:2::${n}`, agent: 'test' });
    for (let n = 0; n < 5; n += 1) await codeOf(logIn(db, vault, { login: typed, password: 'x', ...from(n) }));
    expect(await codeOf(logIn(db, vault, { login: typed, password: 'x', ...from(9) }))).toBe('ACCOUNT_LOCKED');
    expect(
      await codeOf(logIn(db, vault, { login: typed, password: 'x', ...from(9), address: '2001:db8:1:3::1' })),
    ).toBe('LOGIN_REFUSED');
    const { rows } = await it.owner.pool.query(
      "select (select string_agg(g::text, ' ') from guess g) || (select string_agg(data::text, ' ') from event) as all",
    );
    expect(rows[0].all).not.toContain(typed);
  });

  test('whoever sits at an open session has five guesses at the password in it', async () => {
    const { db } = it.database;
    const password = await add('thu.ngo');
    const { token } = await logIn(db, vault, { login: 'thu.ngo', password, ...at });
    const { person } = (await readSession(db, token))!;
    const change = (current: string) =>
      codeOf(changePassword(db, token, person, { current, next: 'một câu thật là mới' }));
    for (let n = 0; n < 5; n += 1) expect(await change('sai')).toBe('PASSWORD_WRONG');
    expect(await change(password)).toBe('ACCOUNT_LOCKED');
    expect(await codeOf(logIn(db, vault, { login: 'thu.ngo', password, ...at }))).toBe('done');
  });

  test('while the system of the web pages is disabled no clerk may do anything', async () => {
    const { db } = it.database;
    const { token } = await logIn(db, vault, { login: 'quy.ly', password: await add('quy.ly'), ...at });
    const recipientIds = [await province.agencyId(CODES.home)];
    const acts = async () => may((await readSession(db, token))!.person.principal, 'delivery.ack', { recipientIds });
    expect(await acts()).toBe(true);
    await it.owner.pool.query("update system set disabled_at = now() where name = 'web'");
    expect(await acts()).toBe(false);
    await it.owner.pool.query("update system set disabled_at = null where name = 'web'");
    expect(await acts()).toBe(true);
  });

  test('a new password ends the other sessions of the person and is asked for its length', async () => {
    const { db } = it.database;
    const password = await add('hoa.pham');
    const [here, there] = await Promise.all([
      logIn(db, vault, { login: 'hoa.pham', password, ...at }),
      logIn(db, vault, { login: 'hoa.pham', password, ...at }),
    ]);
    const { person } = (await readSession(db, here.token))!;
    const change = (current: string, next: string) => changePassword(db, here.token, person, { current, next });
    expect(await codeOf(change(password, 'ngắn'))).toBe('PASSWORD_WEAK');
    expect(await codeOf(change(password, password.normalize('NFD')))).toBe('PASSWORD_WEAK');
    expect(await codeOf(change('sai rồi', 'con mèo trèo cây cau'))).toBe('PASSWORD_WRONG');
    expect(await codeOf(change(password, 'con mèo trèo cây cau'))).toBe('done');
    expect((await readSession(db, here.token))?.person.owes).toBeNull();
    expect(await readSession(db, there.token)).toBeNull();
    // The same words typed as base letters and combining marks.
    const typed = 'con mèo trèo cây cau'.normalize('NFD');
    expect(await codeOf(logIn(db, vault, { login: 'hoa.pham', password: typed, ...at }))).toBe('done');
  });

  test('a disabled account is out at once', async () => {
    const { db } = it.database;
    const password = await add('tam.vo');
    const { token } = await logIn(db, vault, { login: 'tam.vo', password, ...at });
    await db.transaction((tx) => lockAccount(tx, 'tam.vo', root));
    expect(await readSession(db, token)).toBeNull();
    expect(await codeOf(logIn(db, vault, { login: 'tam.vo', password, ...at }))).toBe('LOGIN_REFUSED');
  });

  test('an unused session ends, and neither password nor token is stored', async () => {
    const { db } = it.database;
    const password = await add('yen.do');
    const { token } = await logIn(db, vault, { login: 'yen.do', password, ...at });
    const { rows } = await it.owner.pool.query(
      `select row_to_json(a)::text || (select string_agg(row_to_json(s)::text, '') from session s) as all from account a`,
    );
    for (const { all } of rows) expect(all).not.toMatch(new RegExp(`${password}|${token}`));
    await it.owner.pool.query(`update session set seen_at = now() - interval '5 hours'`);
    expect(await readSession(db, token)).toBeNull();
  });

  test('a right guess that was under way when the account was locked gains nothing', async () => {
    const { db } = it.database;
    const password = await add('hoa.do');
    const lock = `insert into guess (name_sha256, source, locked_until)
      values (sha256('hoa.do'), 'everywhere', now() + interval '15 minutes')`;
    // Between the check of the password and the opening of the session.
    const meanwhile = new Proxy(db, {
      get: (target, name) =>
        name === 'transaction'
          ? (work: Parameters<typeof db.transaction>[0]) => it.owner.pool.query(lock).then(() => db.transaction(work))
          : Reflect.get(target, name),
    });
    expect(await codeOf(logIn(meanwhile, vault, { login: 'hoa.do', password, ...at }))).toBe('LOGIN_REFUSED');
    expect(await codeOf(logIn(db, vault, { login: 'hoa.do', password, ...at }))).toBe('ACCOUNT_LOCKED');
  });

  test('a login that is taken or malformed, or a clerk of no agency, is refused', async () => {
    const { db } = it.database;
    await add('binh.ho');
    const make = (login: string, agencyIds: string[]) =>
      codeOf(db.transaction((tx) => createAccount(tx, { login, name: 'x', role: 'clerk', agencyIds }, 'cli:test')));
    const own = [await province.agencyId(CODES.home)];
    expect(await make('BINH.HO', own)).toBe('ACCOUNT_TAKEN');
    expect(await make('bình', own)).toBe('ACCOUNT_INVALID');
    expect(await make('nobody.much', [])).toBe('ACCOUNT_AGENCIES');
  });

  test('an administrator of a branch finds its people, with or without diacritics, and nobody beside or above it', async () => {
    const { db } = it.database;
    const [home, archives, finance] = await Promise.all(
      [CODES.home, CODES.archives, CODES.finance].map((code) => province.agencyId(code)),
    );
    const people = { 'd.duoi': [archives!], 'd.trong': [home!], 'd.hai': [home!, finance!], 'd.ngoai': [finance!] };
    for (const [login, agencyIds] of Object.entries(people)) {
      await addPerson(db, { login, name: `Đặng Thị ${login}`, role: 'clerk', agencyIds });
    }
    const found = async (more: object) =>
      (await listAccounts(db, { text: 'dang thi d', limit: 10, ...more })).map((one) => one.login);
    expect(await found({})).toEqual(['d.duoi', 'd.hai', 'd.ngoai', 'd.trong']);
    expect(await found({ branch: [home] })).toEqual(['d.duoi', 'd.trong']);
    expect(await found({ branch: [home], after: 'd.duoi' })).toEqual(['d.trong']);
    expect(await found({ text: '100%' })).toEqual([]);
  });

  test('the command line and the settings know the roles that there are', () => {
    expect(ROLE_NAMES).toEqual(ROLES);
    expect(SETTING_ROLES).toEqual(ROLES);
  });
});
