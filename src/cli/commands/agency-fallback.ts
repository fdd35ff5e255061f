import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation, whole } from '../command.ts';
import { cliError } from '../errors.ts';
import { WHY_IF_ANY } from '../operate.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly connection?: string;
  readonly address?: string;
  readonly after?: number;
  readonly byClock?: boolean;
  readonly none?: boolean;
  readonly why: string;
}

export function register(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'fallback <code>',
      about: {
        vi: 'đặt hộp thư dự phòng cho văn bản mà cơ quan chưa lấy sau một thời gian',
        en: 'set a mailbox for documents that an agency has not taken after a time',
      },
      args: [{ vi: 'mã định danh của cơ quan', en: "the agency's code" }],
      options: [
        {
          flags: '--connection <name>',
          about: {
            vi: 'kết nối hộp thư (xem lienthong connection list)',
            en: 'mailbox connection (see lienthong connection list)',
          },
        },
        {
          flags: '--address <mail>',
          about: { vi: 'hộp thư công vụ của cơ quan', en: "the agency's official mailbox" },
        },
        {
          flags: '--after <minutes>',
          about: { vi: 'số phút trong giờ làm việc, mặc định 120', en: 'minutes of office hours, by default 120' },
          parse: whole(5, 43_200),
        },
        {
          flags: '--by-clock',
          about: { vi: 'tính phút theo đồng hồ, cả ngoài giờ', en: 'count minutes of the clock, at any hour' },
        },
        { flags: '--none', about: { vi: 'bỏ hộp thư dự phòng', en: 'no mailbox any more' } },
        WHY_IF_ANY,
        DATA_OPTION,
      ],
      examples: [
        'lienthong agency fallback H98.101 --connection hop-thu --address van-thu@doithong.tinh.gov.vn --after 120',
        'lienthong agency fallback H98.101 --none',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    set,
  );
}

async function set({ args, options, out }: Invocation<Options>): Promise<void> {
  const { connection, address, after = 120, byClock = false, none = false } = options;
  const isWay = connection !== undefined && address !== undefined;
  if (none ? (connection ?? address ?? options.after ?? options.byClock) !== undefined : !isWay) {
    const problem = out.say({
      vi: 'Cho --connection và --address, hoặc một mình --none.',
      en: 'Give --connection and --address, or --none alone.',
    });
    throw cliError('USAGE', { problem, help: 'lienthong agency fallback --help' });
  }
  const way = none ? null : { connection: connection!, address: address!, afterMinutes: after, officeHours: !byClock };
  const [{ withTools }, { agencyOf }, { changeFallback }, { byAt }] = await Promise.all([
    import('../tools.ts'),
    import('../agency-of.ts'),
    import('../../administration/index.ts'),
    import('../operate.ts'),
  ]);
  const agency = await withTools(options, async ({ tools, actor }) => {
    const by = await byAt(actor, options.why);
    return tools.database.db.transaction(async (tx) => {
      const found = await agencyOf(tx, args[0]!);
      await changeFallback(tx, found, way, by);
      return found;
    });
  });
  out.result({ agency: agency.code, fallback: way });
  const named = `${agency.code} ${agency.name}`;
  if (!way) {
    out.line(
      out.say({ vi: `${named}: không còn hộp thư dự phòng.`, en: `${named} has no fall-back mailbox any more.` }),
    );
    return;
  }
  const unit = byClock ? { vi: 'phút', en: 'minutes' } : { vi: 'phút làm việc', en: 'minutes of office hours' };
  out.line(
    out.say({
      vi: `${named}: sau ${after} ${unit.vi} chưa lấy thì gửi thêm vào ${way.address} qua ${way.connection}.`,
      en: `${named}: what waits for ${after} ${unit.en} also goes to ${way.address} by ${way.connection}.`,
    }),
  );
}
