import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../../command.ts';
import type { GivenSettings } from '../../settings.ts';
import { AXIS_NAME } from './name.ts';

interface Options extends GivenSettings {
  readonly whole?: boolean;
  readonly acceptMissing?: boolean;
}

/** Lines of a report that a person reads; `--json` has them all. */
const SHOWN = 20;

export function registerSync(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'sync <name>',
      about: {
        vi: 'đồng bộ danh mục cơ quan của một trục; trục đang chạy tự làm việc này mỗi ngày một lần',
        en: "take over an axis's directory of agencies; a running hub does so once a day by itself",
      },
      args: [AXIS_NAME],
      options: [
        {
          flags: '--whole',
          about: {
            vi: 'lấy cả danh mục, không chỉ phần thay đổi từ lần trước',
            en: 'take the whole list, not only what changed since the last time',
          },
        },
        {
          flags: '--accept-missing',
          about: {
            vi: 'đóng các cơ quan không còn trong danh mục dù số đó nhiều bất thường',
            en: 'close what the list lacks, even if that is suspiciously much',
          },
        },
        DATA_OPTION,
      ],
      examples: ['lienthong axis sync quoc-gia', 'lienthong axis sync quoc-gia --whole --json'],
      exits: ['refused', 'later', 'notFound'],
    },
    sync,
  );
}

async function sync({ args, options, out }: Invocation<Options>): Promise<void> {
  const name = args[0]!;
  const [{ withClient }, { synchronise }, { startProgress }] = await Promise.all([
    import('./with-client.ts'),
    import('../../../axes/directory.ts'),
    import('../../progress.ts'),
  ]);
  const label = (vi: string, en: string) => ({ label: out.say({ vi, en }), total: 0 });
  const [fetching, writing] = [
    startProgress(label('Lấy danh mục', 'Fetching')),
    startProgress(label('Ghi danh mục', 'Writing')),
  ];
  const report = await withClient(options, name, ({ tools, actor }, axis, client, signal) =>
    synchronise(tools.owner, axis, client, {
      actor,
      signal,
      ...(options.whole && { whole: true }),
      ...(options.acceptMissing && { acceptMissing: true }),
      onFetched: (units) => fetching.at(units),
      onWritten: (units) => writing.at(units),
    }),
  ).finally(() => {
    fetching.end();
    writing.end();
  });
  out.result(report ?? { none: true });
  if (!report) {
    out.line(out.say({ vi: `Không lấy danh mục từ trục ${name}.`, en: `No directory is taken from axis ${name}.` }));
    return;
  }
  const { added, changed, closed, kept, conflicts, rejected } = report;
  out.line(
    out.say({
      vi: `${added} mới, ${changed} thay đổi, ${closed} đóng; giữ ${kept} chỗ đã sửa ở đây; ${conflicts.length} xung đột, ${rejected.length} dòng không dùng được.`,
      en: `${added} added, ${changed} changed, ${closed} closed; ${kept} fields changed here were kept; ${conflicts.length} conflicts, ${rejected.length} lines not usable.`,
    }),
  );
  for (const one of conflicts.slice(0, SHOWN)) {
    const owner = one.axis || out.say({ vi: 'trục này', en: 'this hub' });
    out.line(`  ${one.code}  ${one.name}  (${out.say({ vi: 'đã thuộc', en: 'belongs to' })} ${owner})`);
  }
  for (const one of rejected.slice(0, SHOWN)) out.line(`  ${one.code}  ${out.say(one.reason)}`);
}
