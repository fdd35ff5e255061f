import { sql } from 'drizzle-orm';
import type { Db } from '../platform/database.ts';

/** A signed request is fresh for ten minutes on either side of now, so it is remembered for longer than both. */
const REMEMBERED_MINUTES = 30;
/** Within these seconds repetitions are counted together. */
const COUNTED_SECONDS = 60;

/**
 * No statement here waits for the disk: what a crash forgets is a repetition taken for a first request, and what it asks
 * for has its effect once all the same.
 */
const NO_WAIT = sql`set_config('synchronous_commit', 'off', true)`;

export interface RequestKey {
  readonly systemId: string;
  /** The request's HMAC. */
  readonly hash: Buffer;
}

export interface SeenRequest {
  /** The first call that these signed headers served. */
  readonly endpoint: string;
  /** Times that it came within the last minute or so, this one included. */
  readonly seen: number;
  /** It never came before. */
  readonly isFirst: boolean;
  /** What it was answered before, where that was kept. */
  readonly answer: Readonly<Record<string, unknown>> | null;
}

/** Counts a request and tells what is known of it; of several at once exactly one is the first. */
export async function seeRequest(db: Db, { systemId, hash }: RequestKey, endpoint: string): Promise<SeenRequest> {
  const over = sql`s.counted_from < now() - make_interval(secs => ${COUNTED_SECONDS})`;
  const { rows } = await db.execute<{ -readonly [K in keyof SeenRequest]: SeenRequest[K] }>(sql`
    insert into signed_request as s (system_id, hash, endpoint)
    select ${systemId}::uuid, ${hash}, ${endpoint} from ${NO_WAIT}
    on conflict (system_id, hash) do update set
      seen = case when ${over} then 1 else s.seen + 1 end,
      counted_from = case when ${over} then now() else s.counted_from end
    returning endpoint, seen, answer, xmax = 0 as "isFirst"`);
  return rows[0]!;
}

/** Keeps what a request that changes something was answered, for when it comes again. */
export async function keepAnswer(db: Db, { systemId, hash }: RequestKey, answer: SeenRequest['answer']): Promise<void> {
  await db.execute(sql`
    update signed_request set answer = ${JSON.stringify(answer)}::jsonb from ${NO_WAIT}
    where system_id = ${systemId}::uuid and hash = ${hash}`);
}

/** Forgets requests that are too old to be taken again. */
export async function sweepSignedRequests(db: Db): Promise<void> {
  await db.execute(
    sql`delete from signed_request where first_at < now() - make_interval(mins => ${REMEMBERED_MINUTES})`,
  );
}
