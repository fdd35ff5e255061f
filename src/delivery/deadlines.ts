import { sql } from 'drizzle-orm';
import { type NewEvent, record } from '../evidence/index.ts';
import { raiseAlerts } from '../notify/index.ts';
import { dayInWords, momentInWords, vietnamTime } from '../platform/clock.ts';
import type { Tx } from '../platform/database.ts';

const AT_ONCE = 500;

type Late = Record<string, unknown> & {
  id: string;
  lane_id: string;
  document_id: string;
  document_uid: string;
  sender_id: string;
  addressed_code: string;
  agency_id: string | null;
  deadline_at: string;
};

/**
 * Warns of pushes that become dead letters soon: the sender by its timeline and its contacts, once a document; the hub's
 * administrators once a lane and day. A push is warned of once. Gives how many.
 */
export async function warnOfDeadlines(tx: Tx, warningSeconds: number): Promise<number> {
  const { rows } = await tx.execute<Late>(sql`
    with late as (
      select delivery_id from dispatch
      where not warned and attempts > 0 and deadline_at < now() + make_interval(secs => ${warningSeconds})
      order by delivery_id limit ${AT_ONCE} for update skip locked
    ), marked as (
      update dispatch d set warned = true from late where d.delivery_id = late.delivery_id
      returning d.delivery_id, d.lane_id, d.deadline_at
    )
    select v.id, marked.lane_id, v.document_id, doc.document_uid, doc.sender_id, v.addressed_code, v.agency_id,
      marked.deadline_at
    from marked join delivery v on v.id = marked.delivery_id join document doc on doc.id = v.document_id
    order by v.id`);
  await record(tx, rows.map(toEvent));
  await raiseAlerts(tx, rows.flatMap(toAlerts));
  return rows.length;
}

function toEvent(row: Late): NewEvent {
  const data = { deadline: vietnamTime(new Date(row.deadline_at)) };
  const { id: deliveryId, document_id: documentId, agency_id: agencyId } = row;
  return { type: 'delivery.late', actor: 'hub', documentId, deliveryId, agencyId, data };
}

function toAlerts(row: Late) {
  const kind = 'delivery-late' as const;
  const facts = {
    documentUid: row.document_uid,
    recipient: row.addressed_code,
    deadline: momentInWords(row.deadline_at),
  };
  const about = { kind, documentId: row.document_id, deliveryId: row.id, facts };
  return [
    { ...about, key: `${kind}:${row.document_id}`, agencyId: row.sender_id },
    { ...about, key: `${kind}:${row.lane_id}:${dayInWords(row.deadline_at)}`, agencyId: null },
  ];
}
