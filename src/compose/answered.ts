import type { DocumentRow } from '../intake/index.ts';
import type { Answered } from './model.ts';

/** An incoming document as what answers it names it; null for a status, which nobody answers. */
export function answeredOf(document: DocumentRow, deliveryId: string, senderName: string): Answered | null {
  const { header, documentUid, codeNumber, codeNotation, subject } = document;
  if (header.kind !== 'document') return null;
  return {
    deliveryId,
    documentUid,
    organId: header.from.organId,
    senderName,
    code: [codeNumber, codeNotation].filter(Boolean).join('/'),
    promulgationDate: header.promulgationDate,
    subject: subject ?? '',
  };
}
