import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDmdc } from '../../adapters/dmdc/index.ts';
import { type DmdcSimulator, startDmdcSimulator } from '../../adapters/dmdc/simulator/index.ts';
import {
  applyAgencies,
  CATALOGUES,
  type CatalogueName,
  type CatalogueReport,
  compareAgencies,
  listCatalogues,
  listEntries,
  previewAgencies,
  synchroniseCatalogues,
  takeDueCatalogues,
  tellLateCatalogues,
} from '../../src/catalogues/index.ts';
import { type Outbound, openOutbound } from '../../src/platform/outbound.ts';
import { agencyDetails } from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { CODES, settleProvince } from '../support/province.ts';

let it: TestDatabase;
let service: DmdcSimulator;
let outbound: Outbound;
beforeAll(async () => {
  [it, service] = await Promise.all([testDatabase(), startDmdcSimulator()]);
  outbound = openOutbound({ allow: ['127.0.0.0/8'] });
  await settleProvince(it.owner, it.database);
});
afterAll(async () => {
  await Promise.all([outbound.close(), service.close()]);
  await it.drop();
});

const publish = (name: CatalogueName, records: readonly Record<string, unknown>[]) =>
  service.lists.set(CATALOGUES[name].path, records);
const read = async (names: readonly CatalogueName[], more: { acceptMissing?: boolean; token?: string } = {}) => {
  const { token = service.token, ...options } = more;
  const source = openDmdc({ baseUrl: service.url, token, http: outbound });
  const signal = AbortSignal.timeout(10_000);
  return synchroniseCatalogues(it.database.db, source, names, { actor: 'cli:test', signal, ...options });
};
const readOne = async (name: CatalogueName, more = {}) => (await read([name], more)).get(name) as CatalogueReport;
const urgency = (...names: string[]) => names.map((Ten, index) => ({ Ma: index + 1, Ten }));

describe('a shared catalogue', () => {
  test('is told as what is new, changed and gone; the same list again changes nothing and is no event', async () => {
    publish('urgency', urgency('Khẩn', 'Thượng khẩn', 'Hỏa tốc'));
    expect(await readOne('urgency')).toMatchObject({ added: [{}, {}, {}], changed: [], gone: [], unknown: [] });
    expect(await readOne('urgency')).toMatchObject({ added: [], changed: [], gone: [] });
    publish('urgency', urgency('Khẩn', 'Đặc biệt khẩn'));
    expect(await readOne('urgency')).toEqual({
      added: [],
      changed: [{ code: '2', name: 'Đặc biệt khẩn', before: 'Thượng khẩn' }],
      gone: [{ code: '3', name: 'Hỏa tốc' }],
      leftOut: 0,
      unknown: [expect.objectContaining({ code: '2', name: 'Đặc biệt khẩn' })],
    });
    const kept = await listEntries(it.database.db, { catalogue: 'urgency', gone: true, limit: 10 });
    expect(kept.map((one) => [one.code, one.goneAt !== null])).toEqual([
      ['1', false],
      ['2', false],
      ['3', true],
    ]);
    publish('urgency', urgency('Khẩn', 'Thượng khẩn', 'Hỏa tốc'));
    expect(await readOne('urgency')).toMatchObject({ added: [], changed: [{ code: '2' }, { code: '3' }], gone: [] });
    const { rows } = await it.owner.pool.query(
      `select data from event where type = 'catalogue.synchronised' order by id`,
    );
    expect(rows.map(({ data }) => [data.added, data.changed, data.gone, data.unknown])).toEqual([
      [3, 0, 0, 0],
      [0, 1, 1, 1],
      [0, 2, 0, 0],
    ]);
  });

  test('that comes empty or cut short changes nothing, until a person accepts what is missing', async () => {
    publish(
      'units-3',
      Array.from({ length: 60 }, (_, n) => ({ MaDonViHanhChinhCap3: `X${n}`, TenDonVi: `Xã ${n}` })),
    );
    await readOne('units-3');
    service.misbehaviour = { cutTo: 30 };
    expect(await readOne('units-3')).toMatchObject({ code: 'CATALOGUE_SHRANK', facts: { known: 60, missing: 30 } });
    service.misbehaviour = { cutTo: 0 };
    expect(await readOne('units-3', { acceptMissing: true })).toMatchObject({ code: 'CATALOGUE_EMPTY' });
    const live = () => listEntries(it.database.db, { catalogue: 'units-3', limit: 100 });
    expect(await live()).toHaveLength(60);
    service.misbehaviour = { cutTo: 30 };
    expect((await readOne('units-3', { acceptMissing: true })).gone).toHaveLength(30);
    expect(await live()).toHaveLength(30);
    service.misbehaviour = {};
  });

  test('that fails leaves the others alone, is told once, and stands in the status until it is read again', async () => {
    publish('legal-types', [{ Ma: 'QD', Ten: 'Quyết định' }]);
    service.lists.delete(CATALOGUES['document-types'].path);
    const broken = await read(['document-types', 'legal-types']);
    expect(broken.get('document-types')).toMatchObject({ code: 'CATALOGUE_CALL_REFUSED', facts: { status: 404 } });
    expect(broken.get('legal-types')).toMatchObject({ added: [{ code: 'QD' }] });
    await read(['document-types']);
    const events = await it.owner.pool.query(`select data from event where type = 'catalogue.failed'
      and data->>'catalogue' = 'document-types'`);
    expect(events.rows).toMatchObject([{ data: { code: 'CATALOGUE_CALL_REFUSED' } }]);
    const stateOf = async () => (await listCatalogues(it.database.db, 24)).find((one) => one.name === 'document-types');
    expect(await stateOf()).toMatchObject({
      failure: 'CATALOGUE_CALL_REFUSED',
      failureFacts: { catalogue: CATALOGUES['document-types'].path, status: 404 },
      readAt: null,
      entries: 0,
    });
    publish('document-types', [
      { Ma: 'CV', Ten: 'Công văn' },
      { Ma: 'BD', Ten: 'Bản đồ số' },
    ]);
    expect((await readOne('document-types')).unknown).toMatchObject([{ name: 'Bản đồ số' }]);
    expect(await stateOf()).toMatchObject({ failure: null, failureFacts: {}, entries: 2, unknown: 1, lastAdded: 2 });
  });

  test.each([
    ['an HTML page', { garbage: true }, {}, 'CATALOGUE_ANSWER_UNREADABLE'],
    ['a wrong token', {}, { token: 'sai' }, 'CATALOGUE_CALL_REFUSED'],
    ['a failing service', { status: 503 }, {}, 'CATALOGUE_CALL_REFUSED'],
  ])('met by %s keeps what it has', async (_, misbehaviour, more, code) => {
    service.misbehaviour = misbehaviour;
    expect(await readOne('urgency', more)).toMatchObject({ code });
    service.misbehaviour = {};
    expect(await listEntries(it.database.db, { catalogue: 'urgency', limit: 10 })).toHaveLength(3);
  });

  test('whose time has come is read by one process, and again only when it is due', async () => {
    await it.owner.pool.query(`update catalogue set asked_at = '-infinity'`);
    const due = await Promise.all([1, 2].map(() => takeDueCatalogues(it.database.db, 24)));
    const never = ['agencies-1', 'agencies-2', 'agencies-3', 'agencies-4', 'units-1', 'units-2'];
    expect(due.flat().sort()).toEqual(never);
    expect(await takeDueCatalogues(it.database.db, 24)).toEqual([]);
    await it.owner.pool.query(`update catalogue set asked_at = '-infinity', read_at = now() - interval '25 hours'
      where name = 'urgency'`);
    expect(await takeDueCatalogues(it.database.db, 24)).toEqual(['urgency']);
  });

  test('that is overdue is told in one alert with the others, once until it has been read again', async () => {
    const { pool } = it.owner;
    const alerts = async () =>
      (await pool.query(`select facts from alert where kind = 'catalogue-late' order by id`)).rows;
    const tell = () => tellLateCatalogues(it.database.db, 24);
    await pool.query(`update catalogue set read_at = now() - interval '47 hours', failure = 'CATALOGUE_EMPTY'
      where name in ('urgency', 'document-types', 'legal-types')`);
    await tell();
    expect(await alerts()).toEqual([]);
    // The hub stood still and has only begun to read: nobody has failed.
    await pool.query(`update catalogue set read_at = now() - interval '49 hours', failure = null, asked_at = now()
      where name = 'legal-types'`);
    await pool.query(`update catalogue set read_at = now() - interval '49 hours'
      where name in ('urgency', 'document-types')`);
    await Promise.all([tell(), tell()]);
    const facts = { count: 2, catalogues: expect.stringMatching(/urgency/), code: 'CATALOGUE_EMPTY' };
    expect(await alerts()).toMatchObject([{ facts }]);
    await readOne('urgency');
    await pool.query(`update catalogue set read_at = now() - interval '49 hours', failure = 'CATALOGUE_EMPTY'
      where name = 'urgency'`);
    await tell();
    expect(await alerts()).toMatchObject([{ facts }, { facts: { count: 1, catalogues: 'urgency' } }]);
  });
});

