import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../../command.ts';
import { cliError } from '../../errors.ts';
import type { GivenSettings } from '../../settings.ts';
import { DIALECT_OPTIONS, type DialectOptions, settingsOf } from './dialect-options.ts';
import { AXIS_NAME } from './name.ts';

interface Options extends GivenSettings, DialectOptions {
  readonly baseUrl: string;
  readonly secretFile: string;
}

export function registerSave(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'save <name>',
      about: {
        vi: 'thêm hoặc sửa một trục; trục đang chạy dùng cấu hình mới sau vài giây',
        en: 'add or change an axis; a running hub takes it up within seconds',
      },
      args: [AXIS_NAME],
      options: [
        {
          flags: '--base-url <url>',
          about: {
            vi: 'địa chỉ của trục kia; vxp thường kết thúc bằng /XrdAdapter/adapter',
            en: 'address of the other axis; for vxp it usually ends with /XrdAdapter/adapter',
          },
          required: true,
        },
        {
          flags: '--secret-file <file>',
          about: {
            vi: 'tệp chứa khóa mà trục kia đã cấp; lang-son hai dòng: mật khẩu, secretkey; quang-nam hai dòng: khóa ứng dụng, khóa đơn vị; vxp sau cổng WSO2: khóa vxp, khóa ứng dụng',
            en: 'file with the key that the other axis gave; two lines for lang-son: password, secretkey; for quang-nam: client secret, unit secret; for vxp behind WSO2: the vxp secret, client secret',
          },
          required: true,
        },
        {
          flags: '--dialect <name>',
          about: {
            vi: 'giao thức của trục kia: rest là trục Liên Thông khác, vxp là trục quốc gia và các trục cùng họ, lang-son và quang-nam là LGSP của tỉnh',
            en: 'what it speaks: rest is another Liên Thông, vxp the national axis and its family, the others are gateways of provinces',
          },
          choices: ['rest', 'vxp', 'lang-son', 'quang-nam'],
          default: 'rest',
        },
        ...DIALECT_OPTIONS,
        {
          flags: '--directory <list>',
          about: {
            vi: 'danh mục cơ quan lấy từ trục kia; mặc định units với vxp, none với rest, agencies với LGSP',
            en: 'the directory that is taken from it; by default units for vxp, none for rest, agencies for a gateway',
          },
          choices: ['units', 'agencies', 'qd20', 'none'],
        },
        DATA_OPTION,
      ],
      examples: [
        'lienthong axis save quoc-gia --dialect vxp --base-url https://truc.vpcp.vn/XrdAdapter/adapter --system-id truc-h98 --from 00.98.W00 --secret-file khoa.txt',
        'lienthong axis save lang-son --dialect lang-son --base-url https://lgsp.langson.gov.vn --system-id truc-h98 --user-name truc-h98 --secret-file khoa.txt',
        'lienthong axis save tinh-ban --base-url https://truc.tinhban.gov.vn --secret-file khoa.txt',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    save,
  );
}

async function save({ args, options, out }: Invocation<Options>): Promise<void> {
  const name = args[0]!;
  const usage = (vi: string, en: string) =>
    cliError('USAGE', { problem: out.say({ vi, en }), help: 'lienthong axis save --help' });
  const { baseUrl } = options;
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw usage(`Không phải địa chỉ http(s): ${baseUrl}.`, `Not an http(s) address: ${baseUrl}.`);
  }
  if (!/^[a-z0-9][a-z0-9.-]{0,49}$/.test(name)) {
    throw usage(
      'Tên trục chỉ gồm chữ thường không dấu, chữ số, dấu chấm, gạch ngang.',
      'The name of an axis has lower-case letters, digits, dots and hyphens only.',
    );
  }
  const [{ readSmallFile }, { withTools }, { saveAxis }, { record }] = await Promise.all([
    import('../../files.ts'),
    import('../../tools.ts'),
    import('../../../registry/index.ts'),
    import('../../../evidence/index.ts'),
  ]);
  const secret = (await readSmallFile(options.secretFile)).toString('utf8').trim();
  const settings = settingsOf(options);
  await withTools(options, ({ tools, actor }) =>
    tools.database.db.transaction(async (tx) => {
      await saveAxis(tx, tools.vault, { name, adapter: 'axis', baseUrl, secret, settings });
      await record(tx, [{ type: 'axis.saved', actor, data: { axis: name, adapter: options.dialect } }]);
    }),
  );
  out.result({ name, baseUrl, settings });
  out.line(out.say({ vi: `Đã lưu trục ${name} (${baseUrl}).`, en: `Axis ${name} saved (${baseUrl}).` }));
  out.line(`  lienthong axis check ${name}`);
}
