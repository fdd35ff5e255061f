import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { tableLines } from '../../../src/cli/output.ts';
import { resolveAgencies } from '../../../src/registry/index.ts';
import { sendAll } from '../client.ts';
import { signLetters } from '../letters.ts';
import { makeSigner, openStage, type Stage } from '../stage.ts';
import { folderWay, hangingWay, iofficeWay, mailboxWay, vicWay, type Way, webhookWay } from './ways.ts';

const HELP = `npm run bench:adapters [-- options]: agencies over all adapters at once, one of which hangs. Asserts nothing.
  --agencies <n>     over all adapters in turn (100)
  --documents <n>    of each round, one recipient each (400)
  --per-second <n>   how fast they are sent (20)
  --rounds <n>       with all well, and as many with one hanging, in turn (3)
  --json             the figures as JSON on stdout`;

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    agencies: { type: 'string', default: '100' },
    documents: { type: 'string', default: '400' },
    'per-second': { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Milliseconds from acceptance to the end of the try that succeeded. */
type Times = Map<string, number[]>;

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const root = await mkdtemp(path.join(tmpdir(), 'lienthong-bench-adapters-'));
  const hanging = await hangingWay();
  const ways: Way[] = [
    await webhookWay(),
    folderWay(root),
    vicWay(root),
    await iofficeWay(),
    await mailboxWay(root),
    hanging,
  ];
  const codes = Array.from({ length: Number(values.agencies) }, (_, n) => `H98.${1_000 + n}`);
  const signer = await makeSigner();
  const stage = await openStage(signer, { recipients: codes, env: { FOLDER_ROOTS: root } });
  try {
    const wayOf = await connect(stage, ways, codes);
    const round = () => measure(stage, wayOf, signer, codes);
    await round();
    const [well, hung]: [Times, Times] = [new Map(), new Map()];
    for (let n = 0; n < Number(values.rounds); n += 1) {
      hanging.hang(false);
      await waitUntilQuiet(stage);
      add(well, await round());
      hanging.hang(true);
      add(hung, await round());
    }
    print(ways, well, hung);
  } finally {
    hanging.hang(false);
    await stage.close();
    for (const way of ways) await way.close();
    await signer.drop();
    await rm(root, { recursive: true, force: true });
  }
}

/** Agencies by turns, so that each way has its share. Gives the way of each agency. */
async function connect(stage: Stage, ways: readonly Way[], codes: readonly string[]): Promise<Map<string, string>> {
  const agencies = await resolveAgencies(stage.tools.database.db, codes);
  const wayOf = new Map<string, string>();
  for (const [at, way] of ways.entries()) {
    const ids = codes.filter((_, n) => n % ways.length === at).map((code) => agencies.get(code)!.id);
    await way.connect(stage.tools, ids);
    for (const id of ids) wayOf.set(id, way.name);
  }
  return wayOf;
}

async function measure(
  stage: Stage,
  wayOf: ReadonlyMap<string, string>,
  signer: Parameters<typeof signLetters>[1],
  codes: readonly string[],
): Promise<Times> {
  const { pool } = stage.tools.owner;
  const letters = await signLetters(Number(values.documents), signer, { among: codes });
  const { rows } = await pool.query<{ at: string }>('select now()::text as at');
  const since = rows[0]!.at;
  await sendAll(stage.hub.url, stage.senderKey, letters, { perSecond: Number(values['per-second']) });
  const others = [...wayOf].filter(([, name]) => name !== 'hanging').map(([id]) => id);
  for (;;) {
    const open = await pool.query<{ n: number }>(
      `select count(*)::int as n from delivery v join document d on d.id = v.document_id
       where d.accepted_at >= $1::timestamptz and v.handover_id = any($2::uuid[]) and v.state in ('due', 'sending')`,
      [since, others],
    );
    if (open.rows[0]!.n === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const done = await pool.query<{ id: string; ms: number }>(
    `select v.handover_id as id, extract(epoch from a.ended_at - d.accepted_at)::float8 * 1000 as ms
     from attempt a join delivery v on v.id = a.delivery_id join document d on d.id = v.document_id
     where d.accepted_at >= $1::timestamptz and a.outcome = 'delivered'`,
    [since],
  );
  const times: Times = new Map();
  for (const { id, ms } of done.rows) add(times, new Map([[wayOf.get(id) ?? '?', [ms]]]));
  return times;
}

/** What hung is sent before the next round begins. */
async function waitUntilQuiet(stage: Stage): Promise<void> {
  const { pool } = stage.tools.owner;
  await pool.query(`update dispatch set due_at = now() where state = 'due'`);
  await pool.query(`update lane set retry_at = now() where breaker = 'open'`);
  for (;;) {
    const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from dispatch');
    if (rows[0]!.n === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function add(to: Times, more: Times): void {
  for (const [name, times] of more) to.set(name, [...(to.get(name) ?? []), ...times]);
}

function print(ways: readonly Way[], well: Times, hung: Times): void {
  const names = ways.map((way) => way.name).filter((name) => name !== 'hanging');
  const all = (times: Times) => names.flatMap((name) => times.get(name) ?? []);
  const rows = [
    ...names.map((name) => [name, well.get(name) ?? [], hung.get(name) ?? []] as const),
    ['all of these', all(well), all(hung)] as const,
  ];
  const figures = rows.map(([way, before, after]) => ({
    way,
    documents: before.length + after.length,
    p50Well: quantile(before, 0.5),
    p50Hung: quantile(after, 0.5),
    p99Well: quantile(before, 0.99),
    p99Hung: quantile(after, 0.99),
    change: Math.round((quantile(after, 0.99) / quantile(before, 0.99) - 1) * 100),
  }));
  if (values.json) {
    console.log(JSON.stringify(figures, null, 2));
    return;
  }
  const columns = [
    'adapter',
    'documents',
    'p50 ms, all well',
    'one hangs',
    'p99 ms, all well',
    'one hangs',
    'change of p99 (goal 10 %)',
  ];
  const cells = figures.map((one) =>
    [one.way, one.documents, one.p50Well, one.p50Hung, one.p99Well, one.p99Hung, `${one.change} %`].map(String),
  );
  for (const line of tableLines(columns, cells)) console.log(line);
}

function quantile(times: readonly number[], part: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0) * 10) / 10;
}
