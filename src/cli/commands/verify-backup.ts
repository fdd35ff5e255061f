import type { Command } from 'commander';
import { addCommand, type Invocation } from '../command.ts';

interface Options {
  readonly scratch?: string;
}

export function register(program: Command): void {
  addCommand<Options>(
    program,
    {
      usage: 'verify-backup <backup>',
      about: {
        vi: 'chứng minh một bản sao lưu khôi phục được: kiểm tra mã băm, dựng thử cơ sở dữ liệu, đối chiếu với tệp',
        en: 'prove that a backup restores: check digests, start its database aside, count rows against files',
      },
      args: [
        {
          vi: 'một bản sao lưu, hoặc thư mục chứa các bản sao lưu (lấy bản mới nhất)',
          en: 'a backup, or the folder that holds backups (the newest is taken)',
        },
      ],
      options: [
        {
          flags: '--scratch <directory>',
          about: {
            vi: 'nơi dựng thử, cần chỗ cho cơ sở dữ liệu; mặc định là thư mục tạm của máy',
            en: 'where the trial lies, with room for the database; by default the temporary directory',
          },
        },
      ],
      examples: ['lienthong verify-backup /mnt/sao-luu'],
      exits: ['refused', 'later', 'notFound', 'checkFailed'],
    },
    verify,
  );
}

async function verify({ args, options, out, exit }: Invocation<Options>): Promise<void> {
  const [{ verifyBackup }, { watchOn }, { openLog }] = await Promise.all([
    import('../../backup/index.ts'),
    import('../watch.ts'),
    import('../../platform/log.ts'),
  ]);
  const { folder, manifest, damaged, rows, valid } = await verifyBackup({
    from: args[0]!,
    scratch: options.scratch,
    log: openLog('warn'),
    watch: watchOn(out),
  });
  if (!valid) exit('checkFailed');
  const { kind, startedAt, postgres, list, missing } = manifest;
  out.result({ folder, valid, kind, taken: startedAt, postgres, files: list.entries, damaged, missing, ...rows });
  const sign = valid ? out.paint('green', '✓') : out.paint('red', '✗');
  out.line(
    out.say({
      vi: `${sign} ${folder}: trạng thái lúc ${startedAt}, ${list.entries} tệp, ${rows.submissions} gói tin, ${rows.withBytes} còn nội dung.`,
      en: `${sign} ${folder}: the state of ${startedAt}, ${list.entries} files, ${rows.submissions} packages, ${rows.withBytes} with their bytes.`,
    }),
  );
  for (const name of damaged) out.line(`  ✗ ${name}`);
  for (const id of [...rows.withoutBlob, ...missing]) {
    out.line(out.say({ vi: `  ✗ không có nội dung của gói tin ${id}`, en: `  ✗ no bytes of package ${id}` }));
  }
}
