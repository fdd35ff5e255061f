import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly scratch?: string;
  readonly keys?: string;
  readonly withoutKeys?: boolean;
}

export function register(program: Command): void {
  addCommand<Options>(
    program,
    {
      usage: 'verify-backup <backup>',
      about: {
        vi: 'chứng minh một bản sao lưu là của trục này và khôi phục được: kiểm tra dấu niêm, mã băm, dựng thử cơ sở dữ liệu, đối chiếu với tệp',
        en: 'prove that a backup is the hub’s own and restores: check seal and digests, start its database aside, count rows against files',
      },
      args: [
        {
          vi: 'một bản sao lưu, hoặc thư mục chứa các bản sao lưu (lấy bản mới nhất)',
          en: 'a backup, or the folder that holds backups (the newest is taken)',
        },
      ],
      options: [
        {
          flags: '--keys <folder>',
          about: {
            vi: 'nơi cất master.key; mặc định tìm trong thư mục dữ liệu',
            en: 'where master.key is kept; by default the data directory is looked at',
          },
        },
        {
          flags: '--without-keys',
          about: {
            vi: 'không có khóa ở đây: không kiểm tra được ai đã tạo bản sao lưu',
            en: 'no key is at hand: who made the backup is not checked',
          },
        },
        DATA_OPTION,
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
  const [{ masterKeyIn, verifyBackup }, { watchOn }, { openLog }, { readSettings }] = await Promise.all([
    import('../../backup/index.ts'),
    import('../watch.ts'),
    import('../../platform/log.ts'),
    import('../settings.ts'),
  ]);
  const { dataDir } = await readSettings(options);
  const { folder, manifest, damaged, rows, valid } = await verifyBackup({
    from: args[0]!,
    masterKeyFile: options.withoutKeys ? null : masterKeyIn(dataDir, options.keys),
    scratch: options.scratch,
    log: openLog('warn'),
    watch: watchOn(out),
  });
  if (!valid) exit('checkFailed');
  const { kind, startedAt, postgres, list, missing } = manifest;
  const sealed = options.withoutKeys !== true;
  out.result({
    folder,
    valid,
    sealed,
    kind,
    taken: startedAt,
    postgres,
    files: list.entries,
    damaged,
    missing,
    ...rows,
  });
  const sign = valid ? out.paint('green', '✓') : out.paint('red', '✗');
  out.line(
    out.say({
      vi: `${sign} ${folder}: trạng thái lúc ${startedAt}, ${list.entries} tệp, ${rows.submissions} gói tin, ${rows.withBytes} còn nội dung.`,
      en: `${sign} ${folder}: the state of ${startedAt}, ${list.entries} files, ${rows.submissions} packages, ${rows.withBytes} with their bytes.`,
    }),
  );
  if (!sealed) {
    out.line(
      out.say({
        vi: '  ! Chưa kiểm tra dấu niêm: không có khóa chủ thì không biết ai đã tạo bản sao lưu.',
        en: '  ! The seal was not checked: without the master key nobody knows who made this backup.',
      }),
    );
  }
  for (const name of damaged) out.line(`  ✗ ${name}`);
  for (const id of [...rows.withoutBlob, ...missing]) {
    out.line(out.say({ vi: `  ✗ không có nội dung của gói tin ${id}`, en: `  ✗ no bytes of package ${id}` }));
  }
}
