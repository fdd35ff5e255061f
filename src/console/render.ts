import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorInWords, URGENCY_WORDS } from '../evidence/index.ts';
import type { Cell } from '../office/index.ts';
import { commonNameOf } from '../platform/certificate-name.ts';
import { dayInWords, momentInWords } from '../platform/clock.ts';
import type { Language } from '../platform/errors.ts';
import { assetsPath } from './assets.ts';
import { browserInWords } from './browsers.ts';
import { BASE } from './context.ts';
import { TABS, type Tab } from './tabs.ts';
import { pick, type WordKey, wordOf } from './words.ts';

const LANGUAGE_COOKIE = 'lt_lang';

const eta = new Eta({ views: fileURLToPath(new URL('./views/', import.meta.url)), cache: true, autoEscape: true });

/** What a page shows besides the words that every page has. */
export type PageData = Readonly<Record<string, unknown>>;

/** Vietnamese, unless the reader has chosen English at a click. */
export function languageOf(request: FastifyRequest): Language {
  return request.cookies[LANGUAGE_COOKIE] === 'en' ? 'en' : 'vi';
}

export function rememberLanguage(reply: FastifyReply, language: Language): void {
  reply.setCookie(LANGUAGE_COOKIE, language, { path: BASE, sameSite: 'lax', httpOnly: true, maxAge: 365 * 86_400 });
}

/** Answers with a whole page, or with the view alone where a script asked for a piece of one. */
export function show(
  request: FastifyRequest,
  reply: FastifyReply,
  view: string,
  title: string,
  data: PageData = {},
): FastifyReply {
  const helpers = helpersFor(request);
  const body = eta.render(`./${view}`, { ...helpers, ...data, title });
  const whole = request.headers['hx-request'] === undefined || request.headers['hx-boosted'] !== undefined;
  const html = whole ? eta.render('./layout', { ...helpers, ...data, tabs: tabsOf(request), title, body, view }) : body;
  return reply.type('text/html; charset=utf-8').send(html);
}

function tabsOf(request: FastifyRequest): readonly Tab[] {
  return request.session ? TABS[request.session.person.role] : [];
}

/** What the templates call: words, times, addresses. */
function helpersFor(request: FastifyRequest) {
  const language = languageOf(request);
  return {
    base: BASE,
    assets: `${BASE}/${assetsPath}`,
    language,
    /** Where the page is found again; what answers a form has no address. */
    path: request.method === 'GET' ? request.url.slice(0, 2_000) : '',
    person: request.session?.person ?? null,
    csrf: request.session?.csrf ?? '',
    agencies: request.agencies ?? [],
    t: (key: WordKey, facts?: Readonly<Record<string, string | number>>) => wordOf(key, language, facts),
    say: (words: Readonly<Record<Language, string>> | null | undefined) => words?.[language] ?? '–',
    pick: (pair: readonly [string, string]) => pick(pair, language),
    /** The same at the beginning of a line. */
    sentence: (words: Readonly<Record<Language, string>>) => capital(words[language]),
    urgency: (priority: number) => capital(URGENCY_WORDS[priority]?.[language] ?? '–'),
    moment: (at: Date | string) => momentInWords(at).slice(0, 16),
    /** A time by which something is due: midnight is the end of the day before it. */
    dueBy: (at: Date) => dueInWords(at, language),
    /** A calendar day of PostgreSQL, `2026-11-25`. */
    day: (text: string | null) => (text === null ? '–' : dayOf(text)),
    /** A cell of a table, as paper has it. */
    cell: (cell: Cell) => (cell === null ? '' : typeof cell === 'object' ? dayOf(cell.day) : String(cell)),
    today: dayInWords(Date.now()).split('/').reverse().join('-'),
    duration: (seconds: number) => durationInWords(seconds, language),
    /** With his full name, where the page has looked it up. */
    who: (actor: string, people?: ReadonlyMap<string, string>) =>
      actorInWords(actor, language, people?.get(actor) ?? null),
    browser: browserInWords,
    commonName: commonNameOf,
    size: (bytes: number) => sizeInWords(bytes, language),
    include: (view: string, data: PageData) => eta.render(`./${view}`, { ...helpersFor(request), ...data }),
  };
}

function dayOf(text: string): string {
  return text.split('-').reverse().join('/');
}

function dueInWords(at: Date, language: Language): string {
  const moment = momentInWords(at).slice(0, 16);
  if (!moment.endsWith('00:00')) return moment;
  return wordOf('endOf', language, { day: dayInWords(at.getTime() - 1) });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function sizeInWords(bytes: number, language: Language): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1_000 && unit < units.length - 1) [value, unit] = [value / 1_000, unit + 1];
  const digits = { maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 };
  return `${value.toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB', digits)} ${units[unit]}`;
}

function durationInWords(seconds: number, language: Language): string {
  const units = [
    [86_400, ['ngày', 'd']],
    [3_600, ['giờ', 'h']],
    [60, ['phút', 'min']],
    [1, ['giây', 's']],
  ] as const;
  const [length, words] = units.find(([one]) => seconds >= one) ?? units[3];
  return `${Math.floor(seconds / length)} ${pick(words, language)}`;
}
