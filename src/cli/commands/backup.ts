import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly to: string;
  readonly logical?: boolean;
}

export function register(program: Command): void {
  addCommand<Options>(
    program,
    {
      usage: 'backup',
      about: {
        vi: 'sao lưu trục trong khi trục vẫn chạy: cơ sở dữ liệu trước, tệp văn bản sau',
        en: 'back up a hub while it runs: the database first, the documents after',
      },
      options: [
        {
          flags: '--to <directory>',
          about: {
            vi: 'thư mục chứa các bản sao lưu; tệp đã có ở đó không bị chép lại',
            en: 'where backups are kept; files that are there already are not copied again',
          },
          required: true,
        },
        {
          flags: '--logical',
          about: {
            vi: 'sao lưu từng bảng dạng văn bản, khôi phục được vào mọi PostgreSQL 15 đến 18; luôn dùng khi có DATABASE_URL',
            en: 'every table as text, restorable into any PostgreSQL 15 to 18; always so with DATABASE_URL',
          },
        },
        DATA_OPTION,
      ],
      examples: ['lienthong backup --to /mnt/sao-luu', 'lienthong backup --to /mnt/sao-luu --logical'],
      exits: ['refused', 'later', 'checkFailed'],
    },
    backup,
  );
}

async function backup({ options, out, exit }: Invocation<Options>): Promise<void> {
  const [{ withTools }, { makeBackup }, { record }, { watchOn }, { megabytes }, { programVersion }, { default: path }] =
    await Promise.all([
      import('../tools.ts'),
      import('../../backup/index.ts'),
      import('../../evidence/index.ts'),
      import('../watch.ts'),
      import('../progress.ts'),
      import('../version.ts'),
      import('node:path'),
    ]);
  const report = await withTools(options, async ({ tools, config, actor }) => {
    const made = await makeBackup({
      ownerUrl: tools.databaseUrl,
      dataDir: config.dataDir,
      to: path.resolve(options.to),
      kind: options.logical || config.databaseUrl !== undefined ? 'logical' : 'physical',
      program: programVersion(),
      watch: watchOn(out),
    });
    const { kind, list } = made.manifest;
    const data = { name: path.basename(made.folder), kind, files: list.entries, bytes: list.entryBytes };
    await tools.database.db.transaction((tx) => record(tx, [{ type: 'backup.made', actor, data }]));
    return made;
  });
  const { folder, added, addedBytes } = report;
  const { kind, list, missing, database, tables } = report.manifest;
  if (missing.length > 0) exit('checkFailed');
  const databaseBytes = database.reduce((total, file) => total + file.bytes, 0);
  const rows = tables.reduce((total, table) => total + table.rows, 0);
  out.result({
    folder,
    kind,
    databaseBytes,
    rows,
    files: list.entries,
    bytes: list.entryBytes,
    added,
    addedBytes,
    missing,
  });
  out.line(out.say({ vi: `Đã sao lưu vào ${folder}.`, en: `Backed up to ${folder}.` }));
  out.line(
    out.say({
      vi: `  Cơ sở dữ liệu ${megabytes(databaseBytes)}; ${list.entries} tệp (${megabytes(list.entryBytes)}), chép thêm ${added} tệp (${megabytes(addedBytes)}).`,
      en: `  Database ${megabytes(databaseBytes)}; ${list.entries} files (${megabytes(list.entryBytes)}), ${added} of them new (${megabytes(addedBytes)}).`,
    }),
  );
  if (missing.length > 0) {
    const ids = missing.slice(0, 5).join(', ');
    out.line(
      out.paint(
        'red',
        out.say({
          vi: `  ✗ Trục thiếu hoặc hỏng nội dung của ${missing.length} gói tin: ${ids}. Hãy tìm trong bản sao lưu trước.`,
          en: `  ✗ The hub has lost or damaged the bytes of ${missing.length} packages: ${ids}. Look in an earlier backup.`,
        }),
      ),
    );
  }
  out.line(
    out.say({
      vi: '  Khóa không nằm trong bản sao lưu: cất master.key và keys/hub-signer.pem ở nơi khác, an toàn.',
      en: '  Keys are not in a backup: keep master.key and keys/hub-signer.pem in another, safe place.',
    }),
  );
}
