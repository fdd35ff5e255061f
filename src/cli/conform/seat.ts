import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSettings } from '../../connections/index.ts';
import { issueVxpCredentials, type NewChannel, saveConnection, setChannel } from '../../registry/index.ts';
import type { IssuedKey } from '../../trust/index.ts';
import { HubClient } from '../demo/hub-client.ts';
import { systemKey } from '../demo/registration.ts';
import type { TargetKind } from './model.ts';
import { type Place, underTest } from './places.ts';
import { bindKey, enrol, type Province } from './province.ts';
import { openWire, type Wire } from './wire.ts';

/** What the system under test is configured with. */
export interface Access {
  readonly apiKey: string;
  readonly vxp: { readonly systemId: string; readonly secret: string } | null;
  readonly webhookSecret: string | null;
}

/** The place of the system under test in the province, and the wires between it and the hub. */
export interface Seat {
  readonly target: TargetKind;
  readonly place: Place;
  readonly access: Access;
  /** With which its documents are signed. */
  readonly key: IssuedKey;
  /** The hub as this system sees it, past the wire. */
  readonly view: HubClient;
  /** From the system to the hub. */
  readonly wire: Wire;
  /** From the hub to the system; a `webhook` has one. */
  readonly push: Wire | null;
  readonly webhookUrl: string | null;
  close(): Promise<void>;
}

/** A system that the hub calls, as `lienthong connection save` and `agency channel --connection` would be told. */
export interface ConnectionFile {
  /** The kind: a folder under `adapters/`. */
  readonly adapter: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secret?: string | undefined;
  /** Where the agency is found in that system; its code by default. */
  readonly address?: string | undefined;
}

export interface SeatOptions {
  readonly target: TargetKind;
  /** Of a `webhook`: where the system takes in what is pushed. */
  readonly webhookUrl?: string | undefined;
  /** Of a `connection`. */
  readonly connection?: ConnectionFile | undefined;
  /** Where the system finds the hub; a free port of the loopback by default. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** From 0: which agency it is. */
  readonly number?: number;
}

export async function takeSeat(province: Province, options: SeatOptions): Promise<Seat> {
  const { target, number = 0 } = options;
  const { ground, pki, language } = province;
  const webhookUrl = target === 'webhook' ? (options.webhookUrl ?? null) : null;
  const place = underTest(number);
  const agencyId = (await enrol(ground, [place])).get(place.code)!;
  const key = await pki.issue(place.code, { agency: place.name, province: 'Lạc Hồng' });
  await bindKey(ground, agencyId, key);
  const access = await keptAccess(province, number, agencyId, target);
  // What an administrator may have written wrongly comes before the wires: they would stay open.
  if (target === 'connection') await saveGiven(province, options.connection!, number);
  const wire = await openWire((asked) => ground.url + asked, options.listen);
  const push = webhookUrl === null ? null : await openWire(() => webhookUrl);
  const channel = channelOf(options, push && { url: push.url, secret: access.webhookSecret! });
  await ground.database.db.transaction((tx) => setChannel(tx, ground.vault, agencyId, channel));
  const view = new HubClient(place.name, ground.url, access.apiKey, language);
  return {
    target,
    place,
    access,
    key,
    view,
    wire,
    push,
    webhookUrl,
    async close() {
      await Promise.all([view.end(), wire.close(), push?.close()]);
    },
  };
}

function channelOf(
  { target, connection, number = 0 }: SeatOptions,
  webhook: { readonly url: string; readonly secret: string } | null,
): NewChannel {
  if (webhook) return { kind: 'webhook', ...webhook };
  if (target !== 'connection') return { kind: 'pull' };
  return { kind: 'connection', connection: connectionNameOf(number), address: connection?.address ?? null };
}

async function saveGiven({ ground }: Province, given: ConnectionFile, number: number): Promise<void> {
  const { adapter, secret } = given;
  const name = connectionNameOf(number);
  const settings = readSettings(name, adapter, given.settings);
  const systemName = systemNameOf(number, 'connection');
  await ground.database.db.transaction((tx) =>
    saveConnection(tx, ground.vault, { name, adapter, systemName, settings, secret }),
  );
}

const connectionNameOf = (number: number) => `thu-${number}`;
const systemNameOf = (number: number, target: TargetKind) => `he-thong-thu-${number}-${target}`;

/** The same keys in every run of one directory: the system under test is configured once. */
async function keptAccess(
  { ground, directory }: Province,
  number: number,
  agencyId: string,
  target: TargetKind,
): Promise<Access> {
  const file = path.join(directory, `access-${number}-${target}.json`);
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept !== null) return JSON.parse(kept) as Access;
  const name = systemNameOf(number, target);
  const apiKey = await systemKey(ground, name, [agencyId]);
  const vxp =
    target === 'vxp' ? await ground.database.db.transaction((tx) => issueVxpCredentials(tx, ground.vault, name)) : null;
  const made: Access = {
    apiKey,
    vxp: vxp && { systemId: vxp.systemId, secret: vxp.secret },
    webhookSecret: target === 'webhook' ? randomBytes(32).toString('base64url') : null,
  };
  await writeFile(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}
