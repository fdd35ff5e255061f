import { formatTimestamp } from '../edxml/index.ts';
import { calendarDay } from '../intake/index.ts';
import { type Call, invalid } from './call.ts';

const LARGEST_PAGE = 500;
/** Beyond this, pages are counted through for longer than anyone waits: what is listed first has to be done first. */
const DEEPEST = 200_000;
const DAY_MS = 86_400_000;
const EXPECTED_DAY = '2026/11/22, 22/11/2026, 2026-11-22 08:30:00';

export interface Page {
  readonly offset: number;
  readonly limit: number;
  readonly from?: Date;
  readonly to?: Date;
}

/** Pages are counted from 1; 0 is the first one too. Days are Vietnam's, `toDate` the last one included. */
export function pageOf(call: Call): Page {
  const limit = Math.min(LARGEST_PAGE, Math.max(1, wholeOf(call, 'pageSize') ?? LARGEST_PAGE));
  const offset = (Math.max(1, wholeOf(call, 'pageIndex') ?? 1) - 1) * limit;
  if (offset > DEEPEST) throw invalid('pageIndex', call.parameter('pageIndex'), `pageSize × pageIndex ≤ ${DEEPEST}`);
  const from = momentOf(call, 'fromDate');
  const to = momentOf(call, 'toDate');
  return {
    offset,
    limit,
    ...(from && { from: from.at }),
    ...(to && { to: to.isDay ? new Date(to.at.getTime() + DAY_MS) : to.at }),
  };
}

/** A page of what is long over: without a first day, of the last 31. */
export function pastPageOf(call: Call): Page {
  const page = pageOf(call);
  return { from: new Date((page.to?.getTime() ?? Date.now()) - 31 * DAY_MS), ...page };
}

export function wholeOf(call: Call, name: string): number | undefined {
  const text = call.parameter(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw invalid(name, text, '0, 1, 2, …');
  return Number(text);
}

export function momentOf(call: Call, name: string): { at: Date; isDay: boolean } | undefined {
  const text = call.parameter(name);
  if (text === undefined) return undefined;
  const [written = '', time] = text.split(/[ T]/, 2);
  const [, day, month, year] = /^(\d\d)[/-](\d\d)[/-](\d{4})$/.exec(written) ?? [];
  const date = calendarDay(day ? `${year}/${month}/${day}` : written);
  const at = new Date(`${date}T${time ?? '00:00:00'}+07:00`);
  if (date === null || Number.isNaN(at.getTime())) throw invalid(name, text, EXPECTED_DAY);
  return { at, isDay: time === undefined };
}

/** `2026/11/22 08:30:00`, as edXML writes a moment; empty for none. */
export function momentText(at: Date | null): string {
  return at ? formatTimestamp(at) : '';
}
