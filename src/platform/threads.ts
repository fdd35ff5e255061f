import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';

export interface ThreadOptions {
  /** Worker threads; CPU work is spread over them. */
  readonly threads: number;
  /** Threads start when a task comes and end after so long without one; without it they are kept ready for ever. */
  readonly idleMs?: number;
  /** Given to each thread as `workerData` of node:worker_threads. */
  readonly data?: unknown;
  /** Heap of one thread; a thread that needs more is ended and its task fails. */
  readonly maxHeapMb?: number;
}

/** Threads are new processes to the module loader: for TypeScript they need it again, whoever started the parent. */
const LOADER = new URL('./typescript.mjs', import.meta.url).href;

/**
 * The pool tries `require` before `import`, and a thread that is ended while `require` reads an ES module ends the whole
 * process: Node 20.20 aborts in `IsGraphAsync`. So threads read modules by `import` alone.
 */
const BY_IMPORT = ['--no-experimental-require-module'];

/**
 * A pool of worker threads that run the default export of a TypeScript module:
 * `openThreads(new URL('./worker.ts', import.meta.url), { threads: 2 })`, then `pool.run(task)`.
 * Close it with `pool.close()` (waits for running tasks) or `pool.destroy()`.
 */
export function openThreads<Task, Result>(worker: URL, options: ThreadOptions): Piscina<Task, Result> {
  return new Piscina<Task, Result>({
    filename: fileURLToPath(worker),
    minThreads: options.idleMs === undefined ? options.threads : 0,
    maxThreads: options.threads,
    idleTimeout: options.idleMs ?? Number.POSITIVE_INFINITY,
    execArgv: worker.pathname.endsWith('.ts') ? ['--import', LOADER] : BY_IMPORT,
    workerData: options.data,
    ...(options.maxHeapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: options.maxHeapMb } }),
  });
}
