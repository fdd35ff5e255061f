import { sql } from 'drizzle-orm';
import { transactionTime } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import { type Calendar, readCalendar } from '../registry/index.ts';
import type { OwedDocument } from './documents.ts';
import type { DutyKind } from './kinds.ts';
import type { Noticed, Owed } from './model.ts';
import { alertAt, BY_STATUS, noticeDue, processingDue, registrationDue } from './rules.ts';

/** Starts the clocks of what has just come to an agency, at PostgreSQL's time of this transaction. */
export async function openDuties(
  tx: Tx,
  owed: readonly Owed[],
  documents: ReadonlyMap<string, OwedDocument>,
  noticed: Noticed,
): Promise<void> {
  if (owed.length === 0) return;
  const [calendar, at] = [await readCalendar(tx), await transactionTime(tx)];
  const rows = owed.flatMap((one) => {
    // A report may come before the answer of a push: what it has ended does not begin.
    const { done, lifted } = BY_STATUS[one.businessCode ?? ''] ?? { done: [], lifted: [] };
    return dutiesOf(calendar, noticed, documents.get(one.documentId), at)
      .filter(({ kind }) => ![...done, ...lifted].includes(kind))
      .map(({ kind, dueAt }) => ({
        delivery_id: one.id,
        kind,
        document_id: one.documentId,
        agency_id: one.handoverId,
        due_at: dueAt,
        alert_at: alertAt(calendar, { startedAt: at, dueAt }, 'soon'),
      }));
  });
  await tx.execute(sql`
    insert into duty (delivery_id, kind, document_id, agency_id, due_at, alert_at)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(delivery_id uuid, kind text,
      document_id uuid, agency_id uuid, due_at timestamptz, alert_at timestamptz)
    on conflict do nothing`);
}

function dutiesOf(
  calendar: Calendar,
  noticed: Noticed,
  document: OwedDocument | undefined,
  at: Date,
): { kind: DutyKind; dueAt: Date }[] {
  // What is pushed arrives with the answer that it was received: `follow.ts` counts that notice at once.
  const notice = noticed === 'later' ? [{ kind: 'notice' as const, dueAt: noticeDue(calendar, at) }] : [];
  // A recall is answered (15), not registered; its own time is watched apart.
  if (document?.docType === 1) return notice;
  const processing = processingDue(document?.dueOn ?? null, at);
  return [
    ...notice,
    { kind: 'registration', dueAt: registrationDue(calendar, at) },
    ...(processing === null ? [] : [{ kind: 'processing' as const, dueAt: processing }]),
  ];
}
