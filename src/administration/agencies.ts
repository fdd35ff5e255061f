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

/** How an agency receives: it fetches by itself, the hub pushes to its address, or brings it into a connected system. */
export type ReceivesBy =
  | { readonly kind: 'pull' }
  | { readonly kind: 'webhook'; readonly url: string }
  | { readonly kind: 'connection'; readonly connection: string; readonly address: string | null };

/**
 * Sets the channel of record. A new address has a new secret, in the answer, once.
 * @throws CHANNEL_INVALID, CONNECTION_UNKNOWN, FORBIDDEN, WHY_MISSING
 */
export async function changeChannel(
  tx: Tx,
  vault: Vault,
  agency: registry.Agency,
  { to, ...limits }: ChannelLimits & { readonly to: ReceivesBy },
  by: By,
): Promise<{ secret: string | null }> {
  registry.authorise(by, 'admin');
  const channel = to.kind === 'webhook' ? { ...to, secret: randomBytes(32).toString('base64url') } : to;
  await registry.setChannel(tx, vault, agency.id, { ...limits, ...channel });
  const data = { kind: to.kind === 'connection' ? `connection ${to.connection}` : to.kind };
  await tell(tx, { type: 'channel.set', agencyId: agency.id, data }, by);
  return { secret: channel.kind === 'webhook' ? channel.secret : null };
}

/**
 * Sets where what the agency does not take goes as well, and when; null takes it away.
 * @throws CHANNEL_INVALID, CONNECTION_UNKNOWN, FORBIDDEN, WHY_MISSING
 */
export async function changeFallback(
  tx: Tx,
  agency: registry.Agency,
  way: registry.Fallback | null,
  by: By,
): Promise<void> {
  registry.authorise(by, 'admin');
  await registry.setFallback(tx, agency.id, way);
  const told = way
    ? { type: 'fallback.set' as const, data: { connection: way.connection, minutes: way.afterMinutes } }
    : { type: 'fallback.removed' as const, data: {} };
  await tell(tx, { ...told, agencyId: agency.id }, by);
}
