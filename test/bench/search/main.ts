import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { tableLines } from '../../../src/cli/output.ts';
import { loadConfig } from '../../../src/platform/config.ts';
import type { Db } from '../../../src/platform/database.ts';
import { isHubError } from '../../../src/platform/errors.ts';
import { openLog } from '../../../src/platform/log.ts';
import { openTools } from '../../../src/tools.ts';
import { learn, load } from './load.ts';
import { type SeededDocument, type SeededProvince, seedProvince } from './province.ts';
import { page, type Question, questionsFor } from './questions.ts';
import { pickOf, seeded } from './random.ts';

const HELP = `npm run bench:search [-- options]: seeds two years of a province and measures every kind of search on it. Asserts nothing.
  --documents <n>   documents, with six deliveries each (1000000; for a quick look 100000, at most 10000000)
  --agencies <n>    agencies that write to each other (500)
  --times <n>       questions of each kind (40)`;
const GOAL_MS = 300;
/** Documents that are asked for; more would not change the figures. */
const ASKED = 2_000;

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    documents: { type: 'string', default: '1000000' },
    agencies: { type: 'string', default: '500' },
    times: { type: 'string', default: '40' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(HELP);
else await run(Math.min(10_000_000, Number(values.documents)), Number(values.agencies), Number(values.times));

async function run(count: number, agencies: number, times: number): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lienthong-bench-'));
  const tools = await openTools(loadConfig({}, { DATA_DIR: directory }), openLog('warn'));
  try {
    const endMs = Date.now();
    const province = seedProvince(agencies, endMs);
    const since = performance.now();
    const words = await load(tools.databaseUrl, province, count, remark);
    await tools.database.db.transaction((tx) => learn(tx, words));
    const { rows } = await tools.owner.pool.query<{ mb: string; search: string }>(
      `select (pg_database_size(current_database()) / 1e6)::int as mb, (select sum(pg_total_relation_size(relid)) / 1e6
       from pg_partition_tree('document_search') where isleaf)::int as search`,
    );
    const seconds = Math.round((performance.now() - since) / 1_000);
    console.log(
      `${count} documents, ${seconds} s to seed, ${rows[0]!.mb} MB, of which ${rows[0]!.search} MB for searching; ${cpus().length} cores`,
    );
    const about = sample(count, seedProvince(agencies, endMs));
    const lines: string[][] = [];
    for (const question of questionsFor(province)) lines.push(await measure(tools.database.db, question, about, times));
    console.log(tableLines(['search', 'found', 'p50 ms', 'p95 ms', 'longest', `goal ${GOAL_MS} ms`], lines).join('\n'));
  } finally {
    await tools.close();
    await rm(directory, { recursive: true, force: true });
  }
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
