/**
 * Collects calls while an earlier flush is under way and runs them together: commits are shared under load, and a lone
 * call waits for nobody. When a flush of several fails, each is run alone, so that one bad item harms no other.
 */
export function batcher<I, O>(
  run: (items: readonly I[]) => Promise<readonly O[]>,
  most: number,
): (item: I) => Promise<O> {
  interface Waiting {
    readonly item: I;
    readonly resolve: (value: O) => void;
    readonly reject: (problem: unknown) => void;
  }
  let waiting: Waiting[] = [];
  let running = false;

  async function runAlone(one: Waiting): Promise<void> {
    try {
      const [value] = await run([one.item]);
      one.resolve(value as O);
    } catch (problem) {
      one.reject(problem);
    }
  }

  async function flush(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      try {
        const values = await run(batch.map((one) => one.item));
        for (const [index, one] of batch.entries()) one.resolve(values[index] as O);
      } catch {
        for (const one of batch) await runAlone(one);
      }
    }
    running = false;
  }

  return (item) =>
    new Promise<O>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // After the current turn, so that everything that became ready in it goes together.
      if (!running) {
        running = true;
        setImmediate(() => void flush());
      }
    });
}
