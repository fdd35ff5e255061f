import type { Command } from 'commander';
import { addCommand, addGroup, DATA_OPTION, type Invocation } from '../command.ts';
import { day } from '../days.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly until: Date;
  readonly to: string;
}

export function register(program: Command): void {
  const group = addGroup(program, 'archive', {
    vi: 'xuất văn bản ra kho lưu trữ, đọc và kiểm tra được khi không có trục',
    en: 'documents in an archive that is read and checked without the hub',
  });
  addCommand<Options>(
    group,
    {
      usage: 'export',
      about: {
        vi: 'xuất mỗi văn bản thành một thư mục: nội dung, tiêu đề, kết quả kiểm tra, biên nhận, lịch sử; chạy lại thì làm tiếp',
        en: 'write each document as a folder: bytes, header, verdict, receipts, timeline; run again to go on',
      },
      options: [
        {
          flags: '--until <date>',
          about: {
            vi: 'văn bản tiếp nhận trước ngày này (yyyy-MM-dd)',
            en: 'documents accepted before this day (yyyy-MM-dd)',
          },
          parse: day,
          required: true,
        },
        {
          flags: '--to <place>',
          about: {
            vi: 'thư mục của kho lưu trữ; tên kết thúc bằng .tar thì xuất thành một tệp duy nhất',
            en: 'folder of the archive; a name that ends in .tar makes one file of it',
          },
          required: true,
        },
        DATA_OPTION,
      ],
      examples: [
        'lienthong archive export --until 2026-01-01 --to /mnt/luu-tru/2025',
        'lienthong archive export --until 2026-01-01 --to /mnt/luu-tru/2025.tar',
        'lienthong verify /mnt/luu-tru/2025 --cert hub.crt.pem',
      ],
      exits: ['refused', 'later', 'checkFailed'],
    },
    exportDocuments,
  );
}

async function exportDocuments({ options, out, exit }: Invocation<Options>): Promise<void> {
  const [
    { withTools },
    { countToArchive, exportArchive },
    { openHubSigner },
    { startProgress, megabytes },
    { default: path },
  ] = await Promise.all([
    import('../tools.ts'),
    import('../../lifecycle/index.ts'),
    import('../../trust/index.ts'),
    import('../progress.ts'),
    import('node:path'),
  ]);
  const to = path.resolve(options.to);
  const { until } = options;
  const report = await withTools(options, async ({ tools, config, actor }) => {
    const { owner, blobs } = tools;
    const total = await countToArchive(owner, until);
    const progress = startProgress({ label: out.say({ vi: 'Đang xuất', en: 'Exporting' }), total });
    const signer = await openHubSigner(config.dataDir);
    try {
      return await exportArchive({ owner, blobs, signer, to, until, actor, onProgress: progress.at });
    } finally {
      progress.end();
      await signer.close();
    }
  });
  out.result({ to, ...report });
  const { documents, bytes, damaged } = report;
  if (damaged.length > 0) exit('checkFailed');
  out.line(
    out.say({
      vi: `Đã xuất ${documents} văn bản (${megabytes(bytes)}) vào ${to}.`,
      en: `${documents} documents (${megabytes(bytes)}) exported to ${to}.`,
    }),
  );
  if (damaged.length > 0) {
    const ids = damaged.join(', ');
    out.line(
      out.say({
        vi: `  ✗ Không xuất ${damaged.length} văn bản có nội dung mất hoặc hỏng: ${ids}. Tìm trong bản sao lưu.`,
        en: `  ✗ ${damaged.length} documents whose bytes are lost or damaged were left out: ${ids}. Look in a backup.`,
      }),
    );
  }
}
