import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createAccount, type Role } from '../../../src/accounts/index.ts';
import { type RunningHub, startHub } from '../../../src/app.ts';
import { periodAround } from '../../../src/board/index.ts';
import { tableLines } from '../../../src/cli/output.ts';
import { vietnamDay } from '../../../src/platform/clock.ts';
import { loadConfig } from '../../../src/platform/config.ts';
import { openLog } from '../../../src/platform/log.ts';
import { openTools } from '../../../src/tools.ts';
import { type Visitor, visitor } from '../../support/visitors.ts';
import { COMMUNE, PROVINCE, seedYear } from './seed.ts';

const HELP = `npm run bench:pages [-- options]: the board and the directory as a reader waits for them, over HTTP. Asserts nothing.
  --agencies <n>    agencies in the directory, 500 of them of this hub (120000)
  --deliveries <n>  deliveries of this year that the board counts (1000000)
  --times <n>       times that each page is asked for (20)
  --data <folder>   keeps the seeded hub there; another run with it asks only`;
const PASSWORD = 'mật khẩu để đo';

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    agencies: { type: 'string', default: '120000' },
    deliveries: { type: 'string', default: '1000000' },
    times: { type: 'string', default: '20' },
    data: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const TODAY = vietnamDay(new Date());
const MONTH = periodAround('month', TODAY);
const QUARTER = periodAround('quarter', TODAY);
const YEAR = periodAround('year', TODAY);

type Page = readonly [name: string, address: string];
const BOARD: readonly Page[] = [
  ['board, this month', `/board?period=${MONTH.name}`],
  ['board, this quarter', `/board?period=${QUARTER.name}`],
  ['board, this year', `/board?period=${YEAR.name}`],
  ['board, communes of the year', `/board?period=${YEAR.name}&tier=xa`],
  ['board, one branch', `/board?period=${YEAR.name}&agency=${PROVINCE}`],
  ['report of the year, .docx', `/board/report.docx?period=${YEAR.name}`],
  ['figures of the year, .xlsx', `/board/figures.xlsx?period=${YEAR.name}`],
];
const DIRECTORY: readonly Page[] = [
  ['documents behind a figure', `/board/documents?agency=${COMMUNE}&period=${YEAR.name}&figure=registration&view=bad`],
  ['agencies, the top', '/agencies'],
  ['agencies below one', `/agencies?under=${PROVINCE}`],
  ['search: words', '/agencies?q=xa+binh+an'],
  ['search: one frequent word', '/agencies?q=phong'],
  ['search: the beginning of a code', '/agencies?q=000.11.1'],
  ['search: nothing', '/agencies?q=khong+co+gi'],
  ['one agency', `/agencies/${COMMUNE}`],
  ['one agency with many units', `/agencies/${PROVINCE}`],
];

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const dataDir = values.data ?? (await mkdtemp(path.join(tmpdir(), 'lienthong-bench-')));
  try {
    await seed(dataDir);
    const hub = await startHub(
      { ...loadConfig({}, { DATA_DIR: dataDir }), port: 0, verifierThreads: 1, role: 'api' },
      { log: openLog('warn') },
    );
    try {
      console.log(`${values.agencies} agencies, a year of ${values.deliveries} deliveries; ${cpus().length} cores`);
      const lines = [...(await measure(hub, 'statistics', BOARD)), ...(await measure(hub, 'administrator', DIRECTORY))];
      console.log(tableLines(['page', 'p50 ms', 'p95 ms', 'longest', 'KB'], lines).join('\n'));
    } finally {
      await hub.close();
    }
  } finally {
    if (values.data === undefined) await rm(dataDir, { recursive: true, force: true });
  }
}

async function seed(dataDir: string): Promise<void> {
  const tools = await openTools(loadConfig({}, { DATA_DIR: dataDir }), openLog('warn'));
  try {
    const { rows } = await tools.owner.pool.query('select from agency limit 1');
    if (rows.length > 0) return;
    await seedYear(tools, Number(values.agencies), Number(values.deliveries), YEAR, (text) => console.log(text));
    for (const role of ['statistics', 'administrator'] as const) {
      const account = { login: role, name: role, role, agencyIds: [], password: PASSWORD, mustChange: false };
      await tools.database.db.transaction((tx) => createAccount(tx, account, 'cli:bench'));
    }
  } finally {
    await tools.close();
  }
}

async function measure(hub: RunningHub, role: Role, pages: readonly Page[]): Promise<string[][]> {
  const reader = visitor({ hub });
  await reader.logIn(role, PASSWORD);
  const lines: string[][] = [];
  for (const [name, address] of pages) lines.push([name, ...(await timesOf(reader, address))]);
  return lines;
}

async function timesOf(reader: Visitor, address: string): Promise<string[]> {
  const took: number[] = [];
  let size = 0;
  for (let n = 0; n < Number(values.times); n += 1) {
    const since = performance.now();
    const answer = await reader.get(address);
    const body = await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${address}: ${answer.status}`);
    took.push(performance.now() - since);
    size = body.byteLength;
  }
  took.sort((one, other) => one - other);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))]!.toFixed(0);
  return [at(0.5), at(0.95), at(1), (size / 1_000).toFixed(0)];
}
