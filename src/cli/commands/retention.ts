import type { Command } from 'commander';
import { addCommand, addGroup, DATA_OPTION, type Invocation, whole } from '../command.ts';
import { cliError } from '../errors.ts';
import type { GivenSettings } from '../settings.ts';

interface SetOptions extends GivenSettings {
  readonly months?: number;
  readonly forever?: boolean;
  readonly type?: string;
  readonly unexported?: boolean;
  readonly reason: string;
}

interface RunOptions extends GivenSettings {
  readonly dryRun?: boolean;
}

export function register(program: Command): void {
  const group = addGroup(program, 'retention', {
    vi: 'thời hạn lưu: cái gì được giữ bao lâu; không có quy tắc thì giữ mãi',
    en: 'how long things are kept; without a rule for ever',
  });
  addCommand<GivenSettings>(
    group,
    {
      usage: 'show',
      about: { vi: 'các quy tắc đang đặt, do ai và vì sao', en: 'the rules that stand, by whom and why' },
      options: [DATA_OPTION],
      examples: ['lienthong retention show'],
      exits: ['refused', 'later'],
    },
    show,
  );
  addCommand<SetOptions>(
    group,
    {
      usage: 'set <class>',
      about: { vi: 'đặt hoặc bỏ một quy tắc', en: 'set or take back a rule' },
      args: [
        {
          vi: 'content (nội dung văn bản), status (nội dung trạng thái), attempts (từng lần gửi), metadata (văn bản, lượt gửi đã hết nội dung), dossiers (hồ sơ thủ tục hành chính không còn văn bản nào), evidence (nhật ký và biên nhận của văn bản đã xóa)',
          en: 'content (bytes of documents), status (bytes of statuses), attempts (single tries), metadata (documents and deliveries whose bytes are gone), dossiers (dossiers of which no document is left), evidence (events and receipts of documents that are gone)',
        },
      ],
      options: [
        {
          flags: '--months <n>',
          about: { vi: 'giữ chừng này tháng', en: 'keep for so many months' },
          parse: whole(1, 1_200),
        },
        { flags: '--forever', about: { vi: 'bỏ quy tắc, giữ mãi', en: 'take the rule back, keep for ever' } },
        {
          flags: '--type <name>',
          about: {
            vi: 'chỉ loại văn bản này (TypeName của edXML), với content',
            en: 'only documents of this type (edXML TypeName), for content',
          },
        },
        {
          flags: '--unexported',
          about: {
            vi: 'xóa cả văn bản chưa xuất ra kho lưu trữ; mặc định là chờ `archive export`',
            en: 'remove what no archive has, too; by default it waits for `archive export`',
          },
        },
        {
          flags: '--reason <text>',
          about: { vi: 'căn cứ, được ghi vào nhật ký', en: 'on what ground; it goes into the log' },
          required: true,
        },
        DATA_OPTION,
      ],
      examples: [
        'lienthong retention set content --months 120 --reason "Quyết định 12/QĐ-UBND"',
        'lienthong retention set content --months 24 --type "Giấy mời" --reason "Quyết định 12/QĐ-UBND"',
        'lienthong retention set content --forever --reason "Tạm dừng theo Công văn 45/VP"',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    set,
  );
  addCommand<GivenSettings>(
    group,
    {
      usage: 'preview',
      about: {
        vi: 'nếu chạy bây giờ thì cái gì bị xóa, cái gì được giữ lại và vì sao; không thay đổi gì',
        en: 'what a run would remove now, what stays and why; changes nothing',
      },
      options: [DATA_OPTION],
      examples: ['lienthong retention preview'],
      exits: ['refused', 'later'],
    },
    (it) => run(it, true),
  );
  addCommand<RunOptions>(
    group,
    {
      usage: 'run',
      about: { vi: 'xóa những gì đã hết thời hạn lưu', en: 'remove what has outlived its rule' },
      options: [{ flags: '--dry-run', about: { vi: 'như `preview`', en: 'the same as `preview`' } }, DATA_OPTION],
      examples: ['lienthong retention run --dry-run', 'lienthong retention run'],
      exits: ['refused', 'later'],
    },
    (it) => run(it, it.options.dryRun === true),
  );
}

async function show({ options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ withTools }, { listRules }, { vietnamTime }] = await Promise.all([
    import('../tools.ts'),
    import('../../lifecycle/index.ts'),
    import('../../platform/clock.ts'),
  ]);
  const rules = await withTools(options, ({ tools }) => listRules(tools.database.db));
  out.result({ rules });
  if (rules.length === 0) {
    out.line(
      out.say({
        vi: 'Chưa có quy tắc nào: mọi thứ được giữ mãi.',
        en: 'There is no rule: everything is kept for ever.',
      }),
    );
    return;
  }
  const exported = { vi: ['chờ xuất', 'cả chưa xuất'], en: ['once exported', 'also unexported'] }[out.language];
  out.table(
    {
      vi: ['Loại', 'Loại văn bản', 'Số tháng', 'Xóa', 'Đặt lúc', 'Do', 'Căn cứ'],
      en: ['Class', 'Type', 'Months', 'Removed', 'Set at', 'By', 'Ground'],
    }[out.language],
    rules.map((rule) => [
      rule.class,
      rule.typeName,
      String(rule.keepMonths),
      exported[rule.unexported ? 1 : 0]!,
      vietnamTime(rule.setAt),
      rule.setBy,
      rule.reason,
    ]),
  );
}

async function set({ args, options, out }: Invocation<SetOptions>): Promise<void> {
  const [{ withTools }, lifecycle] = await Promise.all([import('../tools.ts'), import('../../lifecycle/index.ts')]);
  const of = lifecycle.RETENTION_CLASSES.find((one) => one === args[0]);
  const { months, forever, type: typeName = '', unexported = false, reason } = options;
  const oneOf = (months === undefined) === (forever === true);
  if (!of || !oneOf || reason.trim() === '' || (typeName !== '' && of !== 'content')) {
    const classes = lifecycle.RETENTION_CLASSES.join(', ');
    const problem = out.say({
      vi: `Cần một trong ${classes}; --months hoặc --forever; một căn cứ; --type chỉ dùng với content.`,
      en: `Name one of ${classes}; --months or --forever; a ground; --type goes with content only.`,
    });
    throw cliError('USAGE', { problem, help: 'lienthong retention set --help' });
  }
  const found = await withTools(options, ({ tools, actor }) =>
    tools.owner.db.transaction(async (tx) => {
      const why = { actor, reason };
      if (months === undefined) return lifecycle.removeRule(tx, { class: of, typeName }, why);
      await lifecycle.setRule(tx, { class: of, typeName, keepMonths: months, unexported }, why);
      return true;
    }),
  );
  out.result({ class: of, type: typeName, months: months ?? null, unexported, changed: found });
  const name = typeName === '' ? of : `${of} (${typeName})`;
  out.line(
    months === undefined
      ? out.say({ vi: `${name}: giữ mãi.`, en: `${name}: kept for ever.` })
      : out.say({
          vi: `${name}: giữ ${months} tháng. Xem trước: lienthong retention preview`,
          en: `${name}: kept for ${months} months. See what that means: lienthong retention preview`,
        }),
  );
}

async function run({ options, out }: Invocation<GivenSettings>, dryRun: boolean): Promise<void> {
  const [{ withTools }, { previewRetention, runRetention }, { tellRetention }, { startProgress }] = await Promise.all([
    import('../tools.ts'),
    import('../../lifecycle/index.ts'),
    import('../retention-lines.ts'),
    import('../progress.ts'),
  ]);
  const report = await withTools(options, async ({ tools, actor }) => {
    const { owner, blobs } = tools;
    if (dryRun) return previewRetention({ owner });
    const progress = startProgress({ label: out.say({ vi: 'Đang xóa', en: 'Removing' }), total: 0 });
    return runRetention({ owner, blobs, actor, onProgress: progress.at }).finally(progress.end);
  });
  out.result(report);
  tellRetention(out, report);
}
