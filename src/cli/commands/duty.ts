import type { Command } from 'commander';
import type { DutyKind } from '../../duty/index.ts';
import { dueInWords, vietnamTime } from '../../platform/clock.ts';
import { addCommand, addGroup, DATA_OPTION, type Invocation, whole } from '../command.ts';
import { cliError } from '../errors.ts';
import type { GivenSettings } from '../settings.ts';

interface ListOptions extends GivenSettings {
  readonly agency?: string;
  readonly kind?: DutyKind;
  readonly overdue?: boolean;
  readonly today?: boolean;
  readonly limit: number;
  readonly after?: string;
}

interface FigureOptions extends GivenSettings {
  readonly agency?: string;
  readonly from: string;
  readonly to: string;
}

/** Written out here so that `--help` needs nothing of the room; a test compares it with the room's list. */
export const DUTY_KIND_NAMES = ['notice', 'registration', 'processing', 'sending'] as const;

export function register(program: Command): void {
  const group = addGroup(program, 'duty', {
    vi: 'trách nhiệm theo luật của các cơ quan: còn phải làm, và tỷ lệ đúng hạn',
    en: 'what agencies owe by law: what is open, and how much is done in time',
  });
  addCommand<ListOptions>(
    group,
    {
      usage: 'list',
      about: { vi: 'trách nhiệm chưa làm, đến hạn sớm nhất trước', en: 'open duties, the first due first' },
      options: [
        { flags: '--agency <code>', about: { vi: 'chỉ của cơ quan này', en: 'of this agency only' } },
        {
          flags: '--kind <kind>',
          about: { vi: 'chỉ loại này', en: 'of this kind only' },
          choices: DUTY_KIND_NAMES.filter((kind) => kind !== 'sending'),
        },
        { flags: '--overdue', about: { vi: 'chỉ việc đã quá hạn', en: 'overdue only' } },
        { flags: '--today', about: { vi: 'chỉ việc đến hạn hôm nay', en: 'due today only' } },
        {
          flags: '--limit <number>',
          about: { vi: 'số dòng một trang', en: 'lines of one page' },
          default: 200,
          parse: whole(1, 1_000),
        },
        {
          flags: '--after <next>',
          about: { vi: 'trang sau: giá trị next của trang trước', en: 'the page after: `next` of the page before' },
        },
        DATA_OPTION,
      ],
      examples: ['lienthong duty list --overdue', 'lienthong duty list --agency 000.00.13.H53 --json'],
      exits: ['refused', 'later', 'notFound'],
    },
    list,
  );
  addCommand<FigureOptions>(
    group,
    {
      usage: 'figures',
      about: {
        vi: 'số đúng hạn, trễ hạn theo cơ quan trong một kỳ; định nghĩa ở docs/duties.md',
        en: 'what was in time and late, by agency, in a period; defined in docs/duties.md',
      },
      options: [
        { flags: '--agency <code>', about: { vi: 'chỉ của cơ quan này', en: 'of this agency only' } },
        {
          flags: '--from <day>',
          about: { vi: 'ngày đầu kỳ, yyyy-mm-dd', en: 'first day, yyyy-mm-dd' },
          required: true,
        },
        { flags: '--to <day>', about: { vi: 'ngày cuối kỳ, yyyy-mm-dd', en: 'last day, yyyy-mm-dd' }, required: true },
        DATA_OPTION,
      ],
      examples: ['lienthong duty figures --from 2026-11-01 --to 2026-11-30'],
      exits: ['later', 'notFound'],
    },
    figures,
  );
}

