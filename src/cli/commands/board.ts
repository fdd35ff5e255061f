import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { BoardLine } from '../../board/index.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import type { GivenSettings } from '../settings.ts';

interface BoardOptions extends GivenSettings {
  readonly period?: string;
  readonly agency?: string;
  readonly csv?: boolean;
  readonly docx?: string;
  readonly xlsx?: string;
  readonly recount?: boolean;
}

export function register(program: Command): void {
  addCommand<BoardOptions>(
    program,
    {
      usage: 'board',
      about: {
        vi: 'số liệu gửi, nhận văn bản điện tử của các cơ quan trong một kỳ; định nghĩa ở docs/board.md',
        en: 'figures on sending and receiving, by agency, in a period; defined in docs/board.md',
      },
      options: [
        {
          flags: '--period <period>',
          about: {
            vi: 'tháng 2026-11, quý 2026-Q4 hoặc năm 2026; mặc định tháng này',
            en: 'month 2026-11, quarter 2026-Q4 or year 2026; default this month',
          },
        },
        {
          flags: '--agency <code>',
          about: { vi: 'chỉ cơ quan này và các đơn vị trực thuộc', en: 'this agency and everything below it only' },
        },
        { flags: '--csv', about: { vi: 'in dạng CSV', en: 'print as CSV' } },
        { flags: '--docx <file>', about: { vi: 'viết báo cáo ra tệp .docx', en: 'write the report as a .docx file' } },
        {
          flags: '--xlsx <file>',
          about: { vi: 'viết số liệu ra tệp .xlsx', en: 'write the figures as an .xlsx file' },
        },
        {
          flags: '--recount',
          about: { vi: 'tính lại cả kỳ từ đầu trước khi in', en: 'count the whole period anew first' },
        },
        DATA_OPTION,
      ],
      examples: ['lienthong board --period 2026-Q4 --csv', 'lienthong board --agency 000.00.13.H53 --json'],
      exits: ['refused', 'later', 'notFound'],
    },
    show,
  );
}

async function show({ options, out }: Invocation<BoardOptions>): Promise<void> {
  const board = await import('../../board/index.ts');
  const [{ withTools }, { agenciesBelow }, { agencyOf }, { vietnamDay }, { transactionTime }] = await Promise.all([
    import('../tools.ts'),
    import('../../registry/index.ts'),
    import('../agency-of.ts'),
    import('../../platform/clock.ts'),
    import('../../evidence/index.ts'),
  ]);
  const { period, lines, agency, today } = await withTools(options, async ({ tools: { database } }) => {
    const { db } = database;
    const day = vietnamDay(await transactionTime(db));
    const wanted = options.period === undefined ? board.periodAround('month', day) : board.readPeriod(options.period);
    const root = options.agency === undefined ? null : await agencyOf(db, options.agency);
    const agencyIds = root && (await agenciesBelow(db, [root.id]));
    if (options.recount) await db.transaction((tx) => board.recount(tx, wanted));
    else await board.addUp(db);
    const found = await board.readBoard(db, { period: wanted, ...(agencyIds && { agencyIds }) });
    return { period: wanted, lines: found, agency: root, today: day };
  });
  const subject = { period, lines, agency: agency?.name ?? null, writtenOn: today };
  if (options.docx || options.xlsx) {
    const { writeDocument, writeWorkbook } = await import('../../office/index.ts');
    if (options.docx) await writeFile(options.docx, await writeDocument(board.reportBlocks(subject)));
    if (options.xlsx) await writeFile(options.xlsx, await writeWorkbook(board.reportSheets(subject)));
  }
  const total = board.sumLines(lines);
  out.result({
    period: period.name,
    from: period.from,
    to: period.to,
    total: total.shares,
    agencies: lines.map(({ code, name, tier, shares, counts, behind, overdue }) => ({
      code,
      name,
      tier,
      shares,
      behind,
      overdue,
      counts,
    })),
  });
  if (options.csv) {
    for (const row of board.boardCsv(lines)) out.line(row);
    return;
  }
  out.line(out.paint('bold', board.periodInWords(period, out.language)));
  const keys = ['electronic', 'signatures', 'notice', 'registration', 'sending', 'processing'] as const;
  const shares = (of: Pick<BoardLine, 'shares'>) =>
    keys.map((key) =>
      of.shares[key].percent === null ? '–' : board.shareInWords(of.shares[key].percent, out.language),
    );
  out.table(
    [
      out.say({ vi: 'Mã', en: 'Code' }),
      ...keys.map((key) => board.FIGURES[key].short[out.language]),
      out.say({ vi: 'Chậm', en: 'Behind' }),
      out.say({ vi: 'Cơ quan', en: 'Agency' }),
    ],
    [
      ['', ...shares(total), String(total.behind), out.say({ vi: 'Tất cả', en: 'All together' })],
      ...lines.map((line) => [line.code, ...shares(line), String(line.behind), line.name]),
    ],
  );
}
