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
  /** Whether the document is one of theirs to know: they sent it, or it reached them. */
  readonly theirs: boolean;
  readonly data: EventData;
}

type Row = Record<string, unknown> &
  Omit<SeenLook, 'at' | 'documentId'> & { at: string; document_id: string | null; reached: string | null };

/** Lines of the log that one page considers: whoever was hardly ever looked at does not wait for the walk through all. */
const WALK = 2_000;

/**
 * Who looked at what of these agencies, newest first: into documents that they sent or that were addressed to them, and
 * searches by auditors who audit them. What an auditor found at others is not told. A document that never reached them
 * (its delivery failed, or was taken back before) is one of `theirs` no more than before: that it was looked at is all.
 * A page may have few lines, or none, and `next` all the same.
 * @param page `after` is `next` of the page before
 */
export async function listLooks(
  reader: Reader,
  agencyIds: readonly string[],
  page: { readonly after?: string | undefined; readonly limit: number; readonly walk?: number },
): Promise<{ looks: SeenLook[]; next: string | null }> {
  const { after = idCeiling(), limit, walk = WALK } = page;
  const own = sql.param([...agencyIds]);
  const { rows } = await reader.execute<Row>(sql`
    with walked as materialized (
      select e.* from event e where starts_with(e.type, 'audit.') and e.id < ${after}::uuid order by e.id desc limit ${walk}
    ), told as (
      select e.id, e.at, e.type, e.actor, e.document_id, e.data, a.name, coalesce(stake.theirs, false) as theirs
      from walked e left join account a on e.actor = 'person:' || a.login
      left join lateral (
        select bool_or(had) as theirs from (
          select true as had from document d where d.id = e.document_id and d.sender_id = any(${own}::uuid[])
          union all
          select not (v.state = 'failed' or (v.state = 'cancelled' and coalesce(v.recall_state, 'withdrawn') = 'withdrawn'))
          from delivery v where v.document_id = e.document_id
            and (v.agency_id = any(${own}::uuid[]) or v.handover_id = any(${own}::uuid[]))
        ) one
      ) stake on e.document_id is not null
      where case when e.document_id is null then exists (
          select from account_agency g where g.account_id = a.id and g.agency_id = any(${own}::uuid[]))
        else stake.theirs is not null end
      order by e.id desc limit ${limit + 1}
    )
    select told.*, walk.reached from
      (select case when count(*) = ${walk} then min(id::text) end as reached from walked) walk left join told on true
    order by told.id desc`);
  const looks = rows
    .filter((row) => row.id !== null)
    .map(({ document_id, at, reached: _, ...row }) => ({
      ...row,
      at: new Date(at),
      documentId: document_id,
    }));
  const more = looks.length > limit;
  return { looks: looks.slice(0, limit), next: more ? looks[limit - 1]!.id : (rows[0]?.reached ?? null) };
}
