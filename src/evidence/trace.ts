import { and, asc, desc, eq, ne, or, sql } from 'drizzle-orm';
import { STATUS_WORDS, type StatusCode } from '../edxml/index.ts';
import { commonNameOf } from '../platform/certificate-name.ts';
import { dayInWords, momentInWords } from '../platform/clock.ts';
import type { Reader } from '../platform/database.ts';
import type { Language } from '../platform/errors.ts';
import { EVENTS, type EventType } from './events.ts';
import { type EventData, event } from './tables.ts';
import {
  ALERT_WORDS,
  actorInWords,
  DOOR_WORDS,
  DOSSIER_STATE_WORDS,
  DUTY_WORDS,
  EVIDENCE_WORDS,
  RECALL_WORDS,
  RELATION_WORDS,
  SIGNATURE_WORDS,
} from './words.ts';

export interface Step {
  readonly id: string;
  readonly at: Date;
  readonly type: EventType;
  readonly actor: string;
  readonly deliveryId: string | null;
  readonly agencyId: string | null;
  readonly data: EventData;
}

/** What one recipient is told: the steps of its own deliveries, and these steps of the document itself. */
export interface Part {
  readonly deliveryIds: readonly string[];
  readonly types: readonly EventType[];
}

/**
 * The events of one document, those of its submissions included, in the order in which they were made; at most 10,000.
 * `part` is chosen by the query: a recipient's own steps are never cut off by those of thousands of others.
 */
export async function readTimeline(reader: Reader, of: TimelineOf, part?: Part): Promise<Step[]> {
  const rows = await reader
    .select()
    .from(event)
    .where(and(belonging(of), shownTo(part)))
    .orderBy(asc(event.id))
    .limit(10_000);
  return rows.map(toStep);
}

/** A step of a page, which may stand for several that say the same. */
export interface FoldedStep extends Step {
  readonly times: number;
}

/**
 * The last steps of a document for a page that shows no more, in their order. What nobody could be told of is one line
 * for each kind of alert, where it was last: a document to a hundred agencies without contacts has hundreds of them.
 * @param most so many steps, besides those lines
 */
export async function latestSteps(reader: Reader, of: TimelineOf, most: number, part?: Part): Promise<FoldedStep[]> {
  const where = and(belonging(of), shownTo(part));
  const [rows, unheard] = await Promise.all([
    reader
      .select()
      .from(event)
      .where(and(where, ne(event.type, UNHEARD)))
      .orderBy(desc(event.id))
      .limit(most),
    reader
      .select({
        id: sql<string>`max(${event.id}::text)`,
        at: sql`max(${event.at})`.mapWith(event.at),
        data: event.data,
        times: sql<number>`count(*)::int`,
      })
      .from(event)
      .where(and(where, eq(event.type, UNHEARD)))
      .groupBy(event.data),
  ]);
  const folded = unheard.map((one) => ({ ...one, type: UNHEARD, actor: 'hub', deliveryId: null, agencyId: null }));
  const steps = [...rows.map((row) => ({ ...toStep(row), times: 1 })), ...folded];
  return steps.sort((one, other) => (one.id < other.id ? -1 : 1));
}

const UNHEARD: EventType = 'alert.unheard';

type TimelineOf =
  | { readonly documentId: string; readonly submissionIds: readonly string[] }
  | { readonly submissionId: string };

function belonging(of: TimelineOf) {
  if ('submissionId' in of) return eq(event.submissionId, of.submissionId);
  const submissions = sql.param([...of.submissionIds]);
  return or(eq(event.documentId, of.documentId), sql`${event.submissionId} = any(${submissions}::uuid[])`);
}

function shownTo(part: Part | undefined) {
  return (
    part &&
    sql`case when ${event.deliveryId} is null then ${event.type} = any(${sql.param([...part.types])}::text[])
    else ${event.deliveryId} = any(${sql.param([...part.deliveryIds])}::uuid[]) end`
  );
}

function toStep(row: typeof event.$inferSelect): Step {
  return { ...row, type: row.type as EventType };
}

/** One step as a sentence, without its time. `agencyName` names the agency that it concerns, `person` who acted. */
export function sentenceOf(
  step: Step,
  language: Language,
  agencyName: string | null,
  person: string | null = null,
): string {
  const facts: Record<string, string> = {
    actor: actorInWords(step.actor, language, person),
    agency: agencyName ?? '?',
  };
  for (const [name, value] of Object.entries(step.data)) {
    facts[name] = factInWords(Array.isArray(value) ? value.join(', ') : String(value));
  }
  const status = STATUS_WORDS[facts.code as StatusCode];
  if (status) facts.code = `${facts.code}: ${status[language]}`;
  else if (facts.code) facts.code = wordFor(RECALL_WORDS, facts.code, language);
  if (facts.relation) facts.relation = wordFor(RELATION_WORDS, facts.relation, language);
  if (facts.size) facts.size = Number(facts.size).toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB');
  // The certificate itself stands in the report on the signatures; a history names who it is of.
  if (facts.signer) facts.signer = commonNameOf(facts.signer);
  if (facts.evidence) facts.evidence = wordFor(EVIDENCE_WORDS, facts.evidence, language);
  if (facts.signature) facts.signature = wordFor(SIGNATURE_WORDS, facts.signature, language);
  if (facts.alert) facts.alert = wordFor(ALERT_WORDS, facts.alert, language);
  if (facts.duty) facts.duty = wordFor(DUTY_WORDS, facts.duty, language);
  for (const name of ['dossierState', 'dossierBefore']) {
    if (facts[name]) facts[name] = wordFor(DOSSIER_STATE_WORDS, facts[name], language);
  }
  if (facts.door) facts.door = wordFor(DOOR_WORDS, facts.door, language);
  const sentence = EVENTS[step.type][language].replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '–');
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** Times are stored as ISO 8601 has them, and read as a person writes them. */
function factInWords(value: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return dayInWords(value);
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? momentInWords(value) : value;
}

function wordFor(
  words: Readonly<Record<string, Readonly<Record<Language, string>>>>,
  value: string,
  language: Language,
) {
  return words[value]?.[language] ?? value;
}
