import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type HubAnswer, MotCua } from '../../adapters/vnpt-igate/simulator/index.ts';
import { createSystem } from '../../src/registry/index.ts';
import { run, useEnvironment } from '../support/command.ts';
import { letter } from '../support/letters.ts';
import { openPeople, type People } from '../support/people.ts';
import { CODES } from '../support/province.ts';
import { restOf } from '../support/rest.ts';

const COMMUNE = { code: CODES.communeA, name: 'UBND xã Đồi Thông' };
const HOME = { code: CODES.home, name: 'Sở Nội vụ' };
const FINANCE = { code: CODES.finance, name: 'Sở Tài chính' };
const FILED = '2026/11/20';
const CASE = {
  procedure: { code: '1.001776', name: 'Cấp giấy phép xuất bản tài liệu không kinh doanh' },
  applicant: 'NGUYỄN THỊ MẪU',
  dueOn: '2099/12/04',
};

let people: People;
let rest: ReturnType<typeof restOf>;
beforeAll(async () => {
  people = await openPeople();
  rest = restOf(people.it, people.province);
  useEnvironment({ DATA_DIR: people.it.dataDir, DATABASE_URL: people.it.database.url });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await people.close();
});

/** The một cửa of an office; its sequence is its own, so each test has a day of its own. */
function igate(office: { code: string; name: string }): MotCua {
  return new MotCua(office, { url: people.it.hub.url, key: people.province.key(office.code) });
}
/** As a system of its own with this key. */
const call = (key: string, method: 'GET' | 'POST', url: string, payload?: object) =>
  people.it.hub.api.inject({ method, url, headers: { authorization: `Bearer ${key}` }, ...(payload && { payload }) });
const stateOf = ({ body }: HubAnswer) => body.state as { follows: boolean; state: number };
const threadOf = async (code: string, number: string) => rest.get(code, `/v1/dossiers/${number}`);
const numbers = async (code: string, query = '') =>
  (await rest.get(code, `/v1/dossiers?${query}`)).json().items.map((one: { number: string }) => one.number);

