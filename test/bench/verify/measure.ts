/** One that is measured: `cpuMs` is the processor time of so many runs. */
export interface Runner {
  readonly name: string;
  cpuMs(times: number): number | Promise<number>;
}

export interface Effort {
  readonly rounds: number;
  /** Processor time of one runner in one round, in milliseconds; one run is made anyway. */
  readonly sliceMs: number;
}

/** Processor time of this process, so that other work on the machine counts less. */
export function inProcess(name: string, run: () => unknown): Runner {
  return {
    name,
    async cpuMs(times) {
      const before = process.cpuUsage();
      for (let i = 0; i < times; i++) await run();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    },
  };
}

/**
 * Milliseconds of processor time of one run of each, taken in turns, so that whatever slows the machine slows all of them:
 * the median of the rounds. The first turns are not counted: the code is compiled while it runs.
 */
export async function inTurns(runners: readonly Runner[], { rounds, sliceMs }: Effort): Promise<Map<string, number>> {
  const taken = runners.map((runner) => ({ runner, times: 1, ms: [] as number[] }));
  for (const one of taken) {
    for (let spent = 0; spent < 2 * sliceMs; ) {
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
