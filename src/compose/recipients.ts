import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import { isId } from '../platform/ids.ts';
import { holdOpen } from './drafts.ts';
import { composeError } from './errors.ts';
import type { Purpose } from './model.ts';
import { draftRecipient, recipientGroupMember } from './tables.ts';

export interface Recipient {
  readonly agencyId: string;
  readonly purpose: Purpose;
}

export interface RecipientPage {
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** The recipients of a draft, those for action first, each by its name: all, or a page. `next` is null on the last. */
export function listRecipients(reader: Reader, draftId: string, page?: RecipientPage) {
  return listChosen(reader, sql`draft_recipient r`, sql`r.draft_id = ${draftId}`, page);
}

/** The members of a group in the same order. */
export function listMembers(reader: Reader, groupId: string, page: RecipientPage) {
  return listChosen(reader, sql`recipient_group_member r`, sql`r.group_id = ${groupId}`, page);
}

async function listChosen(
  reader: Reader,
  from: SQL,
  where: SQL,
  page?: RecipientPage,
): Promise<{ items: Recipient[]; next: string | null }> {
  const { rows } = await reader.execute<{ agencyId: string; purpose: Purpose }>(sql`
    select r.agency_id as "agencyId", r.purpose from ${from} join agency a on a.id = r.agency_id
    where ${where} ${beyond(page?.after)} order by r.purpose, a.name_plain, a.id
    limit ${page ? page.limit + 1 : null}`);
  const items = page ? rows.slice(0, page.limit) : rows;
  const last = items.at(-1);
  return { items, next: last && rows.length > items.length ? `${last.purpose}.${last.agencyId}` : null };
}

/** A mark that is none of ours begins at the beginning. */
function beyond(after = ''): SQL {
  const [purpose, id = ''] = after.split('.');
  if (!isId(id)) return sql``;
  return sql`and (r.purpose, a.name_plain, a.id) >
    (${purpose}, (select name_plain from agency where id = ${id}::uuid), ${id}::uuid)`;
}

/** Of these agencies, those that are recipients of the draft, with their purpose. */
export async function purposesOf(
  reader: Reader,
  draftId: string,
  agencyIds: readonly string[],
): Promise<Map<string, Purpose>> {
  if (agencyIds.length === 0) return new Map();
  const rows = await reader
    .select({ agencyId: draftRecipient.agencyId, purpose: draftRecipient.purpose })
    .from(draftRecipient)
    .where(and(eq(draftRecipient.draftId, draftId), inArray(draftRecipient.agencyId, [...agencyIds])));
  return new Map(rows.map((row) => [row.agencyId, row.purpose]));
}

/** How many there are of each purpose; a document has at most 5,000. */
export async function countRecipients(reader: Reader, draftId: string): Promise<Readonly<Record<Purpose, number>>> {
  const rows = await reader
    .select({ purpose: draftRecipient.purpose, n: sql<number>`count(*)::int` })
    .from(draftRecipient)
    .where(eq(draftRecipient.draftId, draftId))
    .groupBy(draftRecipient.purpose);
  const count = (purpose: Purpose) => rows.find((row) => row.purpose === purpose)?.n ?? 0;
  return { action: count('action'), information: count('information') };
}

/**
 * Adds recipients; one that is there already gets the purpose given now.
 * @throws DRAFT_BUSY, DRAFT_RECIPIENTS_TOO_MANY
 */
export async function addRecipients(
  tx: Tx,
  draftId: string,
  recipients: readonly Recipient[],
  most: number,
): Promise<void> {
  await holdOpen(tx, draftId);
  for (const purpose of ['action', 'information'] as const) {
    const ids = recipients.filter((one) => one.purpose === purpose).map((one) => one.agencyId);
    if (ids.length === 0) continue;
    await tx.execute(sql`
      insert into draft_recipient (draft_id, agency_id, purpose)
      select ${draftId}, id, ${purpose} from unnest(${sql.param(ids)}::uuid[]) id
      on conflict (draft_id, agency_id) do update set purpose = excluded.purpose`);
  }
  const { action, information } = await countRecipients(tx, draftId);
  if (action + information > most) throw composeError('DRAFT_RECIPIENTS_TOO_MANY', { most });
}

/** @throws DRAFT_BUSY */
export async function removeRecipients(tx: Tx, draftId: string, agencyIds: readonly string[] | 'all'): Promise<void> {
  await holdOpen(tx, draftId);
  const which = agencyIds === 'all' ? undefined : inArray(draftRecipient.agencyId, [...agencyIds]);
  await tx.delete(draftRecipient).where(and(eq(draftRecipient.draftId, draftId), which));
}

/** All of a group, each with the purpose that it has there. @throws DRAFT_BUSY, DRAFT_RECIPIENTS_TOO_MANY */
export async function addGroup(tx: Tx, draftId: string, groupId: string, most: number): Promise<void> {
  const members = await tx
    .select({ agencyId: recipientGroupMember.agencyId, purpose: recipientGroupMember.purpose })
    .from(recipientGroupMember)
    .where(eq(recipientGroupMember.groupId, groupId));
  await addRecipients(tx, draftId, members, most);
}
