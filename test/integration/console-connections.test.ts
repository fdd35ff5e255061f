import { afterAll, beforeAll, expect, test } from 'vitest';
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

beforeAll(async () => {
  people = await openPeople();
  root = await people.enter('quan.tri', 'administrator', []);
});
afterAll(() => people.close());

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
