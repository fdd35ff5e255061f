import { and, asc, eq, gt, gte, lt, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { idCeiling } from '../platform/ids.ts';
import type { Delivery } from './model.ts';
import { documentFloor } from './read.ts';
import { delivery } from './tables.ts';

/** Which recipients of a document its sender looks at: everybody, who has not accepted yet, whom it did not reach. */
export const RECIPIENT_VIEWS = ['all', 'open', 'stuck'] as const;
export type RecipientView = (typeof RECIPIENT_VIEWS)[number];

const OF_VIEW = {
  all: undefined,
  open: sql`${delivery.state} not in ('failed', 'dead', 'held', 'cancelled') and coalesce(${delivery.businessCode}, '01') = '01'`,
  stuck: sql`${delivery.state} in ('failed', 'dead', 'held')`,
} as const;

export interface RecipientQuery {
  readonly documentId: string;
  readonly view: RecipientView;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  /** 1 to 500. */
  readonly limit: number;
}

/** One page of a document's recipients in the order of its addresses; `next` is null on the last. */
export async function listRecipients(
  reader: Reader,
  { documentId, view, after, limit }: RecipientQuery,
): Promise<{ items: Delivery[]; next: string | null }> {
  const rows = await reader
    .select()
    .from(delivery)
    .where(
      and(
        eq(delivery.documentId, documentId),
        gte(delivery.id, documentFloor(documentId)),
        lt(delivery.id, idCeiling()),
        OF_VIEW[view],
        after === undefined ? undefined : gt(delivery.id, after),
      ),
    )
    .orderBy(asc(delivery.id))
    .limit(limit + 1);
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? items.at(-1)!.id : null };
}