describe('a dossier between a commune and a department', () => {
  test('goes from registration to result; both sides and the command line tell one thread', async () => {
    const [commune, department] = [igate(COMMUNE), igate(HOME)];
    const { number } = commune.register(CASE, FILED);
    expect(number).toBe(`${CODES.communeA}-261120-0001`);
    const first = (await commune.report(number, 1, { at: '2026-11-20T08:00:00+07:00' }))!;
    expect(first).toMatchObject({
      status: 201,
      body: { number, replay: false, state: { words: { vi: 'Mới đăng ký' } } },
    });
    await commune.report(number, 2);
    const [handed] = await commune.handIn(number, HOME, FILED);
    expect(handed).toMatchObject({ status: 201, body: { state: 'accepted' } });
    await commune.report(number, 4, { note: 'Chuyển Sở Nội vụ' });

    expect(await department.poll()).toBe(1);
    expect(department.dossiers.get(number)).toMatchObject({ applicant: CASE.applicant, procedure: CASE.procedure });
    await department.report(number, 4, { note: 'Phòng chuyên môn thẩm định' });
    const subject = 'V/v kết quả giải quyết hồ sơ';
    const answer = await department.answer(number, { code: ['88', 'SNV-XB'], subject, issuedOn: FILED });
    expect(answer.status).toBe(201);
    await department.report(number, 9);
    expect(await commune.poll()).toBe(1);
    expect(commune.dossiers.get(number)!.received[0]).toMatchObject({ code: '88/SNV-XB', sender: { code: HOME.code } });
    expect(stateOf((await commune.report(number, 10))!)).toMatchObject({ follows: true, state: 10 });

    const seen = (await threadOf(HOME.code, number)).json();
    expect(seen).toMatchObject({
      issuer: COMMUNE,
      state: 10,
      words: { en: 'Result handed over' },
      dueOn: '2099-12-04',
      overdue: false,
      anomalies: 0,
    });
    expect(seen.parties.map((one: { code: string }) => one.code).sort()).toEqual([HOME.code, COMMUNE.code].sort());
    expect(seen.states.map((one: { state: number; agency: { code: string } }) => [one.state, one.agency.code])).toEqual(
      [
        [1, COMMUNE.code],
        [2, COMMUNE.code],
        [4, COMMUNE.code],
        [4, HOME.code],
        [9, HOME.code],
        [10, COMMUNE.code],
      ],
    );
    expect(seen.states[0]).toMatchObject({ at: '2026-11-20T01:00:00.000Z', note: null });
    const [asked, answered] = seen.documents;
    expect(asked).toMatchObject({ side: 'recipient', deliveries: [{ word: 'accepted', businessCode: '03' }] });
    expect(answered).toMatchObject({ side: 'sender', codeNumber: '88', answers: [asked.id], byParty: true });
    const other = (await threadOf(COMMUNE.code, number)).json();
    expect(other.documents.map((one: { side: string }) => one.side)).toEqual(['sender', 'recipient']);
    expect(other.states).toEqual(seen.states);
    expect((await rest.get(COMMUNE.code, `/v1/documents/${answered.id}`)).json().dossier).toBe(number);
    const steps = (await rest.get(COMMUNE.code, `/v1/documents/${answered.id}/timeline`)).json().items;
    expect(steps.map((one: { words: { vi: string } }) => one.words.vi)).toContain(
      `Thuộc hồ sơ thủ tục hành chính ${number}`,
    );

    const told = await run('trace', number.toLowerCase());
    expect(told.stdout).toMatch(/Sở Nội vụ: Đang xử lý\. Phòng chuyên môn[\s\S]*UBND xã Đồi Thông: Đã trả kết quả/);
    expect(told.stdout).toContain('Sở Nội vụ → UBND xã Đồi Thông (Đã tiếp nhận)');
    const key = people.province.key(HOME.code);
    const asked2 = await run('trace', number, '--url', people.it.hub.url, '--key', key, '--json');
    expect(asked2.json<{ dossier: object }>().dossier).toEqual(seen);
  });

  test('is one document when the system sends it twice, and a refusal when it changed a paper under the same id', async () => {
    const commune = igate(COMMUNE);
    const { number } = commune.register(CASE, '2026/11/21');
    commune.misbehaviour.sendsTwice = true;
    const [first, again] = await commune.handIn(number, HOME, '2026/11/21');
    expect([first!.status, again!.status, again!.body.replay]).toEqual([201, 200, true]);
    commune.misbehaviour.changesPapers = true;
    const [, changed] = await commune.handIn(number, HOME, '2026/11/21');
    expect(changed!.status).toBe(409);
    expect((await threadOf(HOME.code, number)).json().documents).toHaveLength(1);
  });

  test('shows nothing to an agency that only writes its number, nor to whom that agency writes', async () => {
    const [commune, stranger] = [igate(COMMUNE), igate(FINANCE)];
    const { number } = commune.register(CASE, '2026/11/22');
    await commune.report(number, 1);
    stranger.misbehaviour.numbersAs = COMMUNE.code;
    expect(stranger.register(CASE, '2026/11/22').number).toBe(number);
    const [handed] = await stranger.handIn(number, HOME, '2026/11/22');
    expect(handed).toMatchObject({
      status: 201,
      body: { notices: expect.arrayContaining([expect.objectContaining({ code: 'DOSSIER_OF_OTHERS' })]) },
    });
    for (const code of [FINANCE.code, HOME.code]) {
      expect((await threadOf(code, number)).statusCode).toBe(404);
      expect(await numbers(code, `number=${number}`)).toEqual([]);
    }
    expect((await stranger.report(number, 10))!.status).toBe(404);
    expect((await threadOf(COMMUNE.code, number)).json()).toMatchObject({ state: 1, documents: [] });

    // An answer that names what it answers, as systems write it without anybody's intent, lets nobody in either.
    const { documentUid } = handed!.body as { documentUid: string };
    const about = { organId: FINANCE.code, code: '', promulgationDate: '2026/11/22', documentId: documentUid };
    await commune.handIn(number, HOME, '2026/11/22');
    await rest.send(HOME.code, letter({ from: HOME.code, to: [FINANCE.code], responseFor: about }).xml);
    const seen = (await threadOf(HOME.code, number)).json();
    expect(seen.documents.map((one: { byParty: boolean }) => one.byParty)).toEqual([false, true, true]);
    expect((await threadOf(FINANCE.code, number)).statusCode).toBe(404);
  });

  test('keeps a state that does not follow as an anomaly, which moves nothing; the same report once, a new note or day anew', async () => {
    const commune = igate(COMMUNE);
    const { number } = commune.register(CASE, '2026/11/23');
    const at = '2026-11-23T09:00:00+07:00';
    expect((await commune.report(number, 1, { at }))!.status).toBe(201);
    expect(await commune.report(number, 1, { at })).toMatchObject({ status: 200, body: { replay: true } });
    expect((await commune.report(number, 1))!.status).toBe(200);
    commune.misbehaviour.jumpsTo = 10;
    const jumped = await commune.report(number, 2, { dueOn: '2099-01-01' });
    expect(stateOf(jumped!)).toMatchObject({ state: 10, follows: false });
    delete commune.misbehaviour.jumpsTo;
    expect(stateOf((await commune.report(number, 2))!)).toMatchObject({ state: 2, follows: true });
    const seen = (await threadOf(COMMUNE.code, number)).json();
    expect(seen).toMatchObject({ state: 2, anomalies: 1, dueOn: null });
    expect(seen.states.map((one: { follows: boolean }) => one.follows)).toEqual([true, false, true]);
    expect(await people.events('dossier.state-out-of-order')).toMatchObject([
      { number, dossierState: 10, dossierBefore: 1, actor: expect.stringContaining('system:') },
    ]);
    const together = await Promise.all(
      [4, 4, 4].map((state) => rest.post(COMMUNE.code, `/v1/dossiers/${number}/states`, { state, at })),
    );
    expect(together.map((one) => one.statusCode).sort()).toEqual([200, 200, 201]);
    const more = async (said: object) => (await commune.report(number, 4, said))!.status;
    expect([await more({ note: 'Phòng A' }), await more({ note: 'Phòng A' }), await more({})]).toEqual([201, 200, 200]);
    expect([await more({ dueOn: '2099-01-01' }), await more({ dueOn: '2099-01-01' })]).toEqual([201, 200]);
    expect((await threadOf(COMMUNE.code, number)).json()).toMatchObject({ dueOn: '2099-01-01', anomalies: 1 });
    expect((await people.events('dossier.state-reported')).at(-1)).toMatchObject({ number, dueOn: '2099-01-01' });
  });

  test('is overdue when the other side is silent, and not while the citizen is awaited', async () => {
    const [commune, department] = [igate(COMMUNE), igate(HOME)];
    department.misbehaviour.isSilent = true;
    const { number } = commune.register({ ...CASE, dueOn: '2026/01/05' }, '2026/01/02');
    await commune.report(number, 2);
    await commune.handIn(number, HOME, '2026/01/02');
    await commune.report(number, 4);
    expect([await department.poll(), await numbers(HOME.code, 'overdue=true')]).toEqual([0, [number]]);
    expect((await threadOf(HOME.code, number)).json().documents[0].deliveries[0].word).toBe('queued');
    await commune.report(number, 5);
    expect(await numbers(HOME.code, 'overdue=true')).toEqual([]);
    await commune.report(number, 4, { dueOn: '2099-01-01' });
    expect((await threadOf(HOME.code, number)).json()).toMatchObject({ dueOn: '2099-01-01', overdue: false });
  });
});

