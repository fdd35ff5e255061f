import type { HubError } from '../platform/errors.ts';
import { openThreads } from '../platform/threads.ts';
import { error } from './errors.ts';
import type { Block, OfficeTask, Orientation, Sheet } from './model.ts';

/** The lines of all tables of one file together: what one thread writes in seconds, in the heap that it may use. */
export const MOST_LINES = { workbook: 50_000, document: 5_000 } as const;

const MOST_HEAP_MB = 768;
/** Exports are rare: their thread goes when nobody has asked for a while, and takes its memory with it. */
const IDLE_MS = 30_000;

// One thread, so that ten people who export at once need the memory of one; the others wait their turn.
const pool = openThreads<OfficeTask, Uint8Array>(new URL('./office-worker.ts', import.meta.url), {
  threads: 1,
  idleMs: IDLE_MS,
  maxHeapMb: MOST_HEAP_MB,
});
// A thread that dies between two tasks has no caller to tell, and unheard it would end the whole hub.
pool.on('error', () => {});

/** An .xlsx file. Throws EXPORT_TOO_LARGE above `MOST_LINES.workbook` lines. */
export async function writeWorkbook(sheets: readonly Sheet[]): Promise<Buffer> {
  requireFit('workbook', sheets);
  return write({ make: 'workbook', sheets });
}

/** A .docx file on A4 pages; `orientation` is portrait when not given. Throws EXPORT_TOO_LARGE above `MOST_LINES.document` lines. */
export async function writeDocument(blocks: readonly Block[], orientation: Orientation = 'portrait'): Promise<Buffer> {
  requireFit(
    'document',
    blocks.filter((block) => block.kind === 'table'),
  );
  return write({ make: 'document', blocks, orientation });
}

function requireFit(make: OfficeTask['make'], tables: readonly { readonly rows: readonly unknown[] }[]): void {
  const lines = tables.reduce((sum, { rows }) => sum + rows.length, 0);
  if (lines > MOST_LINES[make]) throw tooLarge(make);
}

function tooLarge(make: OfficeTask['make'], cause?: unknown): HubError {
  return error('EXPORT_TOO_LARGE', { most: MOST_LINES[make] }, cause);
}

async function write(task: OfficeTask): Promise<Buffer> {
  const bytes = await pool.run(task).catch((cause) => {
    // Few lines of endless text; the thread is replaced.
    throw cause?.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge(task.make, cause) : cause;
  });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
