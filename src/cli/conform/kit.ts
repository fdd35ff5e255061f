import path from 'node:path';
import { openTools, startHub } from '../../app.ts';
import { loadConfig } from '../../platform/config.ts';
import type { Language } from '../../platform/errors.ts';
import { openLog } from '../../platform/log.ts';
import type { Closing } from '../demo/closing.ts';
import { openProvince, type Province } from './province.ts';

/** A hub of the kit's own, whatever the machine's settings say, and the province at it. */
export async function openKit(directory: string, language: Language, closing: Closing): Promise<Province> {
  const config = loadConfig({
    DATA_DIR: directory,
    LISTEN_PORT: '0',
    // Robots and wires listen here; the wire alone calls the system under test.
    OUTBOUND_ALLOW: '127.0.0.1/32',
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
