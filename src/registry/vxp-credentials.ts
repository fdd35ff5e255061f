import { randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { type Clock, systemClock } from '../platform/clock.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import type { Vault } from '../platform/secrets.ts';
import { principalOfSystem } from './authenticate.ts';
import { forgetKeys, remember } from './memory.ts';
import type { Principal } from './model.ts';
import { systemId } from './systems.ts';
import { vxpCredential } from './tables.ts';

/** A system as the door that speaks an axis's protocol knows it. */
export interface VxpSystem {
  readonly principal: Principal;
  /** Key of the HMAC; never logged. */
  readonly secret: string;
  /** The clock of its timestamps, in minutes east of UTC. */
  readonly offsetMinutes: number;
}

/**
 * Gives a system a new secret for the axis's protocol, in place of the one before, which ends at once. Both values are
 * shown this once. Throws SYSTEM_UNKNOWN.
 */
export async function issueVxpCredentials(
  tx: Tx,
  vault: Vault,
  name: string,
): Promise<{ systemId: string; secret: string }> {
  const id = await systemId(tx, name);
  const secret = randomBytes(32).toString('base64url');
  const row = { secret: vault.seal(secret, id) };
  await tx
    .insert(vxpCredential)
    .values({ systemId: id, ...row })
    .onConflictDoUpdate({ target: vxpCredential.systemId, set: { ...row, issuedAt: sql`now()` } });
  forgetKeys();
  return { systemId: id, secret };
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
    const [row] = await reader.select().from(vxpCredential).where(eq(vxpCredential.systemId, id));
    const principal = row && (await principalOfSystem(reader, row.systemId));
    if (!principal) return null;
    return { principal, secret: vault.open(row.secret, row.systemId), offsetMinutes: row.offsetMinutes };
  });
}