describe('the directory of agencies', () => {
  test('is compared within its own province, proposed, and changed only when somebody applies it', async () => {
    const record = (code: string, name: string, more = {}) => ({ MaDinhDanhCap2: code, TenDonVi: name, ...more });
    publish('agencies-2', [
      record(CODES.office, 'Văn phòng Ủy ban nhân dân tỉnh Thử Nghiệm'),
      record(CODES.home, 'Sở Nội vụ và Lao động'),
      record('000.00.19.H98', 'Sở Du lịch', { Email: 'sodulich@thunghiem.example' }),
      record('000.00.19.H77', 'Sở Du lịch tỉnh khác'),
    ]);
    await readOne('agencies-2');
    const { db } = it.database;
    const found = await compareAgencies(db);
    expect(found.added).toMatchObject([{ code: '000.00.19.H98', name: 'Sở Du lịch' }]);
    // An abbreviation is no other name.
    expect(found.renamed).toMatchObject([{ code: CODES.home, name: 'Sở Nội vụ và Lao động', before: 'Sở Nội vụ' }]);
    const missing = found.missing.map((one) => one.code);
    expect(missing).toContain(CODES.finance);
    // Closed already, of another level, or behind another axis: missed by nobody.
    for (const code of [CODES.closedBoard, CODES.archives, CODES.government]) expect(missing).not.toContain(code);
    expect(await previewAgencies(it.owner, found)).toMatchObject({ created: 1, updated: 1, rejected: [] });
    expect(await agencyDetails(db, '000.00.19.H98')).toBeNull();
    expect(await applyAgencies(it.owner, found, 'cli:test')).toMatchObject({ created: 1, updated: 1, rejected: [] });
    expect((await agencyDetails(db, '000.00.19.H98'))?.agency).toMatchObject({
      name: 'Sở Du lịch',
      contact: { email: 'sodulich@thunghiem.example' },
    });
    expect((await agencyDetails(db, CODES.home))?.agency.name).toBe('Sở Nội vụ và Lao động');
    expect((await agencyDetails(db, CODES.finance))?.open).toBe(true);
    expect(await compareAgencies(db)).toMatchObject({ added: [], renamed: [] });
  });
});
