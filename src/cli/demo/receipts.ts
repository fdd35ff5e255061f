import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { verifyReceiptXml } from '../../trust/index.ts';
import type { HubClient } from './hub-client.ts';
import type { Stage } from './stage.ts';

export interface ReceiptReport {
  readonly folder: string;
  readonly saved: number;
  /** One of the files, to try `lienthong verify` on; null when there is none. */
  readonly example: string | null;
  /** How many of each kind, by its ETSI EN 319 522 name. */
  readonly types: Readonly<Record<string, number>>;
  /** Files whose signature did not hold. */
  readonly invalid: readonly string[];
  /** By document id: how many its sender holds. */
  readonly ofDocument: ReadonlyMap<string, number>;
}

const AT_ONCE = 8;

interface Wanted {
  readonly client: HubClient;
  readonly label: string;
  readonly id: string;
  readonly documentId: string | null;
  readonly type: string;
}

/** Saves every receipt that the senders may have, and verifies each against the certificate of the hub that signed it. */
export async function saveReceipts(
  stage: Stage,
  folder: string,
  certificateOf: (client: HubClient) => string,
): Promise<ReceiptReport> {
  const wanted = await list(stage);
  const types: Record<string, number> = {};
  const ofDocument = new Map<string, number>();
  const invalid: string[] = [];
  let example: string | null = null;
  await inParallel(wanted, async (one) => {
    const xml = await one.client.receipt(one.id);
    const directory = path.join(folder, one.label.replace(/[^\p{L}\p{N}._-]+/gu, '-'));
    const file = path.join(directory, `${one.type}-${one.id}.xml`);
    await mkdir(directory, { recursive: true });
    await writeFile(file, xml);
    if (one.type === 'ContentHandover') example ??= file;
    if (!verifyReceiptXml(xml, { certificatesPem: [certificateOf(one.client)] }).valid) invalid.push(file);
    types[one.type] = (types[one.type] ?? 0) + 1;
    if (one.documentId) ofDocument.set(one.documentId, (ofDocument.get(one.documentId) ?? 0) + 1);
  });
  return { folder, saved: wanted.length, example, types, invalid, ofDocument };
}

async function list(stage: Stage): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  const seen = new Set<string>();
  const add = (one: Wanted) => {
    if (!seen.has(one.id)) wanted.push(one);
    seen.add(one.id);
  };
  await inParallel(stage.sent, async ({ client, label, documentId }) => {
    for (const { id, type } of await client.receipts(documentId)) add({ client, label, id, documentId, type });
  });
  for (const { client, label, problem } of stage.refused) {
    const id = problem.receiptId;
    if (id) add({ client, label, id, documentId: null, type: 'SubmissionRejection' });
  }
  return wanted;
}

async function inParallel<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
