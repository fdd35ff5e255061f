import { eq, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { type Agency, receptions, resolveAgencies } from '../registry/index.ts';
import { issuerCode } from './number.ts';
import { findDossier } from './read.ts';
import { type DossierRow, dossier, dossierParty } from './tables.ts';

/** The agency that a number names. */
async function issuerOf(reader: Reader, number: string): Promise<Agency | null> {
  const code = issuerCode(number);
  return code === null ? null : ((await resolveAgencies(reader, [code])).get(code) ?? null);
}

/**
 * Whose a dossier of this number is before anybody has sent anything of it: the agency that the number names, and
 * whoever receives that agency's mail today (its contact point, the agency above a unit, a successor).
 */
export async function ownersOf(reader: Reader, number: string): Promise<{ issuer: Agency | null; ids: string[] }> {
  const issuer = await issuerOf(reader, number);
  if (!issuer) return { issuer, ids: [] };
  const reception = (await receptions(reader, [issuer])).get(issuer.id);
  const handover = reception?.outcome === 'open' ? reception.handover.id : issuer.id;
  return { issuer, ids: [...new Set([issuer.id, handover])] };
}

/**
 * The dossier of a normalised number, made when it is new. Its parties are its owners; where the number names nobody,
 * whoever speaks of it first. It is held against retention, which would take it as one that nobody speaks of.
 */
export async function openDossier(tx: Tx, number: string, openerId: string, actor: string): Promise<DossierRow> {
  const [known] = await tx.select().from(dossier).where(eq(dossier.number, number)).for('key share');
  if (known) return known;
  const { issuer, ids } = await ownersOf(tx, number);
  const values = { id: newId(), number, issuerId: issuer?.id ?? null };
  const [made] = await tx.insert(dossier).values(values).onConflictDoNothing().returning();
  // Another transaction has opened it meanwhile, and has committed, or the insert would still be waiting.
  if (!made) return (await findDossier(tx, number))!;
  await addParties(tx, made.id, issuer ? ids : [openerId]);
  await record(tx, [{ type: 'dossier.opened', actor, agencyId: issuer?.id ?? openerId, data: { number } }]);
  return made;
}

export async function addParties(tx: Tx, dossierId: string, agencyIds: readonly string[]): Promise<void> {
  if (agencyIds.length === 0) return;
  const rows = [...new Set(agencyIds)].map((agencyId) => ({ agencyId, dossierId }));
  await tx.insert(dossierParty).values(rows).onConflictDoNothing();
}

/** Whether one of these agencies is a party. */
export async function hasParty(reader: Reader, dossierId: string, agencyIds: readonly string[]): Promise<boolean> {
  const { rows } = await reader.execute(sql`
    select from dossier_party
    where dossier_id = ${dossierId} and agency_id = any(${sql.param([...agencyIds])}::uuid[]) limit 1`);
  return rows.length > 0;
}
