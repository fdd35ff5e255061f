import type { Command } from 'commander';
import type { Calendar } from '../../registry/index.ts';
import { addCommand, addGroup, DATA_OPTION, type Invocation } from '../command.ts';
import { unreadable } from '../errors.ts';
import type { Output } from '../output.ts';
import type { GivenSettings } from '../settings.ts';

export function register(program: Command): void {
  const group = addGroup(program, 'calendar', {
    vi: 'giờ làm việc, ngày nghỉ và ngày làm bù của tỉnh',
    en: "the province's office hours, holidays and swapped working days",
  });
  addCommand<GivenSettings>(
    group,
    {
      usage: 'import <file>',
      about: {
        vi: 'nhập lịch làm việc từ tệp JSON; các năm có trong tệp được thay, các năm khác giữ nguyên',
        en: 'take in a JSON file; the years that it names are replaced, other years stay',
      },
      args: [{ vi: 'tệp như docs/examples/calendar.json', en: 'a file like docs/examples/calendar.json' }],
      options: [DATA_OPTION],
      examples: ['lienthong calendar import lich-2027.json'],
      exits: ['refused', 'later', 'notFound'],
    },
    take,
  );
  addCommand<GivenSettings>(
    group,
    {
      usage: 'show',
      about: { vi: 'lịch làm việc đang dùng', en: 'the calendar in use' },
      options: [DATA_OPTION],
      examples: ['lienthong calendar show', 'lienthong calendar show --json > lich.json'],
      exits: ['later'],
    },
    show,
  );
}

async function take({ args, options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ readFile }, { withTools }, { importCalendar }, { record }] = await Promise.all([
    import('node:fs/promises'),
    import('../tools.ts'),
    import('../../registry/index.ts'),
    import('../../evidence/index.ts'),
  ]);
  const file = args[0]!;
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw unreadable(file, cause);
  });
  const calendar = await withTools(options, ({ tools, actor }) =>
    tools.database.db.transaction(async (tx) => {
      const taken = await importCalendar(tx, text, actor);
      await record(tx, [{ type: 'calendar.imported', actor, data: { days: Object.keys(taken.days).length } }]);
      return taken;
    }),
  );
  await print(out, calendar);
}

async function show({ options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ withTools }, { readCalendar }] = await Promise.all([
    import('../tools.ts'),
    import('../../registry/index.ts'),
  ]);
  await print(out, await withTools(options, ({ tools }) => readCalendar(tools.database.db)));
}

async function print(out: Output, calendar: Calendar): Promise<void> {
  const { hasLunarNewYear } = await import('../../registry/index.ts');
  const hours = calendar.hours.map(([from, to]) => [clock(from), clock(to)]);
  out.result({ ...calendar, hours });
  out.line(`${out.say({ vi: 'Giờ làm việc', en: 'Office hours' })}: ${hours.map((span) => span.join('-')).join(', ')}`);
  out.line(
    `${out.say({ vi: 'Ngày nghỉ hằng tuần', en: 'Weekend' })}: ${calendar.weekend.map((day) => weekday(day, out)).join(', ') || '–'}`,
  );
  const kinds = { off: out.say({ vi: 'nghỉ', en: 'off' }), working: out.say({ vi: 'làm việc', en: 'working' }) };
  for (const [day, kind] of Object.entries(calendar.days)) {
    out.line(`  ${day.split('-').reverse().join('/')}  ${kinds[kind]}`);
  }
  const years = new Set(Object.keys(calendar.days).map((day) => Number(day.slice(0, 4))));
  const incomplete = [...years].filter((year) => !hasLunarNewYear(calendar, year));
  if (incomplete.length === 0) return;
  const which = incomplete.join(', ');
  out.remark(
    out.say({
      vi: `Năm ${which} chưa có ngày nghỉ Tết Âm lịch, Giỗ Tổ và ngày làm bù: người quản trị phải nhập.`,
      en: `${which}: the lunar holidays and swapped days are not entered; the administrator has to.`,
    }),
  );
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function weekday(iso: number, out: Output): string {
  const names = {
    vi: ['thứ hai', 'thứ ba', 'thứ tư', 'thứ năm', 'thứ sáu', 'thứ bảy', 'chủ nhật'],
    en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  };
  return names[out.language][iso - 1]!;
}
