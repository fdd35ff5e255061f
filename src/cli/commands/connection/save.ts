import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../../command.ts';
import { cliError } from '../../errors.ts';
import { WHY_IF_ANY } from '../../operate.ts';
import type { GivenSettings } from '../../settings.ts';
import { CONNECTION_NAME } from './name.ts';

interface Options extends GivenSettings {
  readonly kind: string;
  readonly system: string;
  readonly set?: readonly string[];
  readonly secretFile?: string;
  readonly why: string;
}

export function registerSave(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'save <name>',
      about: {
        vi: 'thêm hoặc sửa một kết nối; trục đang chạy dùng cấu hình mới sau vài giây',
        en: 'add or change a connection; a running hub takes it up within seconds',
      },
      args: [CONNECTION_NAME],
      options: [
        {
          flags: '--kind <name>',
          about: {
            vi: 'loại hệ thống (xem lienthong connection kinds)',
            en: 'kind of system (see lienthong connection kinds)',
          },
          required: true,
        },
        {
          flags: '--system <name>',
          about: {
            vi: 'hệ thống đã đăng ký mà văn bản lấy về được gửi dưới tên nó',
            en: 'the registered system in whose name documents from there are handed in',
          },
          required: true,
        },
        {
          flags: '--set <name=value...>',
          about: { vi: 'các trường của loại hệ thống đó', en: 'the settings of that kind' },
        },
        {
          flags: '--secret-file <file>',
          about: {
            vi: 'tệp chứa mật khẩu hoặc khóa; không ghi thì giữ bí mật đã lưu',
            en: 'file with the password or key; without it the saved one is kept',
          },
        },
        WHY_IF_ANY,
        DATA_OPTION,
      ],
      examples: ['lienthong connection save thu-muc-xa --kind folder --system qlvb-xa --set directory=/srv/lien-thong'],
      exits: ['refused', 'later', 'notFound'],
    },
    save,
  );
}

async function save({ args, options, out }: Invocation<Options>): Promise<void> {
  const name = args[0]!;
  const [{ readSmallFile }, { withTools }, { readTyped }, { changeConnection }, { byAt }] = await Promise.all([
    import('../../files.ts'),
    import('../../tools.ts'),
    import('../../../connections/index.ts'),
    import('../../../administration/index.ts'),
    import('../../operate.ts'),
  ]);
  const { kind: adapter, system: systemName } = options;
  const typed = readPairs(options.set ?? [], (pair) =>
    cliError('USAGE', {
      problem: out.say({ vi: `Viết trường=giá trị, không phải ${pair}.`, en: `Write name=value, not ${pair}.` }),
      help: 'lienthong connection kinds',
    }),
  );
  const settings = readTyped(name, adapter, typed);
  const file = options.secretFile;
  const secret = file === undefined ? undefined : (await readSmallFile(file)).toString('utf8').trim();
  await withTools(options, async ({ tools, actor }) => {
    const by = await byAt(actor, options.why);
    await tools.database.db.transaction((tx) =>
      changeConnection(tx, tools.vault, { name, adapter, systemName, settings, secret }, by),
    );
  });
  out.result({ name, kind: adapter, system: systemName, settings });
  out.line(out.say({ vi: `Đã lưu kết nối ${name} (${adapter}).`, en: `Connection ${name} (${adapter}) saved.` }));
  out.line(`  lienthong connection check ${name}`);
}

function readPairs(pairs: readonly string[], wrong: (pair: string) => Error): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const cut = pair.indexOf('=');
      if (cut < 1) throw wrong(pair);
      return [pair.slice(0, cut), pair.slice(cut + 1)];
    }),
  );
}
