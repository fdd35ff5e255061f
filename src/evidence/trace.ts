import { asc, eq, or, sql } from 'drizzle-orm';
import { STATUS_WORDS, type StatusCode } from '../edxml/index.ts';
import { vietnamTime } from '../platform/clock.ts';
import type { Reader } from '../platform/database.ts';
import type { Language } from '../platform/errors.ts';
import { EVENTS, type EventType } from './events.ts';
import { type EventData, event } from './tables.ts';

export interface Step {
  readonly id: string;
  readonly at: Date;
  readonly type: EventType;
  readonly actor: string;
  readonly deliveryId: string | null;
  readonly agencyId: string | null;
  readonly data: EventData;
}

/** The events of one document, those of its submissions included, in the order in which they were made. */
export async function readTimeline(
  reader: Reader,
  of: { documentId: string; submissionIds: readonly string[] } | { submissionId: string },
): Promise<Step[]> {
  const where =
    'submissionId' in of
      ? eq(event.submissionId, of.submissionId)
      : or(
          eq(event.documentId, of.documentId),
          sql`${event.submissionId} = any(${sql.param([...of.submissionIds])}::uuid[])`,
        );
  const rows = await reader.select().from(event).where(where).orderBy(asc(event.id)).limit(10_000);
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
  return EVENTS[step.type][language].replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '–');
}

/** The same after its time in Vietnam. */
export function tellStep(step: Step, language: Language, agencyName: string | null): string {
  return `${vietnamTime(step.at)}  ${sentenceOf(step, language, agencyName)}`;
}
