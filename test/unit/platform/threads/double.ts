import { threadId } from 'node:worker_threads';
import { isId, newId } from '../../../../src/platform/ids.ts';

/** A task for the test of the thread pool: TypeScript that imports TypeScript. */
export default function double(task: { value: number }): { value: number; thread: number; id: boolean } {
  const value: number = task.value * 2;
  return { value, thread: threadId, id: isId(newId()) };
}
