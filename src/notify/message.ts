import { DUTY_WORDS, URGENCY_WORDS } from '../evidence/index.ts';
import type { Language } from '../platform/errors.ts';
import { ALERTS, type AlertFacts, type AlertKind } from './kinds.ts';
import type { Message } from './model.ts';

/** Longest text that one fact may put into a message. */
const LONGEST_FACT = 200;

/** The words of an alert in one language. Facts come from other offices: they cannot break a line or fill a page. */
export function compose(
  alert: {
    readonly id: string;
    readonly kind: AlertKind;
    readonly facts: AlertFacts;
    readonly documentId: string | null;
  },
  language: Language,
  agencyName: string | null,
  link: string | null,
): Message {
  const { id, kind, documentId } = alert;
  const facts = { ...(agencyName !== null && { agency: agencyName }), ...alert.facts };
  const words = inWords(facts, language);
  const { title, text } = ALERTS[kind][language];
  return { id, kind, facts, documentId, link, language, title: fill(title, words), text: fill(text, words) };
}

/** Facts whose values are codes, as the language says them. */
function inWords(facts: AlertFacts, language: Language): AlertFacts {
  const { duty = '', priority = '' } = facts;
  return {
    ...facts,
    duty: DUTY_WORDS[duty as keyof typeof DUTY_WORDS]?.[language] ?? duty,
    priority: URGENCY_WORDS[priority]?.[language] ?? priority,
  };
}

function fill(template: string, facts: AlertFacts): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => harmless(String(facts[name] ?? '–')));
}

function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, LONGEST_FACT);
}
