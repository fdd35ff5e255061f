import { randomBytes } from 'node:crypto';
import type { Tx } from '../platform/database.ts';
import type { Vault } from '../platform/secrets.ts';
import * as registry from '../registry/index.ts';
import { type By, tell } from './by.ts';

/**
 * How an agency is reached and who sends and receives for it. The administrator of a branch names a contact point of his
 * branch only: a contact point acts in the agency's name.
 * @throws CONTACT_DETAILS_INVALID, CONTACT_POINT_INVALID, FORBIDDEN, WHY_MISSING
 */
export async function changeContact(
  tx: Tx,
  agency: registry.Agency,
  change: registry.ContactChange,
  by: By,
): Promise<void> {
  const { contactPoint } = change;
  registry.authorise(by, 'agency.contact', { lines: await registry.linesOf(tx, [agency.id]) });
  const isNew = contactPoint !== null && contactPoint.id !== agency.contactPointId;
  if (isNew && !registry.may(by.principal, 'agency.contact', { lines: await registry.linesOf(tx, [contactPoint.id]) }))
    throw registry.registryError('CONTACT_POINT_INVALID', { code: contactPoint.code });
  await registry.setContact(tx, agency.id, change);
  const data = { contactPoint: contactPoint?.code ?? '–' };
  await tell(tx, { type: 'agency.contact-changed', agencyId: agency.id, data }, by);
}

export interface ChannelLimits {
  readonly cap?: number;
  readonly rate?: number | null;
  readonly maxBytes?: number | null;
}

/**
 * The channel of record: the address that the hub pushes to, or null where the agency fetches by itself. A new address
 * has a new secret, in the answer, once.
 * @throws CHANNEL_INVALID, FORBIDDEN, WHY_MISSING
 */
export async function changeChannel(
  tx: Tx,
  vault: Vault,
  agency: registry.Agency,
  { url, ...limits }: ChannelLimits & { readonly url: string | null },
  by: By,
): Promise<{ secret: string | null }> {
  registry.authorise(by, 'admin');
  const secret = url === null ? null : randomBytes(32).toString('base64url');
  const channel =
    url !== null && secret !== null ? { kind: 'webhook' as const, url, secret } : { kind: 'pull' as const };
  await registry.setChannel(tx, vault, agency.id, { ...limits, ...channel });
  await tell(tx, { type: 'channel.set', agencyId: agency.id, data: { kind: channel.kind } }, by);
  return { secret };
}
