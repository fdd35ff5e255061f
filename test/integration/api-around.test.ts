import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestHub, testHub } from '../support/hub.ts';
import { letter } from '../support/letters.ts';
import { CODES, type Province, settleProvince } from '../support/province.ts';
import { restOf } from '../support/rest.ts';

let stage: TestHub;
let province: Province;
let rest: ReturnType<typeof restOf>;
const { home, finance, communeA, communeB } = CODES;

beforeAll(async () => {
  stage = await testHub();
  province = await settleProvince(stage.database.owner, stage.database.database);
  rest = restOf(stage, province);
});
afterAll(() => stage?.close());

async function sendOne(to: readonly string[], from: string = home) {
  const made = letter({ from, to });
  const answer = await rest.send(from, made.xml);
  expect(answer.statusCode, answer.body).toBe(201);
  const { documentId, deliveries } = answer.json();
  return { documentId: documentId as string, deliveryId: deliveries[0].id as string };
}

describe('pages of a list', () => {
  it('follow_one_another_without_a_gap_or_a_repetition', async () => {
    const sent = [];
    for (let i = 0; i < 7; i++) sent.push(await sendOne([communeB], communeA));
    const walk = async (code: string, path: string) => {
      const seen: string[] = [];
      for (let after = ''; ; ) {
        const { items, next } = (await rest.get(code, `${path}?limit=3${after}`)).json();
        seen.push(...items.map((one: { id?: string; document: { id: string } }) => one.id ?? one.document.id));
        if (next === null) return seen;
        after = `&after=${encodeURIComponent(next)}`;
      }
    };
    const ids = sent.map((one) => one.documentId);
    expect(await walk(communeA, '/v1/documents')).toEqual([...ids].reverse());
    expect(await walk(communeB, '/v1/inbox')).toEqual(ids);
  });

  it('are_refused_in_words_when_their_bounds_are_wrong', async () => {
    const answer = await rest.get(home, '/v1/documents?limit=201', { 'accept-language': 'en' });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'REQUEST_INVALID']);
    expect(answer.json().title).toContain('querystring/limit');
    expect((await rest.get(home, '/v1/inbox?after=zzz')).json().code).toBe('INBOX_CURSOR_INVALID');
    expect((await rest.get(home, '/v1/documents?after=zzz')).json().code).toBe('REQUEST_INVALID');
  });
});

describe('what a recipient could not take in', () => {
  it('is_told_to_its_sender_rests_and_comes_again_and_is_nobody_elses_to_tell', async () => {
    const { documentId, deliveryId } = await sendOne([finance]);
    const fail = (code: string, body: object) => rest.post(code, `/v1/inbox/${deliveryId}/fail`, body);
    const listed = async () =>
      (await rest.get(finance, '/v1/inbox')).json().items.map((one: { deliveryId: string }) => one.deliveryId);
    expect((await fail(communeB, { reason: 'Không phải của tôi' })).statusCode).toBe(404);
    expect((await fail(finance, {})).json().code).toBe('REQUEST_INVALID');
    expect((await fail(finance, { reason: 'x'.repeat(301) })).json().code).toBe('REQUEST_INVALID');
    expect(await listed()).toContain(deliveryId);
    for (const _ of [1, 2]) {
      const answer = await fail(finance, { reason: 'Sổ đến\u202e đang khóa' });
      expect(answer.json(), answer.body).toMatchObject({ state: 'available' });
    }
    expect(await listed()).not.toContain(deliveryId);
    const { items } = (await rest.get(home, `/v1/documents/${documentId}/timeline`)).json();
    const complaints = items.filter((step: { type: string }) => step.type === 'delivery.complained');
    expect(complaints).toMatchObject([{ data: { reason: 'Sổ đến đang khóa' } }]);
    await stage.database.owner.pool.query(`update pull_failure set rest_until = now() where delivery_id = $1`, [
      deliveryId,
    ]);
    expect(await listed()).toContain(deliveryId);
    await rest.get(finance, `/v1/inbox/${deliveryId}/content`);
    expect((await rest.post(finance, `/v1/inbox/${deliveryId}/ack`)).json()).toMatchObject({ state: 'arrived' });
    expect((await fail(finance, { reason: 'Quá muộn' })).json()).toMatchObject({ state: 'arrived' });
  });
});

