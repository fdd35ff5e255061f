import { Readable } from 'node:stream';
import type { Delivery } from '../delivery/index.ts';
import { EDXML_MEDIA_TYPE } from '../edxml/index.ts';
import { transactionTime } from '../evidence/index.ts';
import type { Hub } from '../hub.ts';
import {
  type DocumentRow,
  type Door,
  findByTransportId,
  findDocument,
  findSubmission,
  intakeError,
} from '../intake/index.ts';
import { type Answer, acceptedAnswer } from '../journey/answer.ts';
import { transportScope } from '../journey/outcome.ts';
import { submit } from '../pipeline.ts';
import {
  type Agency,
  findAgencies,
  heirsOf,
  may,
  openAgencies,
  type Principal,
  registryError,
} from '../registry/index.ts';
import { buildStatusReport, type ReportStaff, type Seen } from '../status/index.ts';

const ANSWERS_RECALL: ReadonlySet<string> = new Set(['02', '15', '16']);

/** What a recipient that writes no edXML reports on a delivery of its own. */
export interface Report {
  /** 01 to 06, 15 or 16; `3` is `03`. */
  readonly code: string;
  readonly description?: string | undefined;
  readonly staff?: ReportStaff | undefined;
  /** What the reporter had on his screen; refused when it has changed since. */
  readonly seen?: Seen | undefined;
}

/**
 * Writes the edXML status message for the recipient and hands it in: it travels to the sender like any other.
 * @param key the reporter's own id of the request; the same one again gets the same answer
 * @throws NOT_FOUND when nobody open may report on it for this principal, IDEMPOTENCY_KEY_REUSED, and what
 *   `buildStatusReport` throws
 */
export async function reportStatus(
  hub: Hub,
  by: { readonly door: Door; readonly principal: Principal },
  delivery: Delivery,
  report: Report,
  key?: string,
): Promise<Answer> {
  const { db } = hub.database;
  const document = await findDocument(db, delivery.documentId);
  const reporter = await reporterOf(hub, by.principal, delivery);
  if (!document || !reporter) throw registryError('NOT_FOUND', { what: delivery.id });
  const earlier =
    key === undefined
      ? null
      : await answerAgain(hub, by, key, { about: document, reporterId: reporter.id, code: report.code });
  if (earlier) return earlier;
  const now = await transactionTime(db);
  const message = await buildStatusReport(db, { ...report, document, reporter, now });
  return submit(hub, {
    ...by,
    mediaType: EDXML_MEDIA_TYPE,
    body: Readable.from([message]),
    announcedLength: message.length,
    transportId: key,
    builtByHub: true,
    reportsOn: delivery.id,
    seen: report.seen,
  });
}

/** The addressed agency, whoever received in its place, or an heir of either: the first that is open and may report. */
async function reporterOf(
  { database: { db } }: Hub,
  principal: Principal,
  { agencyId, handoverId }: Delivery,
): Promise<Agency | undefined> {
  const had = [agencyId, handoverId].filter((id) => id !== null);
  const heirs = await heirsOf(db, had);
  const ids = [...had, ...had.flatMap((id) => heirs.get(id) ?? [])];
  const open = await openAgencies(db, ids);
  const id = ids.find((one) => open.has(one) && may(principal, 'status.report', { recipientIds: [one] }));
  return id === undefined ? undefined : (await findAgencies(db, [id])).get(id);
}

/** The same request again has another time in its message, so it is known by its key alone. */
async function answerAgain(
  hub: Hub,
  by: { readonly door: Door; readonly principal: Principal },
  key: string,
  same: { readonly about: DocumentRow; readonly reporterId: string; readonly code: string },
): Promise<Answer | null> {
  const { db } = hub.database;
  const earlier = await findByTransportId(db, transportScope(by), key);
  if (!earlier) return null;
  const submission = await findSubmission(db, earlier.submissionId);
  const status = submission?.documentId ? await findDocument(db, submission.documentId) : null;
  const about = status?.aboutId ? await findDocument(db, status.aboutId) : null;
  // An answer to a recall is kept with the newest of what was asked back: they have one DocumentId.
  const isOfRecall = ANSWERS_RECALL.has(same.code.padStart(2, '0')) && about?.documentUid === same.about.documentUid;
  const isAbout = about?.senderId === same.about.senderId && (isOfRecall || about.id === same.about.id);
  const isSame = isAbout && status?.senderId === same.reporterId;
  if (!isSame || status.statusCode !== same.code.padStart(2, '0')) {
    throw intakeError('IDEMPOTENCY_KEY_REUSED', { key });
  }
  return acceptedAnswer(db, status, { submissionId: earlier.submissionId, replay: true, notices: [] });
}
