import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOfStep, createAccount, type Role } from '../../src/accounts/index.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';
import { type Visitor, visitor } from '../support/visitors.ts';

const PASSWORD = 'mật khẩu để thử';
const OWN = 'một câu của riêng tôi';
let it: TestHub;
let province: Province;
/** Of the hub, and of Sở Nội vụ with its Phòng Lưu trữ. */
let root: Visitor;
let branch: Visitor;

beforeAll(async () => {
  it = await testHub();
  province = await settleProvince(it.database.owner, it.database.database);
  [root, branch] = await Promise.all([
    enter('quan.tri', 'administrator', []),
    enter('noi.vu', 'agency-admin', [CODES.home]),
  ]);
});
afterAll(() => it.close());

async function add(login: string, role: Role, codes: readonly string[]): Promise<void> {
  const agencyIds = await Promise.all(codes.map((code) => province.agencyId(code)));
  const account = { login, name: `Người ${login}`, role, agencyIds, password: PASSWORD, mustChange: false };
  await it.database.database.db.transaction((tx) => createAccount(tx, account, 'cli:test'));
}

async function enter(login: string, role: Role, codes: readonly string[]): Promise<Visitor> {
  await add(login, role, codes);
  const one = visitor(it);
  expect((await one.logIn(login, PASSWORD)).status).toBe(303);
  return one;
}

const events = async (type: string) =>
  (await it.database.owner.pool.query('select actor, data from event where type = $1 order by id', [type])).rows.map(
    ({ actor, data }) => ({ actor, ...data }),
  );
const passwordIn = (page: string) => /class="secret">([^<]+)</.exec(page)?.[1] ?? '';

describe('whoever keeps accounts', () => {
  test('hands over a password once, which opens nothing but the page to replace it', async () => {
    const made = await root.post('/users/new', {
      login: 'Moi.Vao',
      name: 'Đỗ Thị Mới',
      role: 'clerk',
      agencies: `${CODES.home}, H98.01`,
      why: 'Nhận việc',
    });
    const password = passwordIn(await made.text());
    expect(password).toHaveLength(16);
    expect(await root.text('/users/moi.vao')).not.toContain(password);
    const person = visitor(it);
    await person.logIn('moi.vao', password);
    expect((await person.get('/inbox')).headers.get('location')).toBe('/console/password');
    const page = await person.text('/password');
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(page)![1]!;
    expect((await person.post('/password', { _csrf, current: password, next: password, again: password })).status).toBe(
      422,
    );
    await person.post('/password', { _csrf, current: password, next: OWN, again: OWN });
    expect((await person.get('/inbox')).status).toBe(200);
    expect(await events('account.created')).toContainEqual({
      actor: 'person:quan.tri',
      login: 'moi.vao',
      role: 'clerk',
      why: 'Nhận việc',
    });
  });

  test('of a branch keeps those of its units, and finds nobody beside or above it', async () => {
    const form = { login: 'luu.tru', name: 'Lý Thị Lưu', role: 'clerk', ids: CODES.archives, why: 'Nhận việc' };
    expect((await branch.post('/users/new', form)).status).toBe(200);
    for (const [bad, field] of [
      [{ ids: CODES.finance }, 'wrong-agencies'],
      [{ ids: '', agencies: '' }, 'wrong-agencies'],
      [{ role: 'operator', ids: '' }, 'wrong-agencies'],
      [{ agencies: '000.99.99.H98' }, 'wrong-agencies'],
      [{ login: 'chữ có dấu' }, 'wrong-login'],
      [{ login: 'noi.vu' }, 'wrong-login'],
      [{ name: ' ' }, 'wrong-name'],
      [{ why: ' ' }, 'wrong-why-new'],
    ] as const) {
      const answer = await branch.post('/users/new', { ...form, login: 'khac.nua', ...bad });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      const page = await answer.text();
      expect([JSON.stringify(bad), page.includes(`id="${field}"`)]).toEqual([JSON.stringify(bad), true]);
      if (!('name' in bad)) expect(page).toContain('value="Lý Thị Lưu"');
    }
    expect(await it.database.owner.pool.query("select from account where login = 'khac.nua'")).toHaveProperty(
      'rowCount',
      0,
    );
    await add('tai.chinh', 'clerk', [CODES.finance]);
    expect(await branch.text('/users')).not.toContain('tai.chinh');
    expect((await branch.get('/users/tai.chinh')).status).toBe(404);
    expect((await branch.get('/users/quan.tri')).status).toBe(404);
    for (const act of ['lock', 'password', 'change', 'sessions']) {
      expect((await branch.post(`/users/tai.chinh/${act}`, { why: 'Thử' })).status).toBe(404);
    }
    const raised = { name: 'Lý Thị Lưu', role: 'administrator', why: 'Thử' };
    expect((await branch.post('/users/luu.tru/change', raised)).status).toBe(403);
    const moved = { name: 'Lý Thị Lưu', role: 'clerk', ids: CODES.finance, why: 'Thử' };
    expect((await branch.post('/users/luu.tru/change', moved)).status).toBe(403);
    expect((await branch.post('/users/noi.vu/lock', { why: 'Thử' })).status).toBe(409);
  });

  test('ends what a person could do with his role, his agencies or his lock at once, and says who and why', async () => {
    const one = await enter('doi.viec', 'clerk', [CODES.home]);
    const facts = { name: 'Người đổi việc', role: 'clerk', agencies: CODES.home, why: 'Sai tên' };
    await root.post('/users/doi.viec/change', facts);
    expect((await one.get('/inbox')).status).toBe(200);
    await root.post('/users/doi.viec/change', { ...facts, agencies: CODES.finance, why: 'Chuyển công tác' });
    expect(await one.text('/inbox')).toContain('name="password"');
    await one.logIn('doi.viec', PASSWORD);
    await root.post('/users/doi.viec/lock', { why: 'Nghỉ hưu' });
    expect(await one.text('/inbox')).toContain('name="password"');
    expect((await one.logIn('doi.viec', PASSWORD)).status).toBe(401);
    await root.post('/users/doi.viec/unlock', { why: 'Trở lại' });
    expect((await one.logIn('doi.viec', PASSWORD)).status).toBe(303);
    const own = { actor: 'person:quan.tri', login: 'doi.viec' };
    expect(await events('account.disabled')).toEqual([{ ...own, why: 'Nghỉ hưu' }]);
    expect(await events('account.enabled')).toEqual([{ ...own, why: 'Trở lại' }]);
    expect((await events('account.changed')).map(({ why }) => why)).toEqual(['Sai tên', 'Chuyển công tác']);
  });

  test('ends one session of a person or all of them; a person ends his own', async () => {
    const [here, there] = [await enter('hai.may', 'clerk', [CODES.home]), visitor(it)];
    await there.logIn('hai.may', PASSWORD);
    const other = /name="session" value="([^"]+)"/.exec(await here.text('/account'))![1]!;
    // A session of somebody else is none of his.
    await branch.post('/account/sessions', { session: other });
    expect((await there.get('/inbox')).status).toBe(200);
    await here.post('/account/sessions', { session: other });
    expect(await there.text('/inbox')).toContain('name="password"');
    expect((await here.get('/inbox')).status).toBe(200);
    expect((await root.post('/users/hai.may/sessions', { why: '' })).status).toBe(400);
    await root.post('/users/hai.may/sessions', { why: 'Máy bị mất' });
    expect(await here.text('/inbox')).toContain('name="password"');
    expect((await events('account.session-ended')).map(({ actor, why }) => [actor, why])).toEqual([
      ['person:hai.may', '–'],
      ['person:quan.tri', 'Máy bị mất'],
    ]);
  });
});

