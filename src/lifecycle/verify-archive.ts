import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { measuring } from '../platform/files.ts';
import { verifyReceiptXml } from '../trust/index.ts';
import { lifecycleError } from './errors.ts';

const manifestSchema = z.object({
  format: z.literal(1),
  documentId: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
});
/** What an archive writes; a manifest that names anything else is not followed. */
const NAME =
  /^(?:package\.(?:edxml|mime)|(?:document|verdict|report|timeline)\.json|receipts\/[A-Za-z]+-[0-9a-f-]{36}\.xml)$/;

export interface FolderVerdict {
  readonly folder: string;
  readonly documentId: string | null;
  readonly receipts: number;
  /** `<file>: <code>`; empty when all is as it was written. */
  readonly problems: readonly string[];
}

/** Whether a path is a folder of an archive, or an archive. */
export async function isArchive(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined))?.isDirectory() === true;
}

/**
 * Checks an archive, or one document of it, without the hub: every file against the manifest, every receipt's signature
 * against certificates that the caller trusts, and the package against what its SubmissionAcceptance states.
 * Throws ARCHIVE_EMPTY when there is nothing to check.
 */
export async function* verifyArchive(place: string, certificatesPem: readonly string[]): AsyncGenerator<FolderVerdict> {
  let seen = 0;
  for await (const folder of documentFolders(place)) {
    seen += 1;
    yield await verifyFolder(folder, certificatesPem);
  }
  if (seen === 0) throw lifecycleError('ARCHIVE_EMPTY', { folder: place });
}

async function* documentFolders(place: string): AsyncGenerator<string> {
  const names = await readdir(place, { withFileTypes: true });
  if (names.some((one) => one.name === 'manifest.json')) {
    yield place;
    return;
  }
  const folders = names.filter(
    (one) => one.isDirectory() && !one.name.endsWith('.part') && one.name !== 'certificates',
  );
  for (const { name } of folders.sort((a, b) => a.name.localeCompare(b.name))) {
    yield* documentFolders(path.join(place, name));
  }
}

async function verifyFolder(folder: string, certificatesPem: readonly string[]): Promise<FolderVerdict> {
  const text = await readFile(path.join(folder, 'manifest.json'), 'utf8');
  const manifest = manifestSchema.safeParse(asJson(text));
  if (!manifest.success) return { folder, documentId: null, receipts: 0, problems: ['manifest.json: FORMAT'] };
  const problems: string[] = [];
  let receipts = 0;
  let stated = false;
  const { files, documentId } = manifest.data;
  const sent = files.find((file) => file.name.startsWith('package.'));
  for (const file of files) {
    const problem = NAME.test(file.name) ? await differs(folder, file) : 'NAME';
    if (problem) problems.push(`${file.name}: ${problem}`);
    if (problem || !file.name.startsWith('receipts/')) continue;
    receipts += 1;
    const verdict = verifyReceiptXml(await readFile(path.join(folder, file.name)), { certificatesPem });
    if (!verdict.valid) problems.push(`${file.name}: ${verdict.reason}`);
    else if (states(verdict.statement, sent?.sha256)) stated = true;
  }
  if (!stated) problems.push('SubmissionAcceptance: ABSENT_OR_OF_OTHER_BYTES');
  return { folder, documentId, receipts, problems };
}

/** The hub's signed word that it took on exactly these bytes. */
function states(statement: string, sha256: string | undefined): boolean {
  return statement.includes('<Type>SubmissionAcceptance</Type>') && statement.includes(`<Sha256>${sha256}</Sha256>`);
}

async function differs(folder: string, file: { name: string; bytes: number; sha256: string }): Promise<string | null> {
  const measure = measuring();
  try {
    await pipeline(createReadStream(path.join(folder, file.name)), measure.through, async (source) => {
      for await (const _ of source);
    });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'UNREADABLE';
  }
  const found = measure.result();
  return found.bytes === file.bytes && found.sha256 === file.sha256 ? null : 'SHA-256';
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
