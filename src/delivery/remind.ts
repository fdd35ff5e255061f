import { inArray, max, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import { raiseAlerts } from '../notify/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { idCeiling } from '../platform/ids.ts';
import type { Delivery } from './model.ts';
import { documentFloor } from './read.ts';
import { reminder } from './tables.ts';

/** The document that recipients are reminded of, as an alert may name it. */
export interface Reminded {
  readonly id: string;
  /** Số, ký hiệu. */
  readonly code: string;
  /** Name of the agency that sent it. */
  readonly sender: string;
}

/** As `isRemindable`, once for each lead: where content waits or has come, of an agency of this hub, and neither accepted nor asked back. */
const REMINDABLE = sql`d.id = d.lead_id and d.kind = 'document' and d.channel in ('pull', 'webhook', 'connection')
  and d.state in ('available', 'fetched', 'left', 'arrived') and coalesce(d.business_code, '01') = '01'
  and coalesce(d.recall_state, 'refused') = 'refused'`;

const REACHABLE: ReadonlySet<string> = new Set(['available', 'fetched', 'left', 'arrived']);
/** Behind an axis it is for that axis to remind. */
const OF_THIS_HUB: ReadonlySet<string> = new Set(['pull', 'webhook', 'connection']);

/** Whether a recipient can be reminded of a delivery: it is of this hub, and has neither accepted nor been asked back. */
export function isRemindable({ channel, state, businessCode, recallState }: Delivery): boolean {
  const open = (businessCode ?? '01') === '01' && (recallState ?? 'refused') === 'refused';
  return open && REACHABLE.has(state) && OF_THIS_HUB.has(channel);
}

/** Deliveries that one statement takes: events have ten columns, and PostgreSQL 65,535 parameters. */
const BATCH = 1_000;

/**
 * Đôn đốc: reminds those recipients of a document that have not accepted it; their contacts are alerted, and their pages
 * show it. Once a day (Vietnam) for each: whoever was reminded today is passed over, as is whoever has accepted.
 * @param ids of deliveries of the document, or everybody
 * @returns how many were reminded now
 */
export async function remindRecipients(
  tx: Tx,
  document: Reminded,
  ids: readonly string[] | 'all',
  actor: string,
): Promise<number> {
  const chosen = ids === 'all' ? sql`` : sql`and d.members && ${sql.param([...ids])}::uuid[]`;
  const { rows } = await tx.execute<{ id: string; agency: string; day: string }>(sql`
    with reminded as (
      insert into reminder (delivery_id, reminded_on, reminded_by)
      select d.id, (now() at time zone 'Asia/Ho_Chi_Minh')::date, ${actor} from delivery d
      where d.document_id = ${document.id}::uuid and d.id >= ${documentFloor(document.id)}::uuid
        and d.id < ${idCeiling()}::uuid and ${REMINDABLE} ${chosen}
      order by d.id
      on conflict do nothing returning delivery_id, reminded_on
    )
    select d.id, d.handover_id as agency, r.reminded_on::text as day
    from reminded r join delivery d on d.id = r.delivery_id order by d.id`);
  const facts = { code: document.code, sender: document.sender };
  for (let from = 0; from < rows.length; from += BATCH) {
    const some = rows.slice(from, from + BATCH).map(({ id, agency, day }) => ({
      key: `reminder:${id}:${day}`,
      about: { documentId: document.id, deliveryId: id, agencyId: agency },
    }));
    await record(
      tx,
      some.map(({ about }) => ({ type: 'delivery.reminded' as const, actor, ...about })),
    );
    await raiseAlerts(
      tx,
      some.map(({ key, about }) => ({ key, kind: 'reminder' as const, ...about, facts })),
    );
  }
  return rows.length;
}

export interface Reminders {
  readonly count: number;
  readonly lastAt: Date;
}

/** How often each of these leads was reminded of; who never was is not in it. */
export async function remindersOf(reader: Reader, leadIds: readonly string[]): Promise<Map<string, Reminders>> {
  if (leadIds.length === 0) return new Map();
  const rows = await reader
    .select({ id: reminder.deliveryId, count: sql<number>`count(*)::int`, lastAt: max(reminder.remindedAt) })
    .from(reminder)
    .where(inArray(reminder.deliveryId, [...leadIds]))
    .groupBy(reminder.deliveryId);
  return new Map(rows.map(({ id, count, lastAt }) => [id, { count, lastAt: lastAt! }]));
}
