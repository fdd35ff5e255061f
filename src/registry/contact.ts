import { sql } from 'drizzle-orm';
import type { Clock } from '../platform/clock.ts';
import type { Reader } from '../platform/database.ts';
import { remember } from './memory.ts';

/** Notes that a system showed its key just now: to the minute, so that a burst of calls writes one row once. */
export async function noteContact(reader: Reader, systemId: string, clock: Clock): Promise<void> {
  await remember(reader, `contact:${systemId}`, clock, async () => {
    await reader.execute(sql`
      update system set seen_at = now()
      where id = ${systemId}::uuid and (seen_at is null or seen_at < now() - interval '1 minute')`);
    return true;
  });
}
