import type { Role } from '../accounts/index.ts';
import { BASE } from './context.ts';
import type { WordKey } from './words.ts';

/** A word of the bar and the address below the console that it leads to. */
export type Tab = readonly [word: WordKey, place: string];

/** The bar of each role; the first is where its people begin. */
export const TABS: Readonly<Record<Role, readonly Tab[]>> = {
  clerk: [
    ['incoming', 'inbox'],
    ['duties', 'duties'],
    ['registers', 'register'],
    ['outgoing', 'sent'],
    ['compose', 'compose'],
    ['dossiersTab', 'dossiers'],
    ['board', 'board'],
    ['looks', 'looks'],
  ],
  'agency-admin': [
    ['users', 'users'],
    ['agencies', 'agencies'],
    ['dossiersTab', 'dossiers'],
    ['board', 'board'],
    ['looks', 'looks'],
  ],
  operator: [
    ['atAGlance', 'operator'],
    ['lanes', 'lanes'],
    ['deliveries', 'deliveries'],
    ['axes', 'axes'],
    ['connections', 'connections'],
    ['cataloguesTab', 'catalogues'],
    ['certificates', 'certificates'],
    ['board', 'board'],
  ],
  auditor: [
    ['audit', 'audit'],
    ['dossiersTab', 'dossiers'],
  ],
  statistics: [['board', 'board']],
  administrator: [
    ['atAGlance', 'operator'],
    ['users', 'users'],
    ['agencies', 'agencies'],
    ['systems', 'systems'],
    ['certificates', 'certificates'],
    ['lanes', 'lanes'],
    ['deliveries', 'deliveries'],
    ['axes', 'axes'],
    ['connections', 'connections'],
    ['cataloguesTab', 'catalogues'],
    ['board', 'board'],
  ],
};

/** Where a person begins. */
export function firstPage(role: Role): string {
  return `${BASE}/${TABS[role][0]![1]}`;
}
