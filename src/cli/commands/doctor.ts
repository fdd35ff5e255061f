import type { Command } from 'commander';
import type { Config } from '../../platform/config.ts';
import type { Check } from '../checks/model.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import type { Output } from '../output.ts';
import { type GivenSettings, readSettings } from '../settings.ts';

export function register(program: Command): void {
  addCommand<GivenSettings>(
    program,
    {
      usage: 'doctor',
      about: {
        vi: 'kiểm tra máy, cơ sở dữ liệu, hàng đợi, tệp khóa và cấu hình; không thay đổi gì',
        en: 'check the machine, database, queue, key files and settings; changes nothing',
      },
      options: [DATA_OPTION],
      examples: ['lienthong doctor', 'lienthong doctor --json'],
      exits: ['refused', 'checkFailed'],
    },
    doctor,
  );
}

async function doctor({ options, out, exit }: Invocation<GivenSettings>): Promise<void> {
  const { checkNode, checkDataDirectory, checkDisk, checkKeyFiles } = await import('../checks/machine.ts');
  const config = await readSettings(options);
  const checks: Check[] = [
    checkNode(),
    await checkDataDirectory(config),
    await checkDisk(config),
    ...(await checkKeyFiles(config)),
    ...(await checkState(config)),
  ];
  const settings = await listSettings(config);
  if (checks.some((check) => check.state === 'fail')) exit('checkFailed');
  out.result({ checks, settings });
  for (const check of checks) tell(out, check);
  out.line();
  out.line(out.paint('bold', out.say({ vi: 'Cấu hình', en: 'Settings' })));
  for (const { name, value } of settings) out.line(`  ${name}=${value}`);
}

/** Database and queue. An embedded database that does not exist yet is not made for the sake of looking at it. */
async function checkState(config: Config): Promise<Check[]> {
  const [{ stat }, { default: path }, { withDatabase }, { checkDatabase }, { checkQueue }] = await Promise.all([
    import('node:fs/promises'),
    import('node:path'),
    import('../database.ts'),
    import('../checks/database.ts'),
    import('../checks/queue.ts'),
  ]);
  const embedded = path.join(config.dataDir, 'postgres', 'data', 'PG_VERSION');
  if (config.databaseUrl === undefined && !(await stat(embedded).catch(() => null))) {
    return [
      {
        state: 'warn',
        what: { vi: 'Cơ sở dữ liệu', en: 'Database' },
        found: { vi: 'PostgreSQL đi kèm, chưa khởi tạo', en: 'the embedded PostgreSQL, not made yet' },
        fix: { vi: 'Chạy: lienthong migrate', en: 'Run: lienthong migrate' },
      },
    ];
  }
  return withDatabase(config, async (ownerUrl) => [
    ...(await checkDatabase(ownerUrl)),
    await checkQueue(config, ownerUrl),
  ]);
}

/** Every setting under its variable; of a secret only whether it is set. */
async function listSettings(config: Config): Promise<{ name: string; value: string }[]> {
  const { metaOf, settings } = await import('../../platform/config.ts');
  return Object.entries(settings.shape).map(([key, schema]) => {
    const { env, secret } = metaOf(schema);
    const value = config[key as keyof Config];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return { name: env, value: '–' };
    return { name: env, value: secret ? '***' : Array.isArray(value) ? value.join(',') : String(value) };
  });
}

const MARKS = { ok: ['green', '✓'], warn: ['yellow', '!'], fail: ['red', '✗'] } as const;

function tell(out: Output, check: Check): void {
  const [style, mark] = MARKS[check.state];
  out.line(`${out.paint(style, mark)} ${out.say(check.what)}: ${out.say(check.found)}`);
  if (check.fix) out.line(`    → ${out.say(check.fix)}`);
}
