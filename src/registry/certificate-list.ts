import { type SQL, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import { error } from './errors.ts';

/** One line of the inventory: who signs with what, and until when. */
export interface HeldCertificate {
  readonly agency: { readonly id: string; readonly code: string; readonly name: string };
  /** Null where the certificate is the organisation's. */
  readonly person: string | null;
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly der: Buffer;
  /** Hex, of the DER. */
  readonly sha256: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly revokedAt: Date | null;
  readonly addedBy: string;
  readonly addedAt: Date;
}

export type CertificateState = 'valid' | 'notYetValid' | 'expired' | 'revoked';

/** By the dates and the registry alone; its path and the authority's own lists are asked elsewhere. */
export function certificateState(
  { revokedAt, notBefore, notAfter }: Pick<HeldCertificate, 'revokedAt' | 'notBefore' | 'notAfter'>,
  now: Date,
): CertificateState {
  if (revokedAt) return 'revoked';
  if (now < notBefore) return 'notYetValid';
  return now > notAfter ? 'expired' : 'valid';
}

export interface CertificateFilter {
  readonly agencyId?: string;
  /** Those that nobody revoked and that expire within so many days, or did within as many days past. */
  readonly expiringDays?: number;
  /** `next` of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/** The certificates that are bound, those that expire first first. Throws CURSOR_INVALID. */
export async function listCertificates(
  reader: Reader,
  { agencyId, expiringDays, after, limit }: CertificateFilter,
): Promise<{ items: HeldCertificate[]; next: string | null }> {
  const conditions: SQL[] = [sql`true`];
  if (agencyId !== undefined) conditions.push(sql`c.agency_id = ${agencyId}`);
  if (expiringDays !== undefined) {
    const window = sql`make_interval(days => ${expiringDays}::int)`;
    conditions.push(sql`c.revoked_at is null and c.not_after between now() - ${window} and now() + ${window}`);
  }
  if (after !== undefined) conditions.push(afterCursor(after));
  const rows = await select(reader, sql.join(conditions, sql` and `), limit + 1);
  const last = rows[limit - 1];
  return {
    items: rows.slice(0, limit).map(toHeld),
    next: rows.length > limit && last ? `${last.notAfter.toISOString()}~${last.id}` : null,
  };
}

/** Those of these SHA-256 digests (hex) that are bound. */
export async function findCertificates(reader: Reader, sha256: readonly string[]): Promise<HeldCertificate[]> {
  const digests = sql.param(sha256.map((one) => Buffer.from(one, 'hex')));
  return (await select(reader, sql`c.sha256 = any(${digests}::bytea[])`, sha256.length)).map(toHeld);
}

type Row = Omit<HeldCertificate, 'agency'> & { id: string; agencyId: string; code: string; name: string };

async function select(reader: Reader, where: SQL, limit: number): Promise<Row[]> {
  const { rows } = await reader.execute<Row & Record<string, unknown>>(sql`
    select c.id, c.agency_id as "agencyId", a.name, c.person, c.subject, c.issuer, c.serial, c.der,
      encode(c.sha256, 'hex') as sha256, c.not_before as "notBefore", c.not_after as "notAfter",
      c.revoked_at as "revokedAt", c.added_by as "addedBy", c.added_at as "addedAt",
      (select k.code from agency_code k where k.agency_id = a.id and k.is_current) as code
    from certificate c join agency a on a.id = c.agency_id
    where ${where} order by c.not_after, c.id limit ${limit}`);
  return rows.map((row) => ({
    ...row,
    notBefore: new Date(row.notBefore),
    notAfter: new Date(row.notAfter),
    revokedAt: row.revokedAt && new Date(row.revokedAt),
    addedAt: new Date(row.addedAt),
  }));
}

function toHeld({ id: _, agencyId, code, name, ...row }: Row): HeldCertificate {
  return { agency: { id: agencyId, code, name }, ...row };
}

function afterCursor(cursor: string): SQL {
  const [at = '', id = ''] = cursor.split('~');
  if (Number.isNaN(Date.parse(at)) || !isId(id)) throw error('CURSOR_INVALID');
  return sql`(c.not_after, c.id) > (${new Date(Date.parse(at)).toISOString()}::timestamptz, ${id}::uuid)`;
}
