import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVault, type Vault } from '../../src/platform/secrets.ts';
import {
  type Agency,
  type AgencyRow,
  agencyDetails,
  assignAgencies,
  authenticate,
  channelSecret,
  createSystem,
  disableSystem,
  importAgencies,
  receptions,
  releaseAgencies,
  resolveAgencies,
  rotateKey,
  searchAgencies,
  setChannel,
} from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const PROVINCE: Omit<AgencyRow, 'line'>[] = [
  { code: '000.00.00.H53', name: 'Ủy ban nhân dân tỉnh', contact_point_code: '000.00.01.H53', code_qd20: 'H53' },
  { code: '000.00.01.H53', name: 'Văn phòng UBND tỉnh' },
  { code: '000.00.13.H53', name: 'Sở Nội vụ', code_qd20: 'H53.13', code_old: 'so-noi-vu' },
  { code: '000.01.13.H53', name: 'Phòng Tổ chức' },
  { code: '000.00.32.H53', name: 'Huyện Châu Thành', valid_to: '2025-07-01', successor_codes: 'H53.201 H53.202' },
  { code: '000.00.33.H53', name: 'Huyện Tân Biên', valid_to: '2025-07-01', successor_codes: 'H53.201' },
  { code: 'H53.201', name: 'Xã Châu Thành' },
  { code: 'H53.202', name: 'Xã Ninh Điền' },
  { code: 'H53.999', name: 'Xã Tương Lai', valid_from: '2999-01-01' },
  { code: '000.00.00.G22', name: 'Văn phòng Chính phủ', axis: 'vpcp' },
];

let test: TestDatabase;
let vault: Vault;
let directory: string;
beforeAll(async () => {
  test = await testDatabase();
  directory = await mkdtemp(path.join(tmpdir(), 'registry-'));
  vault = await openVault(directory);
  await importAgencies(test.owner, rows(PROVINCE));
});
afterAll(async () => {
  await test.drop();
  await rm(directory, { recursive: true });
});

function rows(list: readonly Omit<AgencyRow, 'line'>[]): AgencyRow[] {
  return list.map((row, index) => ({ line: index + 2, ...row }));
}

async function agency(code: string): Promise<Agency> {
  const found = (await resolveAgencies(test.database.db, [code])).get(code);
  if (!found) throw new Error(code);
  return found;
}

async function where(code: string): Promise<string> {
  const one = await agency(code);
  const reception = (await receptions(test.database.db, [one])).get(one.id);
  if (reception?.outcome === 'open') return `${reception.handover.code} ${reception.via} ${reception.channel.kind}`;
  if (reception?.outcome === 'closed') return `closed ${reception.since}`;
  if (reception?.outcome === 'undecided') {
    return `undecided ${reception.since} ${reception.successors.map((successor) => successor.code).sort()}`;
  }
  return reception?.outcome ?? '';
}

async function system(name: string, ...codes: string[]) {
  const agencyIds = await Promise.all(codes.map(async (code) => (await agency(code)).id));
  return test.database.db.transaction((tx) => createSystem(tx, { name, agencyIds, scopes: ['send', 'receive'] }));
}

describe('codes', () => {
  it('of every form and letter case name the same agency, in one answer keyed as asked', async () => {
    const asked = ['000.00.13.H53', 'h53.13', 'SO-NOI-VU', '000.00.99.H53'];
    const found = await resolveAgencies(test.database.db, asked);
    expect([...found.keys()]).toEqual(asked.slice(0, 3));
    expect(new Set([...found.values()].map((one) => one.code))).toEqual(new Set(['000.00.13.H53']));
  });

  it('that passed to another agency name the one whose validity is open today', async () => {
    const [old, now] = [await agency('000.00.33.H53'), await agency('H53.202')];
    await test.owner.pool.query(
      `insert into agency_code (code, agency_id, scheme, valid_from, valid_to)
       values ('REUSED', $1, 'OLD', null, '2025-07-01'), ('REUSED', $2, 'OLD', '2025-07-01', null)`,
      [old.id, now.id],
    );
    expect((await agency('REUSED')).id).toBe(now.id);
    await test.owner.pool.query(
      "update agency_code set valid_to = '2025-08-01' where code = 'REUSED' and agency_id = $1",
      [now.id],
    );
    expect((await agency('REUSED')).id).toBe(now.id);
  });
});

