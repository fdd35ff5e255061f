import { and, eq, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { isId, newId } from '../platform/ids.ts';
import type { Principal } from '../registry/index.ts';
import { error } from './errors.ts';
import { auditLook } from './tables.ts';

/** How long content stays open for one reason. */
export const LOOK_MINUTES = 30;
export const SHORTEST_REASON = 10;
export const LONGEST_REASON = 500;

export type Look = typeof auditLook.$inferSelect;

export interface Looker {
  readonly accountId: string;
  readonly principal: Principal;
}

/** The reason as it will be on record. @throws LOOK_REASON_NEEDED */
export function readReason(given: unknown): string {
  const reason = String(given ?? '')
    .replaceAll('\0', '')
    .replace(/\s+/g, ' ')
    .trim();
  const { length } = [...reason];
  if (length < SHORTEST_REASON || length > LONGEST_REASON) {
    throw error('LOOK_REASON_NEEDED', { shortest: SHORTEST_REASON, longest: LONGEST_REASON });
  }
  return reason;
}

/** Opens the content of a document that the caller may inspect for this reason; gives the look's id. */
export async function openLook(tx: Tx, { accountId, principal }: Looker, documentId: string, reason: string) {
  const id = newId();
  const expiresAt = sql`now() + make_interval(mins => ${LOOK_MINUTES})`;
  await tx.insert(auditLook).values({ id, accountId, documentId, reason, expiresAt });
  const data = { minutes: LOOK_MINUTES, decision: principal.mandate?.decision ?? '–', reason };
  await record(tx, [{ type: 'audit.content-opened', actor: principal.actor, documentId, data }]);
  return id;
}

/** A look of this person into this document that is still open. @throws LOOK_OVER */
export async function findLook(reader: Reader, accountId: string, documentId: string, id: string): Promise<Look> {
  const [look] = isId(id)
    ? await reader
        .select()
        .from(auditLook)
        .where(
          and(
            eq(auditLook.id, id),
            eq(auditLook.accountId, accountId),
            eq(auditLook.documentId, documentId),
            sql`${auditLook.expiresAt} > now()`,
          ),
        )
    : [];
  if (!look) throw error('LOOK_OVER');
  return look;
}
