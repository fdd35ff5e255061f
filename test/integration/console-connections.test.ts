import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDmdc } from '../../adapters/dmdc/index.ts';
import { type DmdcSimulator, startDmdcSimulator } from '../../adapters/dmdc/simulator/index.ts';
import { CATALOGUES, synchroniseCatalogues, takeDueCatalogues } from '../../src/catalogues/index.ts';
import { connectionByName } from '../../src/registry/index.ts';
import { openPeople, type People } from '../support/people.ts';
import { CODES } from '../support/province.ts';
import type { Visitor } from '../support/visitors.ts';

const SECRET = 'bi-mat-cua-truc';
const FORM = {
  name: 'ioffice-xa',
  system: `qlvb ${CODES.communeA}`,
  'set-url': 'https://ioffice.tinh.example/api',
  'set-account': 'truc',
  'set-accountField': 'user',
  'set-passwordField': 'pass',
  'set-tokenMinutes': '20',
  'set-codeField': 'soKyHieu',
  'set-dateField': 'ngayBanHanh',
  'set-receiptField': 'dossierId',
  'set-senderField': '',
  'set-resultsMb': '32',
  secret: SECRET,
  why: 'Kết nối UBND xã',
};

let people: People;
let root: Visitor;
let dmdc: DmdcSimulator;

beforeAll(async () => {
  dmdc = await startDmdcSimulator();
  // Nothing runs by itself: what a page asks for waits until the test takes it.
  people = await openPeople({ role: 'api', catalogueUrl: dmdc.url, catalogueToken: dmdc.token });
  root = await people.enter('quan.tri', 'administrator', []);
});
afterAll(async () => {
  await people.close();
  await dmdc.close();
});

const saved = () => connectionByName(people.it.database.database.db, people.it.hub.vault, 'ioffice-xa');

test('the form of a kind says what is wrong at its field, loses nothing typed, and never shows the secret', async () => {
  const wrong = await root.post('/new-connection?kind=vnpt-ioffice', { ...FORM, 'set-tokenMinutes': '0' });
  expect(wrong.status).toBe(422);
  const page = await wrong.text();
  expect(page).toMatch(/id="wrong-save-set-tokenMinutes" role="alert">[^<]*tokenMinutes/);
  expect(page).toContain('value="https://ioffice.tinh.example/api"');
  expect(page).not.toContain(SECRET);
  const done = await root.post('/new-connection?kind=vnpt-ioffice', FORM);
  expect(done.headers.get('location')).toBe('/console/connections?note=connectionSaved');
  expect(await saved()).toMatchObject({
    secret: SECRET,
    settings: { tokenMinutes: 20, senderField: '', refusals: false, accountField: 'user' },
  });
  expect(await root.text('/connections/ioffice-xa')).not.toContain(SECRET);
  expect(JSON.stringify(await people.events('connection.saved'))).not.toContain(SECRET);
});

test('a name that is taken overwrites nothing; changed without a secret, the saved one is kept', async () => {
  const again = await root.post('/new-connection?kind=vnpt-ioffice', { ...FORM, 'set-account': 'khac' });
  expect(again.status).toBe(409);
  expect(await again.text()).toMatch(/id="wrong-save-name" role="alert"/);
  const changed = { ...FORM, secret: '', 'set-refusals': 'true', 'set-account': 'truc-2' };
  expect((await root.post('/connections/ioffice-xa', changed)).status).toBe(303);
  expect(await saved()).toMatchObject({ secret: SECRET, settings: { account: 'truc-2', refusals: true } });
  expect((await root.post('/connections/ioffice-xa', { ...changed, why: '' })).status).toBe(400);
});

