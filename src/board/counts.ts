/**
 * Counts by name, `figure.outcome`: `notice.kept`, `refusal.form`, `sent.both`; `notice.seconds` is a sum, and
 * `arrival.0.17` how many ordinary documents took so long (see `bucketEnd`). What is not there is 0.
 */
export type Counts = Readonly<Record<string, number>>;

export function countOf(counts: Counts, name: string): number {
  return counts[name] ?? 0;
}

/** All of these together. */
export function addCounts(all: readonly Counts[]): Counts {
  const sum: Record<string, number> = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}

/** Buckets of a doubling: a time is told to within 19 %. */
export const BUCKETS_A_DOUBLING = 4;

/** Seconds at which a bucket of times ends. */
export function bucketEnd(bucket: number): number {
  return 2 ** ((bucket + 1) / BUCKETS_A_DOUBLING);
}

/** The time that this share of the counted stays below, in seconds; null when nothing was counted. */
export function percentile(counts: Counts, prefix: string, share: number): number | null {
  const buckets = Object.entries(counts)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, count]) => [Number(name.slice(prefix.length)), count] as const)
    .sort(([a], [b]) => a - b);
  const wanted = buckets.reduce((sum, [, count]) => sum + count, 0) * share;
  let seen = 0;
  for (const [bucket, count] of buckets) {
    seen += count;
    if (seen >= wanted) return Math.round(bucketEnd(bucket));
  }
  return null;
}
