import { sql } from 'drizzle-orm';
import type { Db } from '../platform/database.ts';
import { withdrawPublications } from './decide.ts';

const AT_ONCE = 500;

/**
 * Takes off what a hold or retention has barred from the portal meanwhile. It is served to nobody from the moment of the
 * hold on (`obstacles`); this tells the readers of the feed.
 */
export async function sweepPublications(db: Db): Promise<void> {
  while (
    await db.transaction(async (tx) => {
      const { rows } = await tx.execute<{ id: string; reason: 'held' | 'expired' }>(sql`
      select distinct p.document_id as id, 'held' as reason from hold h join publication p on p.document_id = h.document_id
      where h.lifted_at is null and p.state = 'published'
      union all
      select p.document_id, 'expired' from publication p
        left join document d on d.id = p.document_id left join submission s on s.id = d.submission_id
      where p.state = 'published' and s.has_bytes is not true
      limit ${AT_ONCE}`);
      for (const reason of ['held', 'expired'] as const) {
        const ids = rows.filter((row) => row.reason === reason).map((row) => row.id);
        await withdrawPublications(tx, ids, reason);
      }
      return rows.length === AT_ONCE;
    })
  );
}
