import { and, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import { idCeiling } from '../platform/ids.ts';
import { error, reasonOf } from './errors.ts';
import type { Delivery } from './model.ts';
import { type ProvenStep, prove } from './proof.ts';
import { documentFloor } from './read.ts';
import { ON_PAPER } from './rules.ts';
import { delivery } from './tables.ts';

/** Why nothing electronic reached an address, where only paper is left (QĐ 28/2018 Art 7(1)). */
const PAPER_REASONS = ['RECIPIENT_NOT_CONNECTED', 'RECIPIENT_UNKNOWN'];

/** Whether an address can be closed by paper. */
export function isForPaper({ state, reasonCode }: Delivery): boolean {
  return state === 'failed' && reasonCode !== null && PAPER_REASONS.includes(reasonCode);
}

export interface SentOnPaper {
  /** `2026-11-25`, not after today in Vietnam. */
  readonly day: string;
  /** Name of the person who says so. */
  readonly by: string;
  readonly actor: string;
}

/**
 * "Gửi bản giấy": closes addresses of a document that no channel leads to. It ends as cancelled, so nothing sends it
 * again, and under its own word: it is never counted as electronic.
 * @param ids of deliveries of the document; others, and those that paper does not close, are passed over
 * @returns how many were closed now
 * @throws PAPER_DAY_INVALID
 */
export async function closeOnPaper(
  tx: Tx,
  documentId: string,
  ids: readonly string[],
  { day, by, actor }: SentOnPaper,
): Promise<number> {
  await requirePast(tx, day);
  const open = await tx
    .select()
    .from(delivery)
    .where(
      and(
        inArray(delivery.id, [...ids]),
        gte(delivery.id, documentFloor(documentId)),
        lt(delivery.id, idCeiling()),
        eq(delivery.documentId, documentId),
        eq(delivery.state, 'failed'),
        inArray(delivery.reasonCode, PAPER_REASONS),
      ),
    )
    .orderBy(delivery.id)
    .for('update');
  const steps: ProvenStep[] = [];
  const written = day.split('-').reverse().join('/');
  for (const one of open) {
    const reason = reasonOf(error(ON_PAPER, { code: one.addressedCode, day: written, by }));
    const [closed] = await tx
      .update(delivery)
      .set({ state: 'cancelled', stateAt: sql`now()`, reasonCode: ON_PAPER, reason })
      .where(eq(delivery.id, one.id))
      .returning();
    const data = { addressedCode: one.addressedCode, day: written, by };
    steps.push({ delivery: closed!, type: 'delivery.sent-on-paper', data });
  }
  await prove(tx, steps, actor);
  return steps.length;
}

async function requirePast(tx: Tx, day: string): Promise<void> {
  const isDay = /^20\d\d-\d\d-\d\d$/.test(day) && new Date(`${day}T00:00Z`).toJSON()?.startsWith(day);
  const { rows } = await tx.execute<{ today: string }>(
    sql`select (now() at time zone 'Asia/Ho_Chi_Minh')::date::text as today`,
  );
  if (!isDay || day > rows[0]!.today) throw error('PAPER_DAY_INVALID');
}
