import type { WordKey } from './words.ts';

/** One field of a form of the books. */
export interface Field {
  readonly name: string;
  readonly word: WordKey;
  readonly kind: 'text' | 'long' | 'day' | 'whole' | 'choice';
  /** Characters, or the largest number. */
  readonly most: number;
  readonly required?: boolean;
  readonly hint?: WordKey;
  readonly choices?: readonly (readonly [value: string, word: WordKey])[];
}

/** What a form holds, by field, tidied; and what is wrong with it. */
export interface ReadForm {
  readonly values: Readonly<Record<string, string>>;
  readonly wrong: Readonly<Record<string, WordKey>>;
}

const text = (name: string, word: WordKey, most: number, more: Partial<Field> = {}): Field => ({
  name,
  word,
  kind: most > 200 ? 'long' : 'text',
  most,
  ...more,
});
const day = (name: string, word: WordKey, more: Partial<Field> = {}): Field => ({
  name,
  word,
  kind: 'day',
  most: 10,
  ...more,
});
const whole = (name: string, word: WordKey, most: number, more: Partial<Field> = {}): Field => ({
  name,
  word,
  kind: 'whole',
  most,
  ...more,
});

/** Lengths are those of NĐ 30/2020, Phụ lục VI. */
const AUTHOR = text('author', 'author', 200, { required: true });
const KIND = text('kind', 'documentKind', 100);
const SUMMARY = text('summary', 'subject', 500, { required: true });
const REMARK = text('remark', 'registerNote', 500);
const CANCELLED: Field = {
  name: 'note',
  word: 'lineState',
  kind: 'choice',
  most: 9,
  choices: [
    ['', 'lineHolds'],
    ['cancelled', 'noteCancelled'],
  ],
};

export const PAPER_INCOMING: readonly Field[] = [
  day('arrivedOn', 'arrivalDay', { required: true }),
  AUTHOR,
  text('code', 'documentCode', 45),
  day('issuedOn', 'documentDay'),
  KIND,
  SUMMARY,
  day('dueOn', 'timeLimit'),
  REMARK,
];

const SIGNER = text('signer', 'signedBy', 150, { required: true });
const RECIPIENTS = text('recipients', 'documentRecipients', 1_000, { required: true });
const KEEPING: readonly Field[] = [
  text('keptBy', 'keptBy', 200),
  whole('copies', 'copies', 999_999),
  day('forwardedOn', 'handedDay'),
  whole('envelopes', 'envelopes', 999_999, { hint: 'envelopesHint' }),
  REMARK,
];

export const PAPER_OUTGOING: readonly Field[] = [
  text('notation', 'notation', 30, { required: true, hint: 'bookNotationHint' }),
  whole('number', 'outgoingNumber', 999_999_999, { hint: 'outgoingNumberHint' }),
  day('issuedOn', 'documentDay', { required: true }),
  KIND,
  SUMMARY,
  SIGNER,
  RECIPIENTS,
  ...KEEPING,
];

/** What became of an incoming document; for a paper one its facts too. */
export const HANDLING: readonly Field[] = [
  text('handedTo', 'handedTo', 200),
  text('helpers', 'coUnits', 200),
  day('handedOn', 'handedDay'),
  text('directive', 'directive', 1_000),
  day('dueOn', 'timeLimit'),
  {
    name: 'progress',
    word: 'progress',
    kind: 'choice',
    most: 2,
    choices: [
      ['03', 'progress03'],
      ['04', 'progress04'],
      ['05', 'progress05'],
      ['06', 'progress06'],
    ],
  },
  text('replyCode', 'replyCode', 45),
  REMARK,
];
export const INCOMING_FACTS: readonly Field[] = [
  AUTHOR,
  text('code', 'documentCode', 45),
  day('issuedOn', 'documentDay'),
  KIND,
  SUMMARY,
  CANCELLED,
];
export const OUTGOING_FACTS: readonly Field[] = [KIND, SUMMARY, SIGNER, RECIPIENTS, CANCELLED];
export const OUTGOING_KEEPING = KEEPING;

/** Beside whatever is changed on a line; whether it is needed depends on what stood there. */
export const EDIT_WHY = text('why', 'editWhy', 200);

const ALL = [...PAPER_INCOMING, ...PAPER_OUTGOING, ...HANDLING, ...INCOMING_FACTS, ...OUTGOING_FACTS];

/** The word of a field that was changed. */
export function wordOfField(name: string): WordKey | undefined {
  return ALL.find((field) => field.name === name)?.word;
}

/** Reads a form: line breaks only in long texts, days that exist, whole numbers from 1. */
export function readForm(fields: readonly Field[], body: Readonly<Record<string, unknown>>): ReadForm {
  const values: Record<string, string> = {};
  const wrong: Record<string, WordKey> = {};
  for (const field of fields) {
    const value = tidy(body[field.name]);
    values[field.name] = value;
    const problem = problemOf(field, value);
    if (problem) wrong[field.name] = problem;
  }
  return { values, wrong };
}

/** PostgreSQL takes no NUL; no other control character belongs into a book. */
function tidy(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .trim();
}

function problemOf({ kind, most, required, choices }: Field, value: string): WordKey | undefined {
  if (value === '') return required ? 'fieldNeeded' : undefined;
  if (kind === 'day') return isDay(value) ? undefined : 'fieldNoDay';
  if (kind === 'whole')
    return /^\d{1,9}$/.test(value) && Number(value) >= 1 && Number(value) <= most ? undefined : 'fieldNoWhole';
  if (kind === 'choice') return choices?.some(([one]) => one === value) ? undefined : 'fieldNoChoice';
  return [...value].length > most ? 'fieldTooLong' : undefined;
}

/** A day that exists, of this century or the one before. */
export function isDay(text: string): boolean {
  if (!/^(19|20)\d\d-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
