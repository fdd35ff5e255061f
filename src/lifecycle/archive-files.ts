import path from 'node:path';
import { deliveriesOfDocuments } from '../delivery/index.ts';
import { listReceipts, readReceipt, readTimeline, sentenceOf } from '../evidence/index.ts';
import { type DocumentRow, findSubmission, listAttachments, submissionIdsOf } from '../intake/index.ts';
import type { Blobs } from '../platform/blobs.ts';
import { vietnamTime } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { copyWhole } from '../platform/files.ts';
import { findAgencies } from '../registry/index.ts';
import { type HubSigner, verificationReport } from '../trust/index.ts';

export interface ArchiveSource {
  readonly owner: Database;
  readonly blobs: Pick<Blobs, 'path'>;
  readonly signer: HubSigner;
}

/** The bytes as they were handed in. Null when the hub has lost them or has others. */
export async function copyPackage({ owner, blobs }: ArchiveSource, document: DocumentRow, folder: string) {
  const submission = await findSubmission(owner.db, document.submissionId);
  const name = submission!.mediaType.toLowerCase().startsWith('multipart/') ? 'package.mime' : 'package.edxml';
  const copied = await copyWhole(blobs.path(document.submissionId), path.join(folder, name)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    },
  );
  return copied?.sha256 === submission!.rawSha256.toString('hex') ? { name, ...copied } : null;
}

/** Everything else that the hub knows of a document, as files that a person or a program reads without the hub. */
export async function archiveFiles(
  source: ArchiveSource,
  document: DocumentRow,
): Promise<{ name: string; text: string }[]> {
  const { db } = source.owner;
  const submissionIds = await submissionIdsOf(db, document.id);
  const [submission, attachments, deliveries, steps] = [
    await findSubmission(db, document.submissionId),
    await listAttachments(db, document.id),
    await deliveriesOfDocuments(db, [document.id]),
    await readTimeline(db, { documentId: document.id, submissionIds }),
  ];
  const agencies = await findAgencies(
    db,
    [document.senderId, ...deliveries.map((one) => one.agencyId), ...steps.map((one) => one.agencyId)].filter(
      (id) => id !== null,
    ),
  );
  const nameOf = (id: string | null) => (id === null ? null : (agencies.get(id)?.name ?? null));
  const sender = agencies.get(document.senderId);
  const facts = {
    documentId: document.id,
    submissionId: document.submissionId,
    documentUid: document.documentUid,
    kind: document.kind,
    acceptedAt: vietnamTime(document.acceptedAt),
    sender: { code: sender?.code ?? null, name: sender?.name ?? null },
    package: {
      mediaType: submission!.mediaType,
      bytes: submission!.size,
      sha256: submission!.rawSha256.toString('hex'),
    },
    contentDigest: document.contentDigest.toString('hex'),
    builtByHub: document.builtByHub,
    aboutId: document.aboutId,
    header: document.header,
    attachments: attachments.map((one) => ({ ...one, sha256: one.sha256.toString('hex') })),
    deliveries: deliveries.map((one) => ({ ...one, agencyName: nameOf(one.agencyId) })),
  };
  const timeline = steps.map((step) => ({
    at: vietnamTime(step.at),
    type: step.type,
    actor: step.actor,
    deliveryId: step.deliveryId,
    data: step.data,
    vi: sentenceOf(step, 'vi', nameOf(step.agencyId)),
    en: sentenceOf(step, 'en', nameOf(step.agencyId)),
  }));
  return [
    { name: 'document.json', text: json(facts) },
    { name: 'verdict.json', text: json(document.verdict) },
    { name: 'report.json', text: json(verificationReport(document.verdict, facts.package.sha256)) },
    { name: 'timeline.json', text: json(timeline) },
    ...(await receiptFiles(source, document.id)),
  ];
}

async function receiptFiles({ owner, signer }: ArchiveSource, documentId: string) {
  const files: { name: string; text: string }[] = [];
  for (const { id } of await listReceipts(owner.db, { documentId })) {
    const receipt = await readReceipt(owner.db, signer, id);
    if (receipt) files.push({ name: `receipts/${receipt.type}-${id}.xml`, text: receipt.xml });
  }
  return files;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
