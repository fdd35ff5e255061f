import { sql } from 'drizzle-orm';
import { type NewAlert, raiseAlerts } from '../notify/index.ts';
import { dueInWords } from '../platform/clock.ts';
import type { Db, Tx } from '../platform/database.ts';
import { readCalendar } from '../registry/index.ts';
import { owedDocuments } from './documents.ts';
import type { DutyKind } from './kinds.ts';
import { alertAt, STAGES, type Stage } from './rules.ts';
import { superiorsOf } from './superiors.ts';

const AT_ONCE = 500;

type Due = {
  readonly deliveryId: string;
  readonly kind: DutyKind;
  readonly documentId: string;
  readonly agencyId: string;
  readonly startedAt: Date;
  readonly dueAt: Date;
  readonly stage: number;
};

const KINDS = { soon: 'duty-soon', overdue: 'duty-overdue', neglected: 'duty-neglected' } as const;

/** Tells people of duties before they are due and after; those of one agency, kind and stage share an alert. */
export async function remindOfDuties(db: Db): Promise<void> {
  while ((await db.transaction(remindSome)) === AT_ONCE);
}

async function remindSome(tx: Tx): Promise<number> {
  // One process at a time: two at once would each tell of a part. What a step of its delivery holds waits a round.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('remind of duties'))`);
  const { rows } = await tx.execute<Due>(sql`
    select delivery_id as "deliveryId", kind, document_id as "documentId", agency_id as "agencyId",
      started_at as "startedAt", due_at as "dueAt", stage
    from duty where alert_at <= now() order by alert_at, delivery_id limit ${AT_ONCE} for update skip locked`);
  if (rows.length === 0) return 0;
  await raiseAlerts(tx, await alertsFor(tx, rows));
  await moveOn(tx, rows);
  return rows.length;
}

async function alertsFor(tx: Tx, rows: readonly Due[]): Promise<NewAlert[]> {
  const groups = groupOf(rows);
  const firsts = groups.map((group) => group.reduce((a, b) => (b.dueAt < a.dueAt ? b : a)));
  const documents = await owedDocuments(
    tx,
    firsts.map((one) => one.documentId),
  );
  const superiors = await superiorsOf(
    tx,
    firsts.map((one) => one.agencyId),
  );
  return groups.flatMap((group, index) => {
    const first = firsts[index]!;
    const document = documents.get(first.documentId);
    const superior = superiors.get(first.agencyId);
    if (!document || !superior) return [];
    const stage: Stage = STAGES[first.stage]!;
    return [
      {
        key: `duty:${first.kind}:${stage}:${first.deliveryId}`,
        kind: KINDS[stage],
        agencyId: stage === 'neglected' ? superior.agencyId : first.agencyId,
        facts: {
          duty: first.kind,
          count: group.length,
          code: document.code,
          sender: document.sender,
          due: dueInWords(first.dueAt),
          debtor: superior.debtor,
        },
      },
    ];
  });
}

/** Those of one agency, kind and stage together. */
function groupOf(rows: readonly Due[]): Due[][] {
  const groups = new Map<string, Due[]>();
  for (const row of rows) {
    const key = `${row.agencyId} ${row.kind} ${row.stage}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

/** To the next stage; past the last one nobody is told any more. */
async function moveOn(tx: Tx, rows: readonly Due[]): Promise<void> {
  const calendar = await readCalendar(tx);
  const next = rows.map((row) => {
    const stage = STAGES[row.stage + 1];
    const at = stage && alertAt(calendar, { startedAt: new Date(row.startedAt), dueAt: new Date(row.dueAt) }, stage);
    return { delivery_id: row.deliveryId, kind: row.kind, at: at ?? null };
  });
  await tx.execute(sql`
    update duty d set stage = d.stage + 1, alert_at = r.at
    from jsonb_to_recordset(${JSON.stringify(next)}::jsonb) as r(delivery_id uuid, kind text, at timestamptz)
    where d.delivery_id = r.delivery_id and d.kind = r.kind`);
}
