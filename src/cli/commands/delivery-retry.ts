import type { Command } from 'commander';
import type { Redriven } from '../../delivery/index.ts';
import type { Db } from '../../platform/database.ts';
import type { Acting } from '../../registry/index.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import { moment } from '../days.ts';
import { cliError } from '../errors.ts';
import { actingAt, WHY_OPTION } from '../operate.ts';
import type { Output } from '../output.ts';
import { startProgress } from '../progress.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly why: string;
  readonly code?: string;
  readonly agency?: string;
  readonly from?: Date;
  readonly until?: Date;
  readonly dryRun?: boolean;
}

/** Deliveries that one transaction sends again. */
const AT_ONCE = 100;
/** Refusals that are told one by one. */
const MOST_TOLD = 50;

export function registerRetry(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'retry [ids...]',
      about: {
        vi: 'gửi lại những lượt gửi đã dừng hoặc không gửi được, theo kênh nhận hiện nay; không gửi hai lần',
        en: 'send dead and failed deliveries again, by the channel of today; never twice',
      },
      args: [{ vi: 'mã các lượt gửi; hoặc chọn bằng các tùy chọn', en: 'ids of deliveries; or choose by the options' }],
      options: [
        WHY_OPTION,
        {
          flags: '--code <code>',
          about: { vi: 'mọi lượt gửi dừng vì mã lý do này', en: 'all that stopped for this reason code' },
        },
        { flags: '--agency <code>', about: { vi: 'mọi lượt gửi đến cơ quan này', en: 'all to this agency' } },
        {
          flags: '--from <time>',
          about: {
            vi: 'chỉ lượt gửi tạo từ lúc này: yyyy-MM-dd hoặc yyyy-MM-ddTHH:mm, giờ Việt Nam',
            en: 'only those made from then on: yyyy-MM-dd or yyyy-MM-ddTHH:mm, Vietnam time',
          },
          parse: moment,
        },
        {
          flags: '--until <time>',
          about: { vi: 'chỉ lượt gửi tạo trước lúc này', en: 'only those made before then' },
          parse: moment,
        },
        {
          flags: '--dry-run',
          about: { vi: 'chỉ báo sẽ gửi lại những gì, không thay đổi gì', en: 'only say what would be done' },
        },
        DATA_OPTION,
      ],
      examples: [
        'lienthong delivery retry 01990f3e-… --why "Nơi nhận đã sửa lỗi"',
        'lienthong delivery retry --agency 000.00.13.H53 --from 2026-11-20 --why "Hệ thống đã hoạt động lại" --dry-run',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    retry,
  );
}

async function retry({ args, options, out, exit }: Invocation<Options>): Promise<void> {
  const { code, agency, from, until } = options;
  const selects = [code, agency, from, until].some((one) => one !== undefined);
  if (selects === args.length > 0) {
    const problem = out.say({
      vi: 'Nêu mã các lượt gửi, hoặc chọn bằng --code, --agency, --from, --until.',
      en: 'Name deliveries, or choose by --code, --agency, --from, --until.',
    });
    throw cliError('USAGE', { problem, help: 'lienthong delivery retry --help' });
  }
  const [{ withTools }, { agencyOf }, { redrive, selectStopped }, { deadlineOf }, ids] = await Promise.all([
    import('../tools.ts'),
    import('../agency-of.ts'),
    import('../../delivery/index.ts'),
    import('../../settings.ts'),
    import('../../platform/ids.ts'),
  ]);
  const results = await withTools(options, async ({ tools, config, actor }) => {
    const { db } = tools.database;
    const by = await actingAt(actor, options.why);
    const query = {
      ...(code && { code }),
      ...(agency && { agencyId: (await agencyOf(db, agency)).id }),
      ...(from && { fromId: ids.lowestIdAt(from.getTime()) }),
      ...(until && { beforeId: ids.lowestIdAt(until.getTime()) }),
    };
    const next = selects
      ? (afterId: string | undefined) => selectStopped(db, { ...query, afterId }, AT_ONCE)
      : async (afterId: string | undefined) =>
          args
            .filter((id) => id > (afterId ?? ''))
            .sort()
            .slice(0, AT_ONCE);
    return inBatches(db, next, by, { redrive, deadlineSeconds: deadlineOf(config), dryRun: options.dryRun === true });
  });
  report(out, results, options.dryRun === true);
  if (!selects && results.some((one) => one.problem !== null)) exit('refused');
}

/** Each batch is a transaction of its own: what is done stays done, and the same command goes on where it stopped. */
async function inBatches(
  db: Db,
  next: (afterId: string | undefined) => Promise<string[]>,
  by: Acting,
  how: {
    readonly redrive: typeof import('../../delivery/index.ts').redrive;
    readonly deadlineSeconds: number;
    readonly dryRun: boolean;
  },
): Promise<Redriven[]> {
  const progress = startProgress({ label: '', total: 0 });
  const results = new Map<string, Redriven>();
  for (let batch = await next(undefined); batch.length > 0; batch = await next(batch.at(-1))) {
    const some = batch.filter((id) => !results.has(id));
    const done = await db.transaction((tx) => how.redrive(tx, some, by, how));
    for (const one of done) results.set(one.id, one);
    progress.at(results.size);
  }
  progress.end();
  return [...results.values()];
}

function report(out: Output, results: readonly Redriven[], dryRun: boolean): void {
  const refused = results.filter((one) => one.problem !== null);
  const sent = results.length - refused.length;
  out.result({
    dryRun,
    sent,
    refused: refused.map(({ id, addressedCode, problem }) => ({
      id,
      addressedCode,
      code: problem!.code,
      title: problem!.title(out.language),
    })),
  });
  out.line(
    dryRun
      ? out.say({
          vi: `Sẽ gửi lại ${sent} lượt, từ chối ${refused.length}.`,
          en: `Would send ${sent} again, refuse ${refused.length}.`,
        })
      : out.say({
          vi: `Đã cho gửi lại ${sent} lượt, từ chối ${refused.length}.`,
          en: `${sent} are sent again, ${refused.length} refused.`,
        }),
  );
  for (const { id, problem } of refused.slice(0, MOST_TOLD)) {
    out.line(`  ${id}  ${problem!.code}: ${problem!.title(out.language)}`);
  }
  if (refused.length > MOST_TOLD) out.line('  …');
}