describe('people by file', () => {
  const file = (...lines: string[]) => ['login,name,role,agencies', ...lines].join('\n');
  const post = (one: Visitor, people: string, more: Record<string, string> = {}) =>
    one.post('/users/import', { people, why: 'Mở trục', ...more });
  const countOf = async (login: string) =>
    (await it.database.owner.pool.query('select from account where login like $1', [login])).rowCount;

  test('are told apart line by line first; with one bad line nobody is added', async () => {
    const bad = file(
      `cs.mot,Người Một,,${CODES.archives}`,
      'cs.hai,Người Hai,clerk,000.99.99.H98',
      `cs.ba,Người Ba,operator,`,
      `cs.bon,,clerk,${CODES.home}`,
      `CS.MOT,Người Trùng,clerk,${CODES.home}`,
      `cs.nam,Người Năm,clerk,${CODES.finance}`,
      `cs.sau,Người Sáu,clerk,`,
      'cs.bay,thiếu ô',
    );
    for (const sure of ['', '1']) {
      const answer = await post(branch, bad, { sure });
      expect(answer.status).toBe(422);
      const page = await answer.text();
      for (const told of ['000.99.99.H98', 'ngoài nhánh', 'Thiếu họ và tên', 'Đã có tài khoản', 'có 2 ô']) {
        expect([told, page.includes(told)]).toEqual([told, true]);
      }
      expect(page.match(/Dùng được/g)).toHaveLength(1);
    }
    for (const broken of ['', 'login\nx', file('"cs.mot,Người')]) {
      expect((await post(branch, broken, { sure: '1' })).status).toBeGreaterThanOrEqual(400);
    }
    const many = file(...Array.from({ length: 501 }, (_, n) => `cs.${n},Người ${n},clerk,${CODES.home}`));
    expect((await post(branch, many, { sure: '1' })).status).toBe(422);
    expect(await countOf('cs.%')).toBe(0);
  });

  test('are added together, each with a password that is shown once', async () => {
    const good = file(
      `cs.tam,Người Tám,,${CODES.home} ${CODES.archives}`,
      `cs.chin,Người Chín,agency-admin,${CODES.home}`,
    );
    expect((await post(branch, good)).status).toBe(200);
    expect(await countOf('cs.%')).toBe(0);
    const page = await (await post(branch, good, { sure: '1' })).text();
    const [first = ''] = [...page.matchAll(/class="secret">([^<]+)</g)].map((match) => match[1]!);
    const one = visitor(it);
    expect((await one.logIn('cs.tam', first)).status).toBe(303);
    expect((await one.get('/inbox')).headers.get('location')).toBe('/console/password');
    expect((await post(branch, good, { sure: '1' })).status).toBe(422);
  });
});

