import { sql } from 'drizzle-orm';

/**
 * How a line of `publication` counts; null where it does not: nobody expects on the portal what its agency has not switched
 * on, nor what was recalled, replaced, locked or has expired.
 */
export const PORTAL_OUTCOME = sql`case
  when state = 'published' then 'published'
  when reason in ('by-hand', 'subject', 'no-files', 'late', 'earlier', 'sender', 'taken-back') then 'missing'
end`;
