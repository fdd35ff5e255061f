import type { Language } from '../platform/errors.ts';
import { ALERTS, type AlertFacts, type AlertKind } from './kinds.ts';
import type { Message } from './model.ts';

/** Longest text that one fact may put into a message. */
const LONGEST_FACT = 200;

/** The words of an alert in one language. Facts come from other offices: they cannot break a line or fill a page. */
export function compose(
  alert: { readonly id: string; readonly kind: AlertKind; readonly facts: AlertFacts },
  language: Language,
  agencyName: string | null,
): Message {
  const { id, kind } = alert;
  const facts = { ...(agencyName !== null && { agency: agencyName }), ...alert.facts };
  const { title, text } = ALERTS[kind][language];
  return { id, kind, facts, language, title: fill(title, facts), text: fill(text, facts) };
}

function fill(template: string, facts: AlertFacts): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => harmless(String(facts[name] ?? '–')));
}

function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, LONGEST_FACT);
}
