import { sql } from 'drizzle-orm';
import type { Db } from '../platform/database.ts';
import type { DeliveryJob } from './claim.ts';

/** Ends claims whose sends have not begun: they are due again at once, or after so many seconds. */
export async function giveBack(db: Db, claims: DeliveryJob['deliveries'], restSeconds: number): Promise<void> {
  if (claims.length === 0) return;
  await db.execute(sql`
    update dispatch d set state = 'due', lease_until = null,
      due_at = case when ${restSeconds > 0} then now() + make_interval(secs => ${restSeconds}) else d.due_at end
    from unnest(
      ${sql.param(claims.map((one) => one.id))}::uuid[],
      ${sql.param(claims.map((one) => one.epoch))}::int[]) as mine(id, epoch)
    where d.delivery_id = mine.id and d.epoch = mine.epoch and d.state = 'claimed'`);
}
