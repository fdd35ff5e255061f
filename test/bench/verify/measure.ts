/** One that is measured. Processor time, so that other work on the machine counts less. */
export interface Runner {
  readonly name: string;
  /** Milliseconds of so many verifications together. */
  cpuMs(times: number): number | Promise<number>;
  /** Its highest resident memory so far; null where the system does not tell. */
  peakMb(): Promise<number | null>;
  stop(): void;
}

export interface Effort {
  readonly rounds: number;
  /** Processor time of one runner in one round, in milliseconds; one run is made anyway. */
  readonly sliceMs: number;
  /** The same before anything counts: code is compiled while it runs. */
  readonly warmMs: number;
}

/**
 * Milliseconds of processor time of one run of each, taken in turns, so that whatever slows the machine slows all of them:
 * the median of the rounds.
 */
export async function inTurns(
  runners: readonly Runner[],
  { rounds, sliceMs, warmMs }: Effort,
): Promise<Map<string, number>> {
  const taken = runners.map((runner) => ({ runner, times: 1, ms: [] as number[] }));
  for (const one of taken) {
    for (let spent = 0; spent < warmMs; ) {
      const ms = await one.runner.cpuMs(one.times);
      spent += Math.max(ms, sliceMs / 50);
      one.times = Math.max(1, Math.round((sliceMs * one.times) / Math.max(ms, sliceMs / 50)));
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const { runner, times, ms } of taken) ms.push((await runner.cpuMs(times)) / times);
  }
  return new Map(taken.map(({ runner, ms }) => [runner.name, median(ms)]));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
