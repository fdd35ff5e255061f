import type { Report } from '../acts/report-status.ts';
import { writeAssignment } from '../status/index.ts';
import type { WordKey } from './words.ts';

type Typed = Readonly<Record<string, string>>;

/** What a form asks to be reported, or what is wrong with it, by field. */
export type ReadReport = { readonly report: Report } | { readonly wrong: Readonly<Record<string, WordKey>> };

/**
 * 04: who is in charge, who co-ordinates, the directive and the time limit (NĐ 30/2020 Art 23(2)).
 * @param today the day in Vietnam; a time limit does not lie before it
 */
export function readAssignmentForm(
  { lead = '', others = '', directive = '', due = '' }: Typed,
  today: string,
): ReadReport {
  if (lead.trim() === '') return { wrong: { lead: 'leadNeeded' } };
  if (due !== '' && (!isDay(due) || due < today)) return { wrong: { due: 'dueInvalid' } };
  const description = writeAssignment({
    lead: lead.trim(),
    helpers: others.trim(),
    directive: directive.trim(),
    dueOn: due,
  });
  return { report: { code: '04', description, staff: { department: lead.trim() } } };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00Z`).toJSON()?.startsWith(text) === true;
}
