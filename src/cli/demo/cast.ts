import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Tools } from '../../app.ts';
import type { Language } from '../../platform/errors.ts';
import { setPortalMode } from '../../publication/index.ts';
import { hubPrincipal, saveAxis, setChannel } from '../../registry/index.ts';
import { createDemoPki, type SigningKey } from '../../trust/index.ts';
import type { Government, GovernmentProcess } from './government.ts';
import { HubClient } from './hub-client.ts';
import { LEADERS } from './letters.ts';
import { Desk, Office } from './office.ts';
import { AXIS, PLACES, type PlaceKey, PUSHED, SIGNERS, SYSTEMS, type SystemKey } from './province.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { bindLeaders, register, registerStrangers, type Stranger, systemKey } from './registration.ts';

/** Keys and certificates of all who sign: agencies by their code, their leaders by the agency's place. */
export interface Keys {
  readonly agencies: Readonly<Record<string, SigningKey>>;
  readonly leaders: Readonly<Partial<Record<PlaceKey, SigningKey>>>;
}

/** From the demonstration's own authority; made by the first run. */
export async function issueKeys(directory: string, strangers: readonly Stranger[]): Promise<Keys> {
  const pki = await createDemoPki(path.join(directory, 'pki'));
  const signers = [...SIGNERS.map((key) => PLACES[key]), ...strangers];
  const [agencies, leaders] = await Promise.all([
    Promise.all(
      signers.map(
        async ({ code, name }) => [code, await pki.issue(code, { agency: name, province: 'Lạc Hồng' })] as const,
      ),
    ),
    Promise.all(
      Object.entries(LEADERS).map(async ([place, { signerName }]) => {
        const { code, name } = PLACES[place as PlaceKey];
        const subject = { agency: signerName, unit: 'Lãnh đạo cơ quan', province: name };
        return [place, await pki.issue(`${code} ${signerName}`, subject)] as const;
      }),
    ),
  ]);
  return { agencies: Object.fromEntries(agencies), leaders: Object.fromEntries(leaders) };
}

/** The keys of this run, by system name, and the recipient's receiver; ready before the hub of the province starts. */
export interface Cast {
  readonly government: Government;
  readonly receiver: Receiver;
  readonly pushed: Desk;
  readonly apiKeys: Readonly<Record<SystemKey | 'field', string>>;
}

/** Registers the province in its hub's tables, starts the other hub, and points the axis and the webhook at them. */
export async function assembleCast(
  tools: Tools,
  second: GovernmentProcess,
  directory: string,
  publicUrl: string | undefined,
  keys: Keys,
  strangers: readonly Stranger[],
): Promise<Cast> {
  const certificates = Object.fromEntries(
    Object.entries(keys.agencies).map(([code, key]) => [code, key.certificatePem]),
  );
  const order = { dataDir: path.join(directory, 'government'), strangers, certificates };
  const starting = second.start(order);
  // It starts while this hub's tables are filled; if that fails, nobody is left to hear of its failure.
  starting.catch(() => {});

  const ids = await register(tools, 'province', certificates);
  await bindLeaders(tools, ids, keys.leaders);
  const strangerIds = await registerStrangers(tools, strangers, certificates);
  const apiKeys = {} as Record<SystemKey | 'field', string>;
  for (const [key, { name, serves }] of Object.entries(SYSTEMS)) {
    const agencyIds = serves.map((place) => ids.get(PLACES[place].code)!);
    apiKeys[key as SystemKey] = await systemKey(tools, name, agencyIds);
  }
  apiKeys.field = await systemKey(tools, 'qlvb-tep-thuc-te', [...strangerIds.values()]);

  const secret = randomBytes(32).toString('base64url');
  const pushed = new Desk();
  const receiver = await startReceiver(secret, pushed.put);
  const government = await starting;
  await tools.database.db.transaction(async (tx) => {
    await setChannel(tx, tools.vault, ids.get(PLACES[PUSHED].code)!, { kind: 'webhook', url: receiver.url, secret });
    const axis = { name: AXIS, adapter: 'axis', baseUrl: government.url, settings: { dialect: 'rest' } };
    await saveAxis(tx, tools.vault, { ...axis, secret: government.axisKey });
    const by = { principal: hubPrincipal(), why: 'Trình diễn' };
    await setPortalMode(tx, { agency: null, mode: 'automatic', publicUrl }, by);
  });
  return { government, receiver, pushed, apiKeys };
}

/** The offices at their desks. All but Sở Xây dựng, which asks for its mail by hand, are open all the time. */
export function openOffices(cast: Cast, url: string, language: Language, withField: boolean) {
  const open = (name: string, at: string, key: string) => new Office(new HubClient(name, at, key, language));
  const offices = Object.fromEntries(
    Object.entries(SYSTEMS).map(([key, { name }]) => [key, open(name, url, cast.apiKeys[key as SystemKey])]),
  ) as Record<SystemKey, Office>;
  const government = open('qlvb-vpcp', cast.government.url, cast.government.ownKey);
  const field = open('qlvb-tep-thuc-te', url, cast.apiKeys.field);
  const all = [...Object.values(offices), government, ...(withField ? [field] : [])];
  for (const office of all) if (office !== offices.construction) office.open();
  return { offices, government, field, close: () => Promise.all(all.map((office) => office.close())) };
}
