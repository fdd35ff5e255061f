import { sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import { kinOf } from '../registry/index.ts';
import { lockDeliveries } from './business.ts';
import type { Delivery } from './model.ts';

interface Moved {
  readonly id: string;
  readonly agencyId: string | null;
  readonly handoverId: string;
  /** Its lead now, and the one before. */
  readonly leadId: string;
  readonly wasLeadId: string;
}

/**
 * Later deliveries that have not been released, by the lead that they must follow: those that were noted to follow the
 * old lead, and those of updates and replacements that came while there was nothing to follow, to the same agency by any
 * of its names or to whoever receives for it. Locked, so that they stay unreleased until commit.
 */
export async function unreleasedFollowers(tx: Tx, moved: readonly Moved[]): Promise<Map<string, string[]>> {
  const given = await withRecipients(tx, moved);
  const { rows } = await tx.execute<{ lead_id: string; id: string }>(sql`
    with moved as (
      select * from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
        as m(id uuid, "leadId" uuid, "wasLeadId" uuid, "handoverId" uuid, recipients uuid[])
    )
    select moved."leadId" as lead_id, p.delivery_id as id from moved
    join predecessor p on p.predecessor_id = moved."wasLeadId" where moved."wasLeadId" <> moved."leadId"
    union
    select moved."leadId", later.id from moved join delivery d on d.id = moved.id
    join document_reference r on r.refers_to_id = d.document_id and r.relation in ('updates', 'replaces')
    join delivery later on later.document_id = r.document_id
      and (later.agency_id = any(moved.recipients) or later.handover_id = moved."handoverId")`);
  const locked = await lockDeliveries(
    tx,
    rows.map((row) => row.id),
  );
  const waiting = new Set(locked.filter((one) => UNRELEASED.has(one.state)).map((one) => one.id));
  const found = new Map<string, string[]>();
  for (const { lead_id, id } of rows.filter((row) => waiting.has(row.id))) {
    found.set(lead_id, [...(found.get(lead_id) ?? []), id]);
  }
  return found;
}

const UNRELEASED: ReadonlySet<string> = new Set(['due', 'available', 'held', 'dead']);

/**
 * Which of these deliveries later documents have overtaken although no order was noted, because they had failed when
 * those came: the document was recalled, or an update or replacement was released to the same agency or its heir. A recall
 * counts for every recipient: it is not told here whom it names, and content that was taken back must not go out.
 */
export async function changedSince(tx: Tx, deliveries: readonly Delivery[]): Promise<Set<string>> {
  const failed = deliveries.filter((one) => one.state === 'failed');
  if (failed.length === 0) return new Set();
  const given = await withRecipients(
    tx,
    failed.map(({ id, documentId, agencyId }) => ({ id, documentId, agencyId })),
  );
  const { rows } = await tx.execute<{ id: string }>(sql`
    select d.id from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as d(id uuid, "documentId" uuid, recipients uuid[])
    where exists (select from document_reference r where r.refers_to_id = d."documentId" and r.relation = 'recalls')
      or exists (select from document s where s.about_id = d."documentId" and s.status_code = '13')
      or exists (
        select from document_reference r join delivery later on later.document_id = r.document_id
        where r.refers_to_id = d."documentId" and r.relation in ('updates', 'replaces')
          and later.agency_id = any(d.recipients) and later.state in ('sending', 'relayed', 'left', 'fetched', 'arrived'))`);
  return new Set(rows.map((row) => row.id));
}

/** Whom later documents for the same recipient may be addressed to: its agency, its heir, and whomever that one inherited of. */
async function withRecipients<T extends { readonly agencyId: string | null }>(
  tx: Tx,
  deliveries: readonly T[],
): Promise<(T & { recipients: string[] })[]> {
  const ids = new Set(deliveries.flatMap((one) => one.agencyId ?? []));
  const kin = await kinOf(tx, [...ids]);
  return deliveries.map((one) => ({ ...one, recipients: kin.get(one.agencyId ?? '') ?? [] }));
}
