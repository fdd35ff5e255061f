import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AxisSimulator, AxisState, startSimulator } from '../../adapters/axis/simulator/index.ts';
import { clientOf } from '../../src/axes/client.ts';
import { type SyncOptions, synchronise } from '../../src/axes/directory.ts';
import { type DirectoryReport, resolveAgencies, saveAxis } from '../../src/registry/index.ts';
import { type TestHub, testHub } from '../support/hub.ts';
import { CODES, settleProvince } from '../support/province.ts';

let it: TestHub;
let axis: AxisSimulator;
const state = new AxisState();
const NAME = 'quoc-gia';

beforeAll(async () => {
  it = await testHub({ role: 'api' });
  await settleProvince(it.database.owner, it.database.database);
  axis = await startSimulator(state);
  const settings = { dialect: 'vxp', systemId: axis.systemId };
  await db().transaction((tx) =>
    saveAxis(tx, it.hub.vault, { name: NAME, adapter: 'axis', baseUrl: axis.url, secret: axis.secret, settings }),
  );
});
afterAll(async () => {
  await axis.close();
  await it.close();
});

const db = () => it.hub.database.db;

async function sync(more: Partial<SyncOptions> = {}): Promise<DirectoryReport> {
  const { axis: known, client } = await clientOf({ ...it.hub, reader: db() }, NAME);
  const options = { actor: 'test', signal: new AbortController().signal, ...more };
  return (await synchronise(it.database.owner, known, client, options))!;
}

const counts = ({ added, changed, closed, kept, conflicts }: DirectoryReport) => ({
  added,
  changed,
  closed,
  kept,
  conflicts: conflicts.map((one) => `${one.code} ${one.axis}`),
});
const agency = async (code: string) => (await resolveAgencies(db(), [code])).get(code);

test('a directory is taken over with its hierarchy; this hub’s agencies and another axis’s are left alone and told', async () => {
  state.units = [
    { id: 'u1', code: '000.00.00.G09', name: 'Bộ Nội vụ', mail: 'bnv@example.vn', version: 1 },
    { id: 'u2', pid: 'u1', code: '000.00.05.G09', name: 'Vụ Pháp chế', version: 2 },
    { id: 'u3', code: CODES.home, name: 'Sở Nội vụ (theo trục)', version: 3 },
    { id: 'u4', code: CODES.government, name: 'Văn phòng Chính phủ', version: 4 },
    { id: 'u5', code: '00.53.W00', name: 'Nút Tây Ninh', version: 5 },
    { id: 'u6', code: 'G10', name: 'Nút khác', version: 6, isAgency: false },
  ];
  const first = counts(await sync());
  expect(first).toEqual({
    added: 2,
    changed: 0,
    closed: 0,
    kept: 0,
    conflicts: [`${CODES.home} `, `${CODES.government} vpcp`],
  });
  const [ministry, unit] = [await agency('000.00.00.G09'), await agency('000.00.05.G09')];
  expect(ministry).toMatchObject({ axis: NAME, name: 'Bộ Nội vụ', contact: { email: 'bnv@example.vn' } });
  expect(unit).toMatchObject({ axis: NAME, parentId: ministry!.id });
  expect(await agency(CODES.home)).toMatchObject({ axis: null, name: 'Sở Nội vụ' });
});

test('the next time only what changed since the version is asked for, and the whole list again changes nothing', async () => {
  state.units = state.units.map((one) => (one.id === 'u2' ? { ...one, name: 'Vụ Pháp chế mới', version: 7 } : one));
  expect(counts(await sync())).toMatchObject({ added: 0, changed: 1, conflicts: [] });
  expect(await agency('000.00.05.G09')).toMatchObject({ name: 'Vụ Pháp chế mới' });
  expect(counts(await sync({ whole: true }))).toMatchObject({ added: 0, changed: 0, closed: 0 });
});

test('what an administrator changed here is never overwritten, the rest still is', async () => {
  const ministry = (await agency('000.00.00.G09'))!;
  await it.database.owner.db.execute(sql`update agency set name = 'Bộ Nội vụ (sửa)' where id = ${ministry.id}`);
  state.units = state.units.map((one) =>
    one.id === 'u1' ? { ...one, name: 'BỘ NỘI VỤ', mail: 'vanthu@example.vn', version: 8 } : one,
  );
  expect(counts(await sync())).toMatchObject({ changed: 1, kept: 1 });
  expect(await agency('000.00.00.G09')).toMatchObject({
    name: 'Bộ Nội vụ (sửa)',
    contact: { email: 'vanthu@example.vn' },
  });
});

test('a unit that is deleted there is closed here, and one that is gone from a whole list too', async () => {
  state.units.push({ id: 'u7', code: 'G11', name: 'Bộ Quốc phòng', version: 9 });
  await sync();
  state.units = state.units
    .filter((one) => one.id !== 'u7')
    .map((one) => (one.id === 'u2' ? { ...one, deleted: true, version: 10 } : one));
  expect(counts(await sync())).toMatchObject({ closed: 1 });
  expect((await agency('000.00.05.G09'))!.validTo).not.toBeNull();
  expect(counts(await sync({ whole: true }))).toMatchObject({ closed: 1 });
  expect((await agency('G11'))!.validTo).not.toBeNull();
});

test('a list that lacks much of what was known changes nothing until somebody says that it is right', async () => {
  const many = Array.from({ length: 60 }, (_, n) => ({
    id: `x${n}`,
    code: `G31.${n + 10}`,
    name: `Đơn vị ${n}`,
    version: 20,
  }));
  state.units.push(...many);
  await sync();
  state.units = state.units.filter((one) => !one.id.startsWith('x'));
  await expect(sync({ whole: true })).rejects.toMatchObject({ code: 'AXIS_DIRECTORY_SHRANK' });
  expect((await agency('G31.10'))!.validTo).toBeNull();
  expect(counts(await sync({ whole: true, acceptMissing: true }))).toMatchObject({ closed: 60 });
});

test('an axis that does not give its directory leaves everything as it was, with the reason', async () => {
  state.misbehaviour = { garbage: true };
  await expect(sync()).rejects.toMatchObject({ code: 'AXIS_ANSWER_UNUSABLE' });
  state.misbehaviour = {};
});
