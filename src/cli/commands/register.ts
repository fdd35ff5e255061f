import type { Command } from 'commander';
import { agencyOf } from '../agency-of.ts';
import { addCommand, addGroup, DATA_OPTION, type Invocation, whole } from '../command.ts';
import { actingAt, WHY_OPTION } from '../operate.ts';
import type { GivenSettings } from '../settings.ts';

interface StartOptions extends GivenSettings {
  readonly next: number;
  readonly notation?: string;
  readonly year?: number;
  readonly why: string;
}

export function register(program: Command): void {
  const group = addGroup(program, 'register', {
    vi: 'sổ văn bản của các cơ quan làm việc trên trang web (NĐ 30/2020, Phụ lục IV)',
    en: 'the books of agencies that work at the web pages (NĐ 30/2020, Appendix IV)',
  });
  addCommand<StartOptions>(
    group,
    {
      usage: 'start <agency>',
      about: {
        vi: 'đặt số sẽ cấp tiếp theo của sổ đến, hoặc của một dãy số văn bản đi; chỉ tăng, không giảm',
        en: 'set the next number of the incoming book, or of a series of outgoing numbers; only upwards',
      },
      args: [{ vi: 'mã cơ quan', en: 'code of the agency' }],
      options: [
        {
          flags: '--next <number>',
          about: { vi: 'số sẽ cấp tiếp theo', en: 'the next number to give' },
          required: true,
          parse: whole(1, 999_999),
        },
        {
          flags: '--notation <text>',
          about: {
            vi: 'ký hiệu của dãy số văn bản đi, ví dụ QĐ-UBND; không có thì là sổ đến',
            en: 'notation of an outgoing series, such as QĐ-UBND; without it the incoming book',
          },
        },
        {
          flags: '--year <year>',
          about: { vi: 'năm của sổ; mặc định năm nay', en: 'year of the book; default this year' },
          parse: whole(2020, 2100),
        },
        WHY_OPTION,
        DATA_OPTION,
      ],
      examples: ['lienthong register start 000.00.02.H98 --next 413 --why "Đã dùng sổ giấy đến số 412"'],
      exits: ['refused', 'later', 'notFound'],
    },
    start,
  );
}

async function start({ args, options, out }: Invocation<StartOptions>): Promise<void> {
  const [{ withTools }, books, { transactionTime }, { vietnamDay }] = await Promise.all([
    import('../tools.ts'),
    import('../../register/index.ts'),
    import('../../evidence/index.ts'),
    import('../../platform/clock.ts'),
  ]);
  const { next: number, notation } = options;
  const done = await withTools(options, async ({ tools, actor }) => {
    const by = { number, ...(await actingAt(actor, options.why)) };
    return tools.database.db.transaction(async (tx) => {
      const agency = await agencyOf(tx, args[0]!);
      const year = options.year ?? Number(vietnamDay(await transactionTime(tx)).slice(0, 4));
      if (notation === undefined) await books.startArrivals(tx, agency.id, year, by);
      else await books.startOutgoing(tx, { agencyId: agency.id, year, series: books.seriesOf(notation) }, by);
      return {
        agency: agency.code,
        year,
        series: notation === undefined ? null : books.seriesOf(notation),
        next: number,
      };
    });
  });
  out.result(done);
  out.line(
    out.say({
      vi: `Số tiếp theo của năm ${done.year} là ${number}${done.series ? ` (dãy ${done.series})` : ''}.`,
      en: `The next number of ${done.year} is ${number}${done.series ? ` (series ${done.series})` : ''}.`,
    }),
  );
}
