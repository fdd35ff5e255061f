import { and, eq, inArray, sql } from 'drizzle-orm';
import { record } from '../evidence/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { type Acting, type Agency, authorise, linesOf } from '../registry/index.ts';
import { publicationError } from './errors.ts';
import type { PortalMode } from './model.ts';
import { CHANGED, portal, portalAgency, publication } from './tables.ts';

/** The portal as the door names it; null authority until it was first switched on. */
export async function readPortal(reader: Reader): Promise<typeof portal.$inferSelect> {
  const [row] = await reader.select().from(portal);
  return row!;
}

/** What holds for an agency; `own` where it has chosen itself. */
export interface HeldMode {
  readonly mode: PortalMode;
  readonly own: boolean;
}

/** What holds for an agency: its own choice, else the hub's. */
export async function modeOf(reader: Reader, agencyId: string): Promise<HeldMode> {
  return (await modesOf(reader, [agencyId])).get(agencyId)!;
}

/** The same of several, by agency. */
export async function modesOf(reader: Reader, agencyIds: readonly string[]): Promise<Map<string, HeldMode>> {
  const rows = await reader
    .select({ hub: portal.mode, agencyId: portalAgency.agencyId, own: portalAgency.mode })
    .from(portal)
    .leftJoin(portalAgency, inArray(portalAgency.agencyId, [...agencyIds]));
  const chosen = new Map(rows.map(({ agencyId, own }) => [agencyId, own]));
  return new Map(
    agencyIds.map((id) => {
      const own = chosen.get(id) ?? null;
      return [id, { mode: own ?? rows[0]!.hub, own: own !== null }];
    }),
  );
}

/**
 * Keeps every mode as it is until the transaction ends: a line written beside a change of mode is one that it does not see.
 * Taken before any line is locked, as the change does.
 */
export async function holdModes(tx: Tx): Promise<void> {
  await tx.select({ id: portal.id }).from(portal).for('share');
}

export interface ModeChange {
  /** Null for all agencies that have not chosen. */
  readonly agency: Agency | null;
  /** Null gives an agency back to what holds for the hub. */
  readonly mode: PortalMode | null;
  /** The hub's address for readers; entries are named after it when the portal is first switched on. */
  readonly publicUrl: string | undefined;
}

/**
 * Switches the portal on or off. Off takes everything off that is on it; what was sent while it was off waits for the
 * clerk. Throws FORBIDDEN, PORTAL_ADDRESS_MISSING, WHY_MISSING.
 */
export async function setPortalMode(tx: Tx, { agency, mode, publicUrl }: ModeChange, by: Acting): Promise<void> {
  if (agency === null) authorise(by, 'admin');
  else authorise(by, 'publication.decide', { senderId: agency.id, lines: await linesOf(tx, [agency.id]) });
  // One change at a time: what it does to the lines below follows from the mode that it leaves.
  const [hub] = await tx.select().from(portal).for('update');
  if (agency === null) await tx.update(portal).set({ mode: mode ?? 'off' });
  else if (mode === null) await tx.delete(portalAgency).where(eq(portalAgency.agencyId, agency.id));
  else {
    await tx
      .insert(portalAgency)
      .values({ agencyId: agency.id, mode })
      .onConflictDoUpdate({ target: portalAgency.agencyId, set: { mode } });
  }
  const now = agency === null ? (mode ?? 'off') : (await modeOf(tx, agency.id)).mode;
  if (now !== 'off' && hub!.authority === null) await nameEntries(tx, publicUrl);
  const theirs = agency
    ? eq(publication.agencyId, agency.id)
    : sql`${publication.agencyId} not in (select agency_id from portal_agency)`;
  if (now === 'off') {
    const open = sql`(${publication.state} = 'published' or ${publication.reason} in ('by-hand', 'subject', 'late', 'earlier'))`;
    await tx
      .update(publication)
      .set({
        state: sql`case ${publication.state} when 'waiting' then 'waiting' else 'withdrawn' end`,
        reason: 'off',
        changedAt: CHANGED,
      })
      .where(and(theirs, open));
  } else
    await tx
      .update(publication)
      .set({ reason: 'earlier' })
      .where(and(theirs, eq(publication.reason, 'off')));
  const data = { mode: mode ?? 'hub', scope: agency?.code ?? 'hub', why: by.why };
  await record(tx, [{ type: 'portal.mode-set', actor: by.principal.actor, agencyId: agency?.id ?? null, data }]);
}

/** RFC 4151: a name that the hub's owner holds, and a day on which he held it. Kept for good, whatever PUBLIC_URL becomes. */
async function nameEntries(tx: Tx, publicUrl: string | undefined): Promise<void> {
  if (publicUrl === undefined) throw publicationError('PORTAL_ADDRESS_MISSING');
  await tx
    .update(portal)
    .set({ authority: new URL(publicUrl).hostname, since: sql`(now() at time zone 'Asia/Ho_Chi_Minh')::date` });
}
