import { and, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Reader } from '../platform/database.ts';
import { axisPackage, submission } from './tables.ts';

/** A package that an axis offered and this hub took in, with what became of it here. */
export interface AxisPackageLine {
  readonly transportId: string;
  readonly kind: 'document' | 'status';
  readonly submissionId: string;
  readonly state: 'received' | 'verifying' | 'parked' | 'accepted' | 'rejected';
  /** Of a refusal. */
  readonly code: string | null;
  readonly told: 'done' | 'fail' | null;
}

const LINE = {
  transportId: axisPackage.transportId,
  kind: axisPackage.kind,
  submissionId: axisPackage.submissionId,
  state: submission.state,
  code: submission.code,
  told: axisPackage.told,
};

/** Remembers under which of the axis's ids a submission came; the first one stays. */
export async function rememberPackage(
  reader: Reader,
  one: { axis: string; transportId: string; kind: 'document' | 'status'; submissionId: string },
): Promise<void> {
  await reader.insert(axisPackage).values(one).onConflictDoNothing();
}

/** Remembers what the axis was told of a package. Gives whether that is news. */
export async function packageTold(
  reader: Reader,
  axis: string,
  transportId: string,
  told: 'done' | 'fail',
): Promise<boolean> {
  const { rowCount } = await reader
    .update(axisPackage)
    .set({ told })
    .where(
      and(
        eq(axisPackage.axis, axis),
        eq(axisPackage.transportId, transportId),
        sql`${axisPackage.told} is distinct from ${told}`,
      ),
    );
  return rowCount === 1;
}

/** Those of these packages that were taken in before. */
export async function findPackages(reader: Reader, axis: string, ids: readonly string[]): Promise<AxisPackageLine[]> {
  if (ids.length === 0) return [];
  return reader
    .select(LINE)
    .from(axisPackage)
    .innerJoin(submission, eq(submission.id, axisPackage.submissionId))
    .where(and(eq(axisPackage.axis, axis), inArray(axisPackage.transportId, [...ids])));
}

/** Packages taken in on these days, Vietnam time, both included. */
export async function packagesTaken(
  reader: Reader,
  axis: string,
  period: { from: string; to: string },
): Promise<AxisPackageLine[]> {
  const midnight = (day: string) => sql`(${day}::date)::timestamp at time zone 'Asia/Ho_Chi_Minh'`;
  return reader
    .select(LINE)
    .from(axisPackage)
    .innerJoin(submission, eq(submission.id, axisPackage.submissionId))
    .where(
      and(
        eq(axisPackage.axis, axis),
        gte(axisPackage.takenAt, midnight(period.from)),
        lt(axisPackage.takenAt, sql`(${midnight(period.to)}) + interval '1 day'`),
      ),
    );
}
