export { type Answer, answerFailed, answerOk, CODES, type ErrorCode, invitesRetry, readAnswer } from './answer.ts';
export { ContentBroken, contentLength, readContent, writeContent } from './content.ts';
export { ENDPOINTS, type Endpoint, ITEMS, type Item, type ListEndpoint, readItems } from './endpoints.ts';
export { PartMissing, partOfForm } from './form.ts';
export { CR_LF, fileBody, fileOfBody, HashMismatch, hashFileForms, matchesHashFile } from './hash-file.ts';
export { ItemsMissing, streamItems } from './item-stream.ts';
export {
  buildRequest,
  type ClientRequest,
  type Credentials,
  type Flaw,
  isAuthentic,
  readRequest,
  type SignedRequest,
} from './request.ts';
export { formatTimestamp, isFresh, readTimestamp, VIETNAM_OFFSET_MINUTES } from './timestamp.ts';
