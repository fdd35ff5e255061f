import { sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { type Agency, findAgencies } from '../registry/index.ts';
import { agencyOf } from './lanes.ts';

/** A lane as its operator sees it. */
export interface LaneState {
  /** `agency:<id>` or `axis:<name>`. */
  readonly key: string;
  /** Null for an axis. */
  readonly agency: Agency | null;
  readonly axis: string | null;
  /** Due, and not begun. */
  readonly queued: number;
  readonly inFlight: number;
  /** Seconds since the oldest of them came into the lane; null when there is none. */
  readonly oldestSeconds: number | null;
  readonly cap: number;
  /** Sends per minute. */
  readonly rate: number | null;
  readonly breaker: 'closed' | 'open' | 'half-open';
  readonly failures: number;
  /** When an open breaker lets the next probe through. */
  readonly retryAt: Date | null;
  readonly paused: { readonly by: string; readonly since: Date; readonly why: string } | null;
}

type LaneRow = Record<string, unknown> & {
  key: string;
  cap: number;
  rate: number | null;
  breaker: LaneState['breaker'];
  failures: number;
  retry_at: string | null;
  paused: boolean;
  paused_by: string | null;
  paused_at: string | null;
  paused_why: string | null;
  queued: number;
  in_flight: number;
  oldest: number | null;
};

/** The lanes, those with the oldest waiting mail first; at most `limit`. Empty ones that are well come last. */
export async function listLanes(reader: Reader, limit: number): Promise<LaneState[]> {
  const { rows } = await reader.execute<LaneRow>(sql`
    select l.key, l.cap, l.rate, l.breaker, l.failures, l.retry_at, l.paused, l.paused_by, l.paused_at, l.paused_why,
      coalesce(q.queued, 0)::int as queued, coalesce(q.in_flight, 0)::int as in_flight, q.oldest
    from lane l left join (
      select lane_id, count(*) filter (where state <> 'sending') as queued,
        count(*) filter (where state = 'sending') as in_flight,
        extract(epoch from now() - min(queued_at))::float8 as oldest
      from dispatch group by lane_id
    ) q on q.lane_id = l.id
    order by q.oldest desc nulls last, l.paused desc, l.failures desc, l.key limit ${limit}`);
  const agencies = await findAgencies(
    reader,
    rows.flatMap((row) => agencyOf(row.key) ?? []),
  );
  return rows.map((row) => {
    const agencyId = agencyOf(row.key);
    return {
      key: row.key,
      agency: agencyId === null ? null : (agencies.get(agencyId) ?? null),
      axis: agencyId === null ? row.key.slice('axis:'.length) : null,
      queued: row.queued,
      inFlight: row.in_flight,
      oldestSeconds: row.oldest,
      cap: row.cap,
      rate: row.rate,
      breaker: row.breaker,
      failures: row.failures,
      retryAt: row.retry_at === null ? null : new Date(row.retry_at),
      paused: row.paused
        ? { by: row.paused_by ?? '–', since: new Date(row.paused_at ?? 0), why: row.paused_why ?? '–' }
        : null,
    };
  });
}
