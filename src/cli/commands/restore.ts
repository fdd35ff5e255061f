import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly keys?: string;
  readonly withoutKeys?: boolean;
  readonly replace?: boolean;
}

export function register(program: Command): void {
  addCommand<Options>(
    program,
    {
      usage: 'restore <backup>',
      about: {
        vi: 'khôi phục trục từ một bản sao lưu vào nơi còn trống, và đối chiếu từng dòng với tệp của nó',
        en: 'restore a hub from a backup into an empty place, and count every row against its file',
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
            vi: 'nơi cất master.key và hub-signer.pem; mặc định tìm trong thư mục dữ liệu',
            en: 'where master.key and hub-signer.pem are kept; by default the data directory is looked at',
          },
        },
        {
          flags: '--without-keys',
          about: {
            vi: 'đã mất khóa: khôi phục không có khóa, sau đó đặt lại bí mật của webhook và trục',
            en: 'the keys are lost: restore without them, and set the secrets of webhooks and axes again',
          },
        },
        {
          flags: '--replace',
          about: { vi: 'dời dữ liệu đang có sang bên cạnh', en: 'move the data that is there aside' },
        },
        DATA_OPTION,
      ],
      examples: [
        'lienthong restore /mnt/sao-luu --data /srv/lienthong --keys /media/khoa',
        'lienthong restore /mnt/sao-luu/2026-11-25T02-00-00Z-logical',
      ],
      exits: ['refused', 'later', 'notFound', 'checkFailed'],
    },
    restore,
  );
}

async function restore({ args, options, out, exit }: Invocation<Options>): Promise<void> {
  const [{ withTools }, { restoreBackup }, { record }, { watchOn }, { readSettings }, { openLog }, { default: path }] =
    await Promise.all([
      import('../tools.ts'),
      import('../../backup/index.ts'),
      import('../../evidence/index.ts'),
      import('../watch.ts'),
      import('../settings.ts'),
      import('../../platform/log.ts'),
      import('node:path'),
    ]);
  const config = await readSettings(options);
  const { folder, manifest, rows } = await restoreBackup({
    from: args[0]!,
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    keysFrom: options.keys,
    withoutKeys: options.withoutKeys === true,
    replace: options.replace === true,
    log: openLog('warn'),
    watch: watchOn(out),
  });
  await withTools(options, ({ tools, actor }) =>
    tools.database.db.transaction((tx) =>
      record(tx, [
        { type: 'backup.restored', actor, data: { name: path.basename(folder), taken: manifest.startedAt } },
      ]),
    ),
  );
  const complete = rows.withoutBlob.length === 0 && manifest.missing.length === 0;
  if (!complete) exit('checkFailed');
  out.result({ folder, taken: manifest.startedAt, kind: manifest.kind, ...rows, missing: manifest.missing, complete });
  out.line(
    out.say({
      vi: `Đã khôi phục trạng thái lúc ${manifest.startedAt}: ${rows.submissions} gói tin, ${rows.withBytes} còn nội dung.`,
      en: `Restored the state of ${manifest.startedAt}: ${rows.submissions} packages, ${rows.withBytes} with their bytes.`,
    }),
  );
  const absent = [...rows.withoutBlob, ...manifest.missing];
  if (absent.length > 0) {
    out.line(
      out.say({ vi: `  ✗ Thiếu nội dung: ${absent.join(', ')}`, en: `  ✗ Without bytes: ${absent.join(', ')}` }),
    );
  }
  out.line(
    out.say({
      vi: '  Văn bản đã gửi sau thời điểm này sẽ được gửi lại khi trục chạy; bên nhận loại trùng theo mã lần gửi.',
      en: '  What was delivered after that moment is delivered again when the hub runs; recipients drop it by its delivery id.',
    }),
  );
}
