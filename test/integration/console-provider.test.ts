import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/platform/config.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { addPerson, PASSWORD } from '../support/persons.ts';
import { openIdProvider } from '../support/provider.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';
import { type Visitor, visitor } from '../support/visitors.ts';

let provider: Awaited<ReturnType<typeof openIdProvider>>;
let it: TestHub;
let province: Province;

beforeAll(async () => {
  provider = await openIdProvider();
  const { id, secret } = provider.client;
  it = await testHub({
    oidcIssuer: provider.url,
    oidcClientId: id,
    oidcClientSecret: secret,
    oidcName: 'Cổng tỉnh',
  });
  Object.assign(it.hub.config, { publicUrl: it.hub.url });
  province = await settleProvince(it.database.owner, it.database.database);
});
afterAll(async () => {
  await it.close();
  await provider.close();
});

async function add(login: string, subject: string | null, more: object = {}): Promise<void> {
  const agencyIds = [await province.agencyId(CODES.home)];
  const account = { login, name: `Người ${login}`, role: 'clerk', agencyIds } as const;
  await addPerson(it.database.database.db, { ...account, ...more });
  if (subject !== null) {
    await it.database.owner.pool.query(
      'insert into identity (issuer, subject, account_id) select $1, $2, id from account where login = $3',
      [provider.url, subject, login],
    );
  }
}

/** From the button of the login page to the provider and back to the hub, where the caller goes on. */
async function throughProvider(one: Visitor, from = '/oidc'): Promise<string> {
  const there = (await one.get(from)).headers.get('location')!;
  return (await fetch(there, { redirect: 'manual' })).headers.get('location')!;
}

