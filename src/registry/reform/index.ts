import { Readable } from 'node:stream';
import { decode, decodeBytes, readTable } from '../table-file.ts';
import { REFORM_COLUMNS, type ReformRow } from './lines.ts';

export { applyReform, type BadLine, currentDay, REFORM_STEPS, type ReformOutcome } from './apply.ts';
export { reformErrors } from './errors.ts';
export { REFORM_COLUMNS, type ReformRow } from './lines.ts';
export type { Changes } from './plan.ts';
export { COUNTED, type ReformReport } from './report.ts';
export {
  cancelReform,
  endReform,
  findReform,
  insertReform,
  listReforms,
  type Reform,
  type ReformState,
  takeDueReform,
} from './store.ts';

const SPEC = { columns: REFORM_COLUMNS, required: ['action', 'code'] } as const;

/** The rows of a reform file: CSV with a header row, UTF-8. Throws IMPORT_FILE_UNREADABLE. */
export function parseReformFile(
  path: string,
  onUnknown: (columns: readonly string[]) => void = () => {},
): AsyncGenerator<ReformRow> {
  return readTable(decode(path), { ...SPEC, onUnknown });
}

/** The rows of the same as bytes that came otherwise than as a file. Throws IMPORT_FILE_UNREADABLE. */
export async function parseReform(bytes: Uint8Array): Promise<ReformRow[]> {
  const rows: ReformRow[] = [];
  for await (const row of readTable(decodeBytes(Readable.from([bytes])), SPEC)) rows.push(row);
  return rows;
}
