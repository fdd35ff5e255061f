import path from 'node:path';
import { openTools, startHub } from '../../app.ts';
import { loadConfig } from '../../platform/config.ts';
import type { Language } from '../../platform/errors.ts';
import { openLog } from '../../platform/log.ts';
import type { Closing } from '../demo/closing.ts';
import { openProvince, type Province } from './province.ts';
import type { ConnectionFile } from './seat.ts';

export interface KitPlace {
  readonly directory: string;
  readonly language: Language;
  /** The system that the hub calls, where the target is one. */
  readonly connection?: ConnectionFile | undefined;
}

/** RFC 1918: where the systems of offices are. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

const isFolder = (setting: unknown): setting is string => typeof setting === 'string' && path.isAbsolute(setting);

/** A hub of the kit's own, whatever the machine's settings say, and the province at it. */
export async function openKit({ directory, language, connection }: KitPlace, closing: Closing): Promise<Province> {
  const config = loadConfig({
    DATA_DIR: directory,
    LISTEN_PORT: '0',
    // Robots and wires listen here. A wire calls the system under test, unless the hub does it by a connection.
    OUTBOUND_ALLOW: connection ? ['127.0.0.1/32', ...PRIVATE].join(',') : '127.0.0.1/32',
    FOLDER_ROOTS: Object.values(connection?.settings ?? {})
      .filter(isFolder)
      .join(','),
    VERIFIER_THREADS: '1',
    // A point that waits for a second try shall not wait for a minute.
    RETRY_SCHEDULE: '1',
    RETRY_JITTER_PERCENT: '0',
  });
  const log = openLog('info', path.join(directory, 'hub.log'));
  const tools = await openTools(config, log);
  await closing.add(() => tools.close());
  const hub = await startHub(config, { log });
  await closing.add(() => hub.close());
  const { vxpBasePath } = config;
  const province = await openProvince({ ...tools, url: hub.url, vxpBasePath }, directory, language);
  await closing.add(() => province.close());
  return province;
}
