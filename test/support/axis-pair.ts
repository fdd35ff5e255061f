import { readFile } from 'node:fs/promises';
import { createServer, request as forward, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { startAxes } from '../../src/axes/index.ts';
import type { Link } from '../../src/links/index.ts';
import {
  type AgencyRow,
  authenticate,
  createSystem,
  importAgencies,
  resolveAgencies,
  type Scope,
  saveAxis,
} from '../../src/registry/index.ts';
import { type Mover, startMover, until } from '../integration/delivery-fixture.ts';
import { clerks } from './clerks.ts';
import { type TestHub, testHub } from './hub.ts';
import type { Letter, LetterOptions } from './letters.ts';
import { CODES, type Province, settleProvince } from './province.ts';

/** What the line does to one call: passes it on and loses the answer, or answers in the other hub's place. */
export type Fault = 'lose' | { readonly status: number; readonly body?: string };

/** The line between both hubs, with every call that it saw. */
export interface Line {
  readonly url: string;
  readonly calls: string[];
  fault: (call: string) => Fault | undefined;
  close(): Promise<void>;
}

export interface Hub {
  readonly it: TestHub;
  readonly province: Province;
  readonly office: ReturnType<typeof clerks>;
}

/** A hub of a province, and the national hub of the same software that it reaches over REST. */
export interface AxisPair {
  readonly province: Hub;
  readonly national: Hub;
  readonly line: Line;
  /** Tells the province how to reach the national hub, as an administrator does. */
  save(secret?: string): Promise<void>;
  close(): Promise<void>;
}

/** How the province calls the national hub, and how that one calls the province's system. */
export const AXIS = 'vpcp';
export const PROVINCE_SYSTEM = 'truc-tinh';
/** Behind the axis: served by the national hub, each by a system of its own; one is not in its registry. */
export const NATIONAL = { government: CODES.government, ministry: CODES.offline, unknown: CODES.archives } as const;
const SCOPES: readonly Scope[] = ['send', 'receive', 'agency.read'];
const QUICK = { lookMs: 50, pollMs: 50, followMs: 50 };

export async function axisPair(): Promise<AxisPair> {
  const [national, it] = await Promise.all([nationalHub(), testHub({ role: 'api' })]);
  const province = await settleProvince(it.database.owner, it.database.database);
  await it.database.owner.pool.query(`update agency set axis = '${AXIS}' where id = any($1)`, [
    await Promise.all([NATIONAL.ministry, NATIONAL.unknown].map((code) => province.agencyId(code))),
  ]);
  const { blobs, vault } = it.hub;
  const mover: Mover = await startMover({ blobs, vault, test: it.database });
  const line = await startLine(national.it.hub.url);
  let axes: Link | null = null;
  const save = async (secret = national.province.key(PROVINCE_SYSTEM)) => {
    const settings = { dialect: 'rest', directory: 'none' };
    await it.hub.database.db.transaction((tx) =>
      saveAxis(tx, vault, { name: AXIS, adapter: 'axis', baseUrl: line.url, secret, settings }),
    );
    axes ??= startAxes({ ...it.hub, delivery: mover.engine }, it.database.owner, QUICK);
  };
  await save();
  return {
    province: { it, province, office: clerks(it, province) },
    national,
    line,
    save,
    async close() {
      await axes?.stop();
      await mover.stop();
      await line.close();
      await Promise.all([it.close(), national.it.close()]);
    },
  };
}

async function nationalHub(): Promise<Hub> {
  const it = await testHub({ role: 'api' });
  const rows: Omit<AgencyRow, 'line'>[] = [
    ...Object.entries(CODES)
      .filter(([, code]) => code !== NATIONAL.unknown)
      .map(([name, code]) => ({
        code,
        name: `Cơ quan ${name}`,
        level: '2',
        ...(code === CODES.committee && { contact_point_code: CODES.office }),
      })),
  ];
  await importAgencies(
    it.database.owner,
    (async function* () {
      for (const [index, row] of rows.entries()) yield { ...row, line: index + 2 } as AgencyRow;
    })(),
    () => {},
  );
  await it.database.owner.pool.query(`update agency set signature_policy = 'verify-if-present'`);
  const { db } = it.hub.database;
  const keys = new Map<string, string>();
  const agencyId = async (code: string) => (await resolveAgencies(db, [code])).get(code)!.id;
  const serve = async (name: string, codes: readonly string[]) => {
    const agencyIds = await Promise.all(codes.map(agencyId));
    const { apiKey } = await db.transaction((tx) => createSystem(tx, { name, agencyIds, scopes: SCOPES }));
    keys.set(name, apiKey);
  };
  await serve(NATIONAL.government, [NATIONAL.government]);
  await serve(NATIONAL.ministry, [NATIONAL.ministry]);
  const own = new Set<string>([...Object.values(NATIONAL), CODES.committee]);
  await serve(
    PROVINCE_SYSTEM,
    Object.values(CODES).filter((code) => !own.has(code)),
  );
  const province: Province = {
    key: (name) => keys.get(name)!,
    principal: async (name) => (await authenticate(db, keys.get(name)!))!,
    agencyId,
  };
  return { it, province, office: clerks(it, province) };
}

async function startLine(target: string): Promise<Line> {
  const calls: string[] = [];
  const line: { fault: Line['fault'] } = { fault: () => undefined };
  const server = createServer((request, response) => {
    const call = `${request.method} ${request.url}`;
    calls.push(call);
    const fault = line.fault(call);
    if (fault && fault !== 'lose') {
      request.resume();
      response.writeHead(fault.status, { 'content-type': 'application/problem+json' }).end(fault.body ?? '{}');
      return;
    }
    const { method, headers } = request;
    const onwards = forward(`${target}${request.url}`, { method: method!, headers }, (answer: IncomingMessage) => {
      if (fault === 'lose') {
        answer.resume();
        answer.once('end', () => request.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onwards.once('error', () => request.socket.destroy());
    response.once('close', () => onwards.destroy());
    request.pipe(onwards);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(line, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

export const dbOf = (hub: Hub) => hub.it.database.database;
export const isSo = (hub: Hub, condition: ReturnType<typeof sql>) => until(dbOf(hub), condition);

/** Waits until a recipient of a document stands so at a hub; `what` is a condition on its delivery `v`. */
export const stands = (hub: Hub, uid: string, code: string, what: ReturnType<typeof sql>, docType = 0) =>
  isSo(
    hub,
    sql`exists (select from document d join delivery v on v.document_id = d.id where d.document_uid = ${uid}
      and d.doc_type = ${docType} and d.kind = 'document' and v.addressed_code = ${code} and ${what})`,
  );
export const state = (name: string) => sql`v.state = ${name}`;

/** What a hub has of a document: its recipients with their states, and its very bytes. */
export async function at(hub: Hub, uid: string, docType = 0) {
  const { rows } = await dbOf(hub).db.execute<{ submission_id: string; code: string; line: string }>(sql`
    select d.submission_id, v.addressed_code as code, v.state as line from document d join delivery v on v.document_id = d.id
    where d.document_uid = ${uid} and d.doc_type = ${docType} and d.kind = 'document'`);
  const bytes = rows[0] && (await readFile(hub.it.hub.blobs.path(rows[0].submission_id)));
  return { bytes, recipients: Object.fromEntries(rows.map((row) => [row.code, row.line])) };
}

export const idAt = async (hub: Hub, uid: string, docType = 0) => {
  const { rows } = await dbOf(hub).db.execute<{ id: string }>(
    sql`select id from document where document_uid = ${uid} and doc_type = ${docType} and kind = 'document'`,
  );
  return rows[0]!.id;
};
export const reasonOf = async (hub: Hub, uid: string, code: string) => {
  const { rows } = await dbOf(hub).db.execute<{ code: string; title: string }>(sql`
    select v.reason_code as code, v.reason -> 'vi' ->> 'title' as title from document d join delivery v on v.document_id = d.id
    where d.document_uid = ${uid} and v.addressed_code = ${code}`);
  return rows[0]!;
};

/** What makes a letter the recall of this one. */
export const recallOf = (one: Letter): Partial<LetterOptions> => ({
  documentId: one.documentId,
  number: one.code.split('/')[0]!,
  bussiness: { docType: 1, reason: 'Gửi nhầm', documentId: one.documentId },
});

/** These documents as the hub took them in. */
export async function orderOf(hub: Hub, uids: readonly string[]): Promise<string[]> {
  const { rows } = await dbOf(hub).db.execute<{ uid: string }>(
    sql`select document_uid as uid from document where document_uid = any(${sql.param([...uids])}::text[]) order by id`,
  );
  return rows.map((row) => row.uid);
}
