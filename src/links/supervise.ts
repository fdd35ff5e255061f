import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../platform/log.ts';

/** One link at work. */
export interface Link {
  stop(): Promise<void>;
}

export interface Supervised {
  readonly log: Logger;
  /** How soon a change of the configuration takes effect, in milliseconds. */
  readonly lookMs: number;
  /** The links that shall be at work now; what was saved anew is another link, even under the same name. */
  readonly wanted: () => Promise<readonly { readonly name: string; readonly savedAt: Date }[]>;
  readonly start: (name: string) => Promise<Link>;
}

/** Keeps one link to each outside system that is configured: started, changed and stopped as the configuration changes. */
export function supervise({ log, lookMs, wanted, start }: Supervised): Link {
  const ending = new AbortController();
  const links = new Map<string, Link>();
  // A link that is slow to stop holds up no other; the end waits for all.
  const stopping = new Set<Promise<void>>();

  function stopLink(key: string): void {
    const stopped = links
      .get(key)!
      .stop()
      .catch((problem: unknown) => log.error({ link: key, problem: String(problem) }, 'link.stop'));
    links.delete(key);
    stopping.add(stopped);
    void stopped.finally(() => stopping.delete(stopped));
  }

  async function look(): Promise<void> {
    const now = new Map((await wanted()).map((one) => [`${one.name} ${one.savedAt.toISOString()}`, one.name]));
    for (const key of [...links.keys()]) if (!now.has(key)) stopLink(key);
    for (const [key, name] of now) {
      if (links.has(key) || ending.signal.aborted) continue;
      const link = await start(name).catch((problem: unknown) => {
        log.error({ link: name, problem: String(problem) }, 'link.start');
        return null;
      });
      if (link) links.set(key, link);
    }
  }

  const running = (async () => {
    while (!ending.signal.aborted) {
      await look().catch((problem: unknown) => log.error({ problem: String(problem) }, 'links.look'));
      await wait(lookMs, undefined, { signal: ending.signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      ending.abort();
      await running;
      for (const key of [...links.keys()]) stopLink(key);
      await Promise.all(stopping);
    },
  };
}
