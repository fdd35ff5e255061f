import path from 'node:path';
import type { Database } from '../../platform/database.ts';
import type { Language } from '../../platform/errors.ts';
import type { Vault } from '../../platform/secrets.ts';
import { bindCertificate, importAgencies, resolveAgencies, setChannel } from '../../registry/index.ts';
import { createDemoPki, type DemoPki, type SigningKey } from '../../trust/index.ts';
import { HubClient } from '../demo/hub-client.ts';
import { type Numbers, openNumbers } from '../demo/numbers.ts';
import { systemKey } from '../demo/registration.ts';
import { directoryOf, OFFICE, type Place, ROBOTS } from './places.ts';
import { type PushedRobots, startPushedRobots } from './robots.ts';

/** A hub that this kit has for itself. */
export interface Ground {
  readonly url: string;
  /** Where its VXP door is, below `url`. */
  readonly vxpBasePath: string;
  readonly database: Database;
  readonly owner: Database;
  readonly vault: Vault;
}

/** The other side: an office that writes and robot agencies that answer, at a hub of their own. */
export interface Province {
  readonly ground: Ground;
  readonly directory: string;
  readonly language: Language;
  readonly pki: DemoPki;
  readonly numbers: Numbers;
  readonly office: HubClient;
  readonly officeKey: SigningKey;
  /** The system of all robots that fetch their mail. */
  readonly robots: HubClient;
  readonly pushed: PushedRobots;
  close(): Promise<void>;
}

/** Registers office and robots. The directory keeps keys and numbers, so that no document is a repetition by accident. */
export async function openProvince(ground: Ground, directory: string, language: Language): Promise<Province> {
  const pki = await createDemoPki(path.join(directory, 'pki'));
  const officeKey = await pki.issue(OFFICE.code, { agency: OFFICE.name, province: 'Lạc Hồng' });
  const ids = await enrol(ground, [OFFICE, ...Object.values(ROBOTS)]);
  await bindKey(ground, ids.get(OFFICE.code)!, officeKey);
  const pushed = await startPushedRobots();
  const { fails, down, ...fetching } = ROBOTS;
  for (const [robot, url] of [
    [fails, pushed.urls.fails],
    [down, pushed.urls.down],
  ] as const) {
    await ground.database.db.transaction((tx) =>
      setChannel(tx, ground.vault, ids.get(robot.code)!, { kind: 'webhook', url, secret: 'rô-bốt không kiểm tra' }),
    );
  }
  const open = async (name: string, places: readonly Place[]) => {
    const agencyIds = places.map((place) => ids.get(place.code)!);
    return new HubClient(name, ground.url, await systemKey(ground, name, agencyIds), language);
  };
  const office = await open('qlvb-ubnd-tinh', [OFFICE]);
  const robots = await open('ro-bot', Object.values(fetching));
  return {
    ground,
    directory,
    language,
    pki,
    numbers: await openNumbers(directory),
    office,
    officeKey,
    robots,
    pushed,
    async close() {
      await Promise.all([office.end(), robots.end(), pushed.close()]);
    },
  };
}

/** Brings agencies into the directory of the hub; gives their ids by QCVN 102 code. */
export async function enrol(ground: Ground, places: readonly Place[]): Promise<Map<string, string>> {
  const { rejected } = await importAgencies(ground.owner, directoryOf(places));
  if (rejected[0]) throw new Error(`directory line ${rejected[0].line}: ${rejected[0].reason.en}`);
  const agencies = await resolveAgencies(
    ground.database.db,
    places.map((place) => place.code),
  );
  return new Map([...agencies].map(([code, agency]) => [code, agency.id]));
}

export async function bindKey(ground: Ground, agencyId: string, key: SigningKey): Promise<void> {
  const der = Buffer.from(key.certificatePem);
  await ground.database.db.transaction((tx) => bindCertificate(tx, { agencyId, der, addedBy: 'cli:conform' }));
}
