import { eq, sql } from 'drizzle-orm';
import type { Refusals } from '../../adapters/contract.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { idCeiling } from '../platform/ids.ts';
import { lockDeliveries } from './business.ts';
import { prove } from './proof.ts';
import { documentFloor } from './read.ts';
import { confirmRecall } from './recall.ts';
import type { Settlement } from './settle.ts';
import { relay } from './tables.ts';
import { refusedByAxis } from './verdict.ts';
import { writeStates } from './write-states.ts';

/** Waits before an undecided relay is asked after again, in seconds; the last one repeats. */
const FOLLOW_SCHEDULE = [5, 15, 60, 300, 900, 1_800];
/** Whoever parks a document decides within a day; what is still open after four is left as it is. */
const FOLLOWED_AT_MOST_DAYS = 4;

/** A relay that the other side has taken and not decided yet. */
export interface OpenRelay {
  /** The lead of its deliveries. */
  readonly deliveryId: string;
  readonly remoteId: string;
  readonly relayedAt: Date;
  readonly kind: 'document' | 'status';
  /** Codes as written on the document. */
  readonly recipients: readonly string[];
}

/** Remembers under which id the other side took each relay: to ask what became of it, and to compare both sides. */
export async function rememberRelays(tx: Tx, settlements: readonly Settlement[]): Promise<void> {
  const rows = settlements.flatMap(({ started, result }) => {
    const axis = started.members[0]?.axis;
    if (!axis || result.outcome !== 'relayed' || !result.remoteId) return [];
    const followAt = result.undecided ? sql`now() + make_interval(secs => ${FOLLOW_SCHEDULE[0]!})` : null;
    return [{ deliveryId: started.deliveryId, axis, remoteId: result.remoteId, followAt }];
  });
  if (rows.length === 0) return;
  await tx.insert(relay).values(rows).onConflictDoNothing();
  await followRecalled(
    tx,
    rows.map((row) => row.deliveryId),
  );
}

/**
 * What these ask back may have ended there before anybody had it, and then nobody there answers: the relay of the
 * document itself is asked after once more.
 */
async function followRecalled(tx: Tx, leadIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    update relay set follow_at = now() from predecessor p
      join delivery v on v.id = p.delivery_id join document d on d.id = v.document_id
    where p.delivery_id = any(${sql.param([...leadIds])}::uuid[]) and relay.delivery_id = p.predecessor_id
      and (d.doc_type = 1 or d.status_code = '13')`);
}

/** Undecided relays of one axis whose time has come; each is put off first, so that no two processes ask for one. */
export async function takeOpenRelays(tx: Tx, axis: string, most: number): Promise<OpenRelay[]> {
  const { rows } = await tx.execute<Record<string, unknown> & OpenRelay & { relayedAt: string }>(sql`
    with due as (
      select delivery_id from relay where axis = ${axis} and follow_at <= now()
      order by follow_at limit ${most} for update skip locked
    ), asked as (
      update relay r set follows = r.follows + 1,
        follow_at = case when r.relayed_at > now() - make_interval(days => ${FOLLOWED_AT_MOST_DAYS})
          then now() + make_interval(secs => (${sql.param(FOLLOW_SCHEDULE)}::int[])[least(r.follows + 2, ${FOLLOW_SCHEDULE.length})]) end
      from due where r.delivery_id = due.delivery_id
      returning r.delivery_id, r.remote_id, r.relayed_at
    )
    select a.delivery_id as "deliveryId", a.remote_id as "remoteId", a.relayed_at as "relayedAt", lead.kind,
      array(select m.addressed_code from delivery m where m.id = any(lead.members)) as recipients
    from asked a join delivery lead on lead.id = a.delivery_id`);
  return rows.map((row) => ({ ...row, relayedAt: new Date(row.relayedAt) }));
}

/**
 * Writes what the other side decided after its yes: recipients that it refused are failed with its reason, unless they
 * have reported that the document arrived. What was asked back and has ended there is confirmed. `final` ends the
 * following.
 */
export async function decideRelay(
  tx: Tx,
  leadId: string,
  refused: Refusals,
  final: boolean,
  recalled: ReadonlySet<string> = new Set(),
): Promise<void> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select unnest(members) as id from delivery where id = ${leadId}::uuid`,
  );
  const members = await lockDeliveries(
    tx,
    rows.map((row) => row.id),
  );
  const fates = members.flatMap((member) => {
    const refusal = member.state === 'relayed' ? refused.get(member.addressedCode) : undefined;
    return refusal ? [refusedByAxis(member, refusal)] : [];
  });
  if (fates.length > 0) {
    await writeStates(tx, fates);
    await prove(
      tx,
      fates.map((fate) => fate.step),
      'hub',
    );
  }
  await confirmRecall(
    tx,
    members.filter((member) => recalled.has(member.addressedCode)),
    'hub',
  );
  if (final) await tx.update(relay).set({ followAt: null }).where(eq(relay.deliveryId, leadId));
}

/** Whether this document went through this axis before: one that ignores `to` sent it to everybody then. */
export async function wentThroughAxis(reader: Reader, documentId: string, axis: string): Promise<boolean> {
  const { rows } = await reader.execute(sql`
    select 1 from delivery where document_id = ${documentId}::uuid and axis = ${axis}
      and id >= ${documentFloor(documentId)}::uuid and id < ${idCeiling()}::uuid and state in ('relayed', 'arrived') limit 1`);
  return rows.length > 0;
}
