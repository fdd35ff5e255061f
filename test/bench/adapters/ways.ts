import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { startIoffice } from '../../../adapters/vnpt-ioffice/simulator/index.ts';
import type { Tools } from '../../../src/app.ts';
import { readSettings } from '../../../src/connections/index.ts';
import { createSystem, saveConnection, setChannel } from '../../../src/registry/index.ts';
import { MAIL_PASSWORD, startMailbox } from '../../support/mail-server.ts';
import { startReceiver } from '../receiver.ts';
import { WEBHOOK_SECRET } from '../stage.ts';

/** One way to recipients, with a system of the other side that can be told to hang. */
export interface Way {
  readonly name: string;
  /** Makes it the channel of record of these agencies. */
  connect(tools: Tools, agencyIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Recipients that check every call and answer at once. */
export async function webhookWay(): Promise<Way> {
  const receiver = await startReceiver();
  return {
    name: 'webhook',
    connect: (tools, ids) => setChannels(tools, ids, { kind: 'webhook', url: receiver.url, secret: WEBHOOK_SECRET }),
    close: () => receiver.close(),
  };
}

/** Calls are taken and never answered, until `answer()`; then at once. */
export async function hangingWay(): Promise<Way & { hang(on: boolean): void }> {
  let hangs = false;
  const server = createServer((request, response) => {
    request.resume();
    if (!hangs) request.on('end', () => response.writeHead(204).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    name: 'hanging',
    hang(on) {
      hangs = on;
      // What hung is dropped, as by a system that is started again.
      if (!on) server.closeAllConnections();
    },
    connect: (tools, ids) => setChannels(tools, ids, { kind: 'webhook', url, secret: WEBHOOK_SECRET }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Folders on the local disk; a document has arrived when its file is durable. */
export function folderWay(root: string): Way {
  return {
    name: 'folder',
    async connect(tools, ids) {
      const directory = path.join(root, 'folder');
      await mkdir(directory, { recursive: true });
      await connectAll(tools, ids, 'folder', { directory, arrival: 'dropped' });
    },
    close: async () => {},
  };
}

/** VIC's tree of folders, as folders are. */
export function vicWay(root: string): Way {
  return {
    name: 'vic',
    async connect(tools, ids) {
      const directory = path.join(root, 'vic');
      await mkdir(directory, { recursive: true });
      await connectAll(tools, ids, 'vic', { directory, arrival: 'dropped' });
    },
    close: async () => {},
  };
}

export async function iofficeWay(): Promise<Way> {
  const { url, account, password, close } = await startIoffice();
  return {
    name: 'vnpt-ioffice',
    connect: (tools, ids) =>
      connectAll(tools, ids, 'vnpt-ioffice', { url, account }, { secret: password, address: '4207' }),
    close,
  };
}

/** A mail server that takes everything over TLS; a document has left when it has it. */
export async function mailboxWay(root: string): Promise<Way> {
  const { server, settings } = await startMailbox(root);
  return {
    name: 'mailbox',
    connect: (tools, ids) =>
      connectAll(tools, ids, 'mailbox', settings, { secret: MAIL_PASSWORD, address: 'van-thu@xa.gov.vn' }),
    close: () => server.close(),
  };
}

/** A connection of this kind, handing in as a system of its own, as the channel of these agencies. */
export async function connectAll(
  tools: Tools,
  agencyIds: readonly string[],
  adapter: string,
  settings: object,
  { secret = null, address = null }: { readonly secret?: string | null; readonly address?: string | null } = {},
): Promise<void> {
  const { database, vault } = tools;
  const systemName = `bench ${adapter}`;
  await database.db.transaction(async (tx) => {
    await createSystem(tx, { name: systemName, agencyIds, scopes: ['receive'] });
    const checked = readSettings(adapter, adapter, settings);
    await saveConnection(tx, vault, { name: adapter, adapter, systemName, settings: checked, secret });
  });
  await setChannels(tools, agencyIds, { kind: 'connection', connection: adapter, address });
}

async function setChannels(
  { database, vault }: Tools,
  ids: readonly string[],
  channel: Parameters<typeof setChannel>[3],
): Promise<void> {
  await database.db.transaction(async (tx) => {
    for (const id of ids) await setChannel(tx, vault, id, channel);
  });
}
