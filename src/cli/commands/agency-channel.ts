import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation, whole } from '../command.ts';
import { cliError } from '../errors.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly webhook?: string;
  readonly pull?: boolean;
  readonly cap?: number;
  readonly rate?: number;
  readonly maxBytes?: number;
}

export function register(group: Command): void {
  addCommand<Options>(
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
        DATA_OPTION,
      ],
      examples: ['lienthong agency channel 000.00.13.H53 --webhook https://qlvb.snv.tinh.gov.vn/lien-thong'],
      exits: ['refused', 'later', 'notFound'],
    },
    set,
  );
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
  const [{ withTools }, { agencyOf }, { setChannel }, { record }] = await Promise.all([
    import('../tools.ts'),
    import('../agency-of.ts'),
    import('../../registry/index.ts'),
    import('../../evidence/index.ts'),
  ]);
  const secret = webhook === undefined ? null : randomBytes(32).toString('base64url');
  const kind = webhook === undefined ? ('pull' as const) : ('webhook' as const);
  const agency = await withTools(options, ({ tools, actor }) =>
    tools.database.db.transaction(async (tx) => {
      const found = await agencyOf(tx, args[0]!);
      const limits = { ...(cap && { cap }), ...(rate && { rate }), ...(maxBytes && { maxBytes }) };
      const channel =
        webhook && secret ? { kind: 'webhook' as const, url: webhook, secret } : { kind: 'pull' as const };
      await setChannel(tx, tools.vault, found.id, { ...limits, ...channel });
      await record(tx, [{ type: 'channel.set', actor, agencyId: found.id, data: { kind } }]);
      return found;
    }),
  );
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
