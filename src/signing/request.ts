/** What a person may do with a PDF file, and the service's name of it: the last part of the WebSocket's address. */
export const OPERATIONS = {
  approve: 'SignApproved',
  issue: 'SignIssued',
  appendix: 'SignAppendix',
  copy: 'SignCopy',
} as const;
export type Operation = keyof typeof OPERATIONS;

export interface SigningFile {
  /** Paths on this hub; the page puts its own origin before them. */
  readonly source: string;
  readonly target: string;
  /** Số và ký hiệu, where the document has them: the organisation's signature shows them. */
  readonly number: string;
  readonly notation: string;
}

/** The message for the service, as its published script sends it; cookies and tokens of ours are never in it. */
export function signingRequest(operation: Operation, { source, target, number, notation }: SigningFile) {
  const code = [number, notation].filter(Boolean).join('/');
  return {
    FileUploadHandler: target,
    SessionId: '',
    JWTToken: '',
    FileName: source,
    MetaData: [],
    ...(operation === 'issue' && { DocNumber: number, IssuedDate: '' }),
    ...(operation !== 'issue' && operation !== 'approve' && { DocNumber: code }),
  };
}

/** What the service expects of whoever takes the signed file; it shows `Message` where `Status` is not 0. */
export function uploadAnswer(fileName: string, problem = '') {
  return { Status: problem === '' ? 0 : 1, Message: problem, FileName: fileName, FileServer: fileName };
}
