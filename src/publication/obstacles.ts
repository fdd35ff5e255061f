import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import type { Reason } from './model.ts';

/**
 * What forbids to show a document to the public, whatever was decided before: it is frozen by its recall, held, its bytes
 * are gone, or its agency is off. Asked at every publishing and every serving, since neither a hold nor retention comes by
 * here.
 */
export async function obstacles(reader: Reader, documentIds: readonly string[]): Promise<Map<string, Reason>> {
  if (documentIds.length === 0) return new Map();
  const { rows } = await reader.execute<{ id: string; reason: Reason | null }>(sql`
    select wanted.id, case
      when d.id is null or not s.has_bytes then 'expired'
      when d.frozen_at is not null then 'recalled'
      when exists (select from hold h where h.document_id = d.id and h.lifted_at is null) then 'held'
      when (select coalesce(own.mode, portal.mode) from portal left join portal_agency own on own.agency_id = p.agency_id)
        = 'off' then 'off'
    end as reason
    from unnest(${sql.param([...documentIds])}::uuid[]) as wanted(id)
    left join publication p on p.document_id = wanted.id
    left join document d on d.id = wanted.id left join submission s on s.id = d.submission_id`);
  return new Map(rows.flatMap(({ id, reason }) => (reason === null ? [] : [[id, reason] as const])));
}
