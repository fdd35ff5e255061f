import type { DocumentHeader, Header, Notice, ReadPackage } from '../edxml/index.ts';

const SECRECY_MARKS = new Set(['MẬT', 'TỐI MẬT', 'TUYỆT MẬT']);
const SECRECY_WORDS = /(?:^|[^\p{L}])(?:tuyệt mật|tối mật|độ mật)(?:$|[^\p{L}])/iu;

/**
 * A state secret is marked by a whole value: MẬT, TỐI MẬT or TUYỆT MẬT (NĐ 30/2020 PL I, I, III.2 a). Words inside a
 * subject prove nothing ("bảo mật" is ordinary), so those only warn.
 */
export function carriesSecrecyMark(header: Header): boolean {
  if (header.kind !== 'document') return false;
  const value = header.sphereOfPromulgation?.normalize('NFC').toUpperCase().replace(/\s+/g, ' ').trim();
  return value !== undefined && SECRECY_MARKS.has(value);
}

export function secrecyNotices(header: Header): Notice[] {
  if (header.kind !== 'document' || !SECRECY_WORDS.test(header.subject.normalize('NFC'))) return [];
  return [
    {
      code: 'SUBJECT_MENTIONS_SECRECY',
      vi: 'Trích yếu có từ chỉ độ mật; hãy kiểm tra văn bản không thuộc bí mật nhà nước',
      en: 'The subject mentions secrecy; check that the document is not a state secret',
    },
  ];
}

/** Head start of urgent mail in every queue: hỏa tốc (and hẹn giờ, treated alike) 24 h, thượng khẩn 8 h, khẩn 2 h. */
const HEAD_START_HOURS = [0, 2, 8, 24, 24] as const;

export function rankAt(acceptedAt: Date, priority: DocumentHeader['priority']): Date {
  return new Date(acceptedAt.getTime() - HEAD_START_HOURS[priority] * 3_600_000);
}

/** `2026/11/22` as a date, or null when it is no day of the calendar (2014/02/30 occurs in the field). */
export function calendarDay(text: string | null): string | null {
  const match = text?.trim().match(/^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/);
  if (!match) return null;
  const day = `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`;
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day) ? day : null;
}

/**
 * NĐ 30/2020 PL VI III.1 h: warn when issuing agency, number and notation repeat. Numbering restarts each year
 * (Art 15(1)), and `05` is the same number as `5`.
 */
export function warningKey(senderId: string, header: Header): string | null {
  if (header.kind !== 'document' || !header.codeNumber || !header.codeNotation) return null;
  const year = calendarDay(header.promulgationDate)?.slice(0, 4);
  if (!year) return null;
  const number = header.codeNumber.replace(/^0+(?=.)/, '');
  return [senderId, year, number, header.codeNotation.normalize('NFC').toUpperCase()].join('|');
}

/** What a submission is a repetition of: the columns of `submission_key`. */
export interface DuplicateKey {
  readonly documentUid: string;
  readonly kind: 'document' | 'status';
  readonly docType: number;
  /** Empty for a new document; the content digest for updates, recalls, replacements and statuses. */
  readonly digest: Buffer;
  readonly contentDigest: Buffer;
}

export function duplicateKey(read: Pick<ReadPackage, 'header' | 'contentDigest'>): DuplicateKey {
  const contentDigest = Buffer.from(read.contentDigest, 'hex');
  const docType = docTypeOf(read.header);
  const isNew = read.header.kind === 'document' && docType === 0;
  return {
    documentUid: documentUidOf(read.header),
    kind: read.header.kind,
    docType,
    digest: isNew ? Buffer.alloc(0) : contentDigest,
    contentDigest,
  };
}

export function docTypeOf(header: Header): number {
  return header.kind === 'document' ? (header.bussiness?.docType ?? 0) : 0;
}

/** A status has no DocumentId of its own; it goes by the one that it speaks of. */
export function documentUidOf(header: Header): string {
  if (header.kind === 'document') return header.documentId;
  const about = header.responseFor;
  return about.documentId ?? [about.organId, about.promulgationDate, about.code].filter(Boolean).join(',');
}
