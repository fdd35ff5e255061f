import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import { withDatabase } from '../database.ts';
import { type GivenSettings, readSettings } from '../settings.ts';

export function register(program: Command): void {
  addCommand<GivenSettings>(
    program,
    {
      usage: 'migrate',
      about: {
        vi: 'nâng cấp cơ sở dữ liệu lên phiên bản của chương trình này',
        en: "bring the database up to this program's version",
      },
      options: [DATA_OPTION],
      examples: ['lienthong migrate'],
      exits: ['refused', 'later'],
    },
    migrateDatabase,
  );
}

async function migrateDatabase({ options, out }: Invocation<GivenSettings>): Promise<void> {
  const { migrate } = await import('../../platform/migrate.ts');
  const { applied } = await withDatabase(await readSettings(options), migrate);
  for (const name of applied) out.line(`${out.say({ vi: 'Đã chạy', en: 'Applied' })} ${name}`);
  if (applied.length === 0) {
    out.line(out.say({ vi: 'Cơ sở dữ liệu đã đúng phiên bản.', en: 'The database is up to date.' }));
  }
  out.result({ applied });
}
