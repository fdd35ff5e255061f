import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tableLines } from '../../../src/cli/output.ts';
import { createDemoPki, type IssuedKey } from '../../../src/trust/index.ts';
import { CONTESTANTS, type Contestant, type Subject } from './contestants.ts';
import { DETACHED, writeDetached, writeSigned } from './documents.ts';
import { inTurns } from './measure.ts';
import { startContestant } from './process.ts';
import { compareThreads } from './workers.ts';
import { XMLSEC, xmlsec, xmlsecVersion } from './xmlsec.ts';

const HELP = `npm run bench:verify [-- options]: the hub's verifier beside libxmlsec, libxml2-wasm, xml-crypto and SHA-256,
in turns, one core, processor time. Asserts nothing.
  --quick   10 KB and 1 MB, fewer rounds
  --large   one document of 1 GB as well: time and peak memory of the hub (needs 1 GB in the temporary folder)
  --json    the figures as JSON on stdout`;

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const MB = 1_048_576;
const SMALL = 10_240;
const SIZES = values.quick ? [SMALL, MB] : [SMALL, MB, 10 * MB, 50 * MB];
const DETACHED_SIZES = values.quick ? [MB] : [MB, 10 * MB, 50 * MB];
const ROUNDS = values.quick ? 3 : 4;
/** xml-crypto takes seconds and a gigabyte beyond this. */
const MOST_FOR_XML_CRYPTO = MB;
const version = xmlsecVersion();

interface Row {
  readonly document: string;
  readonly verifier: string;
  readonly perSecond: number;
  /** How many times as quick as libxmlsec with the same document; null where it is not there. */
  readonly toLibxmlsec: number | null;
  readonly toSha256: number | null;
  readonly peakMb: number | null;
}

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-verify-'));
  try {
    const pki = await createDemoPki(join(folder, 'pki'));
    const key = await pki.issue('tinh', { agency: 'UBND tỉnh Sông Lam', province: 'Tỉnh Sông Lam' });
    if (!version) remark('xmlsec1 IS NOT INSTALLED: no comparison with libxmlsec (Debian: apt-get install xmlsec1).');
    const rows: Row[] = [];
    for (const size of SIZES) rows.push(...(await enveloped(folder, size, key)));
    for (const size of DETACHED_SIZES) rows.push(...(await detached(folder, size, key)));
    if (values.large) rows.push(await large(folder, key));
    const threads = await bothThreads(folder, key);
    if (values.json) console.log(JSON.stringify({ rows, threads }, null, 2));
    else print(rows, threads);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Signed as a whole (exclusive C14N, RSA-2048, SHA-256), attachments inside as base64. */
async function enveloped(folder: string, size: number, key: IssuedKey): Promise<Row[]> {
  const subject = signed(folder, size, key);
  const every = Object.keys(CONTESTANTS) as Contestant[];
  const names = every.filter((name) => name !== 'xmlCrypto' || size <= MOST_FOR_XML_CRYPTO);
  return compare(`${sized(size)} inline`, subject, names, version !== null);
}

/** Signed by reference, the attachment raw beside the envelope: nothing is decoded, its octets are digested once. */
async function detached(folder: string, size: number, key: IssuedKey): Promise<Row[]> {
  const path = join(folder, `${size}.multipart`);
  await writeDetached(path, size, key);
  const small = join(folder, 'small.multipart');
  await writeDetached(small, SMALL, key);
  const subject = { path, small, mediaType: DETACHED, certificate: key.files.certificate };
  return compare(`${sized(size)} detached`, subject, ['hub', 'sha256'], false);
}

async function compare(
  document: string,
  subject: Subject,
  names: readonly Contestant[],
  withXmlsec: boolean,
): Promise<Row[]> {
  remark(`${document} …`);
  const runners = names.map((name) => startContestant(name, subject));
  if (withXmlsec) runners.splice(2, 0, xmlsec(subject));
  const took = await inTurns(runners, { rounds: ROUNDS, sliceMs: 250, warmMs: 500 });
  const peaks = new Map<string, number | null>();
  for (const runner of runners) {
    peaks.set(runner.name, await runner.peakMb());
    runner.stop();
  }
  const [xmlsecMs, sha256Ms] = [took.get(XMLSEC), took.get(CONTESTANTS.sha256)];
  return [...took].map(([verifier, ms]) => ({
    document,
    verifier,
    perSecond: 1_000 / ms,
    toLibxmlsec: xmlsecMs === undefined ? null : xmlsecMs / ms,
    toSha256: sha256Ms === undefined ? null : sha256Ms / ms,
    peakMb: peaks.get(verifier) ?? null,
  }));
}

/** Once: what counts is that it ends, and in how much memory. */
async function large(folder: string, key: IssuedKey): Promise<Row> {
  remark('1 GB inline …');
  const hub = startContestant('hub', signed(folder, 1_024 * MB, key));
  const perSecond = 1_000 / (await hub.cpuMs(1));
  const peakMb = await hub.peakMb();
  hub.stop();
  return { document: '1 GB inline', verifier: hub.name, perSecond, toLibxmlsec: null, toSha256: null, peakMb };
}

async function bothThreads(folder: string, key: IssuedKey) {
  const found: { document: string; one: number; two: number; ratio: number }[] = [];
  for (const [size, count] of [
    [SMALL, 600],
    [10 * MB, 16],
  ] as const) {
    remark(`two threads, ${sized(size)} …`);
    const { one, two } = await compareThreads(signed(folder, size, key), count, values.quick ? 2 : 3);
    found.push({ document: `${sized(size)} inline`, one, two, ratio: two / one });
  }
  return found;
}

function signed(folder: string, size: number, key: IssuedKey): Subject {
  const [path, small] = [join(folder, `${size}.xml`), join(folder, 'small.xml')];
  writeSigned(path, size, key);
  writeSigned(small, SMALL, key);
  return { path, small, mediaType: 'application/xml', certificate: key.files.certificate };
}

function print(rows: readonly Row[], threads: Awaited<ReturnType<typeof bothThreads>>): void {
  console.log(`${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${version ?? 'no xmlsec1'}\n`);
  const lines = rows.map((row, index) => [
    row.document === rows[index - 1]?.document ? '' : row.document,
    row.verifier,
    figure(row.perSecond),
    row.toLibxmlsec === null ? '–' : row.toLibxmlsec.toFixed(2),
    row.toSha256 === null ? '–' : `${(row.toSha256 * 100).toFixed(0)} %`,
    row.peakMb === null ? '–' : row.peakMb.toFixed(0),
  ]);
  const headings = ['document', 'verifier', 'per second', '× libxmlsec', 'of SHA-256', 'peak MB'];
  for (const { document, one, two, ratio } of threads) {
    lines.push([document, 'hub, one thread → two threads', `${figure(one)} → ${figure(two)}`, `× ${ratio.toFixed(2)}`]);
  }
  for (const line of tableLines(headings, lines)) console.log(`  ${line}`);
}

function figure(value: number): string {
  return value < 100 ? value.toFixed(value < 10 ? 2 : 1) : value.toFixed(0);
}

function sized(bytes: number): string {
  return bytes < MB ? `${bytes / 1_024} KB` : `${bytes / MB} MB`;
}

function remark(text: string): void {
  process.stderr.write(`${text}\n`);
}
