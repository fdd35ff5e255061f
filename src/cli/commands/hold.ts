import type { Command } from 'commander';
import { addCommand, addGroup, DATA_OPTION, type Invocation, type OptionSpec } from '../command.ts';
import { day } from '../days.ts';
import { cliError } from '../errors.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly reason: string;
  readonly sender?: string;
  readonly from?: Date;
  readonly until?: Date;
}

/** Documents that one transaction holds or frees. */
const AT_ONCE = 1_000;

const DOCUMENTS = {
  vi: 'documentId; một hoặc nhiều văn bản',
  en: 'documentId; one or more',
};
const REASON: OptionSpec = {
  flags: '--reason <text>',
  about: { vi: 'lý do, được ghi vào nhật ký', en: 'why; it goes into the log' },
  required: true,
};
const SELECTION: readonly OptionSpec[] = [
  {
    flags: '--sender <code>',
    about: { vi: 'mọi văn bản của cơ quan gửi này thay vì từng documentId', en: "all documents of this sender's" },
  },
  {
    flags: '--from <date>',
    about: {
      vi: 'chỉ văn bản tiếp nhận từ ngày này (yyyy-MM-dd)',
      en: 'only those accepted from this day on (yyyy-MM-dd)',
    },
    parse: day,
  },
  {
    flags: '--until <date>',
    about: { vi: 'chỉ văn bản tiếp nhận trước ngày này', en: 'only those accepted before this day' },
    parse: day,
  },
];

export function register(program: Command): void {
  const group = addGroup(program, 'hold', {
    vi: 'đóng băng văn bản: không bị xóa khi hết thời hạn lưu',
    en: 'documents on hold, which retention leaves alone',
  });
  addCommand<Options>(
    group,
    {
      usage: 'add [documents...]',
      about: { vi: 'đóng băng văn bản (NĐ 30/2020, Phụ lục VI)', en: 'put documents on hold (NĐ 30/2020, Annex VI)' },
      args: [DOCUMENTS],
      options: [REASON, ...SELECTION, DATA_OPTION],
      examples: [
        'lienthong hold add 01990f3e-… --reason "Thanh tra tỉnh, kết luận 12/KL-TTr"',
        'lienthong hold add --sender 000.00.13.H53 --from 2026-01-01 --until 2026-04-01 --reason "Vụ án 45/2026"',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    (it) => change(it, 'add'),
  );
  addCommand<Options>(
    group,
    {
      usage: 'remove [documents...]',
      about: { vi: 'bỏ đóng băng văn bản', en: 'lift the holds of documents' },
      args: [DOCUMENTS],
      options: [REASON, ...SELECTION, DATA_OPTION],
      examples: ['lienthong hold remove 01990f3e-… --reason "Thanh tra đã kết thúc"'],
      exits: ['refused', 'later', 'notFound'],
    },
    (it) => change(it, 'remove'),
  );
  addCommand<GivenSettings>(
    group,
    {
      usage: 'list',
      about: { vi: 'văn bản đang bị đóng băng, do ai và vì sao', en: 'documents on hold, by whom and why' },
      options: [DATA_OPTION],
      examples: ['lienthong hold list'],
      exits: ['refused', 'later'],
    },
    list,
  );
}

async function change({ args, options, out }: Invocation<Options>, how: 'add' | 'remove'): Promise<void> {
  const { reason, sender, from, until } = options;
  const selects = sender !== undefined || from !== undefined || until !== undefined;
  if (selects === args.length > 0 || reason.trim() === '') {
    const problem = out.say({
      vi: 'Cần documentId, hoặc --sender, --from, --until; và một lý do.',
      en: 'Name documents, or use --sender, --from, --until; and give a reason.',
    });
    throw cliError('USAGE', { problem, help: `lienthong hold ${how} --help` });
  }
  const [{ withTools }, { selectDocumentIds }, lifecycle, { agencyOf }, { isId }] = await Promise.all([
    import('../tools.ts'),
    import('../../intake/index.ts'),
    import('../../lifecycle/index.ts'),
    import('../agency-of.ts'),
    import('../../platform/ids.ts'),
  ]);
  const bad = args.find((id) => !isId(id));
  if (bad !== undefined) throw cliError('TRACE_NOT_FOUND', { id: bad });
  const documents = await withTools(options, async ({ tools, actor }) => {
    const { db } = tools.database;
    const changed: string[] = [];
    const apply = how === 'add' ? lifecycle.holdDocuments : lifecycle.liftHolds;
    const act = async (ids: readonly string[]) => {
      changed.push(...(await db.transaction((tx) => apply(tx, ids, { actor, reason }))));
    };
    if (!selects) await act([...new Set(args)]);
    const senderId = sender === undefined ? undefined : (await agencyOf(db, sender)).id;
    for (let after: string | undefined, more = selects; more; ) {
      const ids = await selectDocumentIds(db, { senderId, from, until, after, limit: AT_ONCE });
      await act(ids);
      after = ids.at(-1);
      more = ids.length === AT_ONCE;
    }
    return changed;
  });
  out.result({ documents });
  const { length } = documents;
  out.line(
    how === 'add'
      ? out.say({ vi: `Đã đóng băng ${length} văn bản.`, en: `${length} documents newly on hold.` })
      : out.say({ vi: `Đã bỏ đóng băng ${length} văn bản.`, en: `${length} documents freed.` }),
  );
}

async function list({ options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ withTools }, { listHolds }, { vietnamTime }] = await Promise.all([
    import('../tools.ts'),
    import('../../lifecycle/index.ts'),
    import('../../platform/clock.ts'),
  ]);
  const holds = await withTools(options, async ({ tools }) => {
    const all: Awaited<ReturnType<typeof listHolds>> = [];
    for (let more = true; more; ) {
      const page = await listHolds(tools.database.db, { after: all.at(-1)?.id, limit: AT_ONCE });
      all.push(...page);
      more = page.length === AT_ONCE;
    }
    return all;
  });
  out.result({
    holds: holds.map(({ documentId, reason, placedBy, placedAt }) => ({ documentId, reason, placedBy, placedAt })),
  });
  out.table(
    { vi: ['Văn bản', 'Lúc', 'Do', 'Lý do'], en: ['Document', 'At', 'By', 'Reason'] }[out.language],
    holds.map((one) => [one.documentId, vietnamTime(one.placedAt), one.placedBy, one.reason]),
  );
}
