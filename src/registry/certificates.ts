import { createHash, X509Certificate } from 'node:crypto';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import type { CertificateHolder, SignaturePolicy, SignerFacts } from '../trust/index.ts';
import { findAgencies } from './agencies.ts';
import { error } from './errors.ts';
import type { Agency } from './model.ts';
import { agencyCode, certificate } from './tables.ts';

export interface NewCertificate {
  readonly agencyId: string;
  /** The certificate, DER or PEM. */
  readonly der: Uint8Array;
  /** Whose it is where one person signs with it; the organisation's own without. */
  readonly person?: string;
  /** Who bound it, as the log names him. */
  readonly addedBy: string;
}

/**
 * Binds a signer's certificate to an agency; binding it again changes no more than the person named. Validity and path are judged when a
 * signature is verified, so an expired certificate may be bound: it still proves what was signed in its time.
 * Throws CERTIFICATE_UNREADABLE, CERTIFICATE_BOUND_ELSEWHERE.
 */
export async function bindCertificate(tx: Tx, input: NewCertificate): Promise<{ id: string; sha256: string }> {
  const parsed = parseCertificate(input.der);
  const sha256 = createHash('sha256').update(parsed.raw).digest();
  const inserted = await tx
    .insert(certificate)
    .values({
      id: newId(),
      agencyId: input.agencyId,
      person: input.person ?? null,
      sha256,
      der: parsed.raw,
      subject: oneLine(parsed.subject),
      issuer: oneLine(parsed.issuer),
      serial: parsed.serialNumber,
      notBefore: new Date(parsed.validFrom),
      notAfter: new Date(parsed.validTo),
      addedBy: input.addedBy,
    })
    .onConflictDoNothing({ target: certificate.sha256 })
    .returning({ id: certificate.id });
  const hex = sha256.toString('hex');
  if (inserted[0]) return { id: inserted[0].id, sha256: hex };
  const [held] = await tx.select().from(certificate).where(eq(certificate.sha256, sha256));
  if (held?.agencyId === input.agencyId) {
    if (input.person !== undefined && input.person !== held.person) {
      await tx.update(certificate).set({ person: input.person }).where(eq(certificate.id, held.id));
    }
    return { id: held.id, sha256: hex };
  }
  const holder = held ? (await findAgencies(tx, [held.agencyId])).get(held.agencyId) : undefined;
  throw error('CERTIFICATE_BOUND_ELSEWHERE', { sha256: hex, code: holder?.code ?? '' });
}

/**
 * Marks a bound certificate as revoked from this moment; signatures are then judged against the date. One that was
 * revoked before keeps its date and gives `newly: false`. Null when no agency holds it.
 */
export async function revokeCertificate(
  tx: Tx,
  sha256: string,
): Promise<{ agencyId: string; serial: string; revokedAt: Date; newly: boolean } | null> {
  const [held] = await tx
    .select({ id: certificate.id, revokedAt: certificate.revokedAt })
    .from(certificate)
    .where(eq(certificate.sha256, Buffer.from(sha256, 'hex')))
    .for('update');
  if (!held) return null;
  const [row] = await tx
    .update(certificate)
    .set({ revokedAt: sql`coalesce(${certificate.revokedAt}, now())` })
    .where(eq(certificate.id, held.id))
    .returning({ agencyId: certificate.agencyId, serial: certificate.serial, revokedAt: certificate.revokedAt });
  return { ...row!, revokedAt: row!.revokedAt!, newly: held.revokedAt === null };
}

/** When a bound certificate was revoked; null while it is not. */
export async function certificateRevokedAt(reader: Reader, sha256: string): Promise<Date | null> {
  const [held] = await reader
    .select({ revokedAt: certificate.revokedAt })
    .from(certificate)
    .where(eq(certificate.sha256, Buffer.from(sha256, 'hex')));
  return held?.revokedAt ?? null;
}

/**
 * What the verifier may believe of a claimed sender. The agency's own certificates count, and those of its contact
 * point, the office that sends for it. `certificateSha256` is the hex digest of KeyInfo's certificate, a hint that only
 * ever raises suspicion: bound to someone else, it is another's signature.
 */
export async function signerFacts(
  reader: Reader,
  sender: Agency,
  certificateSha256: string | null,
  doorDefault: SignaturePolicy,
): Promise<SignerFacts> {
  const holders = [sender.id, ...(sender.contactPointId ? [sender.contactPointId] : [])];
  const hint = certificateSha256 === null ? null : Buffer.from(certificateSha256, 'hex');
  const rows = await reader
    .select({ agencyId: certificate.agencyId, der: certificate.der, revokedAt: certificate.revokedAt })
    .from(certificate)
    .where(sql`${certificate.agencyId} = any(${sql.param(holders)}::uuid[]) or ${certificate.sha256} = ${hint}::bytea`);
  return {
    policy: sender.signaturePolicy ?? doorDefault,
    certificates: rows.filter((row) => holders.includes(row.agencyId)),
    boundElsewhere: rows.some((row) => !holders.includes(row.agencyId)),
  };
}

/**
 * To whom these certificates are bound, by the hex SHA-256 of their DER; a certificate that nobody has is absent. The
 * code is the agency's current one.
 */
export async function certificateHolders(
  reader: Reader,
  sha256s: readonly string[],
): Promise<Map<string, CertificateHolder>> {
  const wanted = sha256s.map((hex) => Buffer.from(hex, 'hex'));
  if (wanted.length === 0) return new Map();
  const rows = await reader
    .select({
      sha256: certificate.sha256,
      code: agencyCode.code,
      person: certificate.person,
      revokedAt: certificate.revokedAt,
    })
    .from(certificate)
    .innerJoin(agencyCode, and(eq(agencyCode.agencyId, certificate.agencyId), agencyCode.isCurrent))
    .where(inArray(certificate.sha256, wanted));
  return new Map(
    rows.map(({ sha256, code, person, revokedAt }) => [
      sha256.toString('hex'),
      { agencyCode: code, isPerson: person !== null, revokedAt },
    ]),
  );
}

/** A certificate from PEM or DER. Throws CERTIFICATE_UNREADABLE. */
export function parseCertificate(bytes: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(bytes);
  } catch (cause) {
    throw error('CERTIFICATE_UNREADABLE', {}, cause);
  }
}

/** node:crypto puts each part of a distinguished name on its own line. */
function oneLine(name: string): string {
  return name.split('\n').join(', ');
}
