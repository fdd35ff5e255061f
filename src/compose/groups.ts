import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { composeError } from './errors.ts';
import { MOST_GROUPS } from './model.ts';
import type { Recipient } from './recipients.ts';
import { draftRecipient, recipientGroup, recipientGroupMember } from './tables.ts';

export interface Group {
  readonly id: string;
  readonly agencyId: string;
  readonly name: string;
  readonly members: number;
  readonly changedBy: string;
  readonly changedAt: Date;
}

const members = sql<number>`(select count(*)::int from recipient_group_member m where m.group_id = recipient_group.id)`;
const columns = {
  id: recipientGroup.id,
  agencyId: recipientGroup.agencyId,
  name: recipientGroup.name,
  changedBy: recipientGroup.changedBy,
  changedAt: recipientGroup.changedAt,
  members,
};
const LONGEST_NAME = 100;

/** The groups of these agencies by name. */
export async function listGroups(reader: Reader, agencyIds: readonly string[]): Promise<Group[]> {
  if (agencyIds.length === 0) return [];
  return reader
    .select(columns)
    .from(recipientGroup)
    .where(inArray(recipientGroup.agencyId, [...agencyIds]))
    .orderBy(asc(sql`lower(${recipientGroup.name})`), asc(recipientGroup.id))
    .limit(MOST_GROUPS * agencyIds.length);
}

export async function findGroup(reader: Reader, id: string): Promise<Group | null> {
  const [found] = await reader.select(columns).from(recipientGroup).where(eq(recipientGroup.id, id));
  return found ?? null;
}

/** Keeps the recipients of a draft as a group of its agency. @throws GROUP_NAME_TAKEN, GROUPS_TOO_MANY */
export async function saveAsGroup(
  tx: Tx,
  from: { readonly id: string; readonly agencyId: string },
  given: { readonly name: string; readonly actor: string },
): Promise<string> {
  const own = await listGroups(tx, [from.agencyId]);
  if (own.length >= MOST_GROUPS) throw composeError('GROUPS_TOO_MANY', { most: MOST_GROUPS });
  const name = tidyName(given.name);
  const [made] = await tx
    .insert(recipientGroup)
    .values({ id: newId(), agencyId: from.agencyId, name, changedBy: given.actor })
    .onConflictDoNothing()
    .returning({ id: recipientGroup.id });
  if (!made) throw composeError('GROUP_NAME_TAKEN', { name });
  await tx.execute(sql`
    insert into recipient_group_member (group_id, agency_id, purpose)
    select ${made.id}, agency_id, purpose from ${draftRecipient} where draft_id = ${from.id}`);
  return made.id;
}

/** @throws GROUP_NAME_TAKEN */
export async function renameGroup(tx: Tx, group: Group, given: { readonly name: string; readonly actor: string }) {
  const name = tidyName(given.name);
  const [other] = await tx
    .select({ id: recipientGroup.id })
    .from(recipientGroup)
    .where(
      and(
        eq(recipientGroup.agencyId, group.agencyId),
        eq(sql`lower(${recipientGroup.name})`, sql`lower(${name})`),
        sql`${recipientGroup.id} <> ${group.id}`,
      ),
    );
  if (other) throw composeError('GROUP_NAME_TAKEN', { name });
  await tx.update(recipientGroup).set({ name }).where(eq(recipientGroup.id, group.id));
  await note(tx, group.id, given.actor);
}

export async function deleteGroup(tx: Tx, id: string): Promise<void> {
  await tx.delete(recipientGroup).where(eq(recipientGroup.id, id));
}

/** One that is there already gets the purpose given now. @throws DRAFT_RECIPIENTS_TOO_MANY */
export async function addMember(
  tx: Tx,
  group: Group,
  member: Recipient,
  { actor, most }: { readonly actor: string; readonly most: number },
): Promise<void> {
  if (group.members >= most) throw composeError('DRAFT_RECIPIENTS_TOO_MANY', { most });
  await tx
    .insert(recipientGroupMember)
    .values({ ...member, groupId: group.id })
    .onConflictDoUpdate({
      target: [recipientGroupMember.groupId, recipientGroupMember.agencyId],
      set: { purpose: member.purpose },
    });
  await note(tx, group.id, actor);
}

export async function removeMember(tx: Tx, groupId: string, agencyId: string, actor: string): Promise<void> {
  await tx
    .delete(recipientGroupMember)
    .where(and(eq(recipientGroupMember.groupId, groupId), eq(recipientGroupMember.agencyId, agencyId)));
  await note(tx, groupId, actor);
}

async function note(tx: Tx, groupId: string, actor: string): Promise<void> {
  await tx
    .update(recipientGroup)
    .set({ changedBy: actor, changedAt: sql`now()` })
    .where(eq(recipientGroup.id, groupId));
}

function tidyName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME);
}
