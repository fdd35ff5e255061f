import type { Client } from 'pg';
import { type Calendar, DEFAULT_CALENDAR, dayOf, hasLunarNewYear } from '../../registry/index.ts';
import type { Check } from './model.ts';

/** Whether the holidays that only the administrator can enter are there. */
export async function checkCalendar(client: Pick<Client, 'query'>): Promise<Check> {
  const { rows } = await client.query<{ data: Calendar }>('select data from calendar');
  return judgeCalendar(rows[0]?.data ?? DEFAULT_CALENDAR, new Date());
}

/** The days of the coming lunar new year are announced in autumn: from October on they are expected. */
export function judgeCalendar(calendar: Calendar, now: Date): Check {
  const what = { vi: 'Lịch làm việc', en: 'Working calendar' };
  const [year = 0, month = 0] = dayOf(now).split('-').map(Number);
  const coming = month >= 3 ? year + 1 : year;
  if (hasLunarNewYear(calendar, coming)) {
    return { state: 'ok', what, found: { vi: `đã có ngày nghỉ năm ${coming}`, en: `has the holidays of ${coming}` } };
  }
  const expected = month >= 10 || month < 3;
  return {
    state: expected ? 'warn' : 'ok',
    what,
    found: {
      vi: `chưa có ngày nghỉ Tết Âm lịch năm ${coming}`,
      en: `has no lunar new year of ${coming} yet`,
    },
    ...(expected && {
      fix: {
        vi: 'Nhập ngày nghỉ và ngày làm bù đã công bố: lienthong calendar import <tệp>. Nếu không, hạn xử lý dịp Tết bị tính sai.',
        en: 'Enter the announced holidays and swapped days: lienthong calendar import <file>. Else due times around them are wrong.',
      },
    }),
  };
}
