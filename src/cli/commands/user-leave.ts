import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import { actingAt, WHY_OPTION } from '../operate.ts';
import type { GivenSettings } from '../settings.ts';

interface LeaveOptions extends GivenSettings {
  readonly to: string;
  readonly why: string;
}

export function register(group: Command): void {
  addCommand<LeaveOptions>(
    group,
    {
      usage: 'hand-over <login>',
      about: {
        vi: 'bàn giao cơ quan, bản thảo và văn bản chưa xong của một văn thư cho người khác rồi khóa tài khoản',
        en: "give a clerk's agencies, drafts and open documents to another clerk and lock the account",
      },
      args: [{ vi: 'tên đăng nhập của người nghỉ', en: 'user name of who leaves' }],
      options: [
        {
          flags: '--to <login>',
          about: { vi: 'tên đăng nhập của người nhận', en: 'user name of the successor' },
          required: true,
        },
        WHY_OPTION,
        DATA_OPTION,
      ],
      examples: ['lienthong user hand-over lan.nguyen --to mai.lo --why "Nghỉ hưu"'],
      exits: ['refused', 'later', 'notFound'],
    },
    leave,
  );
}

async function leave({ args, options, out }: Invocation<LeaveOptions>): Promise<void> {
  const [{ withTools }, { handOver }] = await Promise.all([import('../tools.ts'), import('../../acts/leaving.ts')]);
  const login = args[0]!;
  const { to, why, data } = options;
  const done = await withTools({ data }, ({ tools, actor }) =>
    tools.database.db.transaction(async (tx) => handOver(tx, login, to, await actingAt(actor, why))),
  );
  out.result({ login, to, ...done });
  out.line(
    out.say({
      vi: `Đã bàn giao ${done.drafts} bản thảo và ${done.open} văn bản chưa xong cho ${to}; tài khoản ${login} đã khóa.`,
      en: `${done.drafts} drafts and ${done.open} open documents went to ${to}; the account ${login} is locked.`,
    }),
  );
}
