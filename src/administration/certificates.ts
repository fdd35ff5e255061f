import type { Tx } from '../platform/database.ts';
import * as registry from '../registry/index.ts';
import { type By, tell } from './by.ts';
import { error } from './errors.ts';

/** Names are for people to read; the table holds no longer ones. */
const LONGEST_NAME = 200;

export interface SigningCertificate {
  readonly agency: registry.Agency;
  /** PEM or DER. */
  readonly bytes: Uint8Array;
  /** The signer's name; empty where the certificate is the organisation's. */
  readonly person: string;
}

/**
 * Binds a certificate to the agency that signs with it.
 * @throws CERTIFICATE_UNREADABLE, CERTIFICATE_BOUND_ELSEWHERE, CERTIFICATE_PERSON_INVALID, FORBIDDEN, WHY_MISSING
 */
export async function addCertificate(
  tx: Tx,
  { agency, bytes, person: written }: SigningCertificate,
  by: By,
): Promise<registry.HeldCertificate> {
  registry.authorise(by, 'admin');
  const person = written.normalize('NFC').trim().replace(/\s+/g, ' ');
  if (person.length > LONGEST_NAME || /\p{C}/u.test(person))
    throw error('CERTIFICATE_PERSON_INVALID', { most: LONGEST_NAME });
  const { raw: der } = registry.parseCertificate(bytes);
  const addedBy = by.principal.actor;
  const bound = await registry.bindCertificate(tx, { agencyId: agency.id, der, addedBy, ...(person && { person }) });
  const [held] = await registry.findCertificates(tx, [bound.sha256]);
  const data = { serial: held!.serial, sha256: bound.sha256, ...(held!.person && { person: held!.person }) };
  await tell(tx, { type: 'certificate.bound', agencyId: agency.id, data }, by);
  return held!;
}

/**
 * From now on its signatures are refused. One that was revoked before keeps its date and gives `newly: false`.
 * @param sha256 Hex, of the DER.
 * @throws CERTIFICATE_UNKNOWN, FORBIDDEN, WHY_MISSING
 */
export async function withdrawCertificate(
  tx: Tx,
  sha256: string,
  by: By,
): Promise<{ held: registry.HeldCertificate; newly: boolean }> {
  registry.authorise(by, 'admin');
  const revoked = await registry.revokeCertificate(tx, sha256);
  if (!revoked) throw registry.registryError('CERTIFICATE_UNKNOWN', { sha256 });
  const { agencyId, serial, newly } = revoked;
  if (newly) await tell(tx, { type: 'certificate.revoked', agencyId, data: { serial, sha256 } }, by);
  const [held] = await registry.findCertificates(tx, [sha256]);
  return { held: held!, newly };
}
