export { COMPETENCES, checkFields, LONGEST, type Problem, type Problems, SPHERES } from './check.ts';
export { DOCUMENT_TYPES, type DocumentTypeKey, isDocumentType } from './document-types.ts';
export {
  awaitVerdict,
  beginSending,
  createDraft,
  deleteDraft,
  endDraft,
  findDraft,
  listDrafts,
  lockDraft,
  reopenDraft,
  saveFields,
  setAnswers,
  sweepDrafts,
} from './drafts.ts';
export { composeError, composeErrors } from './errors.ts';
export {
  addFile,
  blobsOfDrafts,
  type FileMeans,
  isPdfFile,
  listFiles,
  putFirst,
  removeFile,
  type Upload,
} from './files.ts';
export {
  addMember,
  deleteGroup,
  findGroup,
  type Group,
  listGroups,
  listMembers,
  removeMember,
  renameGroup,
  saveAsGroup,
} from './groups.ts';
export { composeHeader, notationOf, todayOf, typeOf, yearOf } from './header.ts';
export * from './model.ts';
export { writeNumber } from './notation.ts';
export {
  addGroup,
  addRecipients,
  countRecipients,
  listRecipients,
  type Recipient,
  removeRecipients,
} from './recipients.ts';
