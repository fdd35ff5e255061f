import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { EDXML_MEDIA_TYPE, type Header, type ReadPackage, readPackage } from '../../edxml/index.ts';
import { type HubError, isHubError } from '../../platform/errors.ts';
import { cliError } from '../errors.ts';
import { AXIS, PLACES } from './province.ts';
import type { Stranger } from './registration.ts';

/** One file of the folder, as the product's own reader finds it before anything is sent. */
export interface FieldFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly read: ReadPackage | null;
  readonly problem: HubError | null;
}

/**
 * Reads a folder of field files, in the order in which they can travel: new documents, updates, replacements, recalls,
 * then statuses, since a status speaks of a document. Throws FOLDER_EMPTY.
 */
export async function surveyFolder(folder: string): Promise<FieldFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .flatMap((one) => (!one.isDirectory() && /\.(edxml|xml)$/i.test(one.name) ? one.name : []))
    .sort();
  if (names.length === 0) throw cliError('FOLDER_EMPTY', { folder });
  const files: FieldFile[] = [];
  for (const name of names) files.push(await survey(path.join(folder, name), name));
  return files.sort((one, other) => rank(one) - rank(other));
}

async function survey(file: string, name: string): Promise<FieldFile> {
  const bytes = await readFile(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const known = { name, path: file, bytes, sha256 };
  try {
    const read = await readPackage({ path: file, mediaType: EDXML_MEDIA_TYPE });
    return { ...known, read, problem: null };
  } catch (problem) {
    if (!isHubError(problem)) throw problem;
    return { ...known, read: null, problem };
  }
}

/** By BussinessDocType: a recall comes last. */
const ORDER_OF_TYPE = { 0: 0, 2: 1, 3: 2, 1: 3 } as const;
const STATUSES = 4;
const BROKEN = 5;

function rank({ read }: FieldFile): number {
  if (!read) return BROKEN;
  const { header } = read;
  // A refusal ends what a document may go through, so it comes after the other reports.
  if (header.kind === 'status') return header.statusCode === '02' ? STATUSES + 0.5 : STATUSES;
  return ORDER_OF_TYPE[header.bussiness?.docType ?? 0];
}

/** Every agency that the files name, once, under the first name that is given for it. */
export function agenciesIn(files: readonly FieldFile[]): Stranger[] {
  const names = new Map<string, string>();
  const known = new Map(Object.values(PLACES).map((place) => [place.code, place.name]));
  for (const { read } of files) {
    for (const { code, name } of read ? named(read.header) : []) {
      const better = known.get(code) ?? name;
      if (better || !names.has(code)) names.set(code, names.get(code) || better || code);
    }
  }
  return [...names].map(([code, name]) => ({ code, name: name || code }));
}

function named(header: Header): { code: string; name: string | null }[] {
  const { from } = header;
  const responses = header.kind === 'status' ? [header.responseFor] : header.responseFor;
  const to = header.kind === 'document' ? header.to : [];
  return [
    ...[from, ...to].map((one) => ({ code: one.organId, name: one.organName ?? one.organizationInCharge })),
    ...responses.flatMap((one) => (one.organId ? [{ code: one.organId, name: null }] : [])),
  ];
}

/** Whether an agency is reached through the axis, so that its own door is the other hub's. */
export function isBehindAxis(code: string): boolean {
  return Object.values(PLACES).some((place) => place.axis === AXIS && place.code === code);
}
