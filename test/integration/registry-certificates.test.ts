import { createHash } from 'node:crypto';
import forge from 'node-forge';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Agency,
  bindCertificate,
  findCertificates,
  importAgencies,
  listCertificates,
  resolveAgencies,
  revokeCertificate,
  signerFacts,
} from '../../src/registry/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let test: TestDatabase;
let province: Agency;
let office: Agency;
let department: Agency;
beforeAll(async () => {
  test = await testDatabase();
  const codes = ['000.00.00.H53', '000.00.01.H53', '000.00.13.H53'];
  await importAgencies(test.owner, [
    { line: 2, code: codes[0]!, name: 'UBND tỉnh', contact_point_code: codes[1]! },
    { line: 3, code: codes[1]!, name: 'Văn phòng', signature_policy: 'legacy' },
    { line: 4, code: codes[2]!, name: 'Sở Nội vụ' },
  ]);
  const found = await resolveAgencies(test.database.db, codes);
  [province, office, department] = codes.map((code) => found.get(code)!) as [Agency, Agency, Agency];
});
afterAll(() => test.drop());

/** 1,024 bits: nothing here is signed but the certificate itself. */
const keys = forge.pki.rsa.generateKeyPair(1024);

function certificate(name: string): Buffer {
  const made = forge.pki.createCertificate();
  made.publicKey = keys.publicKey;
  made.serialNumber = createHash('sha256').update(name).digest('hex').slice(0, 16);
  made.validity.notBefore = new Date('2025-01-01T00:00:00Z');
  made.validity.notAfter = new Date('2030-01-01T00:00:00Z');
  made.setSubject([{ name: 'commonName', value: name }]);
  made.setIssuer([{ name: 'commonName', value: 'Test CA' }]);
  made.sign(keys.privateKey, forge.md.sha256.create());
  return Buffer.from(forge.asn1.toDer(forge.pki.certificateToAsn1(made)).getBytes(), 'latin1');
}

const bind = (agencyId: string, der: Uint8Array) =>
  test.database.db.transaction((tx) => bindCertificate(tx, { agencyId, der, addedBy: 'cli:root' }));

it('a certificate is bound once, in DER or PEM, and to one agency only', async () => {
  const der = certificate('bound once');
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
  const first = await bind(department.id, der);
  expect(first.sha256).toBe(createHash('sha256').update(der).digest('hex'));
  expect(await bind(department.id, Buffer.from(pem))).toEqual(first);
  await expect(bind(office.id, der)).rejects.toMatchObject({
    code: 'CERTIFICATE_BOUND_ELSEWHERE',
    facts: { code: '000.00.13.H53' },
  });
  await expect(bind(office.id, Buffer.from('no certificate'))).rejects.toMatchObject({
    code: 'CERTIFICATE_UNREADABLE',
  });
});

it('a sender is known by its own certificates and those of its contact point, never by the hint in the message', async () => {
  const [own, offices, foreign] = ['own', 'office', 'foreign'].map(certificate) as [Buffer, Buffer, Buffer];
  await bind(province.id, own);
  await bind(office.id, offices);
  const { sha256 } = await bind(department.id, foreign);
  const db = test.database.db;
  const facts = await signerFacts(db, province, null, 'require');
  expect(facts).toMatchObject({ policy: 'require', boundElsewhere: false });
  expect(facts.certificates.map((each) => Buffer.from(each.der))).toEqual(expect.arrayContaining([own, offices]));
  expect(facts.certificates).toHaveLength(2);
  const hinted = await signerFacts(db, province, sha256, 'require');
  expect([hinted.boundElsewhere, hinted.certificates.length]).toEqual([true, 2]);
  const unknown = await signerFacts(db, office, 'ab'.repeat(32), 'require');
  expect(unknown).toMatchObject({ policy: 'legacy', boundElsewhere: false });
  const revoke = () => db.transaction((tx) => revokeCertificate(tx, sha256));
  const first = await revoke();
  expect(first).toMatchObject({ agencyId: department.id, newly: true });
  expect(await revoke()).toEqual({ ...first, newly: false });
  expect(await db.transaction((tx) => revokeCertificate(tx, 'ab'.repeat(32)))).toBeNull();
  expect((await signerFacts(db, department, sha256, 'require')).certificates.some((each) => each.revokedAt)).toBe(true);
});

it('the inventory names agency and person, those that expire first first, page by page without a gap', async () => {
  const db = test.database.db;
  const ders = ['x', 'y', 'z'].map(certificate) as [Buffer, Buffer, Buffer];
  for (const der of ders) await bind(office.id, der);
  const person = 'Lê Văn Mẫu';
  const { sha256 } = await db.transaction((tx) =>
    bindCertificate(tx, { agencyId: office.id, der: ders[1], addedBy: 'cli:root', person }),
  );
  expect(await findCertificates(db, [sha256, 'ab'.repeat(32)])).toMatchObject([
    { agency: { code: '000.00.01.H53', name: 'Văn phòng' }, person, sha256, revokedAt: null },
  ]);
  const all = await listCertificates(db, { agencyId: office.id, limit: 100 });
  expect(all.items.length).toBeGreaterThanOrEqual(3);
  expect(all.next).toBeNull();
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await listCertificates(db, { agencyId: office.id, limit: 1, ...(after && { after }) });
    seen.push(...page.items.map((one) => one.sha256));
    after = page.next ?? undefined;
  } while (after);
  expect(seen).toEqual(all.items.map((one) => one.sha256));
  await expect(listCertificates(db, { after: 'junk', limit: 1 })).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
});

it('what expires within the days asked for is listed, revoked certificates are not', async () => {
  const db = test.database.db;
  const days = Math.ceil((Date.parse('2030-01-01T00:00:00Z') - Date.now()) / 86_400_000);
  const soon = await listCertificates(db, { expiringDays: days, limit: 1_000 });
  const every = await listCertificates(db, { limit: 1_000 });
  expect(soon.items.map((one) => one.sha256)).toEqual(
    every.items.filter((one) => !one.revokedAt).map((one) => one.sha256),
  );
  expect(soon.items.length).toBeLessThan(every.items.length);
  expect((await listCertificates(db, { expiringDays: days - 2, limit: 1_000 })).items).toEqual([]);
});
