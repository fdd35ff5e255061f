import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src/accounts/index.ts';
import { clerks } from '../support/clerks.ts';
import { letter } from '../support/letters.ts';
import { openPeople, type People } from '../support/people.ts';
import { PASSWORD } from '../support/persons.ts';
import { CODES } from '../support/province.ts';
import { type Visitor, visitor } from '../support/visitors.ts';

const OWN = 'một câu của riêng tôi';
let people: People;
let it: People['it'];
let province: People['province'];
/** Of the hub, and of Sở Nội vụ with its Phòng Lưu trữ. */
let root: Visitor;
let branch: Visitor;

beforeAll(async () => {
  people = await openPeople();
  it = people.it;
  province = people.province;
  root = await enter('quan.tri', 'administrator', []);
  branch = await enter('noi.vu', 'agency-admin', [CODES.home]);
});
afterAll(() => people.close());

const enter = (login: string, role: Role, codes: readonly string[]) => people.enter(login, role, codes);
const add = (login: string, role: Role, codes: readonly string[]) => people.add(login, role, codes);
const events = (type: string) => people.events(type);
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
    const checked = await post(branch, good);
    expect(checked.status).toBe(200);
    expect(await checked.text()).toContain('Sở Nội vụ');
    expect(await countOf('cs.%')).toBe(0);
    const page = await (await post(branch, good, { sure: '1' })).text();
    const [first = ''] = [...page.matchAll(/class="secret">([^<]+)</g)].map((match) => match[1]!);
    const one = visitor(it);
    expect((await one.logIn('cs.tam', first)).status).toBe(303);
    expect((await one.get('/inbox')).headers.get('location')).toBe('/console/password');
    expect((await post(branch, good, { sure: '1' })).status).toBe(422);
  });
});

describe('a clerk who leaves', () => {
  test('hands over agencies, drafts and what he had taken on, and is out; all of it or nothing', async () => {
    const leaver = await enter('di.hoc', 'clerk', [CODES.offline]);
    await add('o.lai', 'clerk', [CODES.home]);
    await add('khac.hang', 'clerk', [CODES.finance]);
    const office = clerks(it, province);
    const [taken, untouched] = [
      letter({ from: CODES.home, to: [CODES.offline] }),
      letter({ from: CODES.home, to: [CODES.offline] }),
    ];
    for (const mail of [taken, untouched]) await office.accepted(CODES.home, mail.xml);
    const { pool } = it.database.owner;
    const idOf = async (mail: typeof taken) =>
      (
        await pool.query(
          'select v.id from delivery v join document d on d.id = v.document_id where d.document_uid = $1',
          [mail.documentId],
        )
      ).rows[0].id;
    const id = await idOf(taken);
    await leaver.get(`/inbox/${id}`);
    expect((await leaver.post(`/inbox/${id}/accept`, { seen: '01/' })).status).toBe(303);
    await leaver.post('/compose', { agency: CODES.offline });

    for (const to of ['nobody', 'di.hoc', 'quan.tri']) {
      const refused = await root.post('/users/di.hoc/leave', { to, why: 'Đi học' });
      expect([to, refused.status]).toEqual([to, 422]);
      expect(await refused.text()).toContain('id="wrong-to"');
    }
    // The successor is beyond the reach of whoever keeps the leaver's branch.
    const office40 = await enter('tt.quan', 'agency-admin', [CODES.offline]);
    expect((await office40.post('/users/di.hoc/leave', { to: 'khac.hang', why: 'Đi học' })).status).toBe(422);
    expect((await leaver.get('/inbox')).status).toBe(200);

    expect((await root.post('/users/di.hoc/leave', { to: 'o.lai', why: 'Đi học' })).status).toBe(303);
    expect(await leaver.text('/inbox')).toContain('name="password"');
    const drafts = (await pool.query('select a.login from draft f join account a on a.id = f.account_id')).rows;
    expect(await events('account.handed-over')).toEqual([
      { actor: 'person:quan.tri', from: 'di.hoc', to: 'o.lai', drafts: drafts.length, open: 1, why: 'Đi học' },
    ]);
    expect(new Set(drafts.map(({ login }) => login))).toEqual(new Set(['o.lai']));
    const successor = visitor(it);
    await successor.logIn('o.lai', PASSWORD);
    const page = await successor.text(`/inbox/${id}`);
    expect(page).toContain('đổi từ di.hoc sang o.lai');
    expect(await successor.text(`/inbox/${await idOf(untouched)}`)).not.toContain('di.hoc');
  });
});
