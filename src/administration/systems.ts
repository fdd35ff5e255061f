import type { Tx } from '../platform/database.ts';
import type { Vault } from '../platform/secrets.ts';
import * as registry from '../registry/index.ts';
import { type By, tell } from './by.ts';
import { error } from './errors.ts';

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u;

export interface NewSystem {
  readonly name: string;
  readonly agencies: readonly registry.Agency[];
  readonly scopes: readonly registry.Scope[];
  readonly allOrNothing?: boolean;
}

/**
 * Registers software; its API key is in the answer, once.
 * @throws SYSTEM_NAME_INVALID, SYSTEM_NAME_TAKEN, FORBIDDEN, WHY_MISSING
 */
export async function addSystem(tx: Tx, input: NewSystem, by: By): Promise<{ apiKey: string }> {
  registry.authorise(by, 'admin');
  const { agencies, scopes, allOrNothing = false } = input;
  const name = input.name.normalize('NFC').trim();
  if (!NAME.test(name)) throw error('SYSTEM_NAME_INVALID', { name: name.slice(0, 120) });
  const agencyIds = agencies.map(({ id }) => id);
  const { apiKey } = await registry.createSystem(tx, { name, agencyIds, scopes, allOrNothing });
  await tell(tx, { type: 'system.created', data: { name, scopes } }, by);
  return { apiKey };
}

/**
 * Gives a system a new API key; the one before opens the doors for so many hours more.
 * @throws SYSTEM_UNKNOWN, OVERLAP_INVALID, FORBIDDEN, WHY_MISSING
 */
export async function renewKey(
  tx: Tx,
  name: string,
  overlapHours: number,
  by: By,
): Promise<{ apiKey: string; oldUntil: Date | null }> {
  registry.authorise(by, 'admin');
  const { apiKey, oldUntil } = await registry.rotateKey(tx, name, overlapHours);
  await tell(tx, { type: 'system.key-rotated', data: { name, hours: overlapHours } }, by);
  return { apiKey, oldUntil };
}

/**
 * Gives a system a new secret for the axis's protocol, its first or another; as `renewKey`.
 * @throws SYSTEM_UNKNOWN, OVERLAP_INVALID, FORBIDDEN, WHY_MISSING
 */
export async function issueVxpSecret(
  tx: Tx,
  vault: Vault,
  name: string,
  overlapHours: number,
  by: By,
): Promise<{ systemId: string; secret: string; oldUntil: Date | null }> {
  registry.authorise(by, 'admin');
  const issued = await registry.issueVxpCredentials(tx, vault, name, overlapHours);
  await tell(tx, { type: 'system.vxp-issued', data: { name, hours: overlapHours } }, by);
  return issued;
}

/** What the system does for these agencies begins, or ends. @throws SYSTEM_UNKNOWN, FORBIDDEN, WHY_MISSING */
export async function assignSystem(
  tx: Tx,
  name: string,
  agencies: readonly registry.Agency[],
  verb: 'assign' | 'release',
  by: By,
): Promise<void> {
  registry.authorise(by, 'admin');
  const change = verb === 'assign' ? registry.assignAgencies : registry.releaseAgencies;
  await change(
    tx,
    await registry.systemId(tx, name),
    agencies.map(({ id }) => id),
  );
  const type = verb === 'assign' ? 'system.assigned' : 'system.released';
  await tell(tx, { type, data: { name, agencies: agencies.map(({ code }) => code) } }, by);
}

/** Its keys end, its history stays. @throws SYSTEM_UNKNOWN, FORBIDDEN, WHY_MISSING */
export async function stopSystem(tx: Tx, name: string, by: By): Promise<void> {
  registry.authorise(by, 'admin');
  await registry.disableSystem(tx, name);
  await tell(tx, { type: 'system.disabled', data: { name } }, by);
}

/** Starts or stops the work on a link to another axis; what waits for it waits on. @throws AXIS_UNKNOWN, FORBIDDEN, WHY_MISSING */
export async function switchAxis(tx: Tx, name: string, enabled: boolean, by: By): Promise<void> {
  registry.authorise(by, 'admin');
  await registry.enableAxis(tx, name, enabled);
  await tell(tx, { type: enabled ? 'axis.enabled' : 'axis.disabled', data: { axis: name } }, by);
}
