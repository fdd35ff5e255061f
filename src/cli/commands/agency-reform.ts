import { hostname } from 'node:os';
import type { Command } from 'commander';
import type { ReformRow } from '../../registry/index.ts';
import { addCommand, addGroup, DATA_OPTION, type Invocation } from '../command.ts';
import { cliError } from '../errors.ts';
import { reformLines } from '../reform-lines.ts';
import type { GivenSettings } from '../settings.ts';
import * as orders from './agency-reform-orders.ts';

interface Options extends GivenSettings {
  readonly at: string;
  readonly why: string;
  readonly dryRun?: boolean;
}

export function register(group: Command): void {
  const reform = addGroup(group, 'reform', {
    vi: 'sắp xếp cơ quan theo tệp: sáp nhập, chia tách, đổi mã, đóng, mở',
    en: 'a reform of agencies as one file: mergers, splits, new codes, ends and beginnings',
  });
  addCommand<Options>(
    reform,
    {
      usage: 'apply <file>',
      about: {
        vi: 'thực hiện một đợt sắp xếp: ngay nếu đã đến ngày, nếu chưa thì giữ đến ngày',
        en: 'order a reform: applied at once when its day has come, else kept until it does',
      },
      args: [
        {
          vi: 'tệp CSV UTF-8; các cột ở docs/operations.md, ví dụ ở docs/examples/reform.csv',
          en: 'CSV in UTF-8; its columns are in docs/operations.md, an example in docs/examples/reform.csv',
        },
      ],
      options: [
        {
          flags: '--at <date>',
          about: { vi: 'ngày đầu tiên của trật tự mới, yyyy-MM-dd', en: 'first day of the new order, yyyy-MM-dd' },
          required: true,
        },
        {
          flags: '--why <reason>',
          about: { vi: 'căn cứ, ghi vào nhật ký', en: 'on what ground, for the log' },
          required: true,
        },
        {
          flags: '--dry-run',
          about: { vi: 'chỉ kiểm tra và báo cáo, không thay đổi gì', en: 'check and report only, change nothing' },
        },
        DATA_OPTION,
      ],
      examples: [
        'lienthong agency reform apply sap-xep.csv --at 2026-07-01 --why "NQ 12/NQ-HĐND" --dry-run',
        'lienthong agency reform apply sap-xep.csv --at 2026-07-01 --why "NQ 12/NQ-HĐND"',
      ],
      exits: ['refused', 'later', 'notFound', 'checkFailed'],
    },
    apply,
  );
  orders.register(reform);
}

async function apply({ args, options, out, exit }: Invocation<Options>): Promise<void> {
  const [
    { withTools },
    { parseReformFile, readDate, REFORM_STEPS },
    { orderReform },
    { moveWaiting },
    { startProgress },
  ] = await Promise.all([
    import('../tools.ts'),
    import('../../registry/index.ts'),
    import('../../acts/reforms.ts'),
    import('../../delivery/index.ts'),
    import('../progress.ts'),
  ]);
  const { why, dryRun = false } = options;
  const at = readDate(options.at);
  if (at === null) {
    throw cliError('USAGE', { problem: `--at ${options.at}`, help: 'lienthong agency reform apply --help' });
  }
  const file = args[0]!;
  const rows: ReformRow[] = [];
  let unknownColumns: readonly string[] = [];
  for await (const row of parseReformFile(file, (columns) => {
    unknownColumns = columns;
  })) {
    rows.push(row);
  }
  const name = file.split('/').at(-1)!;
  const { ordered, moved } = await withTools(options, async ({ tools, actor }) => {
    const applying = startProgress({ label: out.say({ vi: 'Sắp xếp', en: 'The reform' }), total: REFORM_STEPS });
    const ordered = await orderReform(tools.database, {
      ...{ name, rows, at, actor, why, dryRun, from: hostname() },
      onProgress: applying.at,
    }).finally(applying.end);
    if (ordered.state !== 'applied') return { ordered, moved: 0 };
    const label = out.say({ vi: 'Chuyển lượt gửi đang chờ', en: 'Moving what waits' });
    const progress = startProgress({ label, total: ordered.report?.inFlight ?? 0 });
    const moved = await moveWaiting(tools.database, { onProgress: progress.at }).finally(progress.end);
    return { ordered, moved };
  });
  if (ordered.state === 'refused') exit('checkFailed');
  out.result({ dryRun, at, ...ordered, moved, unknownColumns });
  for (const line of reformLines(out, { at, ...ordered, ...(ordered.state === 'applied' && { moved }) }))
    out.line(line);
  if (unknownColumns.length > 0) {
    const names = unknownColumns.join(', ');
    out.line(out.say({ vi: `Cột không dùng đến: ${names}.`, en: `Columns that are not used: ${names}.` }));
  }
}
