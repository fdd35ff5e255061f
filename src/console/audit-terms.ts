import { z } from 'zod';
import { SCREEN_WORDS, type ScreenWord } from '../delivery/index.ts';
import { vietnamDay } from '../platform/clock.ts';
import type { Reader } from '../platform/database.ts';
import type { Language } from '../platform/errors.ts';
import { resolveAgencies, searchAgencies } from '../registry/index.ts';
import { SIDES, type Side, type Wanted } from '../search/index.ts';
import { EVENT_GROUPS, type EventGroup } from './event-groups.ts';
import { text } from './query.ts';
import { pick, type WordKey, wordOf } from './words.ts';

/** What an auditor looks through. */
export const KINDS = ['documents', 'deliveries', 'events', 'others'] as const;
export type Kind = (typeof KINDS)[number];

/** The fields of the form, in its order, and how each is named where a filter is told. */
const FIELDS = {
  kind: 'auditKind',
  subject: 'subject',
  code: 'codeOrUid',
  signer: 'signerName',
  agency: 'auditAgency',
  side: 'auditSide',
  from: 'fromDay',
  until: 'untilDay',
  state: 'recipientState',
  reason: 'reasonCode',
  type: 'eventGroup',
  actor: 'eventActor',
} as const satisfies Record<string, WordKey>;
export type Field = keyof typeof FIELDS;

/** As it was typed; what was left empty is absent. */
export type Terms = Readonly<Partial<Record<Field, string>>>;

const LONGEST = 200;
/** Agencies that one text may mean at once. */
const MOST_AGENCIES = 20;
const DAY_MS = 86_400_000;

/** The fields as the address of a page has them. */
export const TERMS = z.object({
  kind: text.optional(),
  subject: text.optional(),
  code: text.optional(),
  signer: text.optional(),
  agency: text.optional(),
  side: text.optional(),
  from: text.optional(),
  until: text.optional(),
  state: text.optional(),
  reason: text.optional(),
  type: text.optional(),
  actor: text.optional(),
});

/** A number, a number with its notation, or an identifier; everything else is words of a subject. */
const CODE = /^\d+\p{L}?$|^\d\S*\/\S+$|^\S+,\S+,\S+$/u;

/** What one box for everything asks for; nothing where it is empty. */
export function termOf(typed: string): Terms {
  return typed === '' ? {} : { [CODE.test(typed) ? 'code' : 'subject']: typed };
}

/** Those of an address or a form that are filled in. */
export function readTerms(given: Readonly<Record<string, unknown>>): Terms {
  const entries = Object.keys(FIELDS).map((field) => {
    const typed = typeof given[field] === 'string' ? given[field] : '';
    return [field, typed.replaceAll('\0', '').trim().slice(0, LONGEST)] as const;
  });
  return Object.fromEntries(entries.filter(([, typed]) => typed !== ''));
}

export function kindOf({ kind }: Terms): Kind {
  return KINDS.find((one) => one === kind) ?? 'documents';
}

export interface ReadTerms {
  readonly wanted: Wanted;
  /** What is wrong with which field. */
  readonly wrong: Readonly<Partial<Record<Field, WordKey>>>;
}

/** What the fields ask for. */
export async function wantedOf(reader: Reader, terms: Terms): Promise<ReadTerms> {
  const { subject, code, signer, actor, reason } = terms;
  const wrong: Partial<Record<Field, WordKey>> = {};
  const from = startOf(terms.from);
  const until = startOf(terms.until);
  if (terms.from !== undefined && !from) wrong.from = 'dayWrong';
  if (terms.until !== undefined && !until) wrong.until = 'dayWrong';
  if (from && until && until < from) wrong.until = 'daysTurned';
  const agencyIds = terms.agency === undefined ? undefined : await agenciesNamed(reader, terms.agency);
  if (agencyIds?.length === 0) wrong.agency = 'noSuchAgency';
  const side = SIDES.find((one): one is Side => one === terms.side);
  const state = terms.state !== undefined && Object.hasOwn(SCREEN_WORDS, terms.state) ? terms.state : undefined;
  const type = EVENT_GROUPS[terms.type as EventGroup] && `${terms.type}.`;
  const asked = { subject, code, signer, actor, reason, agencyIds, side, state: state as ScreenWord | undefined, type };
  const days = { from: from ?? undefined, until: until ? new Date(until.getTime() + DAY_MS) : undefined };
  const entries = Object.entries({ ...asked, ...days }).filter(([, value]) => value !== undefined);
  return { wanted: Object.fromEntries(entries), wrong };
}

/** The beginning of a day in Vietnam; null for what is none. */
function startOf(day: string | undefined): Date | null {
  if (day === undefined || !/^\d{4}-\d\d-\d\d$/.test(day)) return null;
  const at = new Date(`${day}T00:00:00+07:00`);
  return !Number.isNaN(at.getTime()) && vietnamDay(at) === day ? at : null;
}

/** A code names one agency; words may fit several. */
async function agenciesNamed(reader: Reader, typed: string): Promise<string[]> {
  const exact = (await resolveAgencies(reader, [typed])).get(typed);
  if (exact) return [exact.id];
  const { items } = await searchAgencies(reader, { text: typed, limit: MOST_AGENCIES });
  return items.map((one) => one.id);
}

/** The filter in words, as the log and an exported file state it. */
export function termsInWords(terms: Terms, language: Language): string {
  const parts = (Object.entries(terms) as [Field, string][]).map(
    ([field, typed]) => `${wordOf(FIELDS[field], language)}: ${valueInWords(field, typed, language)}`,
  );
  return parts.join('; ') || wordOf('everything', language);
}

const KIND_WORDS: Readonly<Record<string, WordKey>> = {
  documents: 'kindDocuments',
  deliveries: 'kindDeliveries',
  events: 'kindEvents',
  others: 'kindOthers',
};
const SIDE_WORDS: Readonly<Record<string, WordKey>> = { any: 'sideAny', sender: 'sender', recipient: 'recipients' };

function valueInWords(field: Field, typed: string, language: Language): string {
  if (field === 'kind' || field === 'side') {
    const key = (field === 'kind' ? KIND_WORDS : SIDE_WORDS)[typed];
    return key ? wordOf(key, language) : typed;
  }
  if (field === 'state') return SCREEN_WORDS[typed as ScreenWord]?.[language] ?? typed;
  if (field === 'type' && EVENT_GROUPS[typed as EventGroup]) return pick(EVENT_GROUPS[typed as EventGroup], language);
  if (field === 'from' || field === 'until') return typed.split('-').reverse().join('/');
  return typed;
}

/** What the form offers to choose from. */
export function choicesOf(language: Language) {
  return {
    kinds: KINDS.map((value) => ({ value, words: valueInWords('kind', value, language) })),
    sides: SIDES.map((value) => ({ value, words: valueInWords('side', value, language) })),
    states: Object.entries(SCREEN_WORDS).map(([value, words]) => ({ value, words: words[language] })),
    groups: Object.entries(EVENT_GROUPS).map(([value, words]) => ({ value, words: pick(words, language) })),
  };
}
