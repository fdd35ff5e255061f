import { parseArgs } from 'node:util';
import { tableLines } from '../../../src/cli/output.ts';
import type { SigningKey } from '../../../src/trust/index.ts';
import { redisAvailable, testRedis } from '../../support/redis.ts';
import { makeSigner } from '../stage.ts';
import { type Ground, measureDrain, measureSustained, measureUrgent, openGround } from './loads.ts';
import { seedHistory } from './seed.ts';

const HELP = `npm run bench:delivery [-- options]: how a hub in a process of its own delivers by webhook. Asserts nothing.
  --only <part>      sustained, urgent, drain or growth; may be repeated
  --engine <name>    postgres (default), redis, or both
  --documents <n>    documents of each sustained load and of urgent mail (100)
  --backlog <n>      normal mail that waits (2000)
  --dead <n>         recipients that never answer (50)
  --history <n>      deliveries of the past for growth (100000)
  --long             the sizes of the goals: 1000 documents, backlog 100000 (urgent: 10000), history 1000000
  --json             the figures as JSON on stdout`;

const PARTS = ['sustained', 'urgent', 'drain', 'growth'];
const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    only: { type: 'string', multiple: true, default: PARTS },
    engine: { type: 'string', default: 'postgres' },
    documents: { type: 'string' },
    backlog: { type: 'string' },
    dead: { type: 'string' },
    history: { type: 'string' },
    long: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const MONTHS = 24;
const SMALL_HISTORY = 10_000;
const size = (given: string | undefined, small: number, long: number) => Number(given ?? (values.long ? long : small));
const documents = size(values.documents, 100, 1_000);
const backlog = size(values.backlog, 2_000, 100_000);
const urgentBacklog = size(values.backlog, 2_000, 10_000);
const history = size(values.history, 100_000, 1_000_000);
const dead = Number(values.dead ?? 50);

type Row = Record<string, string | number>;

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const signer = await makeSigner();
  const rows: Row[] = [];
  try {
    if (values.engine !== 'redis') rows.push(...(await measure(signer, 'postgres', undefined)));
    if (values.engine !== 'postgres' && redisAvailable()) {
      const redis = await testRedis();
      rows.push(...(await measure(signer, 'redis', redis.url).finally(() => redis.stop())));
    }
  } finally {
    await signer.drop();
  }
  if (values.json) console.log(JSON.stringify(rows, null, 2));
  else print(rows);
}

async function measure(signer: SigningKey, engine: string, redisUrl: string | undefined): Promise<Row[]> {
  const ground = await openGround(signer, redisUrl);
  const rows: Row[] = [];
  const add = (part: string, load: string, figure: string, value: number) =>
    rows.push({ engine, part, load, figure, value: Math.round(value * 10) / 10 });
  try {
    if (wants('sustained')) await sustained(ground, add);
    if (wants('urgent')) {
      const it = await measureUrgent(ground, urgentBacklog, dead, documents);
      const load = `${it.documents} urgent, backlog ${it.backlog} (${it.backlogLeft} left at the end), ${it.dead} dead`;
      add('urgent', load, 'to arrived p50, ms', it.p50);
      add('urgent', load, 'to arrived p99, ms', it.p99);
    }
    if (wants('drain'))
      add('drain', `${backlog} waiting`, 'arrived/s', (await measureDrain(ground, backlog)).perSecond);
    if (wants('growth')) await growth(ground, add);
  } finally {
    await ground.close();
  }
  return rows;
}

type Add = (part: string, load: string, figure: string, value: number) => void;

async function sustained(ground: Ground, add: Add): Promise<void> {
  await measureSustained(ground, 30, 1);
  for (const recipients of [1, 20]) {
    const it = await measureSustained(ground, documents, recipients);
    const load = `${it.documents} documents, ${recipients} recipients each`;
    add('sustained', load, 'accepted documents/s', it.accepted);
    add('sustained', load, 'arrived documents/s', it.arrivedDocuments);
  }
}

/** The same load beside a short past and a long one, in turn, so that a busy machine troubles both alike. */
async function growth(ground: Ground, add: Add): Promise<void> {
  const { pool } = ground.stage.tools.owner;
  await seedHistory(pool, SMALL_HISTORY, MONTHS, ground.recipientIds);
  await measureSustained(ground, 30, 1);
  const short = await measureSustained(ground, documents, 1);
  await seedHistory(pool, history - SMALL_HISTORY, MONTHS, ground.recipientIds);
  await measureSustained(ground, 30, 1);
  const long = await measureSustained(ground, documents, 1);
  add('growth', `${SMALL_HISTORY} deliveries over ${MONTHS} months`, 'ms a document', 1_000 / short.arrivedDocuments);
  add('growth', `${history} deliveries over ${MONTHS} months`, 'ms a document', 1_000 / long.arrivedDocuments);
  add('growth', 'difference', '%', (short.arrivedDocuments / long.arrivedDocuments - 1) * 100);
}

function wants(part: string): boolean {
  return values.only.includes(part);
}

function print(rows: readonly Row[]): void {
  const columns = ['engine', 'part', 'load', 'figure', 'value'];
  const cells = rows.map((row) => columns.map((column) => String(row[column])));
  for (const line of tableLines(columns, cells)) console.log(line);
}
