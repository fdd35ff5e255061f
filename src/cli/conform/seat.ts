import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { issueVxpCredentials, setChannel } from '../../registry/index.ts';
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

export interface SeatOptions {
  readonly target: TargetKind;
  /** Of a `webhook`: where the system takes in what is pushed. */
  readonly webhookUrl?: string | undefined;
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
  const wire = await openWire((asked) => ground.url + asked, options.listen);
  const push = webhookUrl === null ? null : await openWire(() => webhookUrl);
  await ground.database.db.transaction((tx) =>
    setChannel(
      tx,
      ground.vault,
      agencyId,
      push ? { kind: 'webhook', url: push.url, secret: access.webhookSecret! } : { kind: 'pull' },
    ),
  );
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
  const name = `he-thong-thu-${number}-${target}`;
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
