import { record } from '../evidence/index.ts';
import type { Database } from '../platform/database.ts';
import { type ImportReport, importAgencies, parseAgencyFile } from '../registry/index.ts';

export interface ImportOptions {
  readonly actor: string;
  readonly dryRun: boolean;
  readonly onProgress: (rows: number) => void;
}

/** With the columns of the file that the directory does not have. */
export type FileReport = ImportReport & { readonly unknownColumns: readonly string[] };

/** Thrown in the import's own transaction to undo a trial. */
class Trial extends Error {}

/** Imports a directory file and records who did it, in one transaction; a trial reports the same and changes nothing. */
export async function importFileInto(owner: Database, file: string, options: ImportOptions): Promise<FileReport> {
  let report: ImportReport | undefined;
  let unknownColumns: readonly string[] = [];
  const rows = parseAgencyFile(file, (columns) => {
    unknownColumns = columns;
  });
  const { actor, dryRun, onProgress } = options;
  try {
    const made = await importAgencies(owner, rows, onProgress, async (tx, made) => {
      report = made;
      if (dryRun) throw new Trial();
      const { created, updated } = made;
      await record(tx, [
        { type: 'agency.imported', actor, data: { created, updated, rejected: made.rejected.length } },
      ]);
    });
    return { ...made, unknownColumns };
  } catch (error) {
    if (error instanceof Trial && report) return { ...report, unknownColumns };
    throw error;
  }
}
