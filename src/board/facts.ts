import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../platform/database.ts';
import type { FileReport } from '../trust/index.ts';
import { reasonOf } from './reasons.ts';

/**
 * The lines of a statement that writes facts and names the days to be counted again; it follows `with … ,` or `with`.
 * `select` gives document_id, delivery_id, agency_id, day, figure, outcome, seconds.
 */
export function factsOf(select: SQL): SQL {
  return sql`facts as (
      insert into board_fact (document_id, delivery_id, agency_id, day, figure, outcome, seconds)
      ${select} returning agency_id, day
    ), days as (insert into board_due select distinct agency_id, day from facts)`;
}

export interface Fact {
  readonly documentId: string;
  readonly deliveryId: string | null;
  readonly agencyId: string;
  /** `yyyy-mm-dd` in Vietnam; absent for today by PostgreSQL's clock. */
  readonly day?: string;
  readonly figure: string;
  readonly outcome: string;
  readonly seconds?: number;
}

/** Writes what counts, in the transaction of the step it tells. */
export async function noteFacts(tx: Tx, facts: readonly Fact[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map((one) => ({
    document_id: one.documentId,
    delivery_id: one.deliveryId,
    agency_id: one.agencyId,
    day: one.day ?? null,
    figure: one.figure,
    outcome: one.outcome,
    seconds: one.seconds ?? null,
  }));
  await tx.execute(sql`
    with ${factsOf(sql`select document_id, delivery_id, agency_id,
        coalesce(day, (now() at time zone 'Asia/Ho_Chi_Minh')::date), figure, outcome, seconds
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(document_id uuid, delivery_id uuid, agency_id uuid,
        day date, figure text, outcome text, seconds bigint)`)}
    select`);
}

export interface Sent {
  readonly id: string;
  readonly senderId: string;
  readonly files: readonly FileReport[];
  /** Marked Công khai. */
  readonly isPublic: boolean;
}

/** A document was sent: by whom, with which signatures on its main file, and whether it is for the public. */
export async function noteSent(tx: Tx, { id, senderId, files, isPublic }: Sent): Promise<void> {
  const fact = { documentId: id, deliveryId: null, agencyId: senderId };
  await noteFacts(tx, [
    { ...fact, figure: 'sent', outcome: signaturesOn(files) },
    ...(isPublic ? [{ ...fact, figure: 'public', outcome: 'marked' }] : []),
  ]);
}

/** NĐ 30/2020 Art 5(1): the main document carries the signature of the competent person and of the organisation. */
export function signaturesOn(files: readonly FileReport[]): 'both' | 'lacking' | 'undetermined' | 'none' {
  const main = files.find(({ role }) => role === 'main');
  if (!main) return 'none';
  if (main.judgement.status === 'complete') return 'both';
  return main.judgement.status === 'not-determined' ? 'undetermined' : 'lacking';
}

/** Documents have arrived: how long after the hub accepted them, by their urgency (4 is treated as 3). */
export async function noteArrivals(tx: Tx, deliveryIds: readonly string[]): Promise<void> {
  if (deliveryIds.length === 0) return;
  await tx.execute(sql`
    with ${factsOf(sql`select v.document_id, v.id, v.handover_id, (now() at time zone 'Asia/Ho_Chi_Minh')::date, 'arrival',
        least(d.priority, 3)::text, greatest(extract(epoch from now() - d.accepted_at), 0)::bigint
      from delivery v join document d on d.id = v.document_id
      where v.id = any(${sql.param([...deliveryIds])}::uuid[]) and v.handover_id is not null`)}
    select`);
}

export interface Refused {
  readonly id: string;
  readonly documentId: string;
  readonly handoverId: string | null;
}

/** Recipients have refused: for which of the reasons of the law, as their words tell it. */
export async function noteRefusals(tx: Tx, refused: readonly Refused[], words: string | null): Promise<void> {
  const outcome = reasonOf(words ?? '');
  await noteFacts(
    tx,
    refused.flatMap(({ id, documentId, handoverId }) =>
      handoverId === null ? [] : [{ documentId, deliveryId: id, agencyId: handoverId, figure: 'refusal', outcome }],
    ),
  );
}
