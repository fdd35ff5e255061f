import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../platform/log.ts';
import type { Link } from './supervise.ts';

/** Does something over and over until it is stopped; what fails is logged and done again after the pause. */
export function repeat(log: Logger, name: string, everyMs: number, step: (signal: AbortSignal) => Promise<void>): Link {
  const ending = new AbortController();
  const { signal } = ending;
  const running = (async () => {
    while (!signal.aborted) {
      await step(signal).catch((problem: unknown) => {
        if (!signal.aborted) log.warn({ problem: String(problem) }, `link.${name}`);
      });
      await wait(everyMs, undefined, { signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      ending.abort();
      await running;
    },
  };
}
