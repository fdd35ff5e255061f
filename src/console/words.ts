import type { Language } from '../platform/errors.ts';
import { AUDIT_WORDS } from './words/audit.ts';
import { BOARD_WORDS } from './words/board.ts';
import { CATALOGUE_WORDS } from './words/catalogues.ts';
import { CLERK_WORDS } from './words/clerk.ts';
import { COMMON_WORDS } from './words/common.ts';
import { COMPOSE_WORDS } from './words/compose.ts';
import { CONNECTION_WORDS } from './words/connections.ts';
import { DOSSIER_WORDS } from './words/dossiers.ts';
import { FOLLOW_WORDS } from './words/follow.ts';
import { GLANCE_WORDS } from './words/glance.ts';
import { MAIL_WORDS } from './words/mail.ts';
import { OPERATOR_WORDS } from './words/operator.ts';
import { PORTAL_WORDS } from './words/portal.ts';
import { REGISTER_WORDS } from './words/register.ts';
import { REGISTRY_WORDS } from './words/registry.ts';
import { SIGNING_WORDS } from './words/signing.ts';
import { SYSTEM_WORDS } from './words/systems.ts';
import { USER_WORDS } from './words/users.ts';

export { RETURN_REASONS, type ReturnReason } from './words/clerk.ts';

/**
 * Every word of the pages that is not a status, an event or an error. Vietnamese first; the terms are the law's
 * (QĐ 28/2018, NĐ 30/2020) where it has one. A file an area; a key is said once.
 */
export const WORDS = {
  ...COMMON_WORDS,
  ...CLERK_WORDS,
  ...COMPOSE_WORDS,
  ...DOSSIER_WORDS,
  ...FOLLOW_WORDS,
  ...REGISTER_WORDS,
  ...OPERATOR_WORDS,
  ...GLANCE_WORDS,
  ...REGISTRY_WORDS,
  ...SYSTEM_WORDS,
  ...CONNECTION_WORDS,
  ...CATALOGUE_WORDS,
  ...AUDIT_WORDS,
  ...SIGNING_WORDS,
  ...USER_WORDS,
  ...BOARD_WORDS,
  ...MAIL_WORDS,
  ...PORTAL_WORDS,
};

export type WordKey = keyof typeof WORDS;

/** One word or sentence; `{name}` is filled from the facts. */
export function wordOf(
  key: WordKey,
  language: Language,
  facts: Readonly<Record<string, string | number>> = {},
): string {
  const pair = WORDS[key];
  if (!pair) throw new Error(`no word ${key}`);
  return pair[language === 'vi' ? 0 : 1].replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}

export function pick(pair: readonly [vi: string, en: string] | undefined, language: Language): string {
  return pair ? pair[language === 'vi' ? 0 : 1] : '–';
}
