import { openThreads } from '../../src/platform/threads.ts';
import type { Answer } from './answer.ts';
import readHere, { type ListTask } from './list-worker.ts';

/** What is read in the time of some small documents: a thread is for more. */
const SHORT_BYTES = 262_144;
/** A list of 256 MB needs 800. */
const MOST_HEAP_MB = 1_024;
const IDLE_MS = 30_000;

// One thread, so that ten connections with long lists need the memory of one; the others wait their turn.
const pool = openThreads<ListTask, Answer | null>(new URL('./list-worker.ts', import.meta.url), {
  threads: 1,
  idleMs: IDLE_MS,
  maxHeapMb: MOST_HEAP_MB,
});
// A thread that dies between two tasks has no caller to tell, and unheard it would end the whole hub.
pool.on('error', () => {});

/** A list is read with all its files: a long one in a thread, since 32 MB take half a second. */
export async function readList(task: ListTask): Promise<Answer | null> {
  return task.octets.length <= SHORT_BYTES ? readHere(task) : pool.run(task);
}
