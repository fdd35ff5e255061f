import type { Command } from 'commander';
import type { ReceivesBy } from '../../administration/index.ts';
import { addCommand, DATA_OPTION, type Invocation, whole } from '../command.ts';
import { cliError } from '../errors.ts';
import { WHY_IF_ANY } from '../operate.ts';
import type { GivenSettings } from '../settings.ts';
import * as test from './agency-channel-test.ts';

interface Options extends GivenSettings {
  readonly webhook?: string;
  readonly pull?: boolean;
  readonly connection?: string;
  readonly address?: string;
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
          flags: '--connection <name>',
          about: {
            vi: 'trục đưa vào hệ thống của kết nối này (xem lienthong connection list)',
            en: 'the hub brings it into the system of this connection (see lienthong connection list)',
          },
        },
        {
          flags: '--address <text>',
          about: {
            vi: 'với --connection: cơ quan được tìm ở đâu trong hệ thống đó; mặc định là mã định danh',
            en: 'with --connection: where the agency is found in that system; by default its code',
          },
        },
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
      examples: [
        'lienthong agency channel 000.00.13.H53 --webhook https://qlvb.snv.tinh.gov.vn/lien-thong',
        'lienthong agency channel 000.14.20.H53 --connection thu-muc-xa --address xa-an-phu',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    set,
  );
  test.register(command);
}

async function set({ args, options, out }: Invocation<Options>): Promise<void> {
  const { cap, rate, maxBytes } = options;
  const [to, ...more] = waysOf(options);
  if (!to || more.length > 0) {
    const problem = out.say({
      vi: 'Chọn một: --webhook <url>, --connection <tên> hoặc --pull.',
      en: 'Give one: --webhook <url>, --connection <name> or --pull.',
    });
    throw cliError('USAGE', { problem, help: 'lienthong agency channel --help' });
  }
  if (options.address !== undefined && to.kind !== 'connection') {
    const problem = out.say({
      vi: '--address chỉ đi cùng --connection.',
      en: '--address goes with --connection only.',
    });
    throw cliError('USAGE', { problem, help: 'lienthong agency channel --help' });
  }
  const [{ withTools }, { agencyOf }, { changeChannel }, { byAt }] = await Promise.all([
    import('../tools.ts'),
    import('../agency-of.ts'),
    import('../../administration/index.ts'),
    import('../operate.ts'),
  ]);
  const { agency, secret } = await withTools(options, async ({ tools, actor }) => {
    const by = await byAt(actor, options.why);
    return tools.database.db.transaction(async (tx) => {
      const found = await agencyOf(tx, args[0]!);
      const limits = { ...(cap && { cap }), ...(rate && { rate }), ...(maxBytes && { maxBytes }) };
      const changed = await changeChannel(tx, tools.vault, found, { ...limits, to }, by);
      return { agency: found, ...changed };
    });
  });
  const url = to.kind === 'webhook' ? to.url : null;
  out.result({ agency: agency.code, ...to, url, secret });
  const where = url ?? (to.kind === 'connection' ? `${to.connection} ${to.address ?? agency.code}` : '');
  out.line(
    out.say({
      vi: `Kênh nhận của ${agency.code} ${agency.name}: ${to.kind} ${where}`.trimEnd(),
      en: `${agency.code} ${agency.name} receives by: ${to.kind} ${where}`.trimEnd(),
    }),
  );
  if (secret === null) return;
  out.line(`  ${out.say({ vi: 'Khóa bí mật (chỉ in lần này)', en: 'Secret (printed this once)' })}: ${secret}`);
}

function waysOf({ webhook, connection, address, pull }: Options): ReceivesBy[] {
  return [
    ...(webhook === undefined ? [] : [{ kind: 'webhook' as const, url: webhook }]),
    ...(connection === undefined ? [] : [{ kind: 'connection' as const, connection, address: address ?? null }]),
    ...(pull ? [{ kind: 'pull' as const }] : []),
  ];
}
