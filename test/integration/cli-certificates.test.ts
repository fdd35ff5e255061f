import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openEvidenceStore } from '../../src/trust/index.ts';
import { run, useEnvironment } from '../support/command.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { letter } from '../support/letters.ts';
import { AUTHORITY, hasOpenssl, makeRoot, SIGNER } from '../support/openssl-pki.ts';

if (!hasOpenssl) console.warn('CERTIFICATE COMMANDS NOT TESTED: there is no openssl command');

const OFFICE = '000.00.01.H97';
const CRL = 'http://crl.example.vn/root.crl';
const OTHER = '000.00.02.H97';

describe.skipIf(!hasOpenssl)('the certificates of agencies', () => {
  if (!hasOpenssl) return;
  const root = makeRoot('Gốc thử nghiệm', AUTHORITY);
  const organisation = root.issue('Văn phòng Thử Nghiệm', [...SIGNER, `crlDistributionPoints = URI:${CRL}`]);
  const person = root.issue('Lê Văn Mẫu', SIGNER, { days: 20 });
  const gone = root.issue('Trần Thị Mẫu', SIGNER, {
    from: new Date('2025-01-01T00:00:00Z'),
    until: new Date('2025-01-03T00:00:00Z'),
  });
  const stray = makeRoot('Gốc lạ');
  let directory: string;
  let database: TestDatabase;
  let sha256: string;
  const at = (name: string) => path.join(directory, name);

  beforeAll(async () => {
    [directory, database] = await Promise.all([mkdtemp(path.join(tmpdir(), 'certs-')), testDatabase()]);
    useEnvironment({ DATA_DIR: at('data'), DATABASE_URL: database.url });
    vi.stubEnv('TRUST_ANCHORS', undefined);
    await mkdir(at('anchors'));
    await Promise.all([
      writeFile(at('anchors/root.pem'), root.pem),
      writeFile(at('organisation.der'), organisation.der),
      writeFile(at('person.pem'), person.pem),
      writeFile(at('gone.pem'), gone.pem),
      writeFile(at('stray.pem'), stray.pem),
      writeFile(at('agencies.csv'), `code,name\n${OFFICE},Văn phòng\n${OTHER},Sở Tư pháp\n`),
    ]);
    expect((await run('agency', 'import', at('agencies.csv'))).code).toBe(0);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    root.remove();
    stray.remove();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });

  test('are bound from PEM or DER, to the organisation or to a person', async () => {
    const one = await run('cert', 'add', OFFICE, at('organisation.der'), '--json');
    expect(one.json()).toMatchObject({ agency: OFFICE, person: null });
    sha256 = one.json<{ sha256: string }>().sha256;
    const two = await run('cert', 'add', OFFICE, at('person.pem'), '--person', ' Lê  Văn Mẫu ', '--lang', 'en');
    expect(two).toMatchObject({ code: 0, stdout: expect.stringContaining('Văn phòng, signer Lê Văn Mẫu.') });
    const old = await run('cert', 'add', OFFICE, at('gone.pem'), '--lang', 'en');
    expect(old.stderr).toContain('expired on 03/01/2025');
    expect((await run('cert', 'add', OTHER, at('person.pem'))).code).toBe(3);
    expect((await run('cert', 'add', OTHER, at('agencies.csv'))).stderr).toContain('CERTIFICATE_UNREADABLE');
    expect((await run('cert', 'add', OTHER, at('stray.pem'), '--person', '  ')).code).toBe(2);
  });

  test('are listed with their dates and state, by page, and those that expire soon on their own', async () => {
    type Page = { items: { subject: string; state: string; daysLeft: number; person: string | null }[]; next: string };
    const all = (await run('cert', 'list', '--agency', OFFICE, '--json')).json<Page>();
    expect(all.items.map(({ state }) => state)).toEqual(['expired', 'valid', 'valid']);
    expect(all.items[1]).toMatchObject({ person: 'Lê Văn Mẫu', daysLeft: 19 });
    const first = (await run('cert', 'list', '--limit', '1', '--json')).json<Page>();
    const rest = (await run('cert', 'list', '--after', first.next, '--json')).json<Page>();
    expect([...first.items, ...rest.items].map(({ subject }) => subject)).toEqual(
      all.items.map(({ subject }) => subject),
    );
    const soon = await run('cert', 'expiring', '--lang', 'en');
    expect(soon.code).toBe(0);
    expect(soon.stdout).toContain('Lê Văn Mẫu');
    expect(soon.stdout).not.toContain('Trần Thị Mẫu');
    expect((await run('cert', 'expiring', '--days', '10', '--json')).json<Page>().items).toEqual([]);
    expect((await run('cert', 'list', '--agency', OTHER, '--lang', 'en')).stdout).toContain('There is no certificate.');
  });

  test('are checked by dates alone without anchors, which the words say', async () => {
    const plain = await run('cert', 'check', sha256, '--lang', 'en');
    expect(plain).toMatchObject({ code: 0, stdout: expect.stringContaining('TRUST_ANCHORS is not configured') });
    const old = await run('cert', 'check', at('gone.pem'), '--json');
    expect([old.code, old.json()]).toMatchObject([6, { certificates: [{ code: 'CERT_EXPIRED', chain: null }] }]);
    expect(await run('cert', 'check', 'ab'.repeat(32))).toMatchObject({ code: 5 });
    expect(await run('cert', 'check', '000.00.99.H97')).toMatchObject({ code: 5 });
  });

  test('are checked by chain and revocation with anchors; not learnt is never valid', async () => {
    const anchored = (what: string) => run('cert', 'check', what, '--anchors', at('anchors'), '--json');
    const unknown = await anchored(at('organisation.der'));
    expect([unknown.code, unknown.json()]).toMatchObject([
      4,
      { certificates: [{ status: 'undetermined', code: 'REVOCATION_UNAVAILABLE', bound: { agency: OFFICE } }] },
    ]);
    const foreign = await anchored(at('stray.pem'));
    expect([foreign.code, foreign.json()]).toMatchObject([
      6,
      { certificates: [{ status: 'invalid', code: 'CHAIN_NOT_TRUSTED', bound: null }] },
    ]);
    expect((await run('cert', 'check', OFFICE, '--anchors', at('nowhere'))).stderr).toContain(
      'TRUST_ANCHORS_UNREADABLE',
    );
  });

  test('a document is verified with chain and revocation; what was learnt before is used again and kept as evidence', async () => {
    const [file, signed] = [at('letter.edxml'), at('signed.edxml')];
    await writeFile(file, letter({ from: OFFICE, to: [OTHER] }).xml);
    const { keyFile, certificateFile } = organisation;
    await run('sign', file, '--key', keyFile, '--cert', certificateFile, '--out', signed);
    const verify = (...more: string[]) => run('verify', signed, '--registry', '--anchors', at('anchors'), ...more);
    const before = await verify('--lang', 'en');
    expect(before).toMatchObject({ code: 4, stdout: expect.stringContaining('INDETERMINATE / TRY_LATER') });

    vi.stubEnv('REVOCATION_ALLOW', 'crl.example.vn');
    const list = root.crl();
    const store = await openEvidenceStore(at('data/revocation'));
    const issuer = createHash('sha256').update(root.der).digest('hex');
    await store.save(`crl ${CRL} ${issuer}`, { bytes: list, expiresMs: Date.now() + 86_400_000 });
    const words = await verify('--lang', 'en');
    expect(words).toMatchObject({ code: 0, stderr: '' });
    for (const said of ['TOTAL_PASSED', 'not revoked (CRL of', 'trust anchor', 'Signed parts: MessageHeader', OFFICE]) {
      expect(words.stdout).toContain(said);
    }
    const digest = createHash('sha256').update(list).digest('hex');
    expect(await readFile(at(`data/revocation/${digest}`))).toEqual(list);
    expect((await verify('--json')).json()).toMatchObject({
      valid: true,
      report: {
        format: 'lienthong-verification-report/1',
        indication: 'TOTAL_PASSED',
        chain: { status: 'valid', certificates: [{}, { revocation: { source: 'crl', sha256: digest } }] },
      },
    });
    const check = await run('cert', 'check', sha256, '--anchors', at('anchors'), '--lang', 'en');
    expect(check).toMatchObject({ code: 0, stdout: expect.stringContaining('not revoked (CRL of') });
  });

  test('a package is signed by a key that the command never sees', async () => {
    const [file, asked, signed] = [at('letter.edxml'), at('request.json'), at('external.edxml')];
    const { keyFile, certificateFile } = organisation;
    const request = await run('sign', file, '--cert', certificateFile, '--detached-request', asked, '--json');
    const { signedInfo } = request.json<{ signedInfo: string }>();
    await writeFile(at('octets.bin'), Buffer.from(signedInfo, 'base64'));
    execFileSync('openssl', ['dgst', '-sha256', '-sign', keyFile, '-out', at('value.bin'), at('octets.bin')]);
    const complete = (value: string) => run('sign', file, '--complete', asked, '--signature', value, '--out', signed);
    expect(await complete(at('octets.bin'))).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('SIGNATURE_VALUE_WRONG'),
    });
    expect(await complete(at('value.bin'))).toMatchObject({ code: 0 });
    expect((await run('verify', signed, '--signer', certificateFile)).code).toBe(0);
    expect((await complete(at('value.bin'))).stderr).toContain('FILE_EXISTS');
    expect((await complete(at('octets.bin'))).stderr).toContain('SIGNATURE_VALUE_WRONG');
    expect((await run('verify', signed, '--signer', certificateFile)).code).toBe(0);
    for (const wrong of [
      ['--cert', certificateFile],
      ['--complete', asked],
      ['--p12', 'x', '--key', keyFile],
    ]) {
      expect((await run('sign', file, ...wrong)).code).toBe(2);
    }
  });

  test('are revoked once, which the log tells, and an agency passes while one of its certificates does', async () => {
    const digits = sha256.toUpperCase().replace(/..(?=.)/g, '$&:');
    expect((await run('cert', 'revoke', digits, '--json')).json()).toMatchObject({ sha256, newly: true });
    expect((await run('cert', 'revoke', sha256, '--json')).json()).toMatchObject({ newly: false });
    expect((await run('cert', 'revoke', 'ab'.repeat(32))).code).toBe(5);
    expect((await run('cert', 'revoke', 'abc')).code).toBe(2);
    const { rows } = await database.owner.pool.query("select data from event where type = 'certificate.revoked'");
    expect(rows).toMatchObject([{ data: { sha256 } }]);
    const agency = await run('cert', 'check', OFFICE, '--json');
    expect([agency.code, agency.json()]).toMatchObject([
      0,
      { certificates: [{ code: 'CERT_EXPIRED' }, { status: 'valid' }, { code: 'CERT_REVOKED' }] },
    ]);
    expect((await run('cert', 'check', sha256)).code).toBe(6);
  });

  test('are given to the hub as system keys: encrypted, listed without the key, removed with a reason, all in the log', async () => {
    const { keyFile, certificateFile } = organisation;
    const added = await run('key', 'seal', 'add', OFFICE, '--key', keyFile, '--cert', certificateFile, '--json');
    expect(added.json()).toMatchObject({ agency: OFFICE, sha256 });
    const { rows: kept } = await database.owner.pool.query<{ secret: Buffer }>('select secret from sealing_key');
    expect(kept[0]!.secret.toString('latin1')).not.toContain('PRIVATE KEY');
    const list = await run('key', 'seal', 'list', '--lang', 'en');
    expect(list.stdout).toContain(`${OFFICE}  Văn phòng: revoked on`);
    expect(list.stdout).not.toContain('PRIVATE KEY');
    const mixed = await run('key', 'seal', 'add', OFFICE, '--key', keyFile, '--cert', at('person.pem'));
    expect([mixed.code, mixed.stderr]).toEqual([3, expect.stringContaining('KEY_NOT_SUITABLE')]);
    const elsewhere = await run('key', 'seal', 'add', OTHER, '--key', keyFile, '--cert', certificateFile);
    expect(elsewhere.stderr).toContain('CERTIFICATE_BOUND_ELSEWHERE');
    expect((await run('key', 'seal', 'add', OFFICE, '--key', keyFile)).code).toBe(2);
    expect((await run('key', 'seal', 'remove', OFFICE)).code).toBe(2);
    expect((await run('key', 'seal', 'remove', OFFICE, '--why', 'Thay thiết bị ký')).code).toBe(0);
    expect((await run('key', 'seal', 'remove', OFFICE, '--why', 'Thay thiết bị ký')).code).toBe(5);
    const { rows } = await database.owner.pool.query(
      "select type from event where type like 'sealing-key.%' order by id",
    );
    expect(rows.map(({ type }) => type)).toEqual(['sealing-key.added', 'sealing-key.removed']);
  });
});