describe('who speaks for a dossier', () => {
  test('is the successor where the number names a closed agency', async () => {
    const number = `${CODES.mergedDistrict}-250601-0007`;
    const report = (code: string) => rest.post(code, `/v1/dossiers/${number}/states`, { state: 2 });
    expect((await report(CODES.communeB)).statusCode).toBe(404);
    const kept = await report(CODES.communeA);
    expect([kept.statusCode, kept.json().state.agency.code]).toEqual([201, CODES.communeA]);
    expect((await threadOf(CODES.communeA, number)).json().issuer.code).toBe(CODES.mergedDistrict);
  });

  test('is asked for where one system serves several parties', async () => {
    const { db } = people.it.database.database;
    const agencyIds = await Promise.all(
      [COMMUNE.code, HOME.code, FINANCE.code].map((code) => people.province.agencyId(code)),
    );
    const { apiKey } = await db.transaction((tx) =>
      createSystem(tx, { name: 'dung chung', agencyIds, scopes: ['send', 'receive'] }),
    );
    const shared = (number: string, body: object) =>
      call(apiKey, 'POST', `/v1/dossiers/${encodeURIComponent(number)}/states`, body);
    const odd = { referenceCodes: 'HS 12/2026', applicationType: 'MCDT_DT' };
    const mail = letter({ from: HOME.code, to: [FINANCE.code], ...odd });
    expect((await rest.send(HOME.code, mail.xml)).json().notices).toContainEqual(
      expect.objectContaining({ code: 'DOSSIER_NUMBER_UNUSUAL' }),
    );
    const unclear = await shared('HS12/2026', { state: 2 });
    expect([unclear.statusCode, unclear.json().code]).toEqual([422, 'DOSSIER_REPORTER_UNCLEAR']);
    expect((await shared('HS12/2026', { state: 2, agency: COMMUNE.code })).statusCode).toBe(404);
    const kept = await shared('hs 12/2026', { state: 2, agency: FINANCE.code });
    expect([kept.statusCode, kept.json().state.agency.code]).toEqual([201, FINANCE.code]);
  });

  test('is nobody whose key is for the directory only', async () => {
    const { db } = people.it.database.database;
    const agencyIds = [await people.province.agencyId(COMMUNE.code)];
    const { apiKey } = await db.transaction((tx) =>
      createSystem(tx, { name: 'danh ba', agencyIds, scopes: ['agency.read'] }),
    );
    const at = `/v1/dossiers/${COMMUNE.code}-261120-0001`;
    expect((await call(apiKey, 'GET', '/v1/dossiers')).statusCode).toBe(403);
    expect((await call(apiKey, 'GET', at)).statusCode).toBe(404);
    expect((await call(apiKey, 'POST', `${at}/states`, { state: 4 })).statusCode).toBe(404);
  });

  test('gets words for what cannot be meant, never a failure', async () => {
    const number = `${COMMUNE.code}-261124-0001`;
    const post = (body: object) => rest.post(COMMUNE.code, `/v1/dossiers/${number}/states`, body);
    const bad = [
      {},
      { state: 0 },
      { state: 11 },
      { state: '4' },
      { state: 1, at: '0000-01-01T00:00:00Z' },
      { state: 1, dueOn: '9999-01-01' },
      { state: 1, note: 'a\0b' },
    ];
    for (const body of bad) expect((await post(body)).statusCode, JSON.stringify(body)).toBe(400);
    for (const unknown of ['%00', 'x', `${CODES.home}-261124-0001`, 'a'.repeat(200)]) {
      expect((await threadOf(COMMUNE.code, unknown)).statusCode, unknown).toBe(404);
    }
    for (const query of ['state=11', 'after=x', 'overdue=maybe', 'limit=0']) {
      expect((await rest.get(COMMUNE.code, `/v1/dossiers?${query}`)).statusCode, query).toBe(400);
    }
    expect((await rest.get(COMMUNE.code, '/v1/dossiers?agency=x')).statusCode).toBe(404);
    expect(await numbers(COMMUNE.code, 'number=%25')).toEqual([]);
  });
});