test('a saved secret is never sent to another address', async () => {
  const elsewhere = { ...FORM, secret: '', 'set-url': 'https://ke-gian.example/api' };
  const refused = await root.post('/connections/ioffice-xa', elsewhere);
  expect(refused.status).toBe(422);
  expect(await refused.text()).toMatch(/id="wrong-save-secret" role="alert"/);
  expect(await saved()).toMatchObject({ settings: { url: FORM['set-url'] } });
  expect((await root.post('/connections/ioffice-xa', { ...elsewhere, secret: 'moi' })).status).toBe(303);
  expect(await saved()).toMatchObject({ secret: 'moi', settings: { url: elsewhere['set-url'] } });
});

test.each([
  ['url', { kind: 'webhook', url: 'ftp://qlvb.tinh.example' }],
  ['cap', { kind: 'pull', cap: '101' }],
  ['rate', { kind: 'pull', rate: 'nhiều' }],
  ['maxBytes', { kind: 'pull', maxBytes: '0' }],
  ['address', { kind: 'connection', connection: 'ioffice-xa', address: 'x'.repeat(201) }],
])("a wrong %s of an agency's channel is told at its own field", async (field, typed) => {
  const wrong = await root.post(`/agencies/${CODES.communeA}/channel`, { why: 'Đổi cách nhận', ...typed });
  expect(wrong.status).toBe(422);
  expect([...(await wrong.text()).matchAll(/id="wrong-channel-(\w+)"/g)].map(([, name]) => name)).toEqual([field]);
});

test('an operator sees the list and changes nothing', async () => {
  const operator = await people.enter('van.hanh', 'operator', []);
  const list = await operator.text('/connections');
  expect(list).toContain('ioffice-xa');
  expect(list).not.toContain('name="why"');
  expect((await operator.post('/connections/ioffice-xa/stop', { why: 'x' })).status).toBe(404);
  expect((await operator.get('/connections/ioffice-xa')).status).toBe(404);
  expect((await root.post('/connections/ioffice-xa/stop', { why: 'Bảo trì' })).status).toBe(303);
  expect(await saved()).toMatchObject({ enabled: false });
});

test('shared catalogues: who may asks for a reading now, which is in the log; what came of it is told in words', async () => {
  const { hub } = people.it;
  const { db } = hub.database;
  const operator = await people.enter('van.hanh.2', 'operator', []);
  expect(await operator.text('/catalogues')).not.toContain('synchronise"');
  expect((await operator.post('/catalogues/synchronise', {})).status).toBe(404);
  expect(await takeDueCatalogues(db, 24)).toHaveLength(10);
  const asked = await root.post('/catalogues/urgency/synchronise', {});
  expect(asked.headers.get('location')).toBe('/console/catalogues/urgency?note=nowWanted');
  expect(await people.events('catalogue.wanted')).toMatchObject([
    { actor: 'person:quan.tri', catalogues: 'urgency', from: '127.0.0.1' },
  ]);
  expect(await takeDueCatalogues(db, 24)).toEqual(['urgency']);
  const read = async (...lists: readonly Record<string, unknown>[]) => {
    dmdc.lists.set(CATALOGUES.urgency.path, lists);
    const source = openDmdc({ baseUrl: dmdc.url, token: dmdc.token, http: hub.outbound });
    const reading = { actor: 'hub', signal: AbortSignal.timeout(10_000) };
    await synchroniseCatalogues(db, source, ['urgency'], reading);
  };
  await read({ Ma: 1, Ten: 'Khẩn' }, { Ma: 2, Ten: 'Thượng khẩn' });
  await read({ Ma: 1, Ten: 'Rất khẩn' }, { Ten: 'Không có mã' });
  const page = await operator.text('/catalogues/urgency');
  expect(page).toContain(`${dmdc.url}/${CATALOGUES.urgency.path}`);
  for (const words of ['Trước đây: Khẩn', 'không còn', '1 mục trục chưa biết', '1 dòng không dùng được'])
    expect(page).toContain(words);
  await read();
  expect(await operator.text('/catalogues')).toContain('trả về danh sách rỗng; bản đang giữ được giữ nguyên');
  expect((await operator.get('/catalogues/agencies')).status).toBe(200);
  expect((await operator.get('/catalogues/khong-co')).status).toBe(404);
});
