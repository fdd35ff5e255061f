import { parseArgs } from 'node:util';
import { tableLines } from '../../src/cli/output.ts';
import type { SigningKey } from '../../src/trust/index.ts';
import { redisAvailable, testRedis } from '../support/redis.ts';
import { type Journey, measureJourneys } from './end-to-end.ts';
import { type LargeDocument, measureLarge } from './large.ts';
import { signLetters } from './letters.ts';
import { makeSigner } from './stage.ts';
import { measureStartup, type Startup } from './startup.ts';

const HELP = `npm run bench [-- options]: measures a hub in a process of its own, the client on the same machine. Asserts nothing.
  --quick             fewer documents, PostgreSQL as the queue only, the large document of 60 MB
  --only <part>       startup, journey or large; may be repeated
  --documents <n>     documents of one burst (1500; quick: 400)
  --profile <folder>  CPU profiles of the hub and its threads
  --json              the figures as JSON on stdout`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: ['startup', 'journey', 'large'] },
    documents: { type: 'string' },
    profile: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const wants = (part: string) => values.only.includes(part);
  const signer = await makeSigner();
  try {
    const startup = wants('startup') ? await measureStartup(values.quick ? 1 : 3) : [];
    if (startup.length > 0) print('Start until /readyz says yes', ...startupTable(startup));
    const journeys = wants('journey') ? await runJourneys(signer) : [];
    if (journeys.length > 0) print('Signed documents of 10 KB, one recipient each', ...journeyTable(journeys));
    const large = wants('large') ? await measureLarge(signer, values.quick ? 60 : 300) : [];
    if (large.length > 0) print('One large document', ...largeTable(large));
    if (values.json) console.log(JSON.stringify({ startup, journeys, large }, null, 2));
  } finally {
    await signer.drop();
  }
}

async function runJourneys(signer: SigningKey): Promise<Journey[]> {
  const burst = Number(values.documents ?? (values.quick ? 400 : 1_500));
  const [warmUp, calm] = [100, values.quick ? 0 : 100];
  remark(`signing ${burst + warmUp + calm} documents …`);
  const signed = await signLetters(burst + warmUp + calm, signer);
  const parts = {
    warmUp: signed.slice(0, warmUp),
    burst: signed.slice(warmUp, warmUp + burst),
    calm: signed.slice(warmUp + burst),
  };
  const results: Journey[] = [];
  const measure = async (queue: Journey['queue'], redisUrl?: string) => {
    for (const channel of ['pull', 'webhook'] as const) {
      remark(`${burst} documents, ${channel}, ${queue} …`);
      results.push(...(await measureJourneys({ ...parts, queue, channel, redisUrl, profile: values.profile }, signer)));
    }
  };
  await measure('postgres');
  if (values.quick) return results;
  if (!redisAvailable()) return results;
  const redis = await testRedis();
  await measure('redis', redis.url).finally(() => redis.stop());
  return results;
}

function startupTable(rows: readonly Startup[]): [string[], string[][]] {
  const seconds = (ms: number) => (ms / 1_000).toFixed(2);
  return [
    ['from', 'seconds, each run', 'MB at rest'],
    rows.map((row) => [row.from, row.readyMs.map(seconds).join(', '), whole(row.memoryMb)]),
  ];
}

function journeyTable(rows: readonly Journey[]): [string[], string[][]] {
  return [
    [
      'queue',
      'channel',
      'load',
      'accepted/s',
      'arrived/s',
      'accept p50',
      'p99 ms',
      'to arrived p50',
      'p99 ms',
      'peak MB',
    ],
    rows.map((row) => [
      row.queue,
      row.channel,
      row.load,
      whole(row.acceptedPerSecond),
      whole(row.arrivedPerSecond),
      whole(row.acceptMs.p50),
      whole(row.acceptMs.p99),
      whole(row.arriveMs.p50),
      whole(row.arriveMs.p99),
      whole(row.peakMb),
    ]),
  ];
}

function largeTable(rows: readonly LargeDocument[]): [string[], string[][]] {
  return [
    ['form', 'MB as sent', 'accept s', 'fetch s', 'MB at rest', 'peak: accept', 'peak: fetch', 'same octets'],
    rows.map((row) => [
      row.form,
      whole(row.bytes / 2 ** 20),
      (row.acceptMs / 1_000).toFixed(1),
      (row.fetchMs / 1_000).toFixed(1),
      whole(row.idleMb),
      whole(row.acceptPeakMb),
      whole(row.fetchPeakMb),
      row.same ? 'yes' : 'NO',
    ]),
  ];
}

function whole(value: number | null): string {
  return value === null ? '–' : String(Math.round(value));
}

function print(title: string, headings: string[], rows: string[][]): void {
  if (values.json) return;
  console.log(`\n${title}\n`);
  for (const line of tableLines(headings, rows)) console.log(`  ${line}`);
}

function remark(text: string): void {
  process.stderr.write(`${text}\n`);
}
