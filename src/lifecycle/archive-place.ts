import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DocumentRow } from '../intake/index.ts';
import type { Database } from '../platform/database.ts';
import { syncDirectory } from '../platform/files.ts';
import type { HubSigner } from '../trust/index.ts';
import { archived } from './tables.ts';

export type ArchivedRow = typeof archived.$inferInsert;

/** A document whose folder is whole and on disk. */
export interface WrittenFolder {
  readonly document: DocumentRow;
  readonly row: ArchivedRow;
}

/** Where an archive grows: a folder that is added to, or one tar that appears when it is whole. */
export interface ArchivePlace {
  /** Under which the documents' folders are written. */
  readonly root: string;
  keep(folders: readonly WrittenFolder[]): Promise<void>;
  /** Everything is there. */
  end(): Promise<void>;
  /** Something went wrong: what is not whole goes. */
  abandon(): Promise<void>;
}

export const CERTIFICATES = 'certificates';

export async function folderPlace(owner: Database, to: string, signer: HubSigner): Promise<ArchivePlace> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  await writeCertificate(to, signer);
  return {
    root: to,
    keep: (folders) =>
      remember(
        owner,
        folders.map((one) => one.row),
      ),
    end: async () => {},
    abandon: async () => {},
  };
}

export async function remember(owner: Database, rows: readonly ArchivedRow[]): Promise<void> {
  if (rows.length > 0)
    await owner.db
      .insert(archived)
      .values([...rows])
      .onConflictDoNothing();
}

/** The certificate under which the receipts were signed, by its key's name; trusted by whoever got it from the hub. */
export async function writeCertificate(to: string, signer: HubSigner): Promise<void> {
  const folder = path.join(to, CERTIFICATES);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path.join(folder, `${signer.keyId}.pem`), signer.certificatePem, { flush: true });
  await syncDirectory(folder);
}
