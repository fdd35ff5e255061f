import { record } from '../evidence/index.ts';
import type { Database } from '../platform/database.ts';
import { type ImportReport, importAgencies, parseAgencyFile, tryImport } from '../registry/index.ts';

export interface ImportOptions {
  readonly actor: string;
  readonly dryRun: boolean;
  readonly onProgress: (rows: number) => void;
}

/** With the columns of the file that the directory does not have. */
export type FileReport = ImportReport & { readonly unknownColumns: readonly string[] };

/** Imports a directory file and records who did it, in one transaction; a trial reports the same and changes nothing. */
export async function importFileInto(owner: Database, file: string, options: ImportOptions): Promise<FileReport> {
  let unknownColumns: readonly string[] = [];
  const rows = parseAgencyFile(file, (columns) => {
    unknownColumns = columns;
  });
  const { actor, dryRun, onProgress } = options;
  const report = dryRun
    ? await tryImport(owner, rows, onProgress)
    : await importAgencies(owner, rows, onProgress, async (tx, { created, updated, rejected }) => {
        await record(tx, [{ type: 'agency.imported', actor, data: { created, updated, rejected: rejected.length } }]);
      });
  return { ...report, unknownColumns };
}
