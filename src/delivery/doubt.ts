import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { idCeiling } from '../platform/ids.ts';
import { mailedBeside } from './fallback.ts';
import type { Delivery } from './model.ts';
import { documentFloor } from './read.ts';

/**
 * Answers by which a recipient says that it has not taken the document: a redirection or refusal, 501 Not Implemented,
 * 503 Service Unavailable. The other 5xx come from recipients that broke while they worked, or from gateways before
 * them that did not wait (RFC 9110 section 15.6): the document may be there.
 */
const SAYS_NO = sql`(a.http_status between 300 and 499 or a.http_status in (501, 503))`;

/**
 * Which of these may be with their recipients although nobody answered so: in some try octets left, or may have, and no
 * answer said no; or a mail went beside their own channel. Gives their ids.
 */
export async function mayHaveArrived(reader: Reader, deliveries: readonly Delivery[]): Promise<Set<string>> {
  if (deliveries.length === 0) return new Set();
  // Tries of an earlier way too, which a move does not count any more.
  const leadIds = [...new Set(deliveries.map((one) => one.leadId))].sort();
  const { rows } = await reader.execute<{ id: string }>(sql`
    select distinct a.delivery_id as id from attempt a
    where a.delivery_id = any(${sql.param(leadIds)}::uuid[])
      and a.id >= ${documentFloor(leadIds[0]!)}::uuid and a.id < ${idCeiling()}::uuid
      and coalesce(a.outcome, 'lost') in ('retry', 'lost') and a.content_left is not false and not coalesce(${SAYS_NO}, false)`);
  const inDoubt = new Set([...rows.map((row) => row.id), ...(await mailedBeside(reader, leadIds))]);
  return new Set(deliveries.filter((one) => inDoubt.has(one.leadId)).map((one) => one.id));
}
