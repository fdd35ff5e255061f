import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from '../platform/database.ts';
import { openAgencies } from './agencies.ts';
import { error } from './errors.ts';
import type { Agency, Contact } from './model.ts';
import { agency } from './tables.ts';

const LONGEST = 500;
const line = z
  .string()
  .transform((text) => text.normalize('NFC').replace(/\s+/g, ' ').trim())
  .refine((text) => text.length <= LONGEST && !/\p{C}/u.test(text));
const FIELDS = {
  address: line,
  email: line.refine((text) => text === '' || z.email().max(254).safeParse(text).success),
  telephone: line,
  fax: line,
  website: line,
  inCharge: line,
} as const satisfies Record<keyof Contact, z.ZodType<string>>;
export const CONTACT_FIELDS = Object.keys(FIELDS) as (keyof Contact)[];

export interface ContactChange {
  /** The whole of it: an empty field is cleared. */
  readonly contact: Contact;
  /** Who sends and receives for it (QĐ 28/2018 Art 7(3)); null for nobody. */
  readonly contactPoint: Agency | null;
}

/**
 * Sets how an agency is reached, and its contact point. Where its waiting mail goes is looked at again by itself.
 * @throws CONTACT_DETAILS_INVALID naming the field, CONTACT_POINT_INVALID
 */
export async function setContact(tx: Tx, agencyId: string, { contact, contactPoint }: ContactChange): Promise<void> {
  const given: Record<string, string> = {};
  for (const field of CONTACT_FIELDS) {
    const read = FIELDS[field].safeParse(contact[field] ?? '');
    if (!read.success) throw error('CONTACT_DETAILS_INVALID', { problem: field });
    if (read.data !== '') given[field] = read.data;
  }
  if (contactPoint && !(await mayPointAt(tx, agencyId, contactPoint)))
    throw error('CONTACT_POINT_INVALID', { code: contactPoint.code });
  await tx
    .update(agency)
    .set({ contact: given, contactPointId: contactPoint?.id ?? null, updatedAt: sql`now()` })
    .where(eq(agency.id, agencyId));
}

async function mayPointAt(tx: Tx, agencyId: string, { id }: Agency): Promise<boolean> {
  return id !== agencyId && (await openAgencies(tx, [id])).has(id);
}
