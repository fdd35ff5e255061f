import type { Command } from 'commander';
import { addCommand, addGroup, DATA_OPTION, type Invocation } from '../command.ts';
import { cliError } from '../errors.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly baseUrl: string;
  readonly adapter: string;
  readonly secretFile: string;
}

export function register(program: Command): void {
  const group = addGroup(program, 'axis', {
    vi: 'các trục liên thông khác mà trục này nối tới',
    en: 'other axes that this hub is connected to',
  });
  addCommand<Options>(
    group,
    {
      usage: 'save <name>',
      about: {
        vi: 'thêm hoặc sửa một trục; trục đang chạy dùng cấu hình mới sau khi khởi động lại',
        en: 'add or change an axis; a running hub takes it up when it is started again',
      },
      args: [
        {
          vi: 'tên của trục, như ghi ở cơ quan trong danh mục',
          en: "the axis's name, as the directory's agencies have it",
        },
      ],
      options: [
        {
          flags: '--base-url <url>',
          about: { vi: 'địa chỉ của trục kia', en: 'address of the other axis' },
          required: true,
        },
        {
          flags: '--secret-file <file>',
          about: { vi: 'tệp chứa khóa mà trục kia đã cấp', en: 'file with the key that the other axis gave' },
          required: true,
        },
        {
          flags: '--adapter <name>',
          about: { vi: 'giao thức của trục kia', en: 'the protocol that it speaks' },
          choices: ['axis'],
          default: 'axis',
        },
        DATA_OPTION,
      ],
      examples: ['lienthong axis save vpcp --base-url https://truc.vpcp.vn --secret-file khoa-vpcp.txt'],
      exits: ['refused', 'later', 'notFound'],
    },
    save,
  );
}

async function save({ args, options, out }: Invocation<Options>): Promise<void> {
  const name = args[0]!;
  const { baseUrl, adapter } = options;
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    const problem = out.say({
      vi: `Không phải địa chỉ http(s): ${baseUrl}.`,
      en: `Not an http(s) address: ${baseUrl}.`,
    });
    throw cliError('USAGE', { problem, help: 'lienthong axis save --help' });
  }
  const [{ readSmallFile }, { withTools }, { saveAxis }, { record }] = await Promise.all([
    import('../files.ts'),
    import('../tools.ts'),
    import('../../registry/index.ts'),
    import('../../evidence/index.ts'),
  ]);
  const secret = (await readSmallFile(options.secretFile)).toString('utf8').trim();
  await withTools(options, ({ tools, actor }) =>
    tools.database.db.transaction(async (tx) => {
      await saveAxis(tx, tools.vault, { name, adapter, baseUrl, secret, settings: {} });
      await record(tx, [{ type: 'axis.saved', actor, data: { axis: name, adapter } }]);
    }),
  );
  out.result({ name, adapter, baseUrl });
  out.line(out.say({ vi: `Đã lưu trục ${name} (${baseUrl}).`, en: `Axis ${name} saved (${baseUrl}).` }));
}
