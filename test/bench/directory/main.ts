import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AxisState, type SimulatedUnit, startSimulator } from '../../../adapters/axis/simulator/index.ts';
import { clientOf } from '../../../src/axes/client.ts';
import { synchronise } from '../../../src/axes/directory.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { loadConfig } from '../../../src/platform/config.ts';
import { openLog } from '../../../src/platform/log.ts';
import { openOutbound } from '../../../src/platform/outbound.ts';
import { saveAxis } from '../../../src/registry/index.ts';
import { openTools } from '../../../src/tools.ts';

/** As many as the national directory has. */
const UNITS = 120_000;
const NAME = 'quoc-gia';

/** Ministries and provinces with three levels below: the shape of the national directory. */
function nationalDirectory(): SimulatedUnit[] {
  const units: SimulatedUnit[] = [];
  for (let n = 0; units.length < UNITS; n += 1) {
    const top = `${String.fromCharCode(65 + (n % 26))}${String(Math.floor(n / 26) % 100).padStart(2, '0')}`;
    units.push({ id: `t${n}`, code: top, name: `Cơ quan cấp một số ${n}`, version: 1 });
    for (let m = 0; m < 1_100 && units.length < UNITS; m += 1) {
      const code = `${top}.${m + 1}`;
      units.push({
        id: `t${n}-${m}`,
        pid: `t${n}`,
        code,
        name: `Đơn vị trực thuộc số ${m} của ${top}`,
        mail: `${code}@example.vn`,
        version: 1,
      });
    }
  }
  return units;
}

const directory = await mkdtemp(path.join(tmpdir(), 'lienthong-bench-'));
const config = loadConfig({}, { DATA_DIR: directory });
const log = openLog('warn');
const tools = await openTools(config, log);
const state = new AxisState();
const axis = await startSimulator(state);
const outbound = openOutbound({ allow: ['127.0.0.0/8'] });
try {
  state.units = nationalDirectory();
  const settings = { dialect: 'vxp', systemId: axis.systemId };
  await tools.database.db.transaction((tx) =>
    saveAxis(tx, tools.vault, { name: NAME, adapter: 'axis', baseUrl: axis.url, secret: axis.secret, settings }),
  );
  const run = async (label: string, whole: boolean) => {
    const parts = { reader: tools.database.db, vault: tools.vault, outbound, log, clock: systemClock };
    const { axis: known, client } = await clientOf(parts, NAME);
    const from = performance.now();
    const options = { actor: 'bench', signal: new AbortController().signal, whole };
    const report = (await synchronise(tools.owner, known, client, options))!;
    const seconds = ((performance.now() - from) / 1_000).toFixed(1);
    console.log(`${label.padEnd(46)} ${seconds.padStart(6)} s   ${report.added} added, ${report.changed} changed`);
  };
  await run(`first synchronisation of ${UNITS} agencies`, true);
  await run('the whole list again, nothing changed', true);
  state.units = state.units.map((one, n) => (n % 100 === 0 ? { ...one, name: `${one.name} (mới)`, version: 2 } : one));
  await run('what changed since the version, 1 of 100', false);
  console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1_024)} MB (the simulated axis included)`);
} finally {
  await outbound.close();
  await axis.close();
  await tools.close();
  await rm(directory, { recursive: true, force: true });
}
