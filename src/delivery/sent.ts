import { type SQL, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { idCeiling, lowestIdAt } from '../platform/ids.ts';
import type { DeliveryReason, DeliveryState } from './model.ts';

/** A line of a sender's list: one delivery, or a submission that became no document. */
export interface SentItem {
  readonly submissionId: string;
  readonly kind: 'document' | 'status';
  readonly senderCode: string | null;
  readonly subject: string | null;
  readonly codeNumber: string | null;
  readonly codeNotation: string | null;
  readonly sentAt: Date;
  /** Of the submission: `accepted`, or why there is no document. */
  readonly submissionState: 'accepted' | 'verifying' | 'parked' | 'rejected';
  readonly submissionCode: string | null;
  readonly deliveryId: string | null;
  readonly addressedCode: string | null;
  readonly state: DeliveryState | null;
  readonly businessCode: string | null;
  readonly reason: DeliveryReason | null;
  readonly arrivedAt: Date | null;
}

export interface SentQuery {
  readonly senderIds: readonly string[];
  readonly systemId: string;
  readonly kind: 'document' | 'status';
  /** Only this document, or this submission that became none; `deliveryId` leaves one line of it. */
  readonly of?: { readonly documentId?: string; readonly submissionId?: string; readonly deliveryId?: string };
  readonly states?: readonly DeliveryState[] | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly offset: number;
  readonly limit: number;
}

type Row = { -readonly [K in keyof SentItem]: SentItem[K] };

/**
 * One page, newest first: what was handed in for these agencies by whatever door, and what this system handed in that
 * waits for a verdict or was rejected. Every document has a line, so the walk stops at the page's end.
 */
export async function listSentDeliveries(reader: Reader, query: SentQuery): Promise<SentItem[]> {
  const { states, of, offset, limit } = query;
  const most = states ? sql`` : sql`limit ${offset + limit}`;
  const { rows } = await reader.execute<Row>(sql`
    select page."submissionId", page.kind, page."senderCode", page.subject, page."codeNumber", page."codeNotation",
      page."sentAt", page."submissionState", page."submissionCode", v.id as "deliveryId",
      v.addressed_code as "addressedCode", v.state, v.business_code as "businessCode", v.reason,
      v.arrived_at as "arrivedAt"
    from (
      ${documents(query)} order by key desc ${most}
    ) page left join lateral (
      select * from delivery v where v.document_id = page."documentId" and v.id < ${idCeiling()}::uuid
        ${query.from ? sql`and v.id >= ${lowestIdAt(query.from.getTime())}::uuid` : sql``}
    ) v on true
    where true ${of?.deliveryId ? sql`and v.id = ${of.deliveryId}::uuid` : sql``}
      ${states ? sql`and v.state = any(${sql.param([...states])}::text[])` : sql``}
    order by page.key desc, v.id offset ${offset} limit ${limit}`);
  return rows.map((row) => ({
    ...row,
    sentAt: new Date(row.sentAt),
    arrivedAt: row.arrivedAt && new Date(row.arrivedAt),
  }));
}

/** Documents and document-less submissions under one order: both kinds of id begin with the time. */
function documents({ senderIds, systemId, kind, of, states, from, to, offset, limit }: SentQuery): SQL {
  const most = states ? sql`` : sql`limit ${offset + limit}`;
  const only = (column: SQL, id: string | undefined) => (of ? sql`and ${column} = ${id ?? null}::uuid` : sql``);
  const within = (column: SQL) => sql`${column} < ${to ? lowestIdAt(to.getTime()) : idCeiling()}::uuid
    ${from ? sql`and ${column} >= ${lowestIdAt(from.getTime())}::uuid` : sql``}`;
  return sql`
    select d.id as key, d.id as "documentId", d.submission_id as "submissionId", d.kind,
      d.header->'from'->>'organId' as "senderCode", d.subject, d.code_number as "codeNumber",
      d.code_notation as "codeNotation", d.accepted_at as "sentAt", 'accepted' as "submissionState",
      null as "submissionCode"
    from unnest(${sql.param([...senderIds])}::uuid[]) as own(agency) cross join lateral (
      select * from document d where d.sender_id = own.agency and d.kind = ${kind} and ${within(sql`d.id`)}
        ${only(sql`d.id`, of?.documentId)}
      order by d.id desc ${most}
    ) d
    union all (
      select s.id, null, s.id, ${kind}, s.facts->>'senderCode', null, null, null, s.received_at, s.state, s.code
      from submission s where s.system_id = ${systemId}::uuid and s.state in ('verifying', 'parked', 'rejected')
        and coalesce(s.facts->>'kind', 'document') = ${kind} and ${within(sql`s.id`)}
        ${only(sql`s.id`, of?.submissionId)}
      order by s.id desc ${most}
    )`;
}
