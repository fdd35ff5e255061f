import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../../command.ts';
import { asHubError } from '../../output.ts';
import type { GivenSettings } from '../../settings.ts';
import { CONNECTION_NAME } from './name.ts';
import { withConnection } from './with-connection.ts';

export function registerCheck(group: Command): void {
  addCommand<GivenSettings>(
    group,
    {
      usage: 'check <name>',
      about: {
        vi: 'gọi thử hệ thống của một kết nối: địa chỉ, quyền, mật khẩu hoặc khóa',
        en: 'call the system of a connection once: address, rights, password or key',
      },
      args: [CONNECTION_NAME],
      options: [DATA_OPTION],
      examples: ['lienthong connection check thu-muc-xa'],
      exits: ['later', 'notFound', 'checkFailed'],
    },
    check,
  );
}

async function check({ args, options, out, exit }: Invocation<GivenSettings>): Promise<void> {
  const name = args[0]!;
  const { adapter, problem } = await withConnection(options, name, async ({ saved, connection, signal }) => {
    const problem = await connection.check(signal).then(() => null, asHubError);
    return { adapter: saved.adapter, problem };
  });
  out.result({ name, answers: problem === null, code: problem?.code ?? null });
  const mark = problem === null ? out.paint('green', '✓') : out.paint('red', '✗');
  out.line(`${mark} ${name} (${adapter})`);
  if (!problem) return;
  out.line(`  ${problem.title(out.language)}`);
  out.line(`  → ${problem.fix(out.language)}`);
  exit('checkFailed');
}
