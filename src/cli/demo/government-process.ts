import { openTools, startHub } from '../../app.ts';
import { openLog } from '../../platform/log.ts';
import { demoConfig } from './config.ts';
import type { GovernmentOrder, GovernmentReady } from './government.ts';
import { PLACES } from './province.ts';
import { register, registerStrangers, systemKey } from './registration.ts';

/** The Government Office's hub as a process of its own. It ends when the demonstration closes the channel. */
// Ctrl-C in a terminal reaches every process of it; the demonstration decides when this one stops.
process.on('SIGINT', () => {});
const leave = () => process.exit(0);
process.once('disconnect', leave);
process.once('message', (order: GovernmentOrder) => {
  run(order).catch((problem) => {
    console.error(problem);
    process.exit(1);
  });
});

async function run(order: GovernmentOrder): Promise<void> {
  const config = demoConfig(order.dataDir, 0);
  const log = openLog(config.logLevel);
  const tools = await openTools(config, log);
  const agencies = await register(tools, 'government', order.certificates);
  const strangers = await registerStrangers(tools, order.strangers, order.certificates);
  // Field files name the Government Office too: its mail is for its own system alone.
  const beyond = new Map([...agencies, ...strangers]);
  beyond.delete(PLACES.government.code);
  const ownKey = await systemKey(tools, 'qlvb-vpcp', [agencies.get(PLACES.government.code)!]);
  const axisKey = await systemKey(tools, 'truc-tinh-lac-hong', [...beyond.values()]);
  const hub = await startHub(config, { log });
  await tools.close();
  process.off('disconnect', leave);
  process.once('disconnect', () => {
    hub.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
  const { certificatePem } = hub.signer;
  process.send?.({ url: hub.url, ownKey, axisKey, certificatePem } satisfies GovernmentReady);
}
