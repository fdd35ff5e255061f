import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { vietnamTime } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { syncDirectory } from '../platform/files.ts';
import { createTar } from '../platform/tar-file.ts';
import type { HubSigner } from '../trust/index.ts';
import {
  type ArchivedRow,
  type ArchivePlace,
  CERTIFICATES,
  remember,
  type WrittenFolder,
  writeCertificate,
} from './archive-place.ts';
import { ARCHIVE_README } from './archive-readme.ts';
import { lifecycleError } from './errors.ts';

/** Documents whose places are recorded together. */
const AT_ONCE = 500;

/**
 * Documents are packed page by page and recorded when the tar has its name: a run that was stopped leaves nothing and
 * begins anew. Throws ARCHIVE_EXISTS: a tar is not added to.
 */
export async function tarPlace(owner: Database, to: string, signer: HubSigner): Promise<ArchivePlace> {
  if (await stat(to).catch(() => undefined)) throw lifecycleError('ARCHIVE_EXISTS', { file: to });
  const [part, root] = [`${to}.part`, `${to}.part.d`];
  await rm(part, { force: true });
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { recursive: true, mode: 0o700 });
  const tar = await createTar(part);
  const below = (name: string) => path.join(root, name);
  const [readme, lines, index] = [below('README.txt'), below('lines'), below('index.json')];
  await writeFile(readme, ARCHIVE_README);
  await tar.add('README.txt', readme);
  await writeCertificate(root, signer);
  await tar.add(`${CERTIFICATES}/${signer.keyId}.pem`, below(`${CERTIFICATES}/${signer.keyId}.pem`));
  let documents = 0;
  const discard = () => rm(root, { recursive: true, force: true });
  return {
    root,
    async keep(folders) {
      for (const one of folders) {
        const folder = path.relative(root, one.row.place);
        for (const name of await filesOf(one.row.place)) {
          await tar.add(`${folder}/${name}`, path.join(one.row.place, name));
        }
        await appendFile(lines, `${JSON.stringify(lineOf(one, folder))}\n`);
        await rm(one.row.place, { recursive: true });
        documents += 1;
      }
    },
    async end() {
      if (documents === 0) {
        await tar.close();
        await rm(part);
        return discard();
      }
      await writeIndex(lines, index);
      await tar.add('index.json', index);
      await tar.end();
      await rename(part, to);
      await syncDirectory(path.dirname(to));
      await recordAll(owner, lines, to);
      await discard();
    },
    async abandon() {
      await tar.close();
      await rm(part, { force: true });
      await discard();
    },
  };
}

/** In the order in which they are checked: the manifest says what the others must be. */
async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names
    .filter((one) => one.isFile())
    .map((one) => path.relative(folder, path.join(one.parentPath, one.name)));
  return files.sort((a, b) => Number(b === 'manifest.json') - Number(a === 'manifest.json') || a.localeCompare(b));
}

interface IndexLine {
  readonly documentId: string;
  readonly folder: string;
  readonly manifestSha256: string;
}

function lineOf({ document, row }: WrittenFolder, folder: string): IndexLine & Record<string, string | null> {
  return {
    documentId: document.id,
    folder,
    manifestSha256: Buffer.from(row.manifestSha256).toString('hex'),
    kind: document.kind,
    documentUid: document.documentUid,
    sender: document.header.from.organId,
    code: [document.codeNumber, document.codeNotation].filter(Boolean).join('/') || null,
    promulgatedOn: document.promulgatedOn,
    acceptedAt: vietnamTime(document.acceptedAt),
  };
}

/** A JSON document with one document a line, so that a person finds one in it with any tool. */
async function writeIndex(lines: string, index: string): Promise<void> {
  await writeFile(index, '{"format":1,"documents":[');
  let before = '\n';
  for await (const line of createInterface({ input: createReadStream(lines) })) {
    await appendFile(index, `${before}${line}`);
    before = ',\n';
  }
  await appendFile(index, '\n]}\n');
}

async function recordAll(owner: Database, lines: string, to: string): Promise<void> {
  let rows: ArchivedRow[] = [];
  for await (const line of createInterface({ input: createReadStream(lines) })) {
    const { documentId, folder, manifestSha256 } = JSON.parse(line) as IndexLine;
    rows.push({ documentId, place: `${to}#${folder}`, manifestSha256: Buffer.from(manifestSha256, 'hex') });
    if (rows.length < AT_ONCE) continue;
    await remember(owner, rows);
    rows = [];
  }
  await remember(owner, rows);
}
