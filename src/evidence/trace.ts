import { and, asc, desc, eq, or, sql } from 'drizzle-orm';
import { STATUS_WORDS, type StatusCode } from '../edxml/index.ts';
import type { Reader } from '../platform/database.ts';
import type { Language } from '../platform/errors.ts';
import { EVENTS, type EventType } from './events.ts';
import { type EventData, event } from './tables.ts';
import { ALERT_WORDS, DOOR_WORDS, DOSSIER_STATE_WORDS, DUTY_WORDS, SIGNATURE_WORDS } from './words.ts';

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
 * @param latest only so many, the last ones: for a page, which shows no more
 */
export async function readTimeline(
  reader: Reader,
  of: { documentId: string; submissionIds: readonly string[] } | { submissionId: string },
  part?: Part,
  latest?: number,
): Promise<Step[]> {
  const where =
    'submissionId' in of
      ? eq(event.submissionId, of.submissionId)
      : or(
          eq(event.documentId, of.documentId),
          sql`${event.submissionId} = any(${sql.param([...of.submissionIds])}::uuid[])`,
        );
  const shown =
    part &&
    sql`case when ${event.deliveryId} is null then ${event.type} = any(${sql.param([...part.types])}::text[])
    else ${event.deliveryId} = any(${sql.param([...part.deliveryIds])}::uuid[]) end`;
  const order = latest === undefined ? asc(event.id) : desc(event.id);
  const rows = await reader
    .select()
    .from(event)
    .where(and(where, shown))
    .orderBy(order)
    .limit(latest ?? 10_000);
  if (latest !== undefined) rows.reverse();
  return rows.map((row) => ({ ...row, type: row.type as EventType }));
}

/** One step as a sentence, without its time. `agencyName` names the agency that it concerns. */
export function sentenceOf(step: Step, language: Language, agencyName: string | null): string {
  const facts: Record<string, string> = { actor: step.actor, agency: agencyName ?? '?' };
  for (const [name, value] of Object.entries(step.data)) {
    facts[name] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  const status = STATUS_WORDS[facts.code as StatusCode];
  if (status) facts.code = `${facts.code} (${status[language]})`;
  if (facts.signature) facts.signature = wordFor(SIGNATURE_WORDS, facts.signature, language);
  if (facts.alert) facts.alert = wordFor(ALERT_WORDS, facts.alert, language);
  if (facts.duty) facts.duty = wordFor(DUTY_WORDS, facts.duty, language);
  for (const name of ['dossierState', 'dossierBefore']) {
    if (facts[name]) facts[name] = wordFor(DOSSIER_STATE_WORDS, facts[name], language);
  }
  if (facts.door) facts.door = wordFor(DOOR_WORDS, facts.door, language);
  return EVENTS[step.type][language].replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '–');
}

function wordFor(
  words: Readonly<Record<string, Readonly<Record<Language, string>>>>,
  value: string,
  language: Language,
) {
  return words[value]?.[language] ?? value;
}