describe('whoever logs in through the provider of the province', () => {
  test('is who the bound subject says, stays known, and is offered to leave there too', async () => {
    await add('sso.mot', 'sub-1');
    provider.subject = 'sub-1';
    const one = visitor(it);
    expect(await one.text('/log-in')).toContain('Đăng nhập bằng Cổng tỉnh');
    const answer = await one.get(await throughProvider(one, '/oidc?next=%2Fconsole%2Fsent'));
    expect(answer.headers.get('location')).toBe('/console/sent');
    // He never knew the password that was made for him, and is not asked for it.
    expect((await one.get('/inbox')).status).toBe(200);
    const { rows } = await it.database.owner.pool.query('select id_token from session where id_token is not null');
    expect(String(rows[0].id_token)).not.toContain('eyJ');
    const out = await (await one.post('/log-out', {})).text();
    const leave = /href="([^"]+\/end\?[^"]+)"/.exec(out)![1]!.replaceAll('&amp;', '&');
    expect(new URL(leave).searchParams.get('id_token_hint')).toMatch(/^eyJ/);
    expect(await one.text('/inbox')).toContain('name="password"');
  });

  test('finds the form again that he had typed when his session ended, once', async () => {
    await add('sso.form', 'sub-form');
    provider.subject = 'sub-form';
    const one = visitor(it);
    const typed = { directive: 'Làm ngay trong tuần', ids: 'x' };
    const late = await one.call('/inbox/bulk', { method: 'POST', body: new URLSearchParams(typed) });
    const page = await late.text();
    const form = /name="form" value="([^"]+)"/.exec(page)![1]!.replaceAll('&#34;', '"').replaceAll('&quot;', '"');
    expect(page).toContain('action="/console/oidc"');
    const body = new URLSearchParams({ next: '/console/inbox/bulk', form });
    const leaving = await (await one.call('/oidc', { method: 'POST', body })).text();
    const there = /class="button" href="([^"]+)"/.exec(leaving)![1]!.replaceAll('&amp;', '&');
    const back = (await fetch(there, { redirect: 'manual' })).headers.get('location')!;
    const again = await (await one.get(back)).text();
    expect(again).toContain('action="/console/inbox/bulk"');
    expect(again).toContain('Làm ngay trong tuần');
    expect((await it.database.owner.pool.query('select from kept_form')).rowCount).toBe(0);
  });

  test('is nobody by an e-mail address or an unbound subject, nor after his account was locked', async () => {
    await add('lan', null, { name: 'lan@example.vn' });
    provider.subject = 'lan@example.vn';
    const one = visitor(it);
    const refused = await one.get(await throughProvider(one));
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('lan@example.vn');
    await add('sso.khoa', 'sub-khoa');
    await it.database.owner.pool.query("update account set disabled_at = now() where login = 'sso.khoa'");
    provider.subject = 'sub-khoa';
    expect((await one.get(await throughProvider(one))).status).toBe(403);
    expect(one.cookies.has('lt_session')).toBe(false);
  });

  test('is refused with a token for somebody else, of another key, with another nonce, or a code used twice', async () => {
    await add('sso.hai', 'sub-2');
    provider.subject = 'sub-2';
    const attempt = async (change: () => void) => {
      const one = visitor(it);
      change();
      const back = await throughProvider(one);
      const { status } = await one.get(back);
      provider.forged = {};
      provider.strangersKey = false;
      return [status, one.cookies.has('lt_session')];
    };
    const forge = (claims: object) => () => Object.assign(provider, { forged: claims });
    expect(await attempt(forge({ aud: 'someone-else' }))).toEqual([502, false]);
    expect(await attempt(forge({ iss: 'https://elsewhere.example' }))).toEqual([502, false]);
    expect(await attempt(forge({ nonce: 'x' }))).toEqual([502, false]);
    expect(await attempt(() => Object.assign(provider, { strangersKey: true }))).toEqual([502, false]);
    const [one, thief] = [visitor(it), visitor(it)];
    const back = await throughProvider(one);
    // The answer belongs to the browser that asked.
    expect((await thief.get(back)).status).toBe(403);
    await throughProvider(thief);
    expect((await thief.get(back)).status).toBe(502);
    expect(thief.cookies.has('lt_session')).toBe(false);
    expect((await one.get(back)).status).toBe(303);
    await throughProvider(one);
    expect((await one.get(back)).status).toBe(502);
  });

  test('binds his own account after he has seen which, and nobody takes a bound one', async () => {
    await add('tu.gan', null, { mustChange: false });
    await add('tu.gan.hai', null, { mustChange: false });
    provider.subject = 'sub-moi';
    const [one, other] = [visitor(it), visitor(it)];
    await one.logIn('tu.gan', PASSWORD);
    await other.logIn('tu.gan.hai', PASSWORD);
    await one.get(await throughProvider(one, '/account/identity/begin'));
    expect(await one.text('/account/identity')).toContain('sub-moi');
    expect((await one.post('/account/identity', { _csrf: 'x' })).status).toBe(403);
    expect((await one.post('/account/identity', {})).status).toBe(303);
    await other.get(await throughProvider(other, '/account/identity/begin'));
    expect((await other.post('/account/identity', {})).status).toBe(409);
    const fresh = visitor(it);
    await fresh.get(await throughProvider(fresh));
    expect(await fresh.text('/account')).toContain('tu.gan');
  });

  test('has given a second factor where the provider says so', async () => {
    await add('sso.ba', 'sub-3');
    provider.subject = 'sub-3';
    it.hub.config.secondFactorRoles.push('clerk');
    const first = async (amr: string[]) => {
      provider.amr = amr;
      const one = visitor(it);
      await one.get(await throughProvider(one));
      return (await one.get('/inbox')).headers.get('location');
    };
    expect(await first(['pwd', 'otp', 'mfa'])).toBeNull();
    expect(await first(['pwd'])).toBe('/console/second-factor');
  });
});

test('a provider without client, public address or TLS is no setting', () => {
  const all = { OIDC_ISSUER: 'https://sso.example.vn', OIDC_CLIENT_ID: 'x', PUBLIC_URL: 'https://hub.example.vn' };
  expect(loadConfig(all).oidcIssuer).toBe('https://sso.example.vn');
  for (const bad of [{ OIDC_CLIENT_ID: '' }, { PUBLIC_URL: '' }, { OIDC_ISSUER: 'http://sso.example.vn' }]) {
    expect(() => loadConfig({ ...all, ...bad })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  }
});
