import { and, eq, gte, lt, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import type { SubmissionReason } from './model.ts';
import { offeredPackage, submission } from './tables.ts';

/** A package that another side offered and this hub took in, with what became of it here. */
export interface OfferedPackageLine {
  readonly transportId: string;
  readonly kind: 'document' | 'status';
  readonly submissionId: string;
  readonly state: 'received' | 'verifying' | 'parked' | 'accepted' | 'rejected';
  /** Of a refusal. */
  readonly code: string | null;
  readonly reason: SubmissionReason | null;
  readonly told: 'done' | 'fail' | null;
}

const LINE = {
  transportId: offeredPackage.transportId,
  kind: offeredPackage.kind,
  submissionId: offeredPackage.submissionId,
  state: submission.state,
  code: submission.code,
  reason: submission.reason,
  told: offeredPackage.told,
};

/** Remembers under which of the other side's ids a submission came; the first one stays, unless it was refused. */
export async function rememberPackage(
  reader: Reader,
  one: { link: string; transportId: string; kind: 'document' | 'status'; submissionId: string },
): Promise<void> {
  await reader
    .insert(offeredPackage)
    .values(one)
    .onConflictDoUpdate({
      target: [offeredPackage.link, offeredPackage.transportId],
      set: { submissionId: one.submissionId, takenAt: sql`now()`, told: null },
      setWhere: sql`exists (select from ${submission} s where s.id = ${offeredPackage.submissionId} and s.state = 'rejected')`,
    });
}

/** Remembers what the other side was told of a package. Gives whether that is news. */
export async function packageTold(
  reader: Reader,
  link: string,
  transportId: string,
  told: 'done' | 'fail',
): Promise<boolean> {
  const { rowCount } = await reader
    .update(offeredPackage)
    .set({ told })
    .where(
      and(
        eq(offeredPackage.link, link),
        eq(offeredPackage.transportId, transportId),
        sql`${offeredPackage.told} is distinct from ${told}`,
      ),
    );
  return rowCount === 1;
}

/** Those of these packages that were taken in before. */
export async function findPackages(
  reader: Reader,
  link: string,
  ids: readonly string[],
): Promise<OfferedPackageLine[]> {
  if (ids.length === 0) return [];
  return reader
    .select(LINE)
    .from(offeredPackage)
    .innerJoin(submission, eq(submission.id, offeredPackage.submissionId))
    .where(
      // One parameter: a list of the field may be longer than a statement has room for.
      and(eq(offeredPackage.link, link), sql`${offeredPackage.transportId} = any(${sql.param([...ids])}::text[])`),
    );
}

/** Packages taken in on these days, Vietnam time, both included. */
export async function packagesTaken(
  reader: Reader,
  link: string,
  period: { from: string; to: string },
): Promise<OfferedPackageLine[]> {
  const midnight = (day: string) => sql`(${day}::date)::timestamp at time zone 'Asia/Ho_Chi_Minh'`;
  return reader
    .select(LINE)
    .from(offeredPackage)
    .innerJoin(submission, eq(submission.id, offeredPackage.submissionId))
    .where(
      and(
        eq(offeredPackage.link, link),
        gte(offeredPackage.takenAt, midnight(period.from)),
        lt(offeredPackage.takenAt, sql`(${midnight(period.to)}) + interval '1 day'`),
      ),
    );
}
