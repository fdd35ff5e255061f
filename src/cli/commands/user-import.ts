import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import { actingAt, WHY_OPTION } from '../operate.ts';
import type { GivenSettings } from '../settings.ts';

interface ImportOptions extends GivenSettings {
  readonly why: string;
  readonly dryRun?: boolean;
}

export function register(group: Command): void {
  addCommand<ImportOptions>(
    group,
    {
      usage: 'import <file>',
      about: {
        vi: 'thêm nhiều người dùng từ tệp CSV: tất cả hoặc không ai; in mật khẩu ban đầu một lần',
        en: 'add people from a CSV file, all of them or nobody; prints their first passwords, once',
      },
      args: [
        { vi: 'tệp CSV có các cột login,name,role,agencies', en: 'CSV file with the columns login,name,role,agencies' },
      ],
      options: [
        {
          flags: '--dry-run',
          about: { vi: 'chỉ kiểm tra từng dòng, không thêm ai', en: 'only check every line, add nobody' },
        },
        WHY_OPTION,
        DATA_OPTION,
      ],
      examples: ['lienthong user import nguoi-dung.csv --dry-run --why "Mở trục cho các sở"'],
      exits: ['refused', 'later'],
    },
    importFile,
  );
}

async function importFile({ args, options, out, exit }: Invocation<ImportOptions>): Promise<void> {
  const [{ withTools }, { checkPeople, importPeople }, { decode }] = await Promise.all([
    import('../tools.ts'),
    import('../../accounts/index.ts'),
    import('../../registry/index.ts'),
  ]);
  const file = args[0]!;
  const { lines, added } = await withTools({ data: options.data }, async ({ tools, actor }) => {
    const { db } = tools.database;
    const by = await actingAt(actor, options.why);
    const lines = await checkPeople(db, decode(file), by);
    const good = lines.length > 0 && lines.every(({ problem }) => problem === null);
    return { lines, added: good && !options.dryRun ? await importPeople(db, decode(file), by) : [] };
  });
  const bad = lines.filter(({ problem }) => problem !== null);
  out.result({ lines, added });
  const headings = {
    vi: ['Dòng', 'Tên đăng nhập', 'Họ và tên', added.length > 0 ? 'Mật khẩu (chỉ in lần này)' : 'Kết quả'],
    en: ['Line', 'User name', 'Name', added.length > 0 ? 'Password (printed this once)' : 'Outcome'],
  };
  const passwords = new Map(added.map(({ line, password }) => [line, password]));
  out.table(
    headings[out.language],
    lines.map(({ line, login, name, problem }) => [
      String(line),
      login,
      name,
      passwords.get(line) ?? out.say(problem ?? { vi: 'dùng được', en: 'good' }),
    ]),
  );
  if (added.length > 0) {
    return out.line(out.say({ vi: `Đã thêm ${added.length} người.`, en: `${added.length} people added.` }));
  }
  out.line(out.say({ vi: `Chưa thêm ai; ${bad.length} dòng lỗi.`, en: `Nobody was added; ${bad.length} bad lines.` }));
  if (bad.length > 0 || lines.length === 0) exit('refused');
}
