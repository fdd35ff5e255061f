import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { record } from '../evidence/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { isId, newId } from '../platform/ids.ts';
import type { Vault } from '../platform/secrets.ts';
import { error } from './errors.ts';
import type { AlertContact } from './model.ts';
import { alertContact } from './tables.ts';

/** A group of more people has a shared address. */
const MOST_OF_ONE_AGENCY = 20;
const LONGEST_NAME = 100;

/** With `secret` for a webhook: the key of its HMAC. */
export type NewContact = Omit<AlertContact, 'id'> & { readonly secret: string | null };

/**
 * Registers whom to tell. Gives the contact's id.
 * @throws CONTACT_INVALID, CONTACTS_TOO_MANY
 */
export async function addContact(tx: Tx, vault: Vault, input: NewContact, actor: string): Promise<string> {
  const { agencyId, channel, kinds, language, duty } = input;
  const { name, address } = checked(input);
  // One adds at a time, so that the limit holds.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('alert_contact'))`);
  const present = await tx.$count(alertContact, ofAgency(agencyId));
  if (present >= MOST_OF_ONE_AGENCY) throw error('CONTACTS_TOO_MANY', { limit: MOST_OF_ONE_AGENCY });
  const id = newId();
  await tx.insert(alertContact).values({
    id,
    agencyId,
    name,
    channel,
    address,
    secret: input.secret === null ? null : vault.seal(input.secret, id),
    language,
    kinds: [...kinds],
    dutyFrom: duty?.from ?? null,
    dutyTo: duty?.to ?? null,
    addedBy: actor,
  });
  await record(tx, [{ type: 'contact.added', actor, agencyId, data: { contact: id, channel } }]);
  return id;
}

/** @throws CONTACT_UNKNOWN */
export async function removeContact(tx: Tx, id: string, actor: string): Promise<void> {
  if (!isId(id)) throw error('CONTACT_UNKNOWN', { id });
  const [gone] = await tx.delete(alertContact).where(eq(alertContact.id, id)).returning();
  if (!gone) throw error('CONTACT_UNKNOWN', { id });
  const { agencyId, channel } = gone;
  await record(tx, [{ type: 'contact.removed', actor, agencyId, data: { contact: id, channel } }]);
}

export interface ContactQuery {
  /** Of this agency; null for the hub's own; absent for all. */
  readonly agencyId?: string | null;
  /** `next` of the page before. */
  readonly after?: string;
  /** 1 to 1,000. */
  readonly limit: number;
}

/** The registered contacts in the order of registration, without their secrets. */
export async function listContacts(
  reader: Reader,
  { agencyId, after, limit }: ContactQuery,
): Promise<{ items: AlertContact[]; next: string | null }> {
  const rows = await reader
    .select()
    .from(alertContact)
    .where(
      and(
        agencyId === undefined ? undefined : ofAgency(agencyId),
        after === undefined ? undefined : gt(alertContact.id, after),
      ),
    )
    .orderBy(asc(alertContact.id))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(toContact);
  return { items, next: rows.length > limit ? items.at(-1)!.id : null };
}

/** A contact with its secret as it is stored; opened when it is used, so that one that cannot be opened harms no other. */
export type StoredContact = AlertContact & { readonly sealedSecret: Buffer | null };

/** Every contact of these agencies. Null stands for the hub. */
export async function contactsOf(reader: Reader, agencyIds: readonly (string | null)[]): Promise<StoredContact[]> {
  const ids = agencyIds.filter((id) => id !== null);
  const rows = await reader
    .select()
    .from(alertContact)
    .where(
      or(inArray(alertContact.agencyId, ids), agencyIds.includes(null) ? isNull(alertContact.agencyId) : undefined),
    )
    .orderBy(asc(alertContact.id));
  return rows.map((row) => ({ ...toContact(row), sealedSecret: row.secret }));
}

/** Those of these agencies for which somebody is registered. */
export async function agenciesWithContacts(reader: Reader, agencyIds: readonly string[]): Promise<Set<string>> {
  if (agencyIds.length === 0) return new Set();
  const rows = await reader
    .selectDistinct({ id: alertContact.agencyId })
    .from(alertContact)
    .where(inArray(alertContact.agencyId, [...agencyIds]));
  return new Set(rows.flatMap((row) => row.id ?? []));
}

function ofAgency(agencyId: string | null) {
  return agencyId === null ? isNull(alertContact.agencyId) : eq(alertContact.agencyId, agencyId);
}

function toContact(row: typeof alertContact.$inferSelect): AlertContact {
  const { id, agencyId, name, channel, address, language, kinds, dutyFrom, dutyTo } = row;
  const duty = dutyFrom === null || dutyTo === null ? null : { from: dutyFrom, to: dutyTo };
  return { id, agencyId, name, channel, address, language, kinds, duty };
}

function checked(input: NewContact): { name: string; address: string } {
  const name = input.name.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (name === '' || name.length > LONGEST_NAME || /\p{C}/u.test(name))
    throw error('CONTACT_INVALID', { problem: 'name' });
  if (input.duty?.from === input.duty?.to && input.duty !== null) throw error('CONTACT_INVALID', { problem: 'hours' });
  const { address } = input;
  const form = input.channel === 'email' ? z.email().max(254) : z.url({ protocol: /^https?$/ }).max(2_000);
  if (!form.safeParse(address).success) throw error('CONTACT_INVALID', { problem: address.slice(0, 200) });
  return { name, address };
}
