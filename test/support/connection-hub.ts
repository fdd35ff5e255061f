import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type ConnectionTiming,
  connectionAdapter,
  readSettings,
  startConnections,
} from '../../src/connections/index.ts';
import type { Link } from '../../src/links/index.ts';
import {
  type NewConnection,
  resolveAgencies,
  saveConnection,
  setChannel,
  setFallback,
} from '../../src/registry/index.ts';
import { startMover } from '../integration/delivery-fixture.ts';
import { clerks } from './clerks.ts';
import { type TestHub, testHub } from './hub.ts';
import { type Province, settleProvince } from './province.ts';

export interface ConnectionHub {
  readonly it: TestHub;
  readonly province: Province;
  readonly office: ReturnType<typeof clerks>;
  /** A folder of this test's own, below which connections may read and write. */
  readonly folder: string;
  /** Saves a connection as an administrator does; its system is that of the agency `of`. */
  connect(
    one: Pick<NewConnection, 'name' | 'adapter' | 'settings' | 'secret'> & { readonly of: string },
  ): Promise<void>;
  /** From now on the agency receives by this connection. */
  receiveBy(code: string, connection: string, address?: string): Promise<void>;
  /** What it does not take in five minutes goes to this mailbox as well. */
  fallBack(code: string, connection: string, address: string): Promise<void>;
  close(): Promise<void>;
}

const QUICK = { lookMs: 50, pollMs: 50, followMs: 50, fallbackMs: 50 };

/** A hub with a province of its own that calls document systems. */
export async function connectionHub(timing: ConnectionTiming = QUICK): Promise<ConnectionHub> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lienthong-connections-'));
  const it = await testHub({ role: 'api', folderRoots: [folder] });
  const province = await settleProvince(it.database.owner, it.database.database);
  const { blobs, vault, database, outbound, log, clock, config } = it.hub;
  const { db } = database;
  const connection = connectionAdapter({ reader: db, outbound, vault, log, clock, config });
  const mover = await startMover({ blobs, vault, test: it.database }, {}, undefined, { connection });
  const links: Link = startConnections({ ...it.hub, delivery: mover.engine }, timing);
  return {
    it,
    province,
    office: clerks(it, province),
    folder,
    async connect({ name, adapter, settings, secret, of }) {
      const whole = { name, adapter, secret, settings: readSettings(name, adapter, settings) };
      await db.transaction((tx) => saveConnection(tx, vault, { ...whole, systemName: `qlvb ${of}` }));
    },
    async receiveBy(code, name, address) {
      const agency = (await resolveAgencies(db, [code])).get(code)!;
      const channel = { kind: 'connection', connection: name, address: address ?? null } as const;
      await db.transaction((tx) => setChannel(tx, vault, agency.id, channel));
    },
    async fallBack(code, name, address) {
      const agency = (await resolveAgencies(db, [code])).get(code)!;
      const way = { connection: name, address, afterMinutes: 5, officeHours: false };
      await db.transaction((tx) => setFallback(tx, agency.id, way));
    },
    async close() {
      await links.stop();
      await mover.stop();
      await it.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
