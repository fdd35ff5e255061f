import { sql } from 'drizzle-orm';
import type { Reader, Tx } from '../platform/database.ts';
import type { HubError } from '../platform/errors.ts';
import { isId } from '../platform/ids.ts';
import { type Acting, authorise, findAgencies, receptions, resolveAgencies } from '../registry/index.ts';
import { deliveriesOfDocuments, lockDeliveries } from './business.ts';
import { error } from './errors.ts';
import { type Judged, judge } from './judge.ts';
import type { Delivery } from './model.ts';
import { operatorError } from './operator-errors.ts';
import { supersededBy } from './order.ts';
import { prove } from './proof.ts';
import { changedSince } from './successors.ts';
import { newlyForwarded, type Way, writeWays } from './ways.ts';

export interface RedriveOptions {
  /** Of every push that is made anew, in seconds from now. */
  readonly deadlineSeconds: number;
  /** Say what would become of each, and change nothing. */
  readonly dryRun?: boolean;
}

export interface Redriven {
  readonly id: string;
  /** Null when there is no such delivery. */
  readonly addressedCode: string | null;
  /** Why it is not sent again; null when it is. */
  readonly problem: HubError | null;
}

/**
 * Sends dead letters and failed deliveries again, under their own ids, by the way that leads to the agency today: a
 * channel that came later, a successor, another axis. A dead group goes as one, so that its recipient knows a repetition
 * by the lead's id. Whoever asks twice sends once: what is no longer dead or failed is refused.
 * @param ids at most some hundreds
 * @returns each of `ids`, and what went with them, with the reason where it was refused
 * @throws FORBIDDEN, WHY_MISSING
 */
export async function redrive(
  tx: Tx,
  ids: readonly string[],
  by: Acting,
  options: RedriveOptions,
): Promise<Redriven[]> {
  authorise(by, 'delivery.operate');
  const asked = await lockStopped(tx, ids.filter(isId));
  const ways = await findWays(tx, asked);
  const problems = await refusals(tx, ways);
  const going = ways.filter((way) => !problems.has(way.delivery.id));
  if (!options.dryRun) {
    const sent = await writeWays(tx, going, options.deadlineSeconds);
    const data = { why: by.why };
    await prove(
      tx,
      [...newlyForwarded(going), ...sent.map((delivery) => ({ delivery, type: 'delivery.redriven' as const, data }))],
      by.principal.actor,
    );
  }
  const known = new Set(ways.map((way) => way.delivery.id));
  return [
    ...ways.map(({ delivery: { id, addressedCode } }) => ({ id, addressedCode, problem: problems.get(id) ?? null })),
    ...ids
      .filter((id) => !known.has(id))
      .map((id) => ({ id, addressedCode: null, problem: error('DELIVERY_NOT_FOUND', { id }) })),
  ];
}

/** With the other dead members of their groups. Documents first: a repeated sending may be adding recipients. */
async function lockStopped(tx: Tx, ids: readonly string[]): Promise<Delivery[]> {
  await tx.execute(sql`
    select 1 from document where id = any(select document_id from delivery where id = any(${sql.param([...ids])}::uuid[]))
    order by id for update`);
  const { rows } = await tx.execute<{ id: string }>(sql`
    select m.id from delivery d join delivery l on l.id = d.lead_id cross join lateral unnest(l.members) as m(id)
    where d.id = any(${sql.param([...ids])}::uuid[]) and d.state = 'dead'`);
  const named = new Set(ids);
  const all = await lockDeliveries(tx, [...new Set([...ids, ...rows.map((row) => row.id)])]);
  return all.filter((one) => named.has(one.id) || one.state === 'dead');
}

