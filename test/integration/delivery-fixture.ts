import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { axis } from '../../adapters/axis/index.ts';
import type { Adapter } from '../../adapters/contract.ts';
import { webhook } from '../../adapters/webhook/index.ts';
import {
  createDeliveries,
  type Delivery,
  type DeliveryEngine,
  type DeliverySettings,
  type DocumentForDelivery,
  type PlannedDelivery,
  startDelivery,
} from '../../src/delivery/index.ts';
import { unpackDocument } from '../../src/journey/content.ts';
import { type Blobs, openBlobs } from '../../src/platform/blobs.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Database } from '../../src/platform/database.ts';
import { newId } from '../../src/platform/ids.ts';
import { openLog } from '../../src/platform/log.ts';
import { openOutbound } from '../../src/platform/outbound.ts';
import { openQueueEngine, type QueueEngine } from '../../src/platform/queue.ts';
import { openVault, type Vault } from '../../src/platform/secrets.ts';
import { type Agency, findAgencies, setChannel } from '../../src/registry/index.ts';
import type { TestDatabase } from '../support/database.ts';

export const SECRET = 'a-secret-of-the-recipient';

/** What every delivery test needs around the room: a store, a vault, agencies, documents. */
export interface Ground {
  readonly directory: string;
  readonly blobs: Blobs;
  readonly vault: Vault;
  readonly test: TestDatabase;
  /** An agency with its own webhook, or one that pulls. */
  agency(channel?: { url: string; cap?: number; rate?: number }): Promise<Agency>;
  document(options?: { priority?: number; kind?: 'document' | 'status'; bytes?: Buffer }): Promise<DocumentForDelivery>;
  /** Creates the deliveries of a document in a transaction of their own. */
  create(document: DocumentForDelivery, plans: readonly PlannedDelivery[]): Promise<Delivery[]>;
  clear(): Promise<void>;
}

