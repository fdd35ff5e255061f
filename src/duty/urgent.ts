import { type NewAlert, raiseAlerts } from '../notify/index.ts';
import type { Tx } from '../platform/database.ts';
import { readCalendar } from '../registry/index.ts';
import type { OwedDocument } from './documents.ts';
import type { Noticed, Owed } from './model.ts';
import { superiorsOf } from './superiors.ts';

/** The keys of the alerts about an urgent delivery at one recipient: one set for all addresses of a group. */
export function urgentKeys({ leadId, handoverId }: Pick<Owed, 'leadId' | 'handoverId'>): string[] {
  const at = `${leadId}:${handoverId}`;
  return [`urgent:${at}`, `urgent-unopened:${at}`, `urgent-ignored:${at}`];
}

/**
 * Tells those on duty of urgent documents that have come (QĐ 28/2018 Art 6(2): handed over at once). One that waits to be
 * opened is told again and again, after a while to the superior, and in the end, for the last time, to the administrators; what
 * was pushed is with the agency's own system, so it is told once.
 */
export async function alertUrgent(
  tx: Tx,
  started: readonly Owed[],
  documents: ReadonlyMap<string, OwedDocument>,
  noticed: Noticed,
): Promise<void> {
  const urgent = started.filter((one) => one.urgent && one.id === one.leadId && one.handoverId !== null);
  if (urgent.length === 0) return;
  const { urgentRepeatMinutes, urgentRepeatTimes, urgentEscalateMinutes } = (await readCalendar(tx)).alerts;
  const superiors = await superiorsOf(
    tx,
    urgent.map((one) => one.handoverId!),
  );
  const alerts = urgent.flatMap((one): NewAlert[] => {
    const document = documents.get(one.documentId);
    if (!document) return [];
    const { sender, code, priority } = document;
    const superior = superiors.get(one.handoverId!)!;
    const about = { documentId: one.documentId, deliveryId: one.id };
    const [arrived, unopened, ignored] = urgentKeys(one) as [string, string, string];
    const facts = { sender, code, priority };
    const told = { ...about, key: arrived, kind: 'urgent-arrived', agencyId: one.handoverId, facts } as const;
    if (noticed === 'at-once') return [told];
    const repeat = { seconds: urgentRepeatMinutes * 60, times: urgentRepeatTimes };
    return [
      { ...told, repeat },
      {
        ...about,
        key: unopened,
        kind: 'urgent-unopened',
        agencyId: superior.agencyId,
        facts: { ...facts, debtor: superior.debtor, minutes: urgentEscalateMinutes },
        afterSeconds: urgentEscalateMinutes * 60,
      },
      {
        ...about,
        key: ignored,
        kind: 'urgent-ignored',
        agencyId: null,
        facts: { ...facts, debtor: superior.debtor, times: repeat.times },
        // When it would be told once more.
        afterSeconds: repeat.times * repeat.seconds,
      },
    ];
  });
  await raiseAlerts(tx, alerts);
}
