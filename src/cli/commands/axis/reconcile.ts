import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../../command.ts';
import { cliError } from '../../errors.ts';
import type { GivenSettings } from '../../settings.ts';
import { AXIS_NAME } from './name.ts';

interface Options extends GivenSettings {
  readonly from?: string;
  readonly to?: string;
}

const DAY_MS = 86_400_000;
const USUAL_DAYS = 7;

export function registerReconcile(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'reconcile <name>',
      about: {
        vi: 'đối soát với một trục: hai bên ghi đã gửi, đã nhận những gì; liệt kê từng chỗ lệch kèm việc cần làm',
        en: 'compare with an axis what both sides say they sent and received; every difference with what to do',
      },
      args: [AXIS_NAME],
      options: [
        {
          flags: '--from <day>',
          about: {
            vi: 'từ ngày (yyyy-MM-dd), mặc định 7 ngày trước',
            en: 'first day (yyyy-MM-dd), by default 7 days ago',
          },
        },
        { flags: '--to <day>', about: { vi: 'đến hết ngày, mặc định hôm nay', en: 'last day, by default today' } },
        DATA_OPTION,
      ],
      examples: ['lienthong axis reconcile quoc-gia --from 2026-11-20 --to 2026-11-22'],
      exits: ['later', 'notFound', 'checkFailed'],
    },
    run,
  );
}

async function run({ args, options, out, exit }: Invocation<Options>): Promise<void> {
  const name = args[0]!;
  const [{ withClient }, { reconcile }, { DIFFERENCE_WORDS }, { vietnamTime }] = await Promise.all([
    import('./with-client.ts'),
    import('../../../axes/reconcile.ts'),
    import('./reconcile-words.ts'),
    import('../../../platform/clock.ts'),
  ]);
  const day = (at: number) => vietnamTime(new Date(at)).slice(0, 10);
  const period = { from: options.from ?? day(Date.now() - USUAL_DAYS * DAY_MS), to: options.to ?? day(Date.now()) };
  if (![period.from, period.to].every(isDay) || period.from > period.to) {
    const problem = out.say({
      vi: `Không phải một khoảng ngày: ${period.from} … ${period.to}.`,
      en: `Not a period of days: ${period.from} … ${period.to}.`,
    });
    throw cliError('USAGE', { problem, help: 'lienthong axis reconcile --help' });
  }
  const found = await withClient(options, name, ({ tools }, _axis, client, signal) =>
    reconcile(tools.database.db, name, client, period, signal),
  );
  const { sent, received, sentCompared, differences } = found;
  out.result({
    name,
    ...period,
    sent,
    received,
    sentCompared,
    differences: differences.map((one) => ({ ...one, ...DIFFERENCE_WORDS[one.kind] })),
  });
  out.line(
    out.say({
      vi: `${period.from} … ${period.to}: đối chiếu ${sent} lượt gửi, ${received} lượt nhận; ${differences.length} chỗ lệch.`,
      en: `${period.from} … ${period.to}: ${sent} sent and ${received} received compared; ${differences.length} differences.`,
    }),
  );
  if (!sentCompared) {
    out.line(
      out.say({
        vi: 'Trục này không có danh sách văn bản đã nhận từ đây; chỉ đối chiếu chiều nhận.',
        en: 'This axis has no list of what was sent to it; only what was received is compared.',
      }),
    );
  }
  if (differences.length === 0) return;
  out.table(
    {
      vi: ['Lệch', 'Văn bản', 'Bên nhận', 'Mã ở đây', 'Mã ở trục kia', 'Việc cần làm'],
      en: ['Difference', 'Document', 'Recipient', 'Our id', 'Their id', 'What to do'],
    }[out.language],
    differences.map((one) => [
      out.say(DIFFERENCE_WORDS[one.kind].what),
      one.about ?? '–',
      one.to ?? '–',
      one.ourId ?? '–',
      one.theirId ?? '–',
      out.say(DIFFERENCE_WORDS[one.kind].act),
    ]),
  );
  exit('checkFailed');
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
