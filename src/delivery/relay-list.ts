import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import type { DeliveryState } from './model.ts';

/** A relay that an axis took on, with how each of its recipients stands here. */
export interface RelayLine {
  readonly deliveryId: string;
  readonly documentId: string;
  readonly documentUid: string;
  readonly kind: 'document' | 'status';
  /** The other side's ids, separated by commas. */
  readonly remoteId: string;
  readonly relayedAt: Date;
  readonly recipients: readonly { readonly code: string; readonly state: DeliveryState }[];
}

/** Relays that an axis took on these days, Vietnam time, both included; oldest first. */
export async function relaysBetween(
  reader: Reader,
  axis: string,
  period: { readonly from: string; readonly to: string },
): Promise<RelayLine[]> {
  const midnight = (day: string) => sql`(${day}::date)::timestamp at time zone 'Asia/Ho_Chi_Minh'`;
  const { rows } = await reader.execute<Record<string, unknown> & RelayLine & { relayedAt: string }>(sql`
    select r.delivery_id as "deliveryId", lead.document_id as "documentId", d.document_uid as "documentUid", lead.kind,
      r.remote_id as "remoteId", r.relayed_at as "relayedAt",
      (select jsonb_agg(jsonb_build_object('code', m.addressed_code, 'state', m.state) order by m.id)
        from delivery m where m.id = any(lead.members)) as recipients
    from relay r join delivery lead on lead.id = r.delivery_id join document d on d.id = lead.document_id
    where r.axis = ${axis} and r.relayed_at >= ${midnight(period.from)}
      and r.relayed_at < ${midnight(period.to)} + interval '1 day'
    order by r.relayed_at`);
  return rows.map((row) => ({ ...row, relayedAt: new Date(row.relayedAt) }));
}

/** Which of these ids of the other side belong to relays of this hub, of whatever day. */
export async function knownRemoteIds(reader: Reader, axis: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await reader.execute<{ id: string }>(sql`
    select distinct one.id from relay r cross join lateral unnest(string_to_array(r.remote_id, ',')) as one(id)
    where r.axis = ${axis} and one.id = any(${sql.param([...ids])}::text[])`);
  return new Set(rows.map((row) => row.id));
}
