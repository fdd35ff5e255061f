import { sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { NewAlert } from './model.ts';

/**
 * Writes alerts in the transaction of the step that they tell: they are told if, and only if, the step happened. One
 * whose key is known already is passed over, whatever became of it.
 */
export async function raiseAlerts(tx: Tx, alerts: readonly NewAlert[]): Promise<void> {
  if (alerts.length === 0) return;
  const rows = alerts.map((one) => ({
    id: newId(),
    key: one.key,
    kind: one.kind,
    agency_id: one.agencyId,
    document_id: one.documentId ?? null,
    delivery_id: one.deliveryId ?? null,
    facts: one.facts,
    wait: one.afterSeconds ?? 0,
    repeat_seconds: one.repeat?.seconds ?? null,
    repeat_times: one.repeat?.times ?? null,
  }));
  await tx.execute(sql`
    insert into alert (id, key, kind, agency_id, document_id, delivery_id, facts, state, due_at, repeat_seconds,
      repeat_times)
    select id, key, kind, agency_id, document_id, delivery_id, facts, 'waiting', now() + make_interval(secs => wait),
      repeat_seconds, repeat_times
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, key text, kind text, agency_id uuid,
      document_id uuid, delivery_id uuid, facts jsonb, wait float8, repeat_seconds int,
      repeat_times int)
    order by key
    on conflict (key) do nothing`);
}

/** Ends alerts whose reason is gone: nobody is told any more. Keys that nobody raised are passed over. */
export async function settleAlerts(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.execute(sql`
    update alert set state = 'cancelled', ended_at = now()
    where key = any(${sql.param([...keys])}::text[]) and state = 'waiting'`);
}
