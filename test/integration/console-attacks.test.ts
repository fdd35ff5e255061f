import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Role } from '../../src/accounts/index.ts';
import { makePdf } from '../../src/cli/demo/pdf.ts';
import { listFiles } from '../../src/compose/index.ts';
import { holdDelivery } from '../../src/delivery/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { operatorPrincipal } from '../../src/registry/index.ts';
import { clerks } from '../support/clerks.ts';
import { openDesk } from '../support/compose.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import { addPerson, PASSWORD } from '../support/persons.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';

let it: TestHub;
let province: Province;
let office: ReturnType<typeof clerks>;
let cookie: string;
let agencyId: string;

beforeAll(async () => {
  it = await testHub();
  province = await settleProvince(it.database.owner, it.database.database);
  office = clerks(it, province);
  agencyId = await province.agencyId(CODES.offline);
  const account = { login: 'mai.lo', name: 'Lò Thị Mai', role: 'clerk', agencyIds: [agencyId] } as const;
  await addPerson(it.database.database.db, { ...account, mustChange: false });
  const answer = await post('/log-in', new URLSearchParams({ login: 'mai.lo', password: PASSWORD }));
  cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
});
afterAll(() => it.close());

const call = (address: string, init: RequestInit = {}) =>
  fetch(`${it.hub.url}/console${address}`, { redirect: 'manual', ...init, headers: { cookie: cookie ?? '' } });
const post = (address: string, body: URLSearchParams | FormData) => call(address, { method: 'POST', body });

async function tokenOf(address: string): Promise<string> {
  return /name="_csrf" value="([^"]+)"/.exec(await (await call(address)).text())![1]!;
}

async function sentDelivery(): Promise<string> {
  const mail = letter({ from: CODES.home, to: [CODES.offline] });
  await office.accepted(CODES.home, mail.xml);
  const { rows } = await it.database.owner.pool.query<{ id: string }>(
    'select v.id from delivery v join document d on d.id = v.document_id where d.document_uid = $1',
    [mail.documentId],
  );
  return rows[0]!.id;
}

describe('each role at the web pages', () => {
  const BEGINS = {
    'agency-admin': '/users',
    operator: '/operator',
    statistics: '/board',
    administrator: '/operator',
  } as const;
  const MAY: Readonly<Record<string, readonly string[]>> = {
    '/users': ['agency-admin', 'administrator'],
    '/agencies': ['agency-admin', 'administrator'],
    '/agency-requests': ['administrator'],
    '/reforms': ['administrator'],
    '/systems': ['administrator'],
    '/engine': ['administrator'],
    '/operator': ['operator', 'administrator'],
    '/axes': ['operator', 'administrator'],
    '/connections': ['operator', 'administrator'],
    '/new-connection?kind=folder': ['administrator'],
    '/certificates': ['operator', 'administrator'],
    '/lanes': ['operator', 'administrator'],
    '/deliveries': ['operator', 'administrator'],
    '/board': ['agency-admin', 'operator', 'statistics', 'administrator'],
    '/board/documents?agency=x&period=2026&figure=notice': [],
    '/board/declare': ['agency-admin'],
    '/audit': [],
    '/looks': ['agency-admin'],
    '/inbox': [],
    '/sent': [],
  };

  test('begins at its own page and finds no other role’s', async () => {
    for (const [role, first] of Object.entries(BEGINS)) {
      const own = await enter(role as keyof typeof BEGINS);
      expect([role, (await own('/')).headers.get('location')]).toEqual([role, `/console${first}`]);
      for (const [address, roles] of Object.entries(MAY)) {
        expect([role, address, (await own(address)).status]).toEqual([role, address, roles.includes(role) ? 200 : 404]);
      }
    }
  });

  async function enter(role: Role) {
    const agencyIds = role === 'agency-admin' ? [agencyId] : [];
    const account = { login: `vai.${role}`, name: role, role, agencyIds, mustChange: false };
    await addPerson(it.database.database.db, account);
    const form = new URLSearchParams({ login: account.login, password: PASSWORD });
    const answer = await post('/log-in', form);
    const own = answer.headers.get('set-cookie')!.split(';')[0]!;
    return (address: string) =>
      fetch(`${it.hub.url}/console${address}`, { redirect: 'manual', headers: { cookie: own } });
  }
});

