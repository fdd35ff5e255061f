import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation, whole } from '../command.ts';
import { cliError } from '../errors.ts';
import { WHY_IF_ANY } from '../operate.ts';
import type { GivenSettings } from '../settings.ts';
import * as test from './agency-channel-test.ts';

interface Options extends GivenSettings {
  readonly webhook?: string;
  readonly pull?: boolean;
  readonly cap?: number;
  readonly rate?: number;
  readonly maxBytes?: number;
  readonly why: string;
}

export function register(group: Command): void {
  const command = addCommand<Options>(
    group,
    {
      usage: 'channel <code>',
      about: { vi: 'đặt cách một cơ quan nhận văn bản', en: 'set how an agency receives' },
      args: [{ vi: 'mã định danh của cơ quan', en: "the agency's code" }],
      options: [
        {
          flags: '--webhook <url>',
          about: {
            vi: 'trục gửi tới địa chỉ này, ký HMAC bằng khóa bí mật sinh mới và in ra một lần',
            en: 'the hub pushes to this address, signed with a new HMAC secret that is printed once',
          },
        },
        { flags: '--pull', about: { vi: 'cơ quan tự lấy về', en: 'the agency fetches by itself' } },
        {
          flags: '--cap <count>',
          about: { vi: 'số lần gửi đồng thời nhiều nhất, mặc định 4', en: 'most sends at the same time, by default 4' },
          parse: whole(1, 100),
        },
        {
          flags: '--rate <count>',
          about: {
            vi: 'số lần gửi nhiều nhất trong một phút, mặc định không giới hạn; dùng từ văn bản kế tiếp',
            en: 'most sends in a minute, by default no limit; used from the next document on',
          },
          parse: whole(1, 100_000),
        },
        {
          flags: '--max-bytes <bytes>',
          about: { vi: 'cỡ văn bản lớn nhất mà cơ quan nhận', en: 'largest document that the agency takes' },
          parse: whole(1, 2 ** 31),
        },
        WHY_IF_ANY,
        DATA_OPTION,
      ],
      examples: ['lienthong agency channel 000.00.13.H53 --webhook https://qlvb.snv.tinh.gov.vn/lien-thong'],
      exits: ['refused', 'later', 'notFound'],
    },
    set,
  );
  // What follows the name of the command below is its own.
  test.register(command.enablePositionalOptions());
}

async function set({ args, options, out }: Invocation<Options>): Promise<void> {
  const { webhook, pull, cap, rate, maxBytes } = options;
  if ((webhook === undefined) === (pull !== true)) {
    const problem = out.say({
      vi: 'Chọn một: --webhook <url> hoặc --pull.',
      en: 'Give one: --webhook <url> or --pull.',
    });
    throw cliError('USAGE', { problem, help: 'lienthong agency channel --help' });
  }
  const [{ withTools }, { agencyOf }, { changeChannel }, { byAt }] = await Promise.all([
    import('../tools.ts'),
    import('../agency-of.ts'),
    import('../../administration/index.ts'),
    import('../operate.ts'),
  ]);
  const kind = webhook === undefined ? ('pull' as const) : ('webhook' as const);
  const { agency, secret } = await withTools(options, async ({ tools, actor }) => {
    const by = await byAt(actor, options.why);
    return tools.database.db.transaction(async (tx) => {
      const found = await agencyOf(tx, args[0]!);
      const limits = { ...(cap && { cap }), ...(rate && { rate }), ...(maxBytes && { maxBytes }) };
      const changed = await changeChannel(tx, tools.vault, found, { ...limits, url: webhook ?? null }, by);
      return { agency: found, ...changed };
    });
  });
  out.result({ agency: agency.code, kind, url: webhook ?? null, secret });
  out.line(
    out.say({
      vi: `Kênh nhận của ${agency.code} ${agency.name}: ${kind}${webhook ? ` ${webhook}` : ''}`,
      en: `${agency.code} ${agency.name} receives by: ${kind}${webhook ? ` ${webhook}` : ''}`,
    }),
  );
  if (secret === null) return;
  out.line(`  ${out.say({ vi: 'Khóa bí mật (chỉ in lần này)', en: 'Secret (printed this once)' })}: ${secret}`);
}
