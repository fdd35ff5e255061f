import { type EventType, record } from '../evidence/index.ts';
import type { Tx } from '../platform/database.ts';
import type { Acting } from '../registry/index.ts';

/** Who acts on the registry, why, and from where. */
export interface By extends Acting {
  /** The address of his browser, or the name of the machine at whose command line he sits. */
  readonly from: string;
}

export interface Told {
  readonly type: EventType;
  readonly agencyId?: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The line of the log that tells an act, in its own transaction. */
export function tell(tx: Tx, { type, agencyId = null, data }: Told, { principal, why, from }: By): Promise<void> {
  return record(tx, [{ type, actor: principal.actor, agencyId, data: { ...data, from, why } }]);
}
