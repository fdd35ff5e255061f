import { sql } from 'drizzle-orm';
import type { EventData, EventType } from '../evidence/index.ts';
import type { Reader } from '../platform/database.ts';
import { idCeiling } from '../platform/ids.ts';

export interface SeenLook {
  readonly id: string;
  readonly at: Date;
  readonly type: EventType;
  readonly actor: string;
  /** Of whoever looked; null for an account that is gone. */
  readonly name: string | null;
  readonly documentId: string | null;
  readonly data: EventData;
}

type Row = Record<string, unknown> & Omit<SeenLook, 'at' | 'documentId'> & { at: string; document_id: string | null };

/**
 * Who looked at what of these agencies, newest first: into documents that they sent or that reached them, and searches by
 * auditors who audit them. What an auditor found at others is not told.
 * @param page `after` is the last id of the page before
 */
export async function listLooks(
  reader: Reader,
  agencyIds: readonly string[],
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<SeenLook[]> {
  const own = sql.param([...agencyIds]);
  const { rows } = await reader.execute<Row>(sql`
    select e.id, e.at, e.type, e.actor, e.document_id, e.data, a.name
    from event e left join account a on e.actor = 'person:' || a.login
    where starts_with(e.type, 'audit.') and e.id < ${page.after ?? idCeiling()}::uuid and case
      when e.document_id is null then exists (
        select from account_agency g where g.account_id = a.id and g.agency_id = any(${own}::uuid[]))
      else exists (
          select from document d where d.id = e.document_id and d.sender_id = any(${own}::uuid[]))
        or exists (
          select from delivery v where v.document_id = e.document_id and v.state <> all(array['failed', 'cancelled'])
            and (v.agency_id = any(${own}::uuid[]) or v.handover_id = any(${own}::uuid[])))
      end
    order by e.id desc limit ${page.limit}`);
  return rows.map(({ document_id, at, ...row }) => ({ ...row, at: new Date(at), documentId: document_id }));
}
