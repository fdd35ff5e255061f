import { isDocumentType } from './document-types.ts';
import type { FieldName, Fields } from './model.ts';

/** What is wrong with a field, or with the document as a whole; the pages have the words. */
export type Problem =
  | 'missing'
  | 'too-long'
  | 'no-day'
  | 'in-future'
  | 'before-date'
  | 'no-number'
  | 'no-notation'
  | 'unknown';
export type Problems = Readonly<Partial<Record<FieldName, Problem>>>;

/** Most characters, as the standard declares them (QCVN 102:2016; NĐ 30/2020 Phụ lục VI). */
export const LONGEST: Readonly<Partial<Record<FieldName, number>>> = {
  number: 9,
  notation: 30,
  place: 50,
  subject: 500,
  competence: 100,
  position: 100,
  signer: 50,
  pages: 3,
};
const REQUIRED: readonly FieldName[] = ['type', 'date', 'place', 'subject', 'signer', 'notSecret'];
/** Forms of signing for others (NĐ 30/2020 Điều 13). */
export const COMPETENCES = ['TM.', 'KT.', 'TL.', 'TUQ.', 'Q.'] as const;
export const SPHERES = { public: 'Công khai', internal: 'Lưu hành nội bộ' } as const;

/** What keeps the document from being sent, by field. `today` is PostgreSQL's day in Vietnam, `2026-11-25`. */
export function checkFields(fields: Fields, today: string): Problems {
  const problems: Partial<Record<FieldName, Problem>> = {};
  const text = (name: FieldName) => fields[name] ?? '';
  const say = (name: FieldName, problem: Problem | false) => {
    if (problem) problems[name] ??= problem;
  };
  for (const name of REQUIRED) say(name, text(name) === '' && 'missing');
  for (const [name, most] of Object.entries(LONGEST) as [FieldName, number][]) {
    say(name, [...text(name)].length > most && 'too-long');
  }
  say('type', text('type') !== '' && !isDocumentType(text('type')) && 'unknown');
  say('number', text('number') !== '' && !/^0*[1-9]\d*$/.test(text('number')) && 'no-number');
  say('pages', text('pages') !== '' && !/^[1-9]\d*$/.test(text('pages')) && 'no-number');
  // DocumentId joins its parts with commas, number and notation with a slash.
  say('notation', text('notation') !== '' && /[\s,]|^\//.test(text('notation')) && 'no-notation');
  for (const name of ['date', 'due'] as const) say(name, text(name) !== '' && !isDay(text(name)) && 'no-day');
  say('date', text('date') > today && 'in-future');
  say('due', text('due') !== '' && text('due') < text('date') && 'before-date');
  say('priority', !/^[0-3]?$/.test(text('priority')) && 'unknown');
  say('sphere', text('sphere') !== '' && !Object.hasOwn(SPHERES, text('sphere')) && 'unknown');
  say('competence', text('competence') !== '' && !COMPETENCES.some((one) => one === text('competence')) && 'unknown');
  return problems;
}

/** A day that exists. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
