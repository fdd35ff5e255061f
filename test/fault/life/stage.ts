import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { openTools, type Tools } from '../../../src/app.ts';
import { loadConfig } from '../../../src/platform/config.ts';
import { openLog } from '../../../src/platform/log.ts';
import { setChannel } from '../../../src/registry/index.ts';
import { useEnvironment } from '../../support/command.ts';
import type { TemporaryServer } from '../../support/postgres.ts';
import { CODES, type Province, settleProvince } from '../../support/province.ts';
import { type TestRedis, testRedis } from '../../support/redis.ts';
import { Effects } from './effects.ts';
import { type Supervised, supervise } from './process.ts';
import { WEBHOOK_SECRET, WebhookRecipient } from './webhook.ts';

/** The least that a hub may be set to, so that a worker that stands still is soon past it. */
export const LEASE_SECONDS = 2;

/** The hub of one life: two workers, two API processes, its database, its engine, and the recipients around it. */
export interface Stage {
  readonly dataDir: string;
  readonly tools: Tools;
  readonly province: Province;
  readonly server: TemporaryServer;
  readonly redis: TestRedis | null;
  readonly workers: readonly Supervised[];
  readonly apis: readonly Supervised[];
  readonly webhooks: readonly WebhookRecipient[];
  /** What agencies did that fetch by themselves, by code. */
  readonly pulling: ReadonlyMap<string, Effects>;
  close(): Promise<void>;
}

const PULLING = [CODES.home, CODES.office, CODES.finance, CODES.openDistrict];
const PUSHED = [CODES.communeA, CODES.communeB];

export async function openStage(
  server: TemporaryServer,
  engine: 'postgres' | 'redis',
  signal: AbortSignal,
): Promise<Stage> {
  const redis = engine === 'redis' ? await testRedis() : null;
  const dataDir = await mkdtemp(path.join(tmpdir(), 'lienthong-life-'));
  const settings = {
    DATABASE_URL: await freshDatabase(server.url),
    DATA_DIR: dataDir,
    DATABASE_CONNECTIONS: '6',
    DISK_RESERVE_BYTES: '1',
    LOG_LEVEL: 'fatal',
    OUTBOUND_ALLOW: '127.0.0.0/8',
    PUSH_LEASE_SECONDS: String(LEASE_SECONDS),
    RETRY_SCHEDULE: '1',
    VERIFIER_THREADS: '1',
    ...(redis && { REDIS_URL: redis.url }),
  };
  useEnvironment(settings);
  const tools = await openTools(loadConfig(settings), openLog('silent'));
  const province = await settleProvince(tools.owner, tools.database);
  const webhooks = PUSHED.map((code) => new WebhookRecipient(code, (LEASE_SECONDS + 0.5) * 1_000));
  for (const one of webhooks) {
    await one.open();
    const channel = { kind: 'webhook', url: one.url, secret: WEBHOOK_SECRET } as const;
    const agencyId = await province.agencyId(one.code);
    await tools.database.db.transaction((tx) => setChannel(tx, tools.vault, agencyId, channel));
  }
  const [workers, apis] = [
    [supervise('worker', signal), supervise('worker', signal)],
    [supervise('api', signal), supervise('api', signal)],
  ];
  return {
    dataDir,
    tools,
    province,
    server,
    redis,
    workers,
    apis,
    webhooks,
    pulling: new Map(PULLING.map((code) => [code, new Effects()])),
    async close() {
      await tools.close();
      await Promise.all(webhooks.map((one) => one.close()));
      await redis?.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function freshDatabase(url: string): Promise<string> {
  const name = `life_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`).finally(() => client.end());
  const location = new URL(url);
  location.pathname = `/${name}`;
  return location.href;
}