describe('reception', () => {
  it('follows contact points, ancestors, successors and axes as systems connect', async () => {
    expect(await where('000.00.13.H53')).toBe('not-connected');
    await system('văn phòng', '000.00.01.H53');
    expect(await where('000.00.01.H53')).toBe('000.00.01.H53 own pull');
    expect(await where('000.00.00.H53')).toBe('000.00.01.H53 contact-point pull');
    await system('sở nội vụ', '000.00.13.H53');
    expect(await where('000.01.13.H53')).toBe('000.00.13.H53 ancestor pull');
    expect(await where('000.00.33.H53')).toBe('not-connected');
    await system('xã', 'H53.201', 'H53.202');
    expect(await where('000.00.33.H53')).toBe('H53.201 successor pull');
    expect(await where('000.00.32.H53')).toBe('undecided 2025-07-01 H53.201,H53.202');
    expect(await where('000.00.00.G22')).toBe('000.00.00.G22 own axis');
    expect(await where('H53.999')).toBe('closed 2999-01-01');
    await test.database.db.transaction((tx) => disableSystem(tx, 'sở nội vụ'));
    expect(await where('000.01.13.H53')).toBe('not-connected');
  });

  it('is by the webhook of record, whose secret only the vault reads', async () => {
    const { id } = await agency('H53.202');
    const db = test.database.db;
    await db.transaction((tx) =>
      setChannel(tx, vault, id, { kind: 'webhook', url: 'http://x.vn/in', secret: 's3cret', cap: 7 }),
    );
    expect((await receptions(db, [await agency('H53.202')])).get(id)).toMatchObject({
      channel: { kind: 'webhook', url: 'http://x.vn/in', cap: 7, rate: null, maxBytes: null },
    });
    expect(await channelSecret(db, vault, id)).toBe('s3cret');
    const bad = db.transaction((tx) => setChannel(tx, vault, id, { kind: 'webhook', url: 'ftp://x', secret: 's' }));
    await expect(bad).rejects.toMatchObject({ code: 'CHANNEL_INVALID' });
  });
});

describe('an API key', () => {
  it('opens for the agencies of its system, the contact point acting for its own, successors reading the past', async () => {
    const { apiKey, id } = await system('gateway', '000.00.01.H53', 'H53.201');
    expect(apiKey).toMatch(/^lt_[\w-]{43}$/);
    const principal = await authenticate(test.database.db, apiKey);
    const ids = async (...codes: string[]) =>
      new Set(await Promise.all(codes.map(async (code) => (await agency(code)).id)));
    expect(principal).toMatchObject({ systemId: id, actor: 'system:gateway', scopes: ['send', 'receive'] });
    expect(principal?.agencyIds).toEqual(await ids('000.00.01.H53', 'H53.201', '000.00.00.H53'));
    expect(principal?.predecessorIds).toEqual(await ids('000.00.33.H53'));
  });

  it('reads the past of a split agency once its own is chosen as the heir, and only it', async () => {
    const [split, heir] = [await agency('000.00.32.H53'), await agency('H53.202')];
    const past = async (name: string, code: string) => {
      const principal = await authenticate(test.database.db, (await system(name, code)).apiKey);
      return principal!.predecessorIds!.has(split.id);
    };
    expect(await past('before the choice', 'H53.202')).toBe(false);
    const choose = (chosen: boolean) =>
      test.owner.pool.query('update agency_successor set is_heir = $3 where agency_id = $1 and successor_id = $2', [
        split.id,
        heir.id,
        chosen,
      ]);
    await choose(true);
    expect([await past('heir of the split', 'H53.202'), await past('other of the split', 'H53.201')]).toEqual([
      true,
      false,
    ]);
    expect(await where('000.00.32.H53')).toBe('H53.202 successor webhook');
    await choose(false);
  });

  it('of a named successor opens nothing of an agency that is still open', async () => {
    const { apiKey } = await system('heir', 'H53.202');
    const [open, heir] = [await agency('000.00.13.H53'), await agency('H53.202')];
    await test.owner.pool.query(
      `insert into agency_successor (agency_id, successor_id, from_date) values ($1, $2, '2025-07-01')`,
      [open.id, heir.id],
    );
    const principal = await authenticate(test.database.db, apiKey);
    expect(principal?.predecessorIds?.has(open.id)).toBe(false);
    await test.owner.pool.query('delete from agency_successor where agency_id = $1', [open.id]);
  });

  it('counts at once what this process changes: another agency, a released one, a new key, the end', async () => {
    const { apiKey, id } = await system('changing', 'H53.201');
    const db = test.database.db;
    const other = (await agency('H53.202')).id;
    const serves = async (key: string) => (await authenticate(db, key))?.agencyIds.has(other);
    expect(await serves(apiKey)).toBe(false);
    await db.transaction((tx) => assignAgencies(tx, id, [other]));
    expect(await serves(apiKey)).toBe(true);
    await db.transaction((tx) => releaseAgencies(tx, id, [other]));
    expect(await serves(apiKey)).toBe(false);
    await db.transaction((tx) => assignAgencies(tx, id, [other]));
    const rotated = await db.transaction((tx) => rotateKey(tx, 'changing'));
    expect(await serves(apiKey)).toBeUndefined();
    expect(await serves(rotated.apiKey)).toBe(true);
    await db.transaction((tx) => disableSystem(tx, 'changing'));
    expect(await authenticate(db, rotated.apiKey)).toBeNull();
  });

  it('that another process ended is refused when the memory of it ends', async () => {
    const { apiKey } = await system('elsewhere', 'H53.201');
    const db = test.database.db;
    let at = 0;
    const clock = { now: () => 0, monotonic: () => at };
    expect(await authenticate(db, apiKey, clock)).not.toBeNull();
    await test.owner.pool.query("update system set disabled_at = now() where name = 'elsewhere'");
    at = 4_999;
    expect(await authenticate(db, apiKey, clock)).not.toBeNull();
    at = 5_000;
    expect(await authenticate(db, apiKey, clock)).toBeNull();
  });

  it('is refused when malformed or unknown, and a second system may not take a name', async () => {
    for (const key of ['', 'lt_', `lt_${'A'.repeat(43)}`, `xx_${'A'.repeat(43)}`]) {
      expect(await authenticate(test.database.db, key)).toBeNull();
    }
    await system('once');
    await expect(system('once')).rejects.toMatchObject({ code: 'SYSTEM_NAME_TAKEN' });
  });
});

