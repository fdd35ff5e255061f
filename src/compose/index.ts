export { answeredOf } from './answered.ts';
export { COMPETENCES, checkFields, LONGEST, type Problem, type Problems } from './check.ts';
export { DOCUMENT_TYPES } from './document-types.ts';
export {
  awaitVerdict,
  beginSending,
  createDraft,
  deleteDraft,
  endDraft,
  findDraft,
  holdOpen,
  listDrafts,
  lockDraft,
  moveDrafts,
  reopenDraft,
  saveFields,
  saveTyping,
  setAnswers,
  sweepDrafts,
} from './drafts.ts';
export { composeErrors } from './errors.ts';
export {
  addFile,
  blobsOfDrafts,
  type FileMeans,
  listFiles,
  putFirst,
  removeFile,
  type Upload,
} from './files.ts';
export { forwardingsOf, noteForwarding, originalOf } from './forwarding.ts';
export {
  addMember,
  deleteGroup,
  findGroup,
  type Group,
  listGroups,
  removeMember,
  renameGroup,
  saveAsGroup,
} from './groups.ts';
export { composeHeader, notationOf, numberSeriesOf, todayOf, typeOf } from './header.ts';
export { isPdfFile, mediaTypeByName } from './media-types.ts';
export * from './model.ts';
export { typeOfNotation, writeNumber } from './notation.ts';
export {
  addGroup,
  addRecipients,
  countRecipients,
  listMembers,
  listRecipients,
  purposesOf,
  type Recipient,
  type RecipientPage,
  removeRecipients,
} from './recipients.ts';
