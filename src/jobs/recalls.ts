import {
  confirmRecall,
  oweConfirmations,
  sentFromAxis,
  takeAnsweredRecalls,
  takeOverdueRecalls,
} from '../delivery/index.ts';
import { transactionTime } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import { findDocuments } from '../intake/index.ts';
import { readCalendar, subtractWorkingMinutes } from '../registry/index.ts';
import { tellOverdueRecalls } from '../status/index.ts';

const AT_ONCE = 200;

/** What becomes of recalls by themselves: confirmed by what the recipient's system took, or overdue. */
export async function followRecalls(hub: Hub): Promise<void> {
  const { db } = hub.database;
  await db.transaction(async (tx) => {
    const answered = await takeAnsweredRecalls(tx, AT_ONCE);
    await confirmRecall(tx, answered, 'hub');
    // Whoever asked with a 13, or asks by an axis, waits for a 15, which such a system does not write.
    const byRequest = answered.filter((one) => one.recallForm === 'status13');
    const byPackage = answered.filter((one) => one.recallForm !== 'status13');
    await oweConfirmations(tx, [...byRequest, ...(await sentFromAxis(tx, byPackage))]);
  });
  await db.transaction(async (tx) => {
    const hours = hub.config.recallConfirmHours;
    const now = await transactionTime(tx);
    const askedBefore = subtractWorkingMinutes(await readCalendar(tx), now, hours * 60);
    const late = await takeOverdueRecalls(tx, askedBefore, hours, AT_ONCE);
    const documents = await findDocuments(
      tx,
      late.map((one) => one.documentId),
    );
    for (const one of late) await tellOverdueRecalls(tx, documents.get(one.documentId)!, [one]);
  });
}
