import path from 'node:path';
import { openTools, type RunningHub, startHub, type Tools } from '../../app.ts';
import type { Config } from '../../platform/config.ts';
import { openLog } from '../../platform/log.ts';
import { importAgencies } from '../../registry/index.ts';
import type { Closing } from '../demo/closing.ts';
import { demoConfig } from '../demo/config.ts';
import { joinNational, type Link, saveLink, systemOf } from './connect.ts';
import { directoryOf, type Side } from './places.ts';

/** One hub that can be cut off and come back on the same state and address. */
export interface DemoHub {
  readonly side: Side;
  readonly hub: () => RunningHub;
  readonly url: string;
  /** Key of the system that serves all agencies of this side. */
  readonly key: string;
  cut(): Promise<void>;
  open(): Promise<void>;
}

const NAMES: Readonly<Record<Side, string>> = { national: 'quoc-gia', lacHong: 'lac-hong', hongBang: 'hong-bang' };

/** Starts the national hub, then the provinces, each with its directory, its systems, and its link to the national one. */
export async function startHubs(directory: string, closing: Closing): Promise<Readonly<Record<Side, DemoHub>>> {
  const national = await startOne('national', directory, closing);
  const provinces = await Promise.all(
    (['lacHong', 'hongBang'] as const).map(async (side) => {
      const link = await joinNational(national.tools, national.hub().config, national.url, side);
      return startOne(side, directory, closing, link);
    }),
  );
  await national.tools.close();
  return { national, lacHong: provinces[0]!, hongBang: provinces[1]! };
}

async function startOne(
  side: Side,
  directory: string,
  closing: Closing,
  link?: Link,
): Promise<DemoHub & { readonly tools: Tools }> {
  const log = openLog('fatal');
  const config = demoConfig(path.join(directory, NAMES[side]), 0);
  const tools = await openTools(config, log);
  const key = await register(tools, side);
  if (link) await saveLink(tools, link);
  let hub: RunningHub | null = await startHub(config, { log });
  await closing.add(async () => hub?.close());
  if (link) await tools.close();
  const { url } = hub;
  const again: Config = { ...config, port: Number(new URL(url).port) };
  return {
    side,
    url,
    key,
    tools,
    hub: () => hub!,
    async cut() {
      await hub?.close();
      hub = null;
    },
    async open() {
      hub = await startHub(again, { log });
    },
  };
}

async function register(tools: Tools, side: Side): Promise<string> {
  await importAgencies(tools.owner, directoryOf(side));
  return systemOf(tools, `qlvb-${NAMES[side]}`, side);
}
