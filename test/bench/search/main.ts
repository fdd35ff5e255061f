import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { tableLines } from '../../../src/cli/output.ts';
import { loadConfig } from '../../../src/platform/config.ts';
import type { Db } from '../../../src/platform/database.ts';
import { isHubError } from '../../../src/platform/errors.ts';
import { openLog } from '../../../src/platform/log.ts';
import { openTools, type Tools } from '../../../src/tools.ts';
import { learn, load } from './load.ts';
import { type SeededDocument, type SeededProvince, seedProvince } from './province.ts';
import { page, type Question, questionsFor } from './questions.ts';
import { pickOf, seeded } from './random.ts';

const HELP = `npm run bench:search [-- options]: seeds two years of a province and measures every kind of search on it. Asserts nothing.
  --documents <n>   documents, with six deliveries each (1000000; for a quick look 100000, at most 10000000)
  --agencies <n>    agencies that write to each other (500)
  --times <n>       questions of each kind (40)
  --only <words>    kinds whose name has these words
  --data <folder>   keeps the seeded hub there; another run with it asks only`;
const GOAL_MS = 300;
/** Documents that are asked for; more would not change the figures. */
const ASKED = 2_000;

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    documents: { type: 'string', default: '1000000' },
    agencies: { type: 'string', default: '500' },
    times: { type: 'string', default: '40' },
    only: { type: 'string', default: '' },
    data: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(HELP);
else await run(Math.min(10_000_000, Number(values.documents)), Number(values.agencies), Number(values.times));

async function run(count: number, agencies: number, times: number): Promise<void> {
  const directory = values.data ?? (await mkdtemp(path.join(tmpdir(), 'lienthong-bench-')));
  const tools = await openTools(loadConfig({}, { DATA_DIR: directory }), openLog('warn'));
  try {
    const seed = await seedOf(path.join(directory, 'seed.json'), { count, agencies, endMs: Date.now() }, tools);
    const { rows } = await tools.owner.pool.query<{ mb: string; search: string }>(
      `select (pg_database_size(current_database()) / 1e6)::int as mb, (select sum(pg_total_relation_size(relid)) / 1e6
       from pg_partition_tree('document_search') where isleaf)::int as search`,
    );
    const [{ mb, search }] = rows as [{ mb: string; search: string }];
    console.log(`${seed.count} documents: ${mb} MB, of which ${search} MB for searching; ${cpus().length} cores`);
    const about = sample(seed.count, seedProvince(seed.agencies, seed.endMs));
    const questions = questionsFor(seedProvince(seed.agencies, seed.endMs)).filter(({ name }) =>
      name.includes(values.only),
    );
    const lines: string[][] = [];
    for (const question of questions) lines.push(await measure(tools.database.db, question, about, times));
    console.log(tableLines(['search', 'found', 'p50 ms', 'p95 ms', 'longest', `goal ${GOAL_MS} ms`], lines).join('\n'));
  } finally {
    await tools.close();
    if (values.data === undefined) await rm(directory, { recursive: true, force: true });
  }
}

interface Seed {
  readonly count: number;
  readonly agencies: number;
  /** The last day of the two years. */
  readonly endMs: number;
}

/** Fills an empty hub; what an earlier run has left is taken as it is. */
async function seedOf(file: string, wanted: Seed, { database, databaseUrl }: Tools): Promise<Seed> {
  const known = await readFile(file, 'utf8').catch(() => null);
  if (known !== null) return JSON.parse(known) as Seed;
  const since = performance.now();
  const words = await load(databaseUrl, seedProvince(wanted.agencies, wanted.endMs), wanted.count, remark);
  await database.db.transaction((tx) => learn(tx, words));
  await writeFile(file, JSON.stringify(wanted));
  console.log(`seeded in ${Math.round((performance.now() - since) / 1_000)} s`);
  return wanted;
}

function sample(count: number, province: SeededProvince): SeededDocument[] {
  const chosen: SeededDocument[] = [];
  const step = Math.max(1, Math.floor(count / ASKED));
  let n = 0;
  for (const one of province.documents(count)) {
    if (n % step === 0 && one.recipientIds.length > 0) chosen.push(one);
    n += 1;
  }
  return chosen;
}

/** The first page, as a reader waits for it. */
async function measure(db: Db, question: Question, about: readonly SeededDocument[], times: number): Promise<string[]> {
  const random = seeded(question.name.length);
  const took: number[] = [];
  let found = 0;
  let tooWide = 0;
  for (let n = 0; n < times; n += 1) {
    const { scope, wanted } = question.ask(random, pickOf(random, about));
    const since = performance.now();
    const first = await question.look(db, scope, wanted, page()).catch((error) => {
      if (!isHubError(error)) throw error;
      tooWide += 1;
      return { items: [], next: null };
    });
    took.push(performance.now() - since);
    found += first.items.length;
  }
  took.sort((one, other) => one - other);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))]!;
  const met = tooWide > 0 ? `${tooWide} too wide` : at(0.95) <= GOAL_MS ? 'met' : 'missed';
  const figures = [(found / times).toFixed(1), at(0.5).toFixed(1), at(0.95).toFixed(1), at(1).toFixed(1)];
  return [question.name, ...figures, met];
}

function remark(text: string): void {
  console.error(`${text} …`);
}
