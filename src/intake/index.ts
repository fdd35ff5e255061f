export { admitSender, type Door, findSender } from './admit.ts';
export {
  type AttachmentRow,
  changesSince,
  type DocumentRow,
  type DocumentSelection,
  documentsByAnyUid,
  documentsByCode,
  documentsByUid,
  findDocument,
  findDocuments,
  freezeDocument,
  insertDocument,
  lastReporters,
  listAttachments,
  listAttachmentsOf,
  listSent,
  lockDocuments,
  selectDocumentIds,
  statusesAbout,
  submissionIdsOf,
} from './documents.ts';
export { claimKey, duplicateNumberNotices, findByTransportId, rememberTransportId } from './duplicates.ts';
export { intakeError, intakeErrors } from './errors.ts';
export { PARKED_AT_MOST_HOURS, type SubmissionFacts } from './model.ts';
export { findPackages, type OfferedPackageLine, packagesTaken, packageTold, rememberPackage } from './packages.ts';
export { receive } from './receive.ts';
export { type DocumentReference, insertReferences, listReferences, referencesAmong } from './references.ts';
export {
  calendarDay,
  carriesSecrecyMark,
  duplicateKey,
  secrecyNotices,
  warningKey,
} from './rules.ts';
export {
  AlreadyDecided,
  acceptSubmission,
  findSubmission,
  headerFacts,
  isPoison,
  type Outcome,
  parkedOriginal,
  parkSubmission,
  receivedEvent,
  rejectSubmission,
  type Submission,
  type SubmissionRow,
} from './submissions.ts';
export { dropRejectedBytes, type ParkedRow, sweepOrphans, takeParked } from './sweep.ts';
export type { Relation } from './tables.ts';
