import type { Clock } from '../platform/clock.ts';
import type { Reader } from '../platform/database.ts';

/**
 * A system that sends in a burst would else ask for its rights a thousand times a second. Five seconds is how long a
 * credential that another process has replaced or disabled may still open a door here; changes made by this process
 * count at once (`forgetKeys`). Refusals are never remembered: a credential works as soon as it exists.
 */
const REMEMBERED_MS = 5_000;
const REMEMBERED_KEYS = 1_000;

interface Remembered {
  readonly value: unknown;
  readonly until: number;
  readonly era: number;
}

/** One memory per database handle, so that two hubs in one process never share an answer. */
const memories = new WeakMap<Reader, Map<string, Remembered>>();
let era = 0;

/** Drops everything remembered: called by whatever changes a system, its credentials or its agencies in this process. */
export function forgetKeys(): void {
  era += 1;
}

/** What `read` found under this name in the last seconds, else what it finds now. A name belongs to one kind of value. */
export async function remember<T>(
  reader: Reader,
  name: string,
  clock: Clock,
  read: () => Promise<T | null>,
): Promise<T | null> {
  const memory = memories.get(reader) ?? new Map<string, Remembered>();
  memories.set(reader, memory);
  const known = memory.get(name);
  if (known && known.era === era && clock.monotonic() < known.until) return known.value as T;
  memory.delete(name);
  const asked = era;
  const value = await read();
  if (value === null) return null;
  if (memory.size >= REMEMBERED_KEYS) memory.delete(memory.keys().next().value ?? name);
  memory.set(name, { value, until: clock.monotonic() + REMEMBERED_MS, era: asked });
  return value;
}
