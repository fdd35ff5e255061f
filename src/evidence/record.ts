import { randomFillSync } from 'node:crypto';
import type { Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { EventType } from './events.ts';
import { type EventData, event } from './tables.ts';

export interface NewEvent {
  readonly type: EventType;
  /** Who did it: `system:…`, `axis:…`, `hub`, `cli:…`. */
  readonly actor: string;
  readonly submissionId?: string | null;
  readonly documentId?: string | null;
  readonly deliveryId?: string | null;
  readonly agencyId?: string | null;
  readonly data?: EventData;
}

/**
 * Adds events to the log in the transaction of the step that they tell: either both are there or neither.
 * Ids ascend within the process, so the order of one step's events is the order of the list.
 */
export async function record(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const salts = randomFillSync(Buffer.alloc(16 * events.length));
  await tx.insert(event).values(
    events.map((one, index) => ({
      id: newId(),
      type: one.type,
      actor: one.actor,
      submissionId: one.submissionId ?? null,
      documentId: one.documentId ?? null,
      deliveryId: one.deliveryId ?? null,
      agencyId: one.agencyId ?? null,
      data: one.data ?? {},
      salt: salts.subarray(index * 16, index * 16 + 16),
    })),
  );
}
