import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation, type OptionSpec } from '../../command.ts';
import { cliError } from '../../errors.ts';
import type { GivenSettings } from '../../settings.ts';
import { AXIS_NAME } from './name.ts';

interface Options extends GivenSettings {
  readonly baseUrl: string;
  readonly secretFile: string;
  readonly dialect: 'rest' | 'vxp';
  readonly systemId?: string;
  readonly from?: string;
  readonly clockOffset?: string;
  readonly ignoresTo?: boolean;
  readonly insistsOnTrace?: boolean;
  readonly directory?: string;
}

const VXP_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--system-id <id>',
    about: { vi: 'vxp: mã hệ thống (systemid) mà trục kia đã cấp', en: 'vxp: the system id that the other axis gave' },
  },
  {
    flags: '--from <code>',
    about: {
      vi: 'vxp: mã nút ghi ở from, ví dụ 00.98.W00; bỏ trống thì ghi mã cơ quan gửi',
      en: 'vxp: the node that signs as from, like 00.98.W00; without it the sending agency does',
    },
  },
  {
    flags: '--clock-offset <hours>',
    about: {
      vi: 'vxp: múi giờ mà trục kia đọc giờ gửi, mặc định +7; trục chạy giờ UTC thì ghi 0',
      en: 'vxp: the zone in which the other side reads timestamps, by default +7; 0 for an axis on UTC',
    },
  },
  {
    flags: '--ignores-to',
    about: {
      vi: 'vxp: trục kia bỏ qua to và gửi cho mọi bên nhận ghi trên văn bản; mỗi văn bản chỉ gửi một lần',
      en: 'vxp: the axis ignores to and serves every recipient on the document; each document is sent once',
    },
  },
  {
    flags: '--insists-on-trace',
    about: {
      vi: 'vxp: trục kia đòi có TraceHeader của trục này; chỉ thêm vào bản gửi đi',
      en: "vxp: the axis wants this hub's own TraceHeader; it is added to the copy that is sent",
    },
  },
];

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
          about: { vi: 'tệp chứa khóa mà trục kia đã cấp', en: 'file with the key that the other axis gave' },
          required: true,
        },
        {
          flags: '--dialect <name>',
          about: {
            vi: 'giao thức của trục kia: rest là trục Liên Thông khác, vxp là trục quốc gia và các trục cùng họ',
            en: 'what it speaks: rest is another Liên Thông, vxp the national axis and its family',
          },
          choices: ['rest', 'vxp'],
          default: 'rest',
        },
        ...VXP_OPTIONS,
        {
          flags: '--directory <list>',
          about: {
            vi: 'danh mục cơ quan lấy từ trục kia; mặc định units với vxp, none với rest',
            en: 'the directory that is taken from it; by default units for vxp, none for rest',
          },
          choices: ['units', 'agencies', 'qd20', 'none'],
        },
        DATA_OPTION,
      ],
      examples: [
        'lienthong axis save quoc-gia --dialect vxp --base-url https://truc.vpcp.vn/XrdAdapter/adapter --system-id truc-h98 --from 00.98.W00 --secret-file khoa.txt',
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

/** As given; what does not fit the dialect is for the registry to refuse. */
function settingsOf(options: Options): Record<string, unknown> {
  const { dialect, systemId, from, clockOffset, ignoresTo, insistsOnTrace, directory } = options;
  return {
    dialect,
    ...(systemId !== undefined && { systemId }),
    ...(from !== undefined && { from }),
    ...(clockOffset !== undefined && { clockOffset: Math.round(Number(clockOffset) * 60) }),
    ...(ignoresTo && { honoursTo: false }),
    ...(insistsOnTrace && { insistsOnTrace }),
    ...(directory !== undefined && { directory }),
  };
}
