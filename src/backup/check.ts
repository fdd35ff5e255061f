import { isId } from '../platform/ids.ts';
import { readList, submissionOf } from './entries.ts';
import { inSnapshot, lines } from './logical.ts';
import type { Manifest } from './manifest.ts';

export interface RowCheck {
  readonly submissions: number;
  /** Rows that say they have their bytes. */
  readonly withBytes: number;
  /** Of these, the ones for which the backup lists no file. At most 100 are named. */
  readonly withoutBlob: string[];
}

/** Counts the rows of a restored database against the files of its backup: both ascend by id, so neither is held whole. */
export async function compareRows(ownerUrl: string, folder: string, manifest: Manifest): Promise<RowCheck> {
  const excused = new Set([...manifest.gone, ...manifest.missing.filter(isId)]);
  return inSnapshot(ownerUrl, async (client) => {
    const { rows } = await client.query<{ count: string }>('select count(*) from submission');
    const files = blobIds(folder);
    let file = await files.next();
    let withBytes = 0;
    const withoutBlob: string[] = [];
    for await (const [id = ''] of lines(client, 'select id from submission where has_bytes order by id')) {
      withBytes += 1;
      while (!file.done && file.value < id) file = await files.next();
      const found = !file.done && file.value === id;
      if (!found && !excused.has(id) && withoutBlob.length < 100) withoutBlob.push(id);
    }
    await files.return(undefined);
    return { submissions: Number(rows[0]!.count), withBytes, withoutBlob };
  });
}

async function* blobIds(folder: string): AsyncGenerator<string, undefined> {
  for await (const entry of readList(folder)) {
    const id = submissionOf(entry);
    if (id !== null) yield id;
  }
}
