import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { AlertItem, AlertState } from '../../notify/index.ts';
import { momentInWords } from '../../platform/clock.ts';
import { addCommand, addGroup, DATA_OPTION, type Invocation } from '../command.ts';
import type { GivenSettings } from '../settings.ts';
import { OWNER_PAGE, type OwnerOptions } from './contact.ts';

interface ListOptions extends OwnerOptions {
  readonly state?: AlertState;
}

const STATES: Readonly<Record<AlertState, { vi: string; en: string }>> = {
  waiting: { vi: 'chờ báo', en: 'waiting' },
  sent: { vi: 'đã báo', en: 'told' },
  failed: { vi: 'không báo được', en: 'given up' },
  cancelled: { vi: 'không cần báo nữa', en: 'no longer needed' },
};

export function register(program: Command): void {
  const group = addGroup(program, 'alert', {
    vi: 'cảnh báo gửi đến đầu mối của các cơ quan và người quản trị',
    en: 'alerts to the contacts of agencies and to the administrators',
  });
  addCommand<ListOptions>(
    group,
    {
      usage: 'list',
      about: { vi: 'các cảnh báo, mới nhất trước', en: 'the alerts, newest first' },
      options: [
        {
          flags: '--state <state>',
          about: { vi: 'chỉ ở trạng thái này', en: 'in this state only' },
          choices: Object.keys(STATES),
        },
        ...OWNER_PAGE,
      ],
      examples: ['lienthong alert list --state failed', 'lienthong alert list --agency 000.00.13.H53 --json'],
      exits: ['later', 'notFound'],
    },
    list,
  );
  addCommand<GivenSettings & { readonly agency?: string }>(
    group,
    {
      usage: 'test',
      about: {
        vi: 'gửi ngay một cảnh báo thử tới mọi đầu mối của một cơ quan, hoặc của người quản trị',
        en: 'send a test at once to every contact of an agency, or of the administrators',
      },
      options: [
        {
          flags: '--agency <code>',
          about: {
            vi: 'mã cơ quan; mặc định là người quản trị trục',
            en: "the agency's code; by default the hub's own contacts",
          },
        },
        DATA_OPTION,
      ],
      examples: ['lienthong alert test', 'lienthong alert test --agency 000.00.13.H53'],
      exits: ['later', 'notFound', 'checkFailed'],
    },
    test,
  );
}

async function list({ options, out }: Invocation<ListOptions>): Promise<void> {
  const [{ withTools }, { compose, listAlerts }, { findAgencies }, { ownerOf }] = await imports();
  const { limit, after, state } = options;
  const { items, next, names } = await withTools(options, async ({ tools: { database } }) => {
    const agencyId = await ownerOf(database.db, options);
    const filter = { ...(state && { state }), ...(after && { after }), ...(agencyId !== undefined && { agencyId }) };
    const page = await listAlerts(database.db, { limit, ...filter });
    const ids = page.items.flatMap((one) => one.agencyId ?? []);
    return { ...page, names: await findAgencies(database.db, ids) };
  });
  const owner = (one: AlertItem) => (one.agencyId === null ? null : (names.get(one.agencyId)?.code ?? null));
  out.result({ items: items.map((one) => ({ ...one, agency: owner(one) })), next });
  if (items.length === 0) {
    out.line(out.say({ vi: 'Không có cảnh báo nào.', en: 'There is no alert.' }));
    return;
  }
  const hub = out.say({ vi: '(quản trị trục)', en: '(the hub)' });
  out.table(
    {
      vi: ['Lúc', 'Cơ quan', 'Trạng thái', 'Số lần báo', 'Nội dung'],
      en: ['At', 'Agency', 'State', 'Times told', 'About'],
    }[out.language],
    items.map((one) => [
      momentInWords(one.raisedAt),
      owner(one) ?? hub,
      out.say(STATES[one.state]),
      String(one.rounds),
      compose(one, out.language, names.get(one.agencyId ?? '')?.name ?? null, null).title,
    ]),
  );
  if (next) out.remark(out.say({ vi: `Còn nữa: --after ${next}`, en: `There are more: --after ${next}` }));
}

async function test({ options, out, exit }: Invocation<GivenSettings & { readonly agency?: string }>): Promise<void> {
  const [, { openNotifier }, , { ownerOf }] = await imports();
  const [{ withOutbound }, { mailOf }, { systemClock }, { openLog }] = await Promise.all([
    import('../with-outbound.ts'),
    import('../../settings.ts'),
    import('../../platform/clock.ts'),
    import('../../platform/log.ts'),
  ]);
  const answers = await withOutbound(options, async ({ tools, config, outbound, signal }) => {
    const notifier = openNotifier({
      ...tools,
      log: openLog('silent'),
      outbound,
      clock: systemClock,
      mail: mailOf(config),
      link: config.publicUrl ?? null,
    });
    signal.addEventListener('abort', () => notifier.close());
    try {
      const agencyId = (await ownerOf(tools.database.db, options)) ?? null;
      return await notifier.test(agencyId, randomUUID());
    } finally {
      notifier.close();
    }
  });
  out.result(answers);
  for (const { contact, code } of answers) {
    const how =
      code === null
        ? out.say({ vi: 'đã gửi', en: 'sent' })
        : `${out.say({ vi: 'không gửi được', en: 'failed' })} (${code})`;
    out.line(`${contact.name} ${contact.address}: ${how}`);
  }
  if (answers.length === 0) out.line(out.say({ vi: 'Chưa có đầu mối nào.', en: 'There is no contact yet.' }));
  if (answers.length === 0 || answers.some(({ code }) => code !== null)) exit('checkFailed');
}

function imports() {
  return Promise.all([
    import('../tools.ts'),
    import('../../notify/index.ts'),
    import('../../registry/index.ts'),
    import('../agency-of.ts'),
  ]);
}