describe('agencies', () => {
  it('are_found_without_diacritics_and_by_any_form_of_their_code', async () => {
    const found = await rest.get(home, '/v1/agencies?q=so%20noi');
    expect(found.json().items).toMatchObject([{ code: home, name: 'Sở Nội vụ' }]);
    const office = await rest.get(home, '/v1/agencies/h98.01');
    expect(office.json()).toMatchObject({ agency: { code: CODES.office }, open: true, reception: { outcome: 'open' } });
    const closed = await rest.get(home, `/v1/agencies/${CODES.splitDistrict}`);
    expect(closed.json()).toMatchObject({ open: false, reception: { outcome: 'undecided' } });
    expect(closed.json().successors).toHaveLength(2);
    expect((await rest.get(home, '/v1/agencies/NOBODY')).statusCode).toBe(404);
  });
});

describe('around the API', () => {
  it('says_whether_it_lives_and_is_ready', async () => {
    expect((await stage.hub.api.inject('/livez')).json()).toEqual({ live: true });
    const ready = await stage.hub.api.inject('/readyz');
    expect(ready.json()).toEqual({
      ready: true,
      role: 'all',
      queue: 'postgres',
      checks: { database: 'ok', queue: 'ok', disk: 'ok' },
    });
  });

  it('tells_its_metrics_to_this_machine_and_not_through_a_proxy', async () => {
    const local = await stage.hub.api.inject('/metrics');
    expect(local.body).toContain('lienthong_http_request_seconds');
    const forwarded = { 'x-forwarded-for': '203.0.113.7' };
    expect((await stage.hub.api.inject({ url: '/metrics', headers: forwarded })).statusCode).toBe(401);
    expect((await rest.get(home, '/metrics', forwarded)).json().code).toBe('FORBIDDEN');
  });

  it('answers_an_unknown_path_a_wrong_method_and_broken_json_in_words', async () => {
    expect((await rest.get(home, '/v1/nothing')).json()).toMatchObject({ status: 404, code: 'ROUTE_UNKNOWN' });
    const wrong = await rest.post(home, '/v1/inbox');
    expect([wrong.statusCode, wrong.headers.allow, wrong.json().code]).toEqual([405, 'GET', 'METHOD_NOT_ALLOWED']);
    const headers = { 'content-type': 'application/json' };
    const sent = await sendOne([finance]);
    const broken = await rest.post(finance, `/v1/inbox/${sent.deliveryId}/status`, Buffer.from('{"code"'), headers);
    expect([broken.statusCode, broken.json().code]).toEqual([400, 'REQUEST_NOT_JSON']);
  });

  it('serves_the_page_that_a_problem_points_to', async () => {
    const { type, code } = (await rest.get(home, '/v1/documents/none')).json();
    const page = await stage.hub.api.inject(type);
    expect(page.headers['content-type']).toContain('text/markdown');
    expect(page.body).toContain(`# ${code}`);
    expect((await stage.hub.api.inject('/docs/errors')).body).toContain('DUPLICATE_CONFLICT');
    expect((await stage.hub.api.inject('/')).body).toContain('/v1/openapi.json');
    expect((await stage.hub.api.inject('/v1/openapi.json')).json().openapi).toBe('3.1.0');
  });

  it('never_shows_a_defect_but_the_incident_under_which_it_is_logged', async () => {
    const blobs = stage.hub.blobs as { freeBytes(): Promise<number> };
    const { freeBytes } = blobs;
    blobs.freeBytes = async () => {
      throw new Error('secret detail of the file system');
    };
    const answer = await rest.send(home, letter({ from: home, to: [finance] }).xml, { 'accept-language': 'en' });
    blobs.freeBytes = freeBytes;
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ code: 'INTERNAL_ERROR', facts: { incident: expect.any(String) } });
    expect(answer.body).not.toContain('secret detail');
  });
});
