import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../../command.ts';
import { linkWords } from '../../link-words.ts';
import type { GivenSettings } from '../../settings.ts';

export function registerList(group: Command): void {
  addCommand<GivenSettings>(
    group,
    {
      usage: 'list',
      about: {
        vi: 'các kết nối đã khai báo: đang nối hay mất liên lạc từ bao giờ, gửi dưới tên hệ thống nào',
        en: 'the configured connections: whether each answers and since when it does not, in whose name it hands in',
      },
      options: [DATA_OPTION],
      examples: ['lienthong connection list'],
      exits: ['later'],
    },
    list,
  );
}

async function list({ options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ withTools }, { listConnections }] = await Promise.all([
    import('../../tools.ts'),
    import('../../../registry/index.ts'),
  ]);
  const lines = await withTools(options, ({ tools: { database } }) => listConnections(database.db));
  out.result(lines);
  const now = new Date();
  out.table(
    { vi: ['Kết nối', 'Loại', 'Hệ thống', 'Tình trạng'], en: ['Connection', 'Kind', 'System', 'Link'] }[out.language],
    lines.map((one) => [one.name, one.adapter, one.systemName, linkWords(out, one, now)]),
  );
  for (const { name, downReason } of lines) if (downReason) out.line(`  ${name}: ${downReason}`);
}