async function list({ options, out }: Invocation<ListOptions>): Promise<void> {
  const { kind, overdue, today, limit, after } = options;
  if (overdue && today)
    throw usage(out.say({ vi: 'Chọn một: --overdue hoặc --today.', en: 'Give one: --overdue or --today.' }), 'list');
  const [{ withTools }, { listDuties }, { findAgencies }, { agencyOf }, { DUTY_WORDS }] = await imports();
  const { items, next, names } = await withTools(options, async ({ tools: { database } }) => {
    const agencyIds = options.agency === undefined ? null : [(await agencyOf(database.db, options.agency)).id];
    const when = overdue ? 'overdue' : today ? 'today' : null;
    const page = await listDuties(database.db, {
      limit,
      ...(agencyIds && { agencyIds }),
      ...(kind && { kind }),
      ...(when && { when }),
      ...(after && { after }),
    });
    const ids = page.items.map((one) => one.agencyId);
    return { ...page, names: await findAgencies(database.db, ids) };
  });
  const code = (id: string) => names.get(id)?.code ?? id;
  out.result({ items: items.map((one) => ({ ...one, agency: code(one.agencyId), document: one.code })), next });
  if (items.length === 0) {
    out.line(out.say({ vi: 'Không còn việc nào.', en: 'Nothing is open.' }));
    return;
  }
  const headings = {
    vi: ['Cơ quan', 'Việc', 'Hạn', '', 'Văn bản'],
    en: ['Agency', 'Duty', 'Due', '', 'Document'],
  }[out.language];
  out.table(
    headings,
    items.map((one) => [
      code(one.agencyId),
      DUTY_WORDS[one.kind][out.language],
      dueInWords(one.dueAt),
      one.overdue ? out.paint('red', out.say({ vi: 'quá hạn', en: 'overdue' })) : '',
      `${one.code}, ${one.sender}`,
    ]),
  );
  if (next) out.remark(out.say({ vi: `Còn nữa: --after ${next}`, en: `There are more: --after ${next}` }));
}

async function figures({ options, out }: Invocation<FigureOptions>): Promise<void> {
  const { from, to } = options;
  if (!isDay(from) || !isDay(to) || from > to) {
    throw usage(
      out.say({
        vi: 'Kỳ phải từ ngày trước đến ngày sau, dạng yyyy-mm-dd.',
        en: 'The period goes from a day to a later one, yyyy-mm-dd.',
      }),
      'figures',
    );
  }
  const [{ withTools }, , { findAgencies }, { agencyOf }, { DUTY_WORDS }] = await imports();
  const { dutyFigures } = await import('../../board/index.ts');
  const { rows, names } = await withTools(options, async ({ tools: { database } }) => {
    const agencyIds = options.agency === undefined ? null : [(await agencyOf(database.db, options.agency)).id];
    const found = await dutyFigures(database.db, { from, to, ...(agencyIds && { agencyIds }) });
    return {
      rows: found,
      names: await findAgencies(
        database.db,
        found.map((one) => one.agencyId),
      ),
    };
  });
  const code = (id: string) => names.get(id)?.code ?? id;
  out.result(rows.map((one) => ({ ...one, agency: code(one.agencyId) })));
  if (rows.length === 0) {
    out.line(out.say({ vi: 'Kỳ này chưa có số liệu.', en: 'There are no figures of this period.' }));
    return;
  }
  out.table(
    {
      vi: ['Cơ quan', 'Việc', 'Đúng hạn', 'Trễ', 'Quá hạn', 'Không làm', 'Không tính', 'Tỷ lệ'],
      en: ['Agency', 'Duty', 'In time', 'Late', 'Overdue', 'Missed', 'Not counted', 'Share'],
    }[out.language],
    rows.map((one) => [
      code(one.agencyId),
      DUTY_WORDS[one.kind][out.language],
      ...[one.kept, one.late, one.open, one.missed, one.lifted].map(String),
      share(one.kept, one.kept + one.late + one.open + one.missed),
    ]),
  );
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`;
}

function isDay(text: string): boolean {
  // 30 February is no day: JavaScript would make it 2 March.
  const at = new Date(`${text}T00:00:00+07:00`);
  return !Number.isNaN(at.getTime()) && vietnamTime(at).slice(0, 10) === text;
}

function usage(problem: string, verb: string) {
  return cliError('USAGE', { problem, help: `lienthong duty ${verb} --help` });
}

function imports() {
  return Promise.all([
    import('../tools.ts'),
    import('../../duty/index.ts'),
    import('../../registry/index.ts'),
    import('../agency-of.ts'),
    import('../../evidence/index.ts'),
  ]);
}
