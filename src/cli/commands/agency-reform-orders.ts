import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import type { Bilingual } from '../output.ts';
import { reformLines } from '../reform-lines.ts';
import type { GivenSettings } from '../settings.ts';

const STATES: Readonly<Record<string, Bilingual>> = {
  scheduled: { vi: 'chờ đến ngày', en: 'scheduled' },
  applied: { vi: 'đã thực hiện', en: 'applied' },
  cancelled: { vi: 'đã hủy', en: 'cancelled' },
  failed: { vi: 'không thực hiện được', en: 'failed' },
};

export function register(group: Command): void {
  const idArgument = { vi: 'mã đợt sắp xếp, do list in ra', en: 'id of the reform, as list prints it' };
  addCommand<GivenSettings>(
    group,
    {
      usage: 'list',
      about: { vi: 'các đợt sắp xếp, mới nhất trước', en: 'all reforms, newest first' },
      options: [DATA_OPTION],
      examples: ['lienthong agency reform list'],
      exits: ['later'],
    },
    list,
  );
  addCommand<GivenSettings>(
    group,
    {
      usage: 'show <id>',
      about: { vi: 'một đợt sắp xếp và những gì nó thay đổi', en: 'one reform and what it changes' },
      args: [idArgument],
      options: [DATA_OPTION],
      examples: ['lienthong agency reform show 0193…'],
      exits: ['later', 'notFound'],
    },
    show,
  );
  addCommand<GivenSettings & { readonly why: string }>(
    group,
    {
      usage: 'cancel <id>',
      about: { vi: 'hủy một đợt sắp xếp chưa đến ngày', en: 'take back a reform before its day' },
      args: [idArgument],
      options: [
        {
          flags: '--why <reason>',
          about: { vi: 'lý do, ghi vào nhật ký', en: 'the reason, for the log' },
          required: true,
        },
        DATA_OPTION,
      ],
      examples: ['lienthong agency reform cancel 0193… --why "Lùi ngày thực hiện"'],
      exits: ['refused', 'later', 'notFound'],
    },
    cancel,
  );
}

async function list({ options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ withTools }, { listReforms }] = await Promise.all([
    import('../tools.ts'),
    import('../../registry/index.ts'),
  ]);
  const reforms = await withTools(options, ({ tools }) => listReforms(tools.database.db));
  out.result({ reforms: reforms.map(({ report, ...one }) => one) });
  out.table(
    [
      out.say({ vi: 'Mã', en: 'Id' }),
      out.say({ vi: 'Từ ngày', en: 'From' }),
      out.say({ vi: 'Tình trạng', en: 'State' }),
      out.say({ vi: 'Người lập', en: 'By' }),
      out.say({ vi: 'Tệp', en: 'File' }),
    ],
    reforms.map((one) => [one.id, one.at, out.say(STATES[one.state]!), one.actor, one.name]),
  );
}

async function show({ args, options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ withTools }, { findReform }] = await Promise.all([import('../tools.ts'), import('../../registry/index.ts')]);
  const reform = await withTools(options, ({ tools }) => findReform(tools.database.db, args[0]!));
  out.result(reform);
  out.line(out.paint('bold', `${reform.name}: ${reform.why} (${reform.actor})`));
  const found = 'bad' in reform.report ? { report: null, bad: reform.report.bad } : { report: reform.report, bad: [] };
  for (const line of reformLines(out, { state: reform.state, at: reform.at, id: reform.id, ...found })) out.line(line);
}

async function cancel({ args, options, out }: Invocation<GivenSettings & { readonly why: string }>): Promise<void> {
  const [{ withTools }, { takeBackReform }, { byAt }] = await Promise.all([
    import('../tools.ts'),
    import('../../acts/reforms.ts'),
    import('../operate.ts'),
  ]);
  const reform = await withTools(options, async ({ tools, actor }) => {
    const by = await byAt(actor, options.why);
    return tools.database.db.transaction((tx) => takeBackReform(tx, args[0]!, by));
  });
  out.result({ id: reform.id, state: reform.state });
  out.line(
    out.say({
      vi: `Đã hủy đợt sắp xếp ${reform.name} dự kiến ngày ${reform.at}.`,
      en: `The reform ${reform.name} of ${reform.at} is cancelled.`,
    }),
  );
}