describe('a second factor', () => {
  const STEP_MS = 30_000;
  /** The code of now; one of half a minute later is taken as well, and is right a moment after it, too. */
  const codeOf = (secret: string, later = 0) => codeOfStep(secret, Math.floor(Date.now() / STEP_MS) + later);
  const secretIn = (page: string) => /class="secret">([A-Z2-7 ]+)</.exec(page)![1]!.replaceAll(' ', '');

  test('is asked after the password; no code counts twice, a recovery code opens once', async () => {
    const one = await enter('hai.lop', 'clerk', [CODES.home]);
    const elsewhere = visitor(it);
    await elsewhere.logIn('hai.lop', PASSWORD);
    const page = await one.text('/second-factor');
    const secret = secretIn(page);
    expect(page).toContain('<svg class="qr"');
    expect(secretIn(await one.text('/second-factor'))).toBe(secret);
    expect((await one.post('/second-factor', { code: '000000' })).status).toBe(422);
    const first = codeOf(secret);
    const kept = await (await one.post('/second-factor', { code: first })).text();
    const recovery = [...kept.matchAll(/class="secret">([a-z0-9-]{19})</g)].map((match) => match[1]!);
    expect(recovery).toHaveLength(10);
    expect(await elsewhere.text('/inbox')).toContain('name="password"');

    const again = visitor(it);
    const asked = await (await again.logIn('hai.lop', PASSWORD)).text();
    expect(asked).toContain('one-time-code');
    for (const address of ['/inbox', '/account', '/password', '/second-factor']) {
      expect([address, (await again.get(address)).headers.get('location')]).toEqual([address, '/console/code']);
    }
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(asked)![1]!;
    const before = again.cookies.get('lt_session');
    expect((await again.post('/code', { _csrf, code: first })).status).toBe(422);
    expect((await again.post('/code', { _csrf, code: ` ${codeOf(secret, 1).replace(/(...)/, '$1 ')}` })).status).toBe(
      303,
    );
    expect((await again.get('/inbox')).status).toBe(200);
    expect(again.cookies.get('lt_session')).not.toBe(before);

    for (const status of [303, 422]) {
      const third = visitor(it);
      const form = /name="_csrf" value="([^"]+)"/.exec(await (await third.logIn('hai.lop', PASSWORD)).text())![1]!;
      expect((await third.post('/code', { _csrf: form, code: recovery[0]!.toUpperCase() })).status).toBe(status);
    }
    const { rows } = await it.database.owner.pool.query(
      "select row_to_json(f)::text || (select string_agg(r::text, ' ') from recovery_code r) as all from second_factor f",
    );
    for (const { all } of rows) expect(all).not.toMatch(new RegExp(`${secret}|${recovery.join('|')}`));
  });

  test('rests after five wrong codes, and is taken away by whoever keeps the account', async () => {
    const one = await enter('mat.may', 'clerk', [CODES.home]);
    const secret = secretIn(await one.text('/second-factor'));
    await one.post('/second-factor', { code: codeOf(secret) });
    const thief = visitor(it);
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(await (await thief.logIn('mat.may', PASSWORD)).text())![1]!;
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await thief.post('/code', { _csrf, code: '123123' })).status);
    statuses.push((await thief.post('/code', { _csrf, code: codeOf(secret, 1) })).status);
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
    expect((await root.post('/users/mat.may/second-factor', { why: '' })).status).toBe(400);
    await root.post('/users/mat.may/second-factor', { why: 'Mất điện thoại' });
    expect(await thief.text('/code')).toContain('name="password"');
    expect((await visitor(it).logIn('mat.may', PASSWORD)).headers.get('location')).toBe('/console');
    expect(await events('account.second-factor-reset')).toMatchObject([{ login: 'mat.may', why: 'Mất điện thoại' }]);
  });

  test('is set up before anything else where the role requires it', async () => {
    const one = await enter('van.hanh', 'operator', []);
    it.hub.config.secondFactorRoles.push('operator');
    expect((await one.get('/lanes')).headers.get('location')).toBe('/console/second-factor');
    const page = await one.text('/second-factor');
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(page)![1]!;
    await one.post('/second-factor', { _csrf, code: codeOf(secretIn(page)) });
    expect((await one.get('/lanes')).status).toBe(200);
  });
});
