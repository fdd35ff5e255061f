import { randomBytes } from 'node:crypto';
import { eq, getTableColumns, sql } from 'drizzle-orm';
import { type Clock, systemClock } from '../platform/clock.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import type { Vault } from '../platform/secrets.ts';
import { principalOfSystem } from './authenticate.ts';
import { forgetKeys, remember } from './memory.ts';
import type { Principal } from './model.ts';
import { endOfOverlap, requireOverlap, systemId } from './systems.ts';
import { vxpCredential } from './tables.ts';

/** A system as the door that speaks an axis's protocol knows it. */
export interface VxpSystem {
  readonly principal: Principal;
  /** Keys of the HMAC, the newest first: the one before stays valid while it overlaps. Never logged. */
  readonly secrets: readonly string[];
  /** The clock of its timestamps, in minutes east of UTC. */
  readonly offsetMinutes: number;
}

/**
 * Gives a system a new secret for the axis's protocol; the one before stays valid for `overlapHours` (0 to 720). Both
 * values are shown this once. Throws SYSTEM_UNKNOWN, OVERLAP_INVALID.
 */
export async function issueVxpCredentials(
  tx: Tx,
  vault: Vault,
  name: string,
  overlapHours = 0,
): Promise<{ systemId: string; secret: string; oldUntil: Date | null }> {
  requireOverlap(overlapHours);
  const id = await systemId(tx, name);
  const secret = randomBytes(32).toString('base64url');
  const row = { secret: vault.seal(secret, id) };
  const keeps = overlapHours > 0;
  const [made] = await tx
    .insert(vxpCredential)
    .values({ systemId: id, ...row })
    .onConflictDoUpdate({
      target: vxpCredential.systemId,
      set: {
        ...row,
        previousSecret: keeps ? sql`${vxpCredential.secret}` : null,
        previousUntil: keeps ? endOfOverlap(overlapHours) : null,
        issuedAt: sql`now()`,
      },
    })
    .returning({ oldUntil: vxpCredential.previousUntil });
  forgetKeys();
  return { systemId: id, secret, oldUntil: made!.oldUntil };
}

/** Says which clock the system's timestamps show. Gives whether it has credentials at all. Throws SYSTEM_UNKNOWN. */
export async function setVxpClock(tx: Tx, name: string, offsetMinutes: number): Promise<boolean> {
  const rows = await tx
    .update(vxpCredential)
    .set({ offsetMinutes })
    .where(eq(vxpCredential.systemId, await systemId(tx, name)))
    .returning({ id: vxpCredential.systemId });
  forgetKeys();
  return rows.length > 0;
}

/** Ends a system's access by the axis's protocol; its API key stays. Throws SYSTEM_UNKNOWN. */
export async function endVxpCredentials(tx: Tx, name: string): Promise<void> {
  await tx.delete(vxpCredential).where(eq(vxpCredential.systemId, await systemId(tx, name)));
  forgetKeys();
}

/** What is kept beside the secret; null for a system without credentials. Throws SYSTEM_UNKNOWN. */
export async function findVxpCredentials(reader: Reader, name: string) {
  const [row] = await reader
    .select({
      systemId: vxpCredential.systemId,
      offsetMinutes: vxpCredential.offsetMinutes,
      issuedAt: vxpCredential.issuedAt,
    })
    .from(vxpCredential)
    .where(eq(vxpCredential.systemId, await systemId(reader, name)));
  return row ?? null;
}

/** Who claims to speak under this `systemid`; null when it is unknown, disabled or without credentials. */
export async function vxpSystem(
  reader: Reader,
  vault: Vault,
  id: string,
  clock: Clock = systemClock,
): Promise<VxpSystem | null> {
  if (!isId(id)) return null;
  return remember(reader, `vxp:${id.toLowerCase()}`, clock, async () => {
    const [row] = await reader
      .select({ ...getTableColumns(vxpCredential), overlaps: sql<boolean>`now() < ${vxpCredential.previousUntil}` })
      .from(vxpCredential)
      .where(eq(vxpCredential.systemId, id));
    const principal = row && (await principalOfSystem(reader, row.systemId));
    if (!principal) return null;
    const sealed = row.overlaps && row.previousSecret ? [row.secret, row.previousSecret] : [row.secret];
    return {
      principal,
      secrets: sealed.map((one) => vault.open(one, row.systemId)),
      offsetMinutes: row.offsetMinutes,
    };
  });
}
