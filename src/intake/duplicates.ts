import { and, eq, lt, sql } from 'drizzle-orm';
import type { Header, Notice } from '../edxml/index.ts';
import type { Reader, Tx } from '../platform/database.ts';
import { idCeiling } from '../platform/ids.ts';
import { intakeError } from './errors.ts';
import type { DuplicateKey } from './rules.ts';
import { document, submission, submissionKey, transportId } from './tables.ts';

/**
 * Takes the duplicate key for a submission, or tells which submission holds it for the same content. The insert waits
 * for a concurrent holder to commit, so two copies sent at once cannot both be first. Another content under the key of
 * a new document is refused.
 */
export async function claimKey(
  tx: Tx,
  senderId: string,
  key: DuplicateKey,
  submissionId: string,
): Promise<string | null> {
  const columns = { senderId, documentUid: key.documentUid, kind: key.kind, docType: key.docType, digest: key.digest };
  const taken = await tx
    .insert(submissionKey)
    .values({ ...columns, contentDigest: key.contentDigest, submissionId })
    .onConflictDoNothing()
    .returning({ submissionId: submissionKey.submissionId });
  if (taken.length > 0) return null;
  const [holder] = await tx
    .select({ submissionId: submissionKey.submissionId, contentDigest: submissionKey.contentDigest })
    .from(submissionKey)
    .where(
      and(
        eq(submissionKey.senderId, senderId),
        eq(submissionKey.documentUid, key.documentUid),
        eq(submissionKey.kind, key.kind),
        eq(submissionKey.docType, key.docType),
        eq(submissionKey.digest, key.digest),
      ),
    );
  if (!holder!.contentDigest.equals(key.contentDigest)) {
    throw intakeError('DUPLICATE_CONFLICT', { documentUid: key.documentUid });
  }
  return holder!.submissionId;
}

/** The submission that was handed in under this Idempotency-Key or axis id, if any, with the digest of its bytes. */
export async function findByTransportId(reader: Reader, scope: string, id: string) {
  const [row] = await reader
    .select({ submissionId: submission.id, state: submission.state, rawSha256: submission.rawSha256 })
    .from(transportId)
    .innerJoin(submission, eq(submission.id, transportId.submissionId))
    .where(and(eq(transportId.scope, scope), eq(transportId.transportId, id)));
  return row ?? null;
}

/**
 * Remembers under which sender's id a submission came; the first one stays. The insert waits for a concurrent request
 * under the same id, so two contents sent at once under one id are not both taken.
 * @returns the submission that came first with the same report, for what the hub itself wrote: the time in it differs
 * @throws IDEMPOTENCY_KEY_REUSED when the first one had other content
 */
export async function rememberTransportId(
  tx: Tx,
  scope: string,
  it: {
    readonly id: string;
    readonly transportId: string;
    readonly spool: { readonly sha256: string };
    readonly builtByHub: boolean;
  },
  header: Header,
): Promise<string | null> {
  const taken = await tx
    .insert(transportId)
    .values({ scope, transportId: it.transportId, submissionId: it.id })
    .onConflictDoNothing()
    .returning({ submissionId: transportId.submissionId });
  if (taken.length > 0) return null;
  const first = await findByTransportId(tx, scope, it.transportId);
  if (!first || first.rawSha256.toString('hex') === it.spool.sha256) return null;
  if (it.builtByHub && (await holdsReport(tx, first.submissionId, header))) return first.submissionId;
  throw intakeError('IDEMPOTENCY_KEY_REUSED', { key: it.transportId });
}

async function holdsReport(reader: Reader, submissionId: string, header: Header): Promise<boolean> {
  const [row] = await reader
    .select({ header: document.header })
    .from(submission)
    .innerJoin(document, eq(document.id, submission.documentId))
    .where(eq(submission.id, submissionId));
  const first = row?.header;
  return (
    first?.kind === 'status' &&
    header.kind === 'status' &&
    first.statusCode === header.statusCode &&
    first.from.organId === header.from.organId &&
    first.responseFor.documentId === header.responseFor.documentId
  );
}

/** A warning to both clerks when issuing agency, year, number and notation are on an earlier document already. */
export async function duplicateNumberNotices(
  reader: Reader,
  key: string | null,
  documentUid: string,
): Promise<Notice[]> {
  if (!key) return [];
  const [earlier] = await reader
    .select({ uid: document.documentUid })
    .from(document)
    .where(
      and(eq(document.warningKey, key), sql`${document.documentUid} <> ${documentUid}`, lt(document.id, idCeiling())),
    )
    .limit(1);
  if (!earlier) return [];
  return [
    {
      code: 'DUPLICATE_NUMBER',
      vi: `Trùng số, ký hiệu và cơ quan ban hành với văn bản ${earlier.uid}`,
      en: `Same number, notation and issuing agency as document ${earlier.uid}`,
    },
  ];
}