describe('search', () => {
  const names = async (text: string) =>
    (await searchAgencies(test.database.db, { text, limit: 20 })).items.map((one) => one.name);

  it('finds by name without diacritics, by unfinished words, by any code form and its beginning', async () => {
    expect(await names('so noi v')).toEqual(['Sở Nội vụ']);
    expect(await names('vụ SỞ')).toEqual(['Sở Nội vụ']);
    expect(await names('H53.13')).toEqual(['Sở Nội vụ']);
    expect(await names('000.00.13')).toEqual(['Sở Nội vụ']);
    expect(await names('13.h53')).toEqual(['Sở Nội vụ']);
    expect(await names('ubnd')).toEqual(['Ủy ban nhân dân tỉnh', 'Văn phòng UBND tỉnh']);
    expect(await names("'; drop | & ! :* \\")).toEqual([]);
  });

  it('puts the exact code first, then what begins with the text, then the rest by name', async () => {
    expect((await names('H53'))[0]).toBe('Ủy ban nhân dân tỉnh');
    expect(await names('chau thanh')).toEqual(['Huyện Châu Thành', 'Xã Châu Thành']);
    expect(await names('xa')).toEqual(['Xã Châu Thành', 'Xã Ninh Điền', 'Xã Tương Lai']);
  });

  it('gives every agency once over pages of any size', async () => {
    for (const text of ['', 'h53', 'van phong', 'tinh']) {
      const whole = await names(text);
      for (const limit of [1, 2, 3]) {
        const seen: string[] = [];
        for (let after: string | null | undefined; after !== null; ) {
          const page = await searchAgencies(test.database.db, { text, limit, after });
          seen.push(...page.items.map((one) => one.name));
          after = page.next;
        }
        expect([text, limit, seen]).toEqual([text, limit, whole]);
      }
    }
    const bad = searchAgencies(test.database.db, { text: 'a', limit: 1, after: 'nonsense' });
    await expect(bad).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
  });
});

it('details name parent, contact point, successors, codes, systems and reception', async () => {
  expect(await agencyDetails(test.database.db, 'nothing')).toBeNull();
  const details = await agencyDetails(test.database.db, '000.00.32.H53');
  expect(details).toMatchObject({ open: false, contactPoint: null, reception: { outcome: 'undecided' }, systems: [] });
  expect(details?.parent?.code).toBe('000.00.00.H53');
  expect(details?.successors.map((one) => `${one.agency.code} ${one.from}`).sort()).toEqual([
    'H53.201 2025-07-01',
    'H53.202 2025-07-01',
  ]);
  expect((await agencyDetails(test.database.db, 'H53.13'))?.codes.map((one) => one.code)).toEqual([
    '000.00.13.H53',
    'H53.13',
    'SO-NOI-VU',
  ]);
});
