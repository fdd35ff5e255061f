import { setTimeout as wait } from 'node:timers/promises';
import type { Hub } from '../hub.ts';
import type { Database } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { type AxisLine, listAxes } from '../registry/index.ts';
import { type Link, startLink } from './link.ts';

export interface Axes {
  stop(): Promise<void>;
}

/** In milliseconds. */
export interface AxisTiming {
  /** How soon a change of the configuration takes effect. */
  readonly lookMs: number;
  /** Pause after a list with nothing new. */
  readonly pollMs: number;
  /** Pause between questions about relays. */
  readonly followMs: number;
}

const TIMING: AxisTiming = { lookMs: 2_000, pollMs: 2_000, followMs: 2_000 };

/**
 * Keeps one link to each axis that is configured and enabled: started, changed and stopped as the configuration changes.
 * @param owner The tables' owner: a directory is staged in temporary tables.
 */
export function startAxes(hub: Hub, owner: Database, timing: AxisTiming = TIMING): Axes {
  const processId = newId();
  const ending = new AbortController();
  const links = new Map<string, Link>();
  // A link that is slow to stop holds up no other; the end waits for all.
  const stopping = new Set<Promise<void>>();

  function stopLink(key: string): void {
    const stopped = links.get(key)!.stop();
    links.delete(key);
    stopping.add(stopped);
    void stopped.finally(() => stopping.delete(stopped));
  }

  async function look(): Promise<void> {
    const wanted = new Map(
      (await listAxes(hub.database.db)).filter((one) => one.enabled).map((one) => [keyOf(one), one]),
    );
    for (const key of [...links.keys()]) if (!wanted.has(key)) stopLink(key);
    for (const [key, { name }] of wanted) {
      if (links.has(key) || ending.signal.aborted) continue;
      const link = await startLink(hub, owner, name, processId, timing).catch((problem: unknown) => {
        hub.log.error({ axis: name, problem: String(problem) }, 'axis.start');
        return null;
      });
      if (link) links.set(key, link);
    }
  }

  const running = (async () => {
    while (!ending.signal.aborted) {
      await look().catch((problem: unknown) => hub.log.error({ problem: String(problem) }, 'axes.look'));
      await wait(timing.lookMs, undefined, { signal: ending.signal }).catch(() => {});
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

/** A saved axis is another link, even under the same name. */
function keyOf({ name, savedAt }: AxisLine): string {
  return `${name} ${savedAt.toISOString()}`;
}
