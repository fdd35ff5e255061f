import { decode, readTable } from '../table-file.ts';
import { REFORM_COLUMNS, type ReformRow } from './lines.ts';

export { applyReform, type BadLine, currentDay, REFORM_STEPS, type ReformOutcome } from './apply.ts';
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

/** The rows of a reform file: CSV with a header row, UTF-8. Throws IMPORT_FILE_UNREADABLE. */
export function parseReformFile(
  path: string,
  onUnknown: (columns: readonly string[]) => void = () => {},
): AsyncGenerator<ReformRow> {
  return readTable(decode(path), { columns: REFORM_COLUMNS, required: ['action', 'code'], onUnknown });
}