export async function prepareGround(test: TestDatabase): Promise<Ground> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lienthong-delivery-'));
  const [blobs, vault] = [await openBlobs(directory), await openVault(directory)];
  const { db } = test.database;
  const senderId = newId();
  await db.execute(sql`
    insert into agency (id, name, name_plain, search, level) values (${senderId}, 'Bên gửi', 'ben gui', ''::tsvector, 2)`);
  let codes = 0;
  return {
    directory,
    blobs,
    vault,
    test,
    async agency(channel) {
      const id = newId();
      codes += 1;
      const code = `H${String(codes).padStart(2, '0')}.${randomBytes(3).toString('hex').toUpperCase()}`;
      await db.execute(sql`
        insert into agency (id, name, name_plain, search, level) values (${id}, ${code}, ${code}, ''::tsvector, 2)`);
      await db.execute(sql`
        insert into agency_code (code, agency_id, scheme, is_current) values (${code}, ${id}, 'QCVN102', true)`);
      await db.transaction((tx) =>
        setChannel(
          tx,
          vault,
          id,
          channel
            ? { kind: 'webhook', secret: SECRET, url: channel.url, cap: channel.cap ?? 4, rate: channel.rate ?? null }
            : { kind: 'pull' },
        ),
      );
      return (await findAgencies(db, [id])).get(id)!;
    },
    async document(options = {}) {
      return storeDocument(test.database, blobs, senderId, options);
    },
    create: (document, plans) => db.transaction((tx) => createDeliveries(tx, document, plans, 'test')),
    async clear() {
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function storeDocument(
  database: Database,
  blobs: Blobs,
  senderId: string,
  options: { priority?: number; kind?: 'document' | 'status'; bytes?: Buffer },
): Promise<DocumentForDelivery> {
  const { priority = 0, kind = 'document', bytes = randomBytes(200) } = options;
  const [id, submissionId] = [newId(), newId()];
  const sha256 = createHash('sha256').update(bytes).digest();
  await writeFile(blobs.spoolPath(submissionId), bytes);
  await blobs.put(submissionId, blobs.spoolPath(submissionId));
  await database.db.execute(sql`
    insert into submission (id, state, door, actor, media_type, raw_sha256, size, document_id)
    values (${submissionId}, 'accepted', 'rest', 'test', 'application/edxml+xml', ${sha256}, ${bytes.length}, ${id})`);
  const rankAt = new Date(Date.now() - priority * 3_600_000);
  await database.db.execute(sql`
    insert into document (id, submission_id, kind, sender_id, document_uid, priority, header, content_digest, verdict, rank_at)
    values (${id}, ${submissionId}, ${kind}, ${senderId}, ${`uid-${id}`}, ${priority}, '{}', ${sha256}, '{}',
      ${rankAt.toISOString()}::timestamptz)`);
  return { id, submissionId, kind, size: bytes.length, priority, rankAt, senderId };
}

/** A plan that reaches the agency by its own pull channel. */
export function pulled(agency: Agency, more: Partial<PlannedDelivery> & { handover?: Agency } = {}): PlannedDelivery {
  const { handover = agency, ...rest } = more;
  const channel = { kind: 'pull', maxBytes: null } as const;
  return {
    addressedCode: agency.code,
    agencyId: agency.id,
    reception: { outcome: 'open', handover, channel, via: handover === agency ? 'own' : 'contact-point' },
    predecessors: [],
    ...rest,
  };
}

/** A plan that reaches the agency by its webhook. */
export function pushed(
  agency: Agency,
  more: Partial<PlannedDelivery> & { cap?: number; rate?: number } = {},
): PlannedDelivery {
  const { cap = 4, rate = null, ...rest } = more;
  const channel = { kind: 'webhook', maxBytes: null, url: 'set-in-the-registry', cap, rate } as const;
  return {
    addressedCode: agency.code,
    agencyId: agency.id,
    reception: { outcome: 'open', handover: agency, channel, via: 'own' },
    predecessors: [],
    ...rest,
  };
}

export interface Call {
  readonly deliveryId: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Recipient {
  readonly url: string;
  readonly calls: Call[];
  /** Most calls that were open at once. */
  readonly peak: () => number;
  /** Resolves when this many calls have been answered. */
  answered(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A recipient's system: a real HTTP server. `answer` says the status, at once or later. */
export async function startRecipient(
  answer: (call: Call, number: number) => Promise<number> | number = () => 204,
  says: { readonly type: string; readonly body: string } | null = null,
): Promise<Recipient> {
  const calls: Call[] = [];
  const waiting = new Set<{ count: number; resolve: () => void }>();
  let [open, peak, done] = [0, 0, 0];
  const server = createServer((request, response) => {
    open += 1;
    peak = Math.max(peak, open);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const call = {
        deliveryId: String(request.headers['lienthong-delivery']),
        headers: request.headers,
        body: Buffer.concat(chunks),
      };
      calls.push(call);
      const status = await answer(call, calls.length);
      open -= 1;
      done += 1;
      response.writeHead(status, says ? { 'content-type': says.type } : {}).end(says?.body);
      for (const one of waiting) if (done >= one.count) one.resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`,
    calls,
    peak: () => peak,
    answered: (count) =>
      done >= count ? Promise.resolve() : new Promise((resolve) => waiting.add({ count, resolve })),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Times short enough for a test; the rules are those of production. */
export const QUICK: Partial<DeliverySettings> = {
  pollMs: 20,
  sweepMs: 50,
  retrySchedule: [0.05],
  jitter: 0,
  breakerPause: 0.1,
  concurrency: 8,
  urgentConcurrency: 4,
  drainSeconds: 1,
};

export interface Mover {
  readonly engine: DeliveryEngine;
  stop(): Promise<void>;
}

/** One process's part in pushing, on its own queue engine. */
export async function startMover(
  ground: { readonly blobs: Blobs; readonly vault: Vault; readonly test: Pick<TestDatabase, 'database' | 'url'> },
  settings: Partial<DeliverySettings> = {},
  redisUrl?: string,
  more: Readonly<Record<string, Adapter>> = {},
): Promise<Mover> {
  const log = openLog('silent');
  const queue: QueueEngine = await openQueueEngine({ ownerUrl: ground.test.url, redisUrl, log });
  const outbound = openOutbound({ allow: ['127.0.0.0/8'] });
  const engine = startDelivery({
    database: ground.test.database,
    queue,
    blobs: ground.blobs,
    vault: ground.vault,
    outbound,
    clock: systemClock,
    log,
    adapters: { webhook, axis, ...more },
    inline: async (document) => () => ground.blobs.open(document.submissionId),
    unpack: ({ id }) => unpackDocument(ground.test.database.db, ground.blobs, id),
    settings: { ...QUICK, ...settings },
  });
  return {
    engine,
    async stop() {
      await engine.stop();
      await queue.close();
      await outbound.close();
    },
  };
}

/** Waits until a query answers true; the database is the witness, never a guess at a time. */
export async function until(database: Database, condition: ReturnType<typeof sql>, withinMs = 15_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (performance.now() < end) {
    const result = await database.db.execute<{ ok: boolean }>(sql`select (${condition}) as ok`);
    if (result.rows[0]!.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('the awaited state never came');
}

export async function states(database: Database, documentId: string): Promise<Record<string, string>> {
  const result = await database.db.execute<{ addressed_code: string; state: string }>(
    sql`select addressed_code, state from delivery where document_id = ${documentId}`,
  );
  return Object.fromEntries(result.rows.map((row) => [row.addressed_code, row.state]));
}
