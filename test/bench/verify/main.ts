// Verification side by side: `node --import ./src/platform/typescript.mjs test/bench/verify/main.ts [sizes in KB …]`.
import { spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { XmlC14NMode, XmlDocument, XmlElement } from 'libxml2-wasm';
import { SignedXml } from 'xml-crypto';
import { DEFAULT_LIMITS, digestWhole, EXCLUSIVE, everyElement, readPackage } from '../../../src/edxml/index.ts';
import { verifyValue } from '../../../src/trust/certificates.ts';
import { createDemoPki } from '../../../src/trust/index.ts';
import { inspect } from '../../../src/trust/inspect.ts';
import { judge } from '../../../src/trust/judge.ts';
import { writeSigned } from './documents.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench-verify-'));
const SECONDS = Number(process.env.SECONDS ?? 2);
const sizes = process.argv.slice(2).map(Number);

/** Operations per second of processor time, so that other work on the machine counts less; the better half of the runs. */
async function rate(run: () => unknown, seconds = SECONDS): Promise<number> {
  for (const end = performance.now() + 500 * seconds; performance.now() < end; ) await run();
  const batch = Math.max(1, Math.round(20 / ((await cpuMs(run, 3)) / 3)));
  const times: number[] = [];
  for (const end = performance.now() + seconds * 1_000; performance.now() < end || times.length < 3; ) {
    times.push((await cpuMs(run, batch)) / batch);
  }
  times.sort((a, b) => a - b);
  const half = times.slice(0, Math.ceil(times.length / 2));
  return (1_000 * half.length) / half.reduce((a, b) => a + b, 0);
}

async function cpuMs(run: () => unknown, times: number): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** libxmlsec by its own program: processor time of many verifications, less that of starting it. */
function xmlsec(path: string, certificate: string, repeat: number): number | null {
  const cpu = (count: number): number => {
    // The key is given, as the hub has it from its registry: no certificate of KeyInfo is looked into.
    const keys = ['--enabled-key-data', 'key-name', '--pubkey-cert-pem', certificate];
    const args = ['--verify', '--repeat', String(count), ...keys, path];
    const quoted = ['xmlsec1', ...args].map((arg) => `'${arg}'`).join(' ');
    const { stdout } = spawnSync('bash', [
      '-c',
      `TIMEFORMAT='%U %S'; { time ${quoted} >/dev/null 2>&1 && echo ok; } 2>&1`,
    ]);
    const [times, ok] = stdout.toString().trim().split('\n');
    if (ok !== 'ok') return Number.NaN;
    return times!
      .split(' ')
      .map(Number)
      .reduce((a, b) => a + b, 0);
  };
  const seconds = cpu(repeat + 1) - cpu(1);
  return seconds > 0 ? repeat / seconds : null;
}

const pki = await createDemoPki(join(folder, 'pki'));
const key = await pki.issue('tinh', { agency: 'UBND tỉnh Sông Lam', province: 'Tỉnh Sông Lam' });
const der = new X509Certificate(key.certificatePem).raw;
const facts = {
  policy: 'require',
  certificates: [{ agencyId: 'a', der, revokedAt: null }],
  boundElsewhere: false,
} as const;
const senderCode = '000.00.00.H99';

console.log(`${cpus()[0]?.model}, Node ${process.version}`);
for (const kb of sizes.length > 0 ? sizes : [10, 1_024, 10_240, 51_200]) {
  const path = join(folder, `${kb}.xml`);
  writeSigned(path, kb * 1_024, key);
  const { size } = statSync(path);
  const spool = { path, size, sha256: '', mediaType: 'application/xml' };
  const ours = await rate(async () => {
    const { package: read, signature } = await inspect(spool, DEFAULT_LIMITS);
    const verdict = judge({ signature, facts, senderCode, nowMs: Date.now() });
    if (verdict.indication !== 'TOTAL_PASSED' || read.attachments.length === 0)
      throw new Error(JSON.stringify(verdict));
  });
  // What libxmlsec does and no more: canonical form, its digest, the value; attachments are neither decoded nor digested.
  const { document } = await readPackage(spool);
  const signature = everyElement(document.root).find(({ local }) => local === 'Signature')!;
  const plan = { form: EXCLUSIVE, without: signature, digest: 'sha256' } as const;
  const { publicKey } = new X509Certificate(key.certificatePem);
  const { signature: parsed } = await inspect(spool, DEFAULT_LIMITS);
  if (parsed.state !== 'readable') throw new Error(parsed.state);
  const sameWork = await rate(async () => {
    await digestWhole(path, document.root, plan, document.cuts);
    if (!verifyValue(parsed.method, parsed.signedInfo, parsed.value, publicKey)) throw new Error('value');
  });
  const reads = await rate(() => readPackage(spool));
  const libxmlsec = xmlsec(path, key.files.certificate, kb > 5_000 ? 5 : kb > 500 ? 60 : 4_000);
  const bytes = readFileSync(path);
  const sha256 = await rate(() => createHash('sha256').update(bytes).digest());
  const libxml2 = await rate(() => {
    const document = XmlDocument.fromBuffer(bytes);
    const signature = document.get("//*[local-name()='Signature']");
    if (signature instanceof XmlElement) signature.remove();
    const hash = createHash('sha256');
    const handler = { write: (part: Uint8Array) => hash.update(part) && part.length, close: () => true };
    document.canonicalize(handler, { mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0, withComments: false });
    hash.digest();
    document.dispose();
  }, 1);
  const xmlCrypto = kb > 2_000 ? null : await rate(() => verifyByXmlCrypto(bytes.toString()), 1);
  const row = {
    bytes: size,
    'this reader, all': ours,
    'digest and value only': sameWork,
    'reading only': reads,
    libxmlsec,
    'libxml2-wasm C14N': libxml2,
    'xml-crypto': xmlCrypto,
    'SHA-256': sha256,
    'ratio to libxmlsec': libxmlsec && ours / libxmlsec,
  };
  console.log(
    Object.entries(row)
      .map(([name, value]) => `${name} ${value === null ? '-' : Number(value).toFixed(Number(value) < 100 ? 2 : 0)}`)
      .join(' | '),
  );
}
rmSync(folder, { recursive: true, force: true });

function verifyByXmlCrypto(xml: string): void {
  const signed = new SignedXml({ publicCert: key.certificatePem });
  signed.loadSignature(/<Signature [\s\S]*<\/Signature>/.exec(xml)![0]);
  if (!signed.checkSignature(xml)) throw new Error('xml-crypto');
}