describe('a clerk who tries the doors of the web pages', () => {
  test('what an operator keeps back can be neither read nor reported on, whatever address is typed', async () => {
    const id = await sentDelivery();
    const by = { principal: operatorPrincipal('cli:test'), why: 'Nghi giả mạo' };
    await it.database.database.db.transaction((tx) => holdDelivery(tx, id, by));
    const addresses = [`/inbox/${id}`, `/inbox/${id}/package`, `/inbox/${id}/files/1`, `/inbox/${id}/view/1`];
    const answers = await Promise.all(addresses.map((address) => call(address)));
    expect(answers.map((one) => one.status)).toEqual([404, 404, 404, 404]);
    const _csrf = await tokenOf('/inbox');
    const bulk = await post('/inbox/bulk', new URLSearchParams({ _csrf, ids: id, view: 'new' }));
    const told = await (await call(bulk.headers.get('location')!.replace('/console', ''))).text();
    expect(told).toContain('Một văn bản: Hiện không còn ở đây.');
    expect(told).not.toContain(`/inbox/${id}`);
    const { rows } = await it.database.owner.pool.query('select state, business_code from delivery where id = $1', [
      id,
    ]);
    expect(rows).toEqual([{ state: 'held', business_code: null }]);
  });

  test('of two acts at one moment one is reported: the other is told who was first', async () => {
    const id = await sentDelivery();
    const _csrf = await tokenOf(`/inbox/${id}`);
    const act = (name: string, more: Record<string, string> = {}) =>
      post(`/inbox/${id}/${name}`, new URLSearchParams({ _csrf, seen: '01/', ...more }));
    const answers = await Promise.all([act('accept'), act('accept'), act('return', { reason: 'form', text: 'x' })]);
    // Two messages of the same words in the same second are one message, and both are told that it is done.
    expect(answers.map((one) => one.status)).toContain(409);
    const { rows } = await it.database.owner.pool.query(
      `select count(*)::int as n from document s join delivery v on v.document_id = s.about_id
       where v.id = $1 and s.status_code in ('02', '03')`,
      [id],
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('a form without its token is refused in every encoding', async () => {
    const form = new FormData();
    form.set('a', '1');
    expect((await post('/log-out', form)).status).toBe(403);
    expect((await call('/inbox')).status).toBe(200);
  });

  test('a field that comes twice is no defect of the hub', async () => {
    const twice = new URLSearchParams([
      ['login', 'mai.lo'],
      ['login', 'nobody'],
      ['password', 'x'],
    ]);
    expect((await post('/log-in', twice)).status).toBe(401);
  });

  test('one address that tries to log in again and again is told to wait before a password is looked at', async () => {
    // A minute of its own, whenever the test runs.
    const clock = vi.spyOn(systemClock, 'monotonic').mockReturnValue(9e9);
    try {
      const enter = async (password: string) =>
        (await post('/log-in', new URLSearchParams({ login: 'mai.lo', password }))).text();
      const answers = await Promise.all(Array.from({ length: 40 }, () => enter('sai')));
      const told = 'Đăng nhập quá nhiều lần từ địa chỉ này';
      expect(answers.filter((page) => page.includes(told))).toHaveLength(10);
      expect(await enter(PASSWORD)).toContain(told);
    } finally {
      clock.mockRestore();
    }
  });
});

describe('a clerk who tries another’s draft', () => {
  test('finds nothing: neither its page, nor its files, nor any of its buttons', async () => {
    const desk = openDesk(it, province);
    const id = await desk.write(await desk.person('lan.nguyen'));
    const _csrf = await tokenOf('/compose');
    const form = () => new URLSearchParams({ _csrf, file: '0', add: `${CODES.finance}|action` });
    for (const address of ['', '/files/0', '/recipients', '/search?q=so', '/result']) {
      expect((await call(`/compose/${id}${address}`)).status, address).toBe(404);
    }
    for (const act of ['save', 'check', 'number', 'send', 'delete', 'answer', 'recipients', 'files/remove', 'groups']) {
      expect((await post(`/compose/${id}/${act}`, form())).status, act).toBe(404);
    }
    expect((await post(`/compose/${id}/files`, fileForm({ _csrf }))).status).toBe(404);
    expect(await listFiles(it.database.database.db, id)).toHaveLength(1);
  });

  test('a file without the token of its form is not taken, though it is read as a stream', async () => {
    const begun = await post('/compose', new URLSearchParams({ _csrf: await tokenOf('/compose') }));
    const address = begun.headers.get('location')!.replace('/console', '');
    expect((await post(`${address}/files`, fileForm({}))).status).toBe(403);
    expect((await post(`${address}/delete`, new URLSearchParams())).status).toBe(403);
    expect(await listFiles(it.database.database.db, address.split('/').pop()!)).toEqual([]);
  });

  function fileForm(fields: Readonly<Record<string, string>>): FormData {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('upload', new File([makePdf(['x'])], 'x.pdf'));
    return form;
  }
});
