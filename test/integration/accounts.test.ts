import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  changePassword,
  createAccount,
  disableAccount,
  listAccounts,
  logIn,
  logOut,
  ROLES,
  readSession,
  resetPassword,
} from '../../src/accounts/index.ts';
import { ROLE_NAMES } from '../../src/cli/commands/user.ts';
import type { HubError } from '../../src/platform/errors.ts';
import { may, receptions, resolveAgencies } from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

let it: TestDatabase;
let province: Province;
const at = { address: '203.0.113.7', agent: 'test' };
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (problem: HubError) => problem.code,
  );

beforeAll(async () => {
  it = await testDatabase();
  province = await settleProvince(it.owner, it.database);
});
afterAll(() => it.drop());

async function add(login: string, code: string = CODES.home): Promise<string> {
  const agencyIds = [await province.agencyId(code)];
  const name = 'Nguyễn Thị Lan';
  const made = await it.database.db.transaction((tx) =>
    createAccount(tx, { login, name, role: 'clerk', agencyIds }, 'cli:test'),
  );
  return made.password;
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
      const { token } = await logIn(db, { login, password, ...at });
      const { principal } = (await readSession(db, token))!.person;
      expect([login, may(principal, 'document.read', within)]).toEqual([login, sees]);
      expect(may(principal, 'document.content', within)).toBe(false);
    }
  });

  test('a clerk logs in, acts for his agencies and no others, and is gone after logging out', async () => {
    const { db } = it.database;
    const password = await add('lan.nguyen');
    const { token } = await logIn(db, { login: ' Lan.Nguyen ', password, ...at });
    const session = (await readSession(db, token))!;
    expect(session.person).toMatchObject({ login: 'lan.nguyen', role: 'clerk', mustChange: true });
    const { principal } = session.person;
    const own = await province.agencyId(CODES.home);
    const foreign = await province.agencyId(CODES.finance);
    expect(may(principal, 'delivery.ack', { recipientIds: [own] })).toBe(true);
    expect(may(principal, 'delivery.ack', { recipientIds: [foreign] })).toBe(false);
    expect(may(principal, 'admin')).toBe(false);
    await db.transaction((tx) => logOut(tx, token, session.person));
    expect(await readSession(db, token)).toBeNull();
  });

  test('an agency without a system receives once it has a clerk', async () => {
    const { db } = it.database;
    const agency = (await resolveAgencies(db, [CODES.offline])).get(CODES.offline)!;
    expect((await receptions(db, [agency])).get(agency.id)).toMatchObject({ outcome: 'not-connected' });
    await add('cu.tran', CODES.offline);
    expect((await receptions(db, [agency])).get(agency.id)).toMatchObject({ outcome: 'open', via: 'own' });
  });

  test('an unknown name and a wrong password are answered alike; five in a row lock the account for everybody', async () => {
    const { db } = it.database;
    const password = await add('minh.le');
    expect(await codeOf(logIn(db, { login: 'nobody', password, ...at }))).toBe('LOGIN_REFUSED');
    for (let n = 0; n < 5; n += 1) {
      expect(await codeOf(logIn(db, { login: 'minh.le', password: 'x', ...at }))).toBe('LOGIN_REFUSED');
    }
    expect(await codeOf(logIn(db, { login: 'minh.le', password, ...at }))).toBe('ACCOUNT_LOCKED');
    expect(await events('account.locked')).toEqual([{ login: 'minh.le', address: at.address }]);
    const fresh = await db.transaction((tx) => resetPassword(tx, 'minh.le', 'cli:test'));
    expect(await codeOf(logIn(db, { login: 'minh.le', password: fresh.password, ...at }))).toBe('done');
  });

  test('a new password ends the other sessions of the person and is asked for its length', async () => {
    const { db } = it.database;
    const password = await add('hoa.pham');
    const [here, there] = await Promise.all([
      logIn(db, { login: 'hoa.pham', password, ...at }),
      logIn(db, { login: 'hoa.pham', password, ...at }),
    ]);
    const { person } = (await readSession(db, here.token))!;
    const change = (current: string, next: string) => changePassword(db, here.token, person, { current, next });
    expect(await codeOf(change(password, 'ngắn'))).toBe('PASSWORD_WEAK');
    expect(await codeOf(change('sai rồi', 'con mèo trèo cây cau'))).toBe('PASSWORD_WRONG');
    expect(await codeOf(change(password, 'con mèo trèo cây cau'))).toBe('done');
    expect((await readSession(db, here.token))?.person.mustChange).toBe(false);
    expect(await readSession(db, there.token)).toBeNull();
    // The same words typed as base letters and combining marks.
    const typed = 'con mèo trèo cây cau'.normalize('NFD');
    expect(await codeOf(logIn(db, { login: 'hoa.pham', password: typed, ...at }))).toBe('done');
  });

  test('a disabled account is out at once', async () => {
    const { db } = it.database;
    const password = await add('tam.vo');
    const { token } = await logIn(db, { login: 'tam.vo', password, ...at });
    await db.transaction((tx) => disableAccount(tx, 'tam.vo', 'cli:test'));
    expect(await readSession(db, token)).toBeNull();
    expect(await codeOf(logIn(db, { login: 'tam.vo', password, ...at }))).toBe('LOGIN_REFUSED');
  });

  test('an unused session ends, and neither password nor token is stored', async () => {
    const { db } = it.database;
    const password = await add('yen.do');
    const { token } = await logIn(db, { login: 'yen.do', password, ...at });
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
    const lock = "update account set locked_until = now() + interval '15 minutes' where login = 'hoa.do'";
    // Between the check of the password and the opening of the session.
    const meanwhile = new Proxy(db, {
      get: (target, name) =>
        name === 'transaction'
          ? (work: Parameters<typeof db.transaction>[0]) => it.owner.pool.query(lock).then(() => db.transaction(work))
          : Reflect.get(target, name),
    });
    expect(await codeOf(logIn(meanwhile, { login: 'hoa.do', password, ...at }))).toBe('LOGIN_REFUSED');
    expect(await codeOf(logIn(db, { login: 'hoa.do', password, ...at }))).toBe('ACCOUNT_LOCKED');
  });

  test('a login that is taken or malformed, or a clerk of no agency, is refused', async () => {
    const { db } = it.database;
    await add('binh.ho');
    const make = (login: string, agencyIds: string[]) =>
      codeOf(db.transaction((tx) => createAccount(tx, { login, name: 'x', role: 'clerk', agencyIds }, 'cli:test')));
    const own = [await province.agencyId(CODES.home)];
    expect(await make('BINH.HO', own)).toBe('ACCOUNT_TAKEN');
    expect(await make('bình', own)).toBe('ACCOUNT_INVALID');
    expect(await make('nobody.much', [])).toBe('ACCOUNT_INVALID');
  });

  test('an administrator of a branch finds its people, with or without diacritics, and nobody beside or above it', async () => {
    const { db } = it.database;
    const [home, archives, finance] = await Promise.all(
      [CODES.home, CODES.archives, CODES.finance].map((code) => province.agencyId(code)),
    );
    const people = { 'd.duoi': [archives!], 'd.trong': [home!], 'd.hai': [home!, finance!], 'd.ngoai': [finance!] };
    for (const [login, agencyIds] of Object.entries(people)) {
      const account = { login, name: `Đặng Thị ${login}`, role: 'clerk', agencyIds } as const;
      await db.transaction((tx) => createAccount(tx, account, 'cli:test'));
    }
    const found = async (more: object) =>
      (await listAccounts(db, { text: 'dang thi d', limit: 10, ...more })).map((one) => one.login);
    expect(await found({})).toEqual(['d.duoi', 'd.hai', 'd.ngoai', 'd.trong']);
    expect(await found({ branch: [home] })).toEqual(['d.duoi', 'd.trong']);
    expect(await found({ branch: [home], after: 'd.duoi' })).toEqual(['d.trong']);
    expect(await found({ text: '100%' })).toEqual([]);
  });

  test('the command line offers the roles that there are', () => {
    expect(ROLE_NAMES).toEqual(ROLES);
  });
});