/** Where each of them leads today. */
export async function findWays(reader: Reader, deliveries: readonly Delivery[]): Promise<Way[]> {
  const unknown = deliveries.filter((one) => one.agencyId === null).map((one) => one.addressedCode);
  const named = await resolveAgencies(reader, unknown);
  const idOf = (one: Delivery) => one.agencyId ?? named.get(one.addressedCode)?.id ?? null;
  // Whoever was chosen for an agency that was split decides where its mail goes.
  const decidingOf = (one: Delivery) => one.decidedId ?? idOf(one);
  const agencies = await findAgencies(
    reader,
    deliveries.flatMap((one) => decidingOf(one) ?? []),
  );
  const today = await receptions(reader, [...agencies.values()]);
  const documents = await documentsOf(reader, deliveries);
  const senders = await findAgencies(
    reader,
    [...documents.values()].map((one) => one.sender_id),
  );
  return deliveries.map((delivery) => {
    const deciding = decidingOf(delivery);
    const document = documents.get(delivery.documentId)!;
    const reception = (deciding && today.get(deciding)) || ({ outcome: 'unknown' } as const);
    const judged = judge({ addressedCode: delivery.addressedCode, reception }, { size: Number(document.size) });
    return {
      delivery,
      agencyId: idOf(delivery),
      ...backToOrigin(delivery, judged, senders.get(document.sender_id)?.axis ?? null),
      hasContent: document.has_bytes,
    };
  });
}

/** What came from an axis is never relayed back to it. */
function backToOrigin({ addressedCode: code }: Delivery, judged: Judged, origin: string | null): Judged {
  const channel = judged.open?.channel;
  if (origin === null || channel?.kind !== 'axis' || channel.axis !== origin) return judged;
  return { open: null, state: 'failed', problem: error('RECIPIENT_NOT_CONNECTED', { code }) };
}

type DocumentRow = Record<string, unknown> & { id: string; sender_id: string; size: string; has_bytes: boolean };

async function documentsOf(reader: Reader, deliveries: readonly Delivery[]): Promise<Map<string, DocumentRow>> {
  const { rows } = await reader.execute<DocumentRow>(sql`
    select d.id, d.sender_id, coalesce(s.size, 0) as size, coalesce(s.has_bytes, false) as has_bytes
    from document d left join submission s on s.id = d.submission_id
    where d.id = any(${sql.param([...new Set(deliveries.map((one) => one.documentId))])}::uuid[])`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Why they may not be sent again, by delivery id. */
async function refusals(tx: Tx, ways: readonly Way[]): Promise<Map<string, HubError>> {
  const problems = new Map<string, HubError>();
  const stopped = ways.filter(({ delivery: { id, state } }) => {
    if (state === 'dead' || state === 'failed') return true;
    problems.set(id, operatorError('DELIVERY_NOT_STOPPED', { id, state }));
    return false;
  });
  const overtaken = await supersededBy(tx, [...new Set(stopped.map((way) => way.delivery.leadId))]);
  const changed = await changedSince(
    tx,
    stopped.map((way) => way.delivery),
  );
  const served = await servedOtherwise(tx, stopped);
  for (const { delivery, problem, hasContent } of stopped) {
    const { id, leadId } = delivery;
    const other = served.get(id);
    if (problem) problems.set(id, problem);
    else if (overtaken.has(leadId) || changed.has(id)) problems.set(id, operatorError('SUPERSEDED', { id }));
    else if (other !== undefined) problems.set(id, operatorError('ALREADY_SERVED', { id, other }));
    else if (!hasContent) problems.set(id, operatorError('DELIVERY_CONTENT_GONE', { id }));
  }
  return problems;
}

/** One delivery per document and agency: whoever has another that lives, or comes before in this list, is passed over. */
async function servedOtherwise(tx: Tx, ways: readonly Way[]): Promise<Map<string, string>> {
  const others = await deliveriesOfDocuments(tx, [...new Set(ways.map((way) => way.delivery.documentId))]);
  const servedBy = new Map<string, string>();
  for (const one of others) {
    if (one.agencyId && !['failed', 'dead', 'cancelled'].includes(one.state)) {
      servedBy.set(`${one.documentId} ${one.agencyId}`, one.id);
    }
  }
  const found = new Map<string, string>();
  for (const { delivery, agencyId } of ways) {
    const key = `${delivery.documentId} ${agencyId}`;
    const other = servedBy.get(key);
    if (other !== undefined) found.set(delivery.id, other);
    else servedBy.set(key, delivery.id);
  }
  return found;
}
