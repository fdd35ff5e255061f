import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { resolveAgencies, setChannel } from '../../../src/registry/index.ts';
import type { SigningKey } from '../../../src/trust/index.ts';
import { sendAll } from '../client.ts';
import { signLetters } from '../letters.ts';
import { type Receiver, startReceiver } from '../receiver.ts';
import { openStage, RECIPIENTS, SENDER, type Stage, WEBHOOK_SECRET } from '../stage.ts';
import { seedBacklog } from './seed.ts';

const AT_ONCE = 16;
const URGENT_PER_SECOND = 5;

export interface Ground {
  readonly stage: Stage;
  readonly signer: SigningKey;
  readonly senderId: string;
  readonly recipientIds: readonly string[];
  close(): Promise<void>;
}

/** A hub in a process of its own whose twenty recipients have a webhook that checks every call. */
export async function openGround(signer: SigningKey, redisUrl: string | undefined): Promise<Ground> {
  const receiver: Receiver = await startReceiver();
  const stage = await openStage(signer, {
    webhookUrl: receiver.url,
    ...(redisUrl !== undefined && { env: { REDIS_URL: redisUrl } }),
  });
  const agencies = await resolveAgencies(stage.tools.database.db, [SENDER, ...RECIPIENTS]);
  return {
    stage,
    signer,
    senderId: agencies.get(SENDER)!.id,
    recipientIds: RECIPIENTS.map((code) => agencies.get(code)!.id),
    async close() {
      await stage.close();
      await receiver.close();
    },
  };
}

/** Accepted and arrived a second, each document to so many recipients. */
export async function measureSustained({ stage, signer }: Ground, documents: number, recipients: number) {
  const letters = await signLetters(documents, signer, { recipients });
  const mark = await markOf(stage);
  const since = performance.now();
  await sendAll(stage.hub.url, stage.senderKey, letters, { atOnce: AT_ONCE });
  const accepted = documents / seconds(since);
  await arrivals(stage, mark, documents * recipients);
  return { recipients, documents, accepted, arrivedDocuments: documents / seconds(since) };
}

/** How fast a backlog drains when nothing else happens. */
export async function measureDrain(ground: Ground, count: number) {
  const { stage, senderId, recipientIds } = ground;
  const submissionId = await aSubmission(ground);
  const mark = await markOf(stage);
  await seedBacklog(stage.tools.owner.pool, { count, submissionId, senderId, recipientIds });
  const since = performance.now();
  await arrivals(stage, mark, count);
  return { count, perSecond: count / seconds(since) };
}

/** Urgent mail from acceptance to arrival, with a normal backlog and recipients that take calls and never answer. */
export async function measureUrgent(ground: Ground, backlog: number, dead: number, documents: number) {
  const { stage, senderId, recipientIds, signer } = ground;
  const submissionId = await aSubmission(ground);
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
  const deadIds = await addAgencies(ground, dead, url);
  const { pool } = stage.tools.owner;
  await seedBacklog(pool, { count: dead * 20, submissionId, senderId, recipientIds: deadIds });
  await seedBacklog(pool, { count: backlog, submissionId, senderId, recipientIds });
  const letters = await signLetters(documents, signer, { priority: 3 });
  const mark = await markOf(stage);
  await sendAll(stage.hub.url, stage.senderKey, letters, { perSecond: URGENT_PER_SECOND });
  const { p50, p99 } = await arrivals(stage, mark, documents, true);
  const { rows } = await pool.query<{ left: number }>(
    `select count(*)::int as left from dispatch d join lane l on l.id = d.lane_id where l.key = any($1)`,
    [recipientIds.map((id) => `agency:${id}`)],
  );
  await pool.query(`delete from dispatch`);
  silent.close();
  return { backlog, dead, documents, p50, p99, backlogLeft: rows[0]!.left };
}

async function addAgencies({ stage }: Ground, count: number, url: string): Promise<string[]> {
  const { rows } = await stage.tools.owner.pool.query<{ id: string }>(
    `insert into agency (id, name, name_plain, search, level)
     select gen_random_uuid(), 'dead ' || n, 'dead ' || n, '', 2 from generate_series(1, $1::int) as n returning id`,
    [count],
  );
  const channel = { kind: 'webhook' as const, url, secret: WEBHOOK_SECRET };
  await stage.tools.database.db.transaction(async (tx) => {
    for (const { id } of rows) await setChannel(tx, stage.tools.vault, id, channel);
  });
  return rows.map((row) => row.id);
}

/** The bytes that a whole backlog shares. */
async function aSubmission({ stage, signer }: Ground): Promise<string> {
  const mark = await markOf(stage);
  await sendAll(stage.hub.url, stage.senderKey, await signLetters(1, signer), { atOnce: 1 });
  await arrivals(stage, mark, 1);
  const { rows } = await stage.tools.owner.pool.query<{ id: string }>(
    `select id from submission where state = 'accepted' order by id desc limit 1`,
  );
  return rows[0]!.id;
}

async function markOf(stage: Stage): Promise<string> {
  const { rows } = await stage.tools.owner.pool.query<{ at: string }>(`select now()::text as at`);
  return rows[0]!.at;
}

/** Waits until as many have arrived since then; looks seldom, for the query shares the database with what it watches. */
async function arrivals(stage: Stage, since: string, count: number, urgent = false) {
  const deadline = performance.now() + 1_800_000;
  const age = 'extract(epoch from v.arrived_at - d.accepted_at) * 1000';
  for (;;) {
    const { rows } = await stage.tools.owner.pool.query<{ arrived: number; p50: number; p99: number }>(
      `select count(*)::int as arrived,
        percentile_disc(0.5) within group (order by ${age})::float8 as p50,
        percentile_disc(0.99) within group (order by ${age})::float8 as p99
      from delivery v join document d on d.id = v.document_id
      where v.state = 'arrived' and v.arrived_at >= $1::timestamptz and d.accepted_at >= $1::timestamptz
        and ($2 = false or v.urgent)`,
      [since, urgent],
    );
    if (rows[0]!.arrived >= count) return rows[0]!;
    if (performance.now() > deadline) throw new Error(`${rows[0]!.arrived} of ${count} have arrived`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function seconds(since: number): number {
  return (performance.now() - since) / 1_000;
}