test('the list goes page by page, and is narrowed by number, state and the other party', async () => {
  const first = (await rest.get(COMMUNE.code, '/v1/dossiers?limit=2')).json();
  const second = (await rest.get(COMMUNE.code, `/v1/dossiers?limit=2&after=${first.next}`)).json();
  const listed = [...first.items, ...second.items].map((one: { number: string }) => one.number);
  expect(new Set(listed).size).toBe(4);
  expect(listed).toEqual((await numbers(COMMUNE.code)).slice(0, 4));
  expect(await numbers(COMMUNE.code, 'state=10')).toEqual([`${COMMUNE.code}-261120-0001`]);
  expect(await numbers(COMMUNE.code, 'number=h98.101-2601')).toEqual([`${COMMUNE.code}-260102-0001`]);
  expect(await numbers(COMMUNE.code, `agency=${FINANCE.code}`)).toEqual([]);
  expect(await numbers(HOME.code, `agency=${COMMUNE.code}`)).toHaveLength(4);
});

test('the recorded exchange of a một cửa goes as it was recorded', async () => {
  const folder = new URL('../../adapters/vnpt-igate/recorded/', import.meta.url);
  const steps = JSON.parse(await readFile(new URL('exchange.json', folder), 'utf8')) as Step[];
  for (const { by, method, path, body, file, status, answer } of steps) {
    const payload = file ? await readFile(new URL(file, folder)) : body;
    const headers: Record<string, string> = file ? { 'content-type': 'application/edxml+xml' } : {};
    const given = method === 'GET' ? await rest.get(by, path) : await rest.post(by, path, payload, headers);
    expect([path, given.statusCode]).toEqual([path, status]);
    expect(given.json()).toMatchObject(answer);
  }
});

interface Step {
  readonly by: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly file?: string;
  readonly status: number;
  readonly answer: object;
}
