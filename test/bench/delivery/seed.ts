import type pg from 'pg';

export interface Backlog {
  readonly count: number;
  /** Whose bytes every document has; made moments ago. */
  readonly submissionId: string;
  readonly senderId: string;
  /** Agencies with a lane each; mail goes to them in turn. */
  readonly recipientIds: readonly string[];
}

/** A version 7 id of that time, in SQL; the same `n` and `salt` give the same random part. */
export const idAt = (ms: string, n: string, salt: string) => `
  (lpad(to_hex((${ms})::bigint), 12, '0') || '7' || substr(md5((${n})::text || '${salt}'), 1, 3)
   || '8' || substr(md5('${salt}' || (${n})::text), 1, 15))::uuid`;

/** Documents that wait in the lanes of these recipients, due now, as if they had just been accepted. */
export async function seedBacklog(pool: pg.Pool, backlog: Backlog): Promise<void> {
  const { count, submissionId, senderId, recipientIds } = backlog;
  await pool.query(
    `insert into lane (id, key) select gen_random_uuid(), 'agency:' || id from unnest($1::uuid[]) as id
     on conflict (key) do nothing`,
    [recipientIds],
  );
  const now = 'extract(epoch from now()) * 1000';
  const made = `select n, ${idAt(now, 'n', 'document')} as document_id, ${idAt(now, 'n', 'delivery')} as delivery_id,
    ($2::uuid[])[1 + n % cardinality($2::uuid[])] as recipient_id from generate_series(1, $1::int) as n`;
  await pool.query(
    `with made as materialized (${made}), documents as (
      insert into document (id, submission_id, kind, sender_id, document_uid, header, content_digest, verdict, rank_at)
      select document_id, $3, 'document', $4, 'backlog-' || n, '{}', decode(repeat('00', 32), 'hex'), '{}', now() from made
    ), deliveries as (
      insert into delivery (id, document_id, addressed_code, agency_id, handover_id, channel, lead_id, members, state, kind,
        urgent, rank_at)
      select delivery_id, document_id, 'backlog', recipient_id, recipient_id, 'webhook', delivery_id, array[delivery_id],
        'due', 'document', false, now() from made
    )
    insert into dispatch (delivery_id, lane_id, document_id, state, urgent, rank_at, due_at, deadline_at)
    select delivery_id, lane.id, document_id, 'due', false, now(), now(), now() + interval '3 days'
    from made join lane on lane.key = 'agency:' || recipient_id`,
    [count, recipientIds, submissionId, senderId],
  );
}

/** Deliveries that arrived in the past, spread evenly over the months, twenty to a document. */
export async function seedHistory(pool: pg.Pool, count: number, months: number, recipientIds: readonly string[]) {
  await pool.query(`select ensure_partitions((now() - make_interval(months => $1::int))::date, $1::int + 1)`, [months]);
  const at = `extract(epoch from now() - make_interval(days => 2)) * 1000
    - n * ($2::bigint * 30 * 86400000 / $1::bigint)`;
  await pool.query(
    `insert into delivery (id, document_id, addressed_code, agency_id, handover_id, channel, lead_id, members, state, kind,
      urgent, rank_at, attempts, arrived_at)
    select id, document_id, 'history', recipient_id, recipient_id, 'webhook', id, array[id], 'arrived', 'document', false,
      now(), 1, now()
    from (
      select ${idAt(at, 'n', 'past')} as id, ${idAt(at.replaceAll('n *', '(n / 20 * 20) *'), 'n / 20', 'page')} as document_id,
        ($3::uuid[])[1 + n % cardinality($3::uuid[])] as recipient_id
      from generate_series(1, $1::int) as n
    ) made`,
    [count, months, recipientIds],
  );
  await pool.query('analyze delivery');
}
