import { asc, eq, inArray, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import type { Vault } from '../platform/secrets.ts';
import { requireSigningKey, type SigningKey } from '../trust/index.ts';
import { bindCertificate } from './certificates.ts';
import type { Agency } from './model.ts';
import { sealingError } from './sealing-errors.ts';
import { certificate, sealingKey } from './tables.ts';

/** A key that the hub holds for an agency; the secret opens with the vault only. */
export interface SealingKey {
  readonly agencyId: string;
  readonly secret: Buffer;
  readonly der: Buffer;
  readonly subject: string;
  readonly serial: string;
  readonly sha256: string;
  readonly notAfter: Date;
  readonly revokedAt: Date | null;
  readonly addedBy: string;
  readonly addedAt: Date;
}

const columns = {
  agencyId: sealingKey.agencyId,
  secret: sealingKey.secret,
  der: certificate.der,
  subject: certificate.subject,
  serial: certificate.serial,
  digest: certificate.sha256,
  notAfter: certificate.notAfter,
  revokedAt: certificate.revokedAt,
  addedBy: sealingKey.addedBy,
  addedAt: sealingKey.addedAt,
};

/**
 * Takes an agency's system key into the vault and binds its certificate to the agency; it takes the place of an earlier
 * one, whose certificate stays bound, since it still proves what it sealed.
 * @throws KEY_NOT_SUITABLE, CERTIFICATE_BOUND_ELSEWHERE
 */
export async function addSealingKey(
  tx: Tx,
  vault: Vault,
  input: { readonly agencyId: string; readonly key: SigningKey; readonly addedBy: string },
): Promise<SealingKey> {
  const { agencyId, key, addedBy } = input;
  requireSigningKey(key);
  const { id } = await bindCertificate(tx, { agencyId, der: Buffer.from(key.certificatePem), addedBy });
  const values = { certificateId: id, secret: vault.seal(key.privateKeyPem, agencyId), addedBy };
  await tx
    .insert(sealingKey)
    .values({ agencyId, ...values })
    .onConflictDoUpdate({ target: sealingKey.agencyId, set: { ...values, addedAt: sql`now()` } });
  return (await readKeys(tx, [agencyId]))[0]!;
}

/** The key that seals for an agency: its own, else that of its contact point, which sends for it. */
export async function findSealingKey(
  reader: Reader,
  { id, contactPointId }: Pick<Agency, 'id' | 'contactPointId'>,
): Promise<SealingKey | null> {
  const holders = contactPointId === null ? [id] : [id, contactPointId];
  const found = await readKeys(reader, holders);
  return found.find((one) => one.agencyId === id) ?? found[0] ?? null;
}

export async function listSealingKeys(reader: Reader): Promise<SealingKey[]> {
  return readKeys(reader, null);
}

/** @throws SEALING_KEY_UNKNOWN */
export async function removeSealingKey(tx: Tx, { id, code }: Pick<Agency, 'id' | 'code'>): Promise<SealingKey> {
  const [held] = await readKeys(tx, [id]);
  if (!held) throw sealingError('SEALING_KEY_UNKNOWN', { code });
  await tx.delete(sealingKey).where(eq(sealingKey.agencyId, id));
  return held;
}

/** Ready to sign; stays in memory only for as long as the caller keeps it. @throws SECRET_UNREADABLE */
export function openSealingKey(vault: Vault, { secret, agencyId, der }: SealingKey): SigningKey {
  const body = der.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    privateKeyPem: vault.open(secret, agencyId),
    certificatePem: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`,
  };
}

async function readKeys(reader: Reader, agencyIds: readonly string[] | null): Promise<SealingKey[]> {
  const rows = await reader
    .select(columns)
    .from(sealingKey)
    .innerJoin(certificate, eq(certificate.id, sealingKey.certificateId))
    .where(agencyIds === null ? undefined : inArray(sealingKey.agencyId, [...agencyIds]))
    .orderBy(asc(sealingKey.addedAt));
  return rows.map(({ digest, ...row }) => ({ ...row, sha256: digest.toString('hex') }));
}
