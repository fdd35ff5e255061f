import {
  type BoardLine,
  type Counts,
  countOf,
  FIGURE_KEYS,
  FIGURES,
  type FigureKey,
  type FigureSpec,
  laggards,
  type Period,
  percentile,
  REASON_WORDS,
  REASONS,
  type Share,
  shareInWords,
  sumLines,
  TIER_WORDS,
  TIERS,
  timeInWords,
} from '../board/index.ts';
import type { Language } from '../platform/errors.ts';
import { bar } from './charts/bar.ts';
import { columns } from './charts/columns.ts';
import { course } from './charts/course.ts';
import { pick, wordOf } from './words.ts';

/** Small pictures of those that lag behind, side by side. */
const MOST_PICTURED = 12;
const IN_TIME = ['notice', 'registration', 'sending', 'processing'] as const;
/** Under the columns of a small picture, where a figure's name has no room. */
const LABELS: Readonly<Record<(typeof IN_TIME)[number], readonly [vi: string, en: string]>> = {
  notice: ['Báo nhận', 'Notice'],
  registration: ['Đăng ký', 'Register'],
  sending: ['Gửi', 'Send'],
  processing: ['Giải quyết', 'Process'],
};
/** Those of which the past is kept as counts. */
const OVER_TIME = ['signatures', ...IN_TIME] as const satisfies readonly FigureKey[];
/** The law allows no late duty. */
const ALL = 100;

interface Given {
  readonly lines: readonly BoardLine[];
  readonly total: ReturnType<typeof sumLines>;
  /** Counts by the names of the periods. */
  readonly history: ReadonlyMap<string, Counts>;
  /** Newest first. */
  readonly periods: readonly Period[];
  readonly language: Language;
}

/** Everything that the page draws, in words and pictures. */
export function boardPicture(given: Given) {
  const { total, language } = given;
  return {
    bars: FIGURE_KEYS.map((key) => barOf(key, total.shares[key], language)),
    courses: OVER_TIME.map((key) => ({ name: FIGURES[key].name[language], picture: courseOf(key, given) })),
    arrivals: ['0', '1', '2', '3'].map((urgency) => {
      const at = (share: number) => percentile(total.counts, `arrival.${urgency}.`, share);
      return { urgency: Number(urgency), half: timeInWords(at(0.5), language), most: timeInWords(at(0.95), language) };
    }),
    refusals: refusalsOf(total.counts, language),
    laggards: laggards(given.lines, MOST_PICTURED).map((line) => ({ ...line, picture: columnsOf(line, language) })),
    tiers: tiersOf(given.lines, language),
    figures: FIGURES,
    tierNames: TIERS.map((tier) => [tier, TIER_WORDS[tier]] as const),
    marked: countOf(total.counts, 'public.marked'),
  };
}

function barOf(key: FigureKey, share: Share, language: Language) {
  const { name, target }: FigureSpec = FIGURES[key];
  const words = shareInWords(share.percent, language);
  const aim = target === null ? '' : `; ${wordOf('targetAt', language, { target })}`;
  return {
    key,
    name: name[language],
    share,
    words,
    target,
    picture: bar({ percent: share.percent, target, title: name[language], description: `${words}${aim}` }),
  };
}

function courseOf(key: (typeof OVER_TIME)[number], { periods, history, language }: Given): string {
  const { name, facts, target }: FigureSpec = FIGURES[key];
  const points = [...periods].reverse().map((period) => {
    const counts = history.get(period.name) ?? {};
    const sum = (outcomes: readonly string[]) =>
      outcomes.reduce((all, outcome) => all + countOf(counts, `${facts!.figure}.${outcome}`), 0);
    const whole = sum(facts!.good) + sum(facts!.bad);
    return { name: shortName(period), percent: whole === 0 ? null : (100 * sum(facts!.good)) / whole };
  });
  const told = points
    .filter((point) => point.percent !== null)
    .map((point) => `${point.name}: ${shareInWords(Math.floor(point.percent! * 10) / 10, language)}`);
  return course({
    points,
    target,
    title: name[language],
    description: told.join('; ') || wordOf('noFigure', language),
  });
}

/** `11/2026`, `IV/2026`, `2026`. */
function shortName({ name }: Period): string {
  const [year, part] = name.split('-');
  if (part === undefined) return year!;
  return part.startsWith('Q') ? `${['I', 'II', 'III', 'IV'][Number(part[1]) - 1]}/${year}` : `${part}/${year}`;
}

function columnsOf({ name, shares }: BoardLine, language: Language): string {
  const all = IN_TIME.map((key) => ({ name: pick(LABELS[key], language), percent: shares[key].percent }));
  const description = all.map((one) => `${one.name}: ${shareInWords(one.percent, language)}`).join('; ');
  return columns({ columns: all, target: ALL, title: name, description });
}

function refusalsOf(counts: Counts, language: Language) {
  const rows = REASONS.map((reason) => ({
    name: REASON_WORDS[reason][language],
    count: countOf(counts, `refusal.${reason}`),
  }));
  const largest = Math.max(...rows.map((row) => row.count), 1);
  return rows.map((row) => ({
    ...row,
    picture: bar({
      percent: (100 * row.count) / largest,
      target: null,
      title: row.name,
      description: String(row.count),
    }),
  }));
}

function tiersOf(lines: readonly BoardLine[], language: Language) {
  return TIERS.flatMap((tier) => {
    const own = lines.filter((line) => line.tier === tier);
    return own.length === 0 ? [] : [{ tier, name: TIER_WORDS[tier][language], count: own.length, ...sumLines(own) }];
  });
}
