import type { Command } from 'commander';
import type { AxisQueue } from '../../../delivery/index.ts';
import { ageInWords } from '../../age.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../../command.ts';
import { linkWords } from '../../link-words.ts';
import type { GivenSettings } from '../../settings.ts';

export function registerList(group: Command): void {
  addCommand<GivenSettings>(
    group,
    {
      usage: 'list',
      about: {
        vi: 'các trục đã khai báo: đang nối hay mất liên lạc từ bao giờ, bao nhiêu văn bản đang chờ và chờ bao lâu',
        en: 'the configured axes: whether each answers and since when it does not, how much waits for it and how long',
      },
      options: [DATA_OPTION],
      examples: ['lienthong axis list'],
      exits: ['later'],
    },
    list,
  );
}

async function list({ options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ withTools }, { listAxes }, { axisQueues }] = await Promise.all([
    import('../../tools.ts'),
    import('../../../registry/index.ts'),
    import('../../../delivery/index.ts'),
  ]);
  const lines = await withTools(options, async ({ tools: { database } }) => {
    const queues = new Map((await axisQueues(database.db)).map((one) => [one.axis, one]));
    return (await listAxes(database.db)).map((axis) => ({ ...axis, queue: queues.get(axis.name) ?? null }));
  });
  out.result(lines.map(({ queue, ...axis }) => ({ ...axis, ...queueFacts(queue) })));
  const now = new Date();
  out.table(
    {
      vi: ['Trục', 'Giao thức', 'Kết nối', 'Đang chờ', 'Trong đó khẩn', 'Chờ lâu nhất', 'Địa chỉ'],
      en: ['Axis', 'Dialect', 'Link', 'Waiting', 'Urgent', 'Oldest', 'Address'],
    }[out.language],
    lines.map(({ queue, ...axis }) => [
      axis.name,
      axis.settings.dialect,
      linkWords(out, axis, now),
      String(queue?.waiting ?? 0),
      String(queue?.urgent ?? 0),
      queue ? ageInWords(queue.oldestAt, now, out.language) : '–',
      axis.baseUrl,
    ]),
  );
  for (const { name, downReason } of lines) if (downReason) out.line(`  ${name}: ${downReason}`);
}

function queueFacts(queue: AxisQueue | null) {
  return { waiting: queue?.waiting ?? 0, urgent: queue?.urgent ?? 0, oldestAt: queue?.oldestAt ?? null };
}
