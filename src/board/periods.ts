import { startOfDay } from '../registry/index.ts';
import { boardError } from './errors.ts';

export const PERIOD_KINDS = ['month', 'quarter', 'year'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** A month, quarter or year in Vietnam. */
export interface Period {
  readonly kind: PeriodKind;
  /** `2026-11`, `2026-Q4`, `2026`: how it is stored, asked for and sorted within its kind. */
  readonly name: string;
  /** First and last day, `yyyy-mm-dd`. */
  readonly from: string;
  readonly to: string;
  /** The months in it, `2026-11`. */
  readonly months: readonly string[];
}

const SHAPE = /^(20\d\d)(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$/;

/** @throws BOARD_PERIOD_INVALID */
export function readPeriod(name: string): Period {
  const [, year, quarter, month] = SHAPE.exec(name) ?? [];
  if (year === undefined) throw boardError('BOARD_PERIOD_INVALID', { period: name.slice(0, 20) });
  if (month !== undefined) return periodOf('month', name, [`${year}-${month}`]);
  const first = quarter === undefined ? 1 : Number(quarter) * 3 - 2;
  const count = quarter === undefined ? 12 : 3;
  const months = Array.from({ length: count }, (_, step) => `${year}-${String(first + step).padStart(2, '0')}`);
  return periodOf(quarter === undefined ? 'year' : 'quarter', name, months);
}

/** The period of this kind in which a day lies. */
export function periodAround(kind: PeriodKind, day: string): Period {
  const [year = '', month = ''] = day.split('-');
  const names = { month: `${year}-${month}`, quarter: `${year}-Q${Math.ceil(Number(month) / 3)}`, year };
  return readPeriod(names[kind]);
}

/** This period and those before it, newest first. */
export function periodsUpTo(period: Period, count: number): Period[] {
  const periods = [period];
  while (periods.length < count) {
    const before = new Date(Date.parse(periods.at(-1)!.from) - 86_400_000).toISOString().slice(0, 10);
    periods.push(periodAround(period.kind, before));
  }
  return periods;
}

/** `tháng 11 năm 2026`, `quý IV năm 2026`, `năm 2026`. */
export function periodInWords({ kind, name }: Period, language: 'vi' | 'en'): string {
  const [year = '', part = ''] = name.split('-');
  const quarter = ['I', 'II', 'III', 'IV'][Number(part.slice(1)) - 1];
  const words = {
    month: { vi: `tháng ${part} năm ${year}`, en: `month ${part}/${year}` },
    quarter: { vi: `quý ${quarter} năm ${year}`, en: `quarter ${quarter} of ${year}` },
    year: { vi: `năm ${year}`, en: `year ${year}` },
  };
  return words[kind][language];
}

/** The moment for figures that are a state: the period's end, or now while it lasts. */
export function stateAt({ to }: Period, now: Date): Date {
  const end = new Date(startOfDay(to).getTime() + 86_400_000);
  return now < end ? now : new Date(end.getTime() - 1);
}

function periodOf(kind: PeriodKind, name: string, months: readonly string[]): Period {
  const [year = '', month = ''] = months.at(-1)!.split('-');
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).toISOString().slice(0, 10);
  return { kind, name, from: `${months[0]}-01`, to: last, months };
}
