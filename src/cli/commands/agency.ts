import type { Command } from 'commander';
import { addCommand, addGroup, DATA_OPTION, type Invocation } from '../command.ts';
import type { GivenSettings } from '../settings.ts';
import * as channel from './agency-channel.ts';
import * as decide from './agency-decide.ts';
import * as fallback from './agency-fallback.ts';
import * as reform from './agency-reform.ts';
import * as requests from './agency-requests.ts';
import * as show from './agency-show.ts';

interface Options extends GivenSettings {
  readonly dryRun?: boolean;
}

/** Rejected lines that are printed; `--json` has them all. */
const SHOWN = 20;

export function register(program: Command): void {
  const group = addGroup(program, 'agency', {
    vi: 'danh mục cơ quan và kênh nhận',
    en: 'the directory of agencies and their channels',
  });
  addCommand<Options>(
    group,
    {
      usage: 'import <file>',
      about: { vi: 'nhập danh mục cơ quan từ tệp CSV hoặc JSON', en: 'import agencies from a CSV or JSON file' },
      args: [
        {
          vi: 'tệp danh mục UTF-8; các cột ở docs/operations.md, ví dụ ở docs/examples/agencies.csv',
          en: 'the directory file, UTF-8; its columns are in docs/operations.md, an example in docs/examples/agencies.csv',
        },
      ],
      options: [
        {
          flags: '--dry-run',
          about: { vi: 'chỉ kiểm tra và báo cáo, không thay đổi gì', en: 'check and report only, change nothing' },
        },
        DATA_OPTION,
      ],
      examples: ['lienthong agency import co-quan.csv --dry-run', 'lienthong agency import co-quan.csv'],
      exits: ['refused', 'later', 'notFound', 'checkFailed'],
    },
    importFile,
  );
  show.register(group);
  channel.register(group);
  fallback.register(group);
  requests.register(group);
  decide.register(group);
  reform.register(group);
}

async function importFile({ args, options, out, exit }: Invocation<Options>): Promise<void> {
  const [{ withTools }, { importFileInto }, { countLines }, { startProgress }] = await Promise.all([
    import('../tools.ts'),
    import('../import-agencies.ts'),
    import('../files.ts'),
    import('../progress.ts'),
  ]);
  const file = args[0]!;
  const total = await countLines(file);
  const dryRun = options.dryRun === true;
  const report = await withTools(options, async ({ tools, actor }) => {
    const label = out.say({ vi: 'Đang đọc', en: 'Reading' });
    const progress = startProgress({ label, total });
    return importFileInto(tools.owner, file, { actor, dryRun, onProgress: progress.at }).finally(progress.end);
  });
  const { created, updated, unchanged, rejected, unknownColumns } = report;
  if (rejected.length > 0) exit('checkFailed');
  out.result({ dryRun, ...report });
  if (dryRun) out.line(out.say({ vi: 'Chạy thử, chưa ghi gì:', en: 'A trial, nothing was written:' }));
  out.line(
    out.say({
      vi: `${created} cơ quan mới, ${updated} cập nhật, ${unchanged} giữ nguyên, ${rejected.length} dòng không nhận.`,
      en: `${created} new agencies, ${updated} updated, ${unchanged} unchanged, ${rejected.length} lines left out.`,
    }),
  );
  if (unknownColumns.length > 0) {
    const names = unknownColumns.join(', ');
    out.line(out.say({ vi: `Cột không dùng đến: ${names}.`, en: `Columns that are not used: ${names}.` }));
  }
  for (const { line, reason } of rejected.slice(0, SHOWN)) {
    out.line(`  ${out.say({ vi: 'dòng', en: 'line' })} ${line}: ${out.say(reason)}`);
  }
  if (rejected.length > SHOWN) {
    out.line(
      out.say({
        vi: `  … còn ${rejected.length - SHOWN} dòng (--json)`,
        en: `  … ${rejected.length - SHOWN} more (--json)`,
      }),
    );
  }
}
