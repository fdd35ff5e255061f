import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOfStep, type Role } from '../../src/accounts/index.ts';
import { openPeople, type People } from '../support/people.ts';
import { PASSWORD } from '../support/persons.ts';
import { CODES } from '../support/province.ts';
import { type Visitor, visitor } from '../support/visitors.ts';

let people: People;
let it: People['it'];
let root: Visitor;

beforeAll(async () => {
  people = await openPeople();
  it = people.it;
  root = await enter('quan.tri', 'administrator', []);
});
afterAll(() => people.close());

const enter = (login: string, role: Role, codes: readonly string[]) => people.enter(login, role, codes);
const events = (type: string) => people.events(type);

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

  test('is given up with a code of it, at which an open session has five guesses', async () => {
    const one = await enter('bo.lop', 'clerk', [CODES.home]);
    const secret = secretIn(await one.text('/second-factor'));
    await one.post('/second-factor', { code: codeOf(secret) });
    const drop = async (code: string) => (await one.post('/second-factor/drop', { code })).status;
    expect(await drop('123123')).toBe(422);
    expect(await drop(codeOf(secret, 1))).toBe(303);
    expect(await one.text('/second-factor')).toContain('<svg class="qr"');
    await one.post('/second-factor', { code: codeOf(secretIn(await one.text('/second-factor'))) });
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) statuses.push(await drop('123123'));
    expect(statuses.slice(-2)).toEqual([422, 429]);
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
