import type { ChildProcess } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { selfSignedEcCertificate } from '../../src/trust/hub-certificate.ts';
import { ended, expectRefusal, firstJson, run, runProcess, start, useEnvironment } from '../support/command.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { letter } from '../support/letters.ts';

const SENDER = '000.00.13.H97';
const RECIPIENT = '000.00.14.H97';
const AGENCIES = `code,name,level,parent_code
000.00.00.H97,UBND tỉnh Thử Nghiệm,1,
${SENDER},Sở Nội vụ,2,000.00.00.H97
${RECIPIENT},Sở Tư pháp,2,000.00.00.H97
,Không có mã,2,
`;

let directory: string;
let database: TestDatabase;
let hub: ChildProcess;
let url: string;
const at = (name: string) => path.join(directory, name);
const mail = letter({ from: SENDER, to: [RECIPIENT, '000.00.99.H97'] });

/** The one story that the tests below read: two agencies, their systems, a certificate, and a running hub. */
beforeAll(async () => {
  [directory, database] = await Promise.all([mkdtemp(path.join(tmpdir(), 'lienthong-cli-')), testDatabase()]);
  useEnvironment({ DATA_DIR: at('data'), DATABASE_URL: database.url });
  const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  await Promise.all([
    writeFile(at('agencies.csv'), AGENCIES),
    writeFile(at('key.pem'), keys.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    writeFile(
      at('cert.pem'),
      selfSignedEcCertificate(keys, { commonName: 'Sở Nội vụ', organization: 'Thử Nghiệm' }, 1),
    ),
    writeFile(at('letter.edxml'), mail.xml),
  ]);
  hub = start('start', '--port', '0', '--json');
  ({ url } = await firstJson<{ url: string }>(hub));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  if (hub.exitCode === null) hub.kill('SIGKILL');
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

const keyOf: Record<string, string> = {};
const to = (system: string) => ['--url', url, '--key', keyOf[system]!];
let sent: { documentId: string; submissionId: string; deliveries: { id: string; addressedCode: string }[] };

describe('the administrator', () => {
  test('tries an import first, and it changes nothing; then imports and is told of the line left out', async () => {
    const trial = await run('agency', 'import', at('agencies.csv'), '--dry-run', '--json');
    expect(trial).toMatchObject({ code: 6, stderr: '' });
    expect(trial.json()).toMatchObject({ dryRun: true, created: 3, rejected: [{ line: 5 }] });
    const real = await run('agency', 'import', at('agencies.csv'), '--lang', 'en');
    expect(real).toMatchObject({ code: 6, stderr: '' });
    expect(real.stdout).toContain('3 new agencies, 0 updated, 0 unchanged, 1 lines left out.');
    expect(real.stdout).toContain('line 5: code is missing');
  });

  test('adds systems, binds a certificate, sets a channel; each secret is shown once and each act is in the log', async () => {
    const [one, two, bound, channel] = await Promise.all([
      run('system', 'add', 'noi-vu', '--agency', SENDER, '--json'),
      run('system', 'add', 'tu-phap', '--agency', RECIPIENT, '--scope', 'receive', '--json'),
      run('cert', 'add', SENDER, at('cert.pem')),
      run('agency', 'channel', SENDER, '--webhook', 'https://qlvb.thunghiem.example/nhan', '--json'),
    ]);
    expect([one, two, bound, channel].map(({ code, stderr }) => [code, stderr])).toEqual(Array(4).fill([0, '']));
    keyOf['noi-vu'] = one.json<{ apiKey: string }>().apiKey;
    keyOf['tu-phap'] = two.json<{ apiKey: string }>().apiKey;
    expect(keyOf['noi-vu']).toMatch(/^lt_/);
    expect(two.json()).toMatchObject({ scopes: ['receive'] });
    const { secret } = channel.json<{ secret: string }>();
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    const { rows } = await database.owner.pool.query('select type, actor, data from event order by id');
    expect(rows.map((row) => row.type).sort()).toEqual(
      ['agency.imported', 'certificate.bound', 'channel.set', 'system.created', 'system.created'].sort(),
    );
    expect(rows.every((row) => row.actor.startsWith('cli:'))).toBe(true);
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(JSON.stringify(rows)).not.toContain(keyOf['noi-vu']);
  });

  test('tests a webhook: the result is words and an exit code, options after the word test are its own', async () => {
    await run('agency', 'channel', RECIPIENT, '--webhook', 'http://127.0.0.1:9/nhan');
    const tested = await run('agency', 'channel', 'test', RECIPIENT, '--why', 'Kết nối mới', '--json');
    expect(tested).toMatchObject({ code: 6, stderr: '' });
    expect(tested.json()).toMatchObject({ verdict: 'not-allowed', status: null });
    expect((await run('agency', 'channel', 'test', RECIPIENT)).stderr).toContain('CHANNEL_TEST_TOO_SOON');
    const { rows } = await database.owner.pool.query(`select data from event where type = 'channel.tested'`);
    expect(rows).toMatchObject([{ data: { why: 'Kết nối mới' } }]);
    await run('agency', 'channel', RECIPIENT, '--pull');
  });

  test('gives a system an agency, takes it back, and stops the system; the list says so', async () => {
    await run('system', 'add', 'qlvb-cu');
    const steps = [
      await run('system', 'assign', 'qlvb-cu', '--agency', RECIPIENT),
      await run('system', 'list', '--json'),
      await run('system', 'release', 'qlvb-cu', '--agency', RECIPIENT),
      await run('system', 'disable', 'qlvb-cu'),
      await run('system', 'list', '--json'),
    ];
    expect(steps.map(({ code, stderr }) => [code, stderr])).toEqual(Array(5).fill([0, '']));
    const named = (step: number) =>
      steps[step]!.json<{ name: string; agencies: string[]; disabledAt: string | null }[]>().find(
        (one) => one.name === 'qlvb-cu',
      )!;
    expect(named(1)).toMatchObject({ agencies: [RECIPIENT], disabledAt: null });
    expect(named(4)).toMatchObject({ agencies: [], disabledAt: expect.any(String) });
    expectRefusal(await run('system', 'disable', 'không có'), 5, 'SYSTEM_UNKNOWN');
  });

  test('asks what an agency is; a code that names nobody ends with 5', async () => {
    const [known, unknown] = await Promise.all([
      run('agency', 'show', RECIPIENT.toLowerCase(), '--json'),
      run('agency', 'show', '000.00.77.H97'),
    ]);
    expect(known.json()).toMatchObject({ agency: { name: 'Sở Tư pháp' }, systems: ['tu-phap'] });
    expectRefusal(unknown, 5, 'AGENCY_UNKNOWN');
  });

  test('gets a line for everything from doctor, and no secret among the settings', async () => {
    const { code, stdout, json } = await run('doctor', '--json');
    expect(code).toBe(0);
    const states = json<{ checks: { state: string }[] }>().checks.map((check) => check.state);
    expect(states.length).toBeGreaterThanOrEqual(9);
    expect(states.filter((state) => state === 'fail')).toEqual([]);
    expect(stdout).not.toContain(new URL(database.url).pathname);
  });

  test('gives a person at the web pages an account with a role, and a first password, once', async () => {
    const [clerk, operator] = await Promise.all([
      run('user', 'add', 'lan.nguyen', '--name', 'Nguyễn Thị Lan', '--agency', SENDER, '--json'),
      run('user', 'add', 'van.hanh', '--name', 'Phạm Văn Hành', '--role', 'operator', '--json'),
    ]);
    expect([clerk, operator].map(({ code, stderr }) => [code, stderr])).toEqual(Array(2).fill([0, '']));
    expect(clerk.json()).toMatchObject({
      role: 'clerk',
      agencies: [SENDER],
      password: expect.stringMatching(/^.{16}$/),
    });
    expect(operator.json()).toMatchObject({ role: 'operator', agencies: [] });
    expect((await run('user', 'list')).stdout).toContain('Nguyễn Thị Lan');
  });

  test('may stop the hub the moment it listens: it closes what it started and ends well', async () => {
    const child = start('start', '--port', '0', '--data', at('short'));
    child.stdout?.resume();
    child.stderr!.on('data', (line: Buffer) => {
      if (line.includes('listening')) child.kill('SIGTERM');
    });
    expect(await ended(child)).toBe(0);
  });

  test('is told at once that the port is taken', async () => {
    expectRefusal(await run('start', '--port', new URL(url).port), 3, 'PORT_TAKEN');
  });
});

describe('a document', () => {
  test('is signed beside the original, which stays as it is; a second time is refused', async () => {
    const sign = () => run('sign', at('letter.edxml'), '--key', at('key.pem'), '--cert', at('cert.pem'));
    expect(await sign()).toMatchObject({ code: 0, stdout: expect.stringContaining(at('letter.signed.edxml')) });
    expectRefusal(await sign(), 3, 'FILE_EXISTS');
    expect(await readFile(at('letter.edxml'))).toEqual(mail.xml);
  });

  test('is verified against a certificate or the registry; unsigned, it ends with 6', async () => {
    const [given, registry, unsigned] = await Promise.all([
      run('verify', at('letter.signed.edxml'), '--signer', at('cert.pem'), '--json'),
      run('verify', at('letter.signed.edxml'), '--registry', '--json'),
      run('verify', at('letter.edxml'), '--lang', 'en'),
    ]);
    for (const one of [given, registry]) {
      expect(one).toMatchObject({ code: 0 });
      expect(one.json()).toMatchObject({ valid: true, verdict: { signature: 'valid-trusted' } });
    }
    expect(unsigned).toMatchObject({ code: 6 });
    expect(unsigned.stdout).toContain('SIGNATURE_MISSING');
  });

  test('is sent: a line per recipient, the failed one with its reason; refused, it says why and what to do', async () => {
    const { code, json } = await runProcess('send', at('letter.signed.edxml'), ...to('noi-vu'), '--json');
    expect(code).toBe(0);
    sent = json();
    const [again, unsigned, wrongKey, away] = await Promise.all([
      run('send', at('letter.signed.edxml'), ...to('noi-vu')),
      run('send', at('letter.edxml'), ...to('noi-vu')),
      run('send', at('letter.edxml'), '--url', url, '--key', 'lt_x', '--json'),
      run('send', at('letter.edxml'), '--url', 'http://127.0.0.1:1', '--key', 'lt_x'),
    ]);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toMatch(/000\.00\.99\.H97.*Gửi lỗi.*000\.00\.99\.H97/);
    expectRefusal(unsigned, 3, 'SIGNATURE_MISSING');
    expect(JSON.parse(wrongKey.stderr)).toMatchObject({ code: 'UNAUTHENTICATED', retry: false });
    expectRefusal(away, 4, 'HUB_UNREACHABLE');
  });

  test('is fetched byte for byte, acknowledged, and its status reported', async () => {
    const fetched = await run('inbox', ...to('tu-phap'), '--fetch', at('den'), '--ack', '--json');
    const [{ deliveryId, file }, ...others] = fetched.json<{ items: [{ deliveryId: string; file: string }] }>().items;
    expect(others).toEqual([]);
    expect(await readFile(file)).toEqual(await readFile(at('letter.signed.edxml')));
    expect(await run('status', 'report', deliveryId, '03', ...to('tu-phap'), '--json')).toMatchObject({ code: 0 });
    const complained = await run('inbox', ...to('tu-phap'), '--fail', deliveryId, '--reason', 'Tệp hỏng');
    expect(complained.stdout).toContain('Tình trạng của lần gửi: Đã tiếp nhận.');
    expect((await run('inbox', ...to('tu-phap'))).stdout).toContain('Không có văn bản đến nào đang chờ.');
  });

  test('tells its story by its DocumentId in one language, and through the hub in the other', async () => {
    const [local, remote, byUid, recipient, nobody, stranger] = await Promise.all([
      run('trace', mail.documentId),
      run('trace', sent.documentId, ...to('noi-vu'), '--lang', 'en', '--json'),
      run('trace', mail.documentId, ...to('noi-vu'), '--json'),
      run('trace', mail.documentId, ...to('tu-phap'), '--json'),
      run('trace', 'không có'),
      run('trace', 'không có', ...to('noi-vu')),
    ]);
    expect(local.stdout).toMatch(/Đã nhận gói tin[\s\S]*Chờ Sở Tư pháp lấy về[\s\S]*Đã đến Sở Tư pháp/);
    const [story] = remote.json<{ stories: { steps: { type: string }[] }[] }>().stories;
    expect(story!.steps.map((step) => step.type)).toEqual(
      expect.arrayContaining(['document.accepted', 'delivery.failed', 'delivery.arrived', 'status.reported']),
    );
    // The status that the recipient reported is under the same DocumentId.
    expect(byUid.json<{ stories: object[] }>().stories).toEqual([story, expect.anything()]);
    expect(recipient.json()).toMatchObject({ stories: [{ documentId: sent.documentId, deliveries: [{}] }] });
    for (const one of [nobody, stranger]) expectRefusal(one, 5, 'TRACE_NOT_FOUND');
  });

  test('has a report of its verification, from the tables or through the hub, for sender and recipient', async () => {
    const [local, sender, recipient, nobody] = await Promise.all([
      run('report', sent.documentId, '--lang', 'en'),
      run('report', sent.documentId, ...to('noi-vu'), '--json'),
      run('report', sent.documentId, ...to('tu-phap'), '--json'),
      run('report', '01990f3e-0000-7000-8000-000000000000'),
    ]);
    const digest = createHash('sha256')
      .update(await readFile(at('letter.signed.edxml')))
      .digest('hex');
    expect(local.stdout).toContain('Conclusion: the digital signature is valid. TOTAL_PASSED');
    expect(local.stdout).toContain(`Package: SHA-256 ${digest}`);
    expect(sender.json()).toMatchObject({
      format: 'lienthong-verification-report/1',
      documentSha256: digest,
      indication: 'TOTAL_PASSED',
      chain: null,
      words: { vi: expect.arrayContaining(['Kết luận: chữ ký số hợp lệ.']) },
    });
    expect(recipient.json()).toEqual(sender.json());
    expectRefusal(nobody, 5, 'TRACE_NOT_FOUND');
  });

  test('leaves receipts that verify, and no longer do when one octet is changed', async () => {
    const saved = await run('receipt', sent.documentId, '--out', at('bien-nhan'), '--json');
    const { receipts } = saved.json<{ receipts: { type: string; file: string }[] }>();
    expect(receipts.map((one) => one.type)).toEqual(
      expect.arrayContaining(['SubmissionAcceptance', 'ContentConsignment', 'ContentHandover']),
    );
    const { file } = receipts[0]!;
    await writeFile(at('changed.xml'), (await readFile(file, 'utf8')).replace(/<Size>\d/, '<Size>9'));
    await cp(at('data/keys/hub.crt.pem'), at('hub.pem'));
    const [good, changed, elsewhere] = await Promise.all([
      run('verify', file, '--cert', at('hub.pem'), '--json'),
      run('verify', at('changed.xml')),
      run('verify', file, '--cert', at('cert.pem')),
    ]);
    expect(good.json()).toMatchObject({ kind: 'receipt', valid: true });
    expect(changed).toMatchObject({ code: 6, stdout: expect.stringContaining('RECEIPT_ALTERED') });
    expect(elsewhere).toMatchObject({ code: 6, stdout: expect.stringContaining('RECEIPT_SIGNER_UNKNOWN') });
  });
});

test('the hub ends cleanly when it is told to', async () => {
  hub.kill('SIGTERM');
  expect(await ended(hub)).toBe(0);
});
