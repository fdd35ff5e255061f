import type { SigningKey } from '../../src/trust/index.ts';
import { sendAll, startPulling } from './client.ts';
import { startReceiver } from './receiver.ts';
import { openStage, type Stage } from './stage.ts';

export interface Journey {
  readonly queue: 'postgres' | 'redis';
  readonly channel: 'pull' | 'webhook';
  readonly load: string;
  readonly documents: number;
  readonly acceptedPerSecond: number;
  readonly arrivedPerSecond: number;
  readonly acceptMs: Quantiles;
  /** By PostgreSQL's clock, from acceptance to arrival. */
  readonly arriveMs: Quantiles;
  readonly peakMb: number | null;
}

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

export interface Plan {
  readonly queue: Journey['queue'];
  readonly channel: Journey['channel'];
  readonly redisUrl?: string | undefined;
  readonly profile?: string | undefined;
  readonly warmUp: readonly Buffer[];
  /** As fast as it goes. */
  readonly burst: readonly Buffer[];
  /** At a pace that leaves the hub idle in between. */
  readonly calm: readonly Buffer[];
}

const AT_ONCE = 16;
const CALM_PER_SECOND = 20;

/** Sends each part of the plan through one hub on an empty directory, and waits for the arrivals of each. */
export async function measureJourneys(plan: Plan, signer: SigningKey): Promise<Journey[]> {
  const receiver = plan.channel === 'webhook' ? await startReceiver() : null;
  const stage = await openStage(signer, {
    profile: plan.profile,
    env: plan.redisUrl === undefined ? {} : { REDIS_URL: plan.redisUrl },
    ...(receiver && { webhookUrl: receiver.url }),
  });
  const pullers = receiver ? [] : stage.receiverKeys.map((key) => startPulling(stage.hub.url, key));
  try {
    await measure(stage, plan, '', plan.warmUp, { atOnce: 4 });
    const burst = await measure(stage, plan, `${AT_ONCE} at once`, plan.burst, { atOnce: AT_ONCE });
    if (plan.calm.length === 0) return [burst];
    const pace = { perSecond: CALM_PER_SECOND };
    return [burst, await measure(stage, plan, `${CALM_PER_SECOND} a second`, plan.calm, pace)];
  } finally {
    await Promise.all(pullers.map((puller) => puller.stop()));
    await stage.close();
    await receiver?.close();
  }
}

async function measure(
  stage: Stage,
  { queue, channel }: Plan,
  load: string,
  documents: readonly Buffer[],
  pace: Parameters<typeof sendAll>[3],
): Promise<Journey> {
  const { rows } = await stage.tools.owner.pool.query<{ id: string }>('select max(id::text) as id from document');
  const after = rows[0]?.id ?? '00000000-0000-0000-0000-000000000000';
  const since = performance.now();
  const accepts = await sendAll(stage.hub.url, stage.senderKey, documents, pace);
  const acceptedPerSecond = (documents.length * 1_000) / (performance.now() - since);
  const arrivals = await waitForArrivals(stage, after, documents.length);
  const memory = await stage.hub.memory();
  return {
    queue,
    channel,
    load,
    documents: documents.length,
    acceptedPerSecond,
    arrivedPerSecond: documents.length / arrivals.seconds,
    acceptMs: quantiles(accepts),
    arriveMs: { p50: arrivals.p50, p99: arrivals.p99 },
    peakMb: memory?.peakMb ?? null,
  };
}

type Arrivals = Quantiles & { readonly arrived: number; readonly seconds: number };

/** Looks seldom: the query is not free, and shares the database with what it watches. */
async function waitForArrivals(stage: Stage, after: string, count: number): Promise<Arrivals> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    const { rows } = await stage.tools.owner.pool.query<Arrivals>(
      `select count(*)::int as arrived,
        extract(epoch from max(v.arrived_at) - min(d.accepted_at))::float8 as seconds,
        percentile_disc(0.5) within group (order by extract(epoch from v.arrived_at - d.accepted_at) * 1000)::float8 as p50,
        percentile_disc(0.99) within group (order by extract(epoch from v.arrived_at - d.accepted_at) * 1000)::float8 as p99
      from document d join delivery v on v.document_id = d.id
      where d.id > $1::uuid and v.state = 'arrived'`,
      [after],
    );
    const [arrivals] = rows;
    if (arrivals && arrivals.arrived >= count) return arrivals;
    if (performance.now() > deadline) throw new Error(`${arrivals?.arrived} of ${count} documents have arrived`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function quantiles(times: readonly number[]): Quantiles {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
  return { p50: at(0.5), p99: at(0.99) };
}
