/**
 * What an edXML message says, as values. Names follow QCVN 102:2016; text is NFC, trimmed, and null where the element is
 * missing, empty or the literal `null` that some emitters write. Times are kept as written: they are recorded, never
 * used for order or deadlines.
 */
export interface Organization {
  readonly organId: string;
  readonly organName: string | null;
  readonly organizationInCharge: string | null;
  readonly organAdd: string | null;
  readonly email: string | null;
  readonly telephone: string | null;
  readonly fax: string | null;
  readonly website: string | null;
}

/** A document that this one answers, or that a status speaks of. */
export interface ResponseFor {
  readonly organId: string | null;
  /** `7816/VPCP-TTĐT`. */
  readonly code: string | null;
  readonly promulgationDate: string | null;
  readonly documentId: string | null;
}

export interface StaffInfo {
  readonly department: string | null;
  readonly staff: string | null;
  readonly mobile: string | null;
  readonly email: string | null;
}

/** BussinessDocType: 0 new, 1 recall (thu hồi), 2 update, 3 replacement. */
export type DocType = 0 | 1 | 2 | 3;

export interface Bussiness {
  readonly documentId: string | null;
  readonly docType: DocType;
  readonly reason: string | null;
  readonly paper: string | null;
  readonly documentInfo: string | null;
  readonly documentReceiver: string | null;
  /** Type 2: receivers taken off (`removed`) or put on (`added`) the list. */
  readonly receivers: readonly { readonly organId: string; readonly change: 'removed' | 'added' }[];
  /** Type 3: which document is replaced, for which recipients (empty list: all). */
  readonly replacements: readonly { readonly documentId: string; readonly organIds: readonly string[] }[];
  readonly staff: StaffInfo | null;
}

export interface TraceHop {
  readonly organId: string | null;
  readonly timestamp: string | null;
}

export interface ManifestReference {
  /** Without the `cid:` prefix. */
  readonly contentId: string;
  readonly contentType: string | null;
  readonly name: string | null;
  readonly description: string | null;
}

export interface DocumentHeader {
  readonly kind: 'document';
  readonly from: Organization;
  readonly to: readonly Organization[];
  /** Header DocumentId, else `OrganId,YYYY/MM/DD,number/notation` built from Code and date. Opaque. */
  readonly documentId: string;
  readonly codeNumber: string | null;
  readonly codeNotation: string | null;
  readonly place: string | null;
  /** As written; usually `yyyy/MM/dd`, sometimes a day that does not exist. */
  readonly promulgationDate: string | null;
  readonly type: string | null;
  readonly typeDetail: string | null;
  readonly typeName: string | null;
  readonly subject: string;
  readonly content: string | null;
  readonly competence: string | null;
  readonly position: string | null;
  readonly signerName: string | null;
  readonly dueDate: string | null;
  readonly toPlaces: readonly string[];
  /** 0 thường, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc, 4 hỏa tốc hẹn giờ; an unreadable value is 0 with a warning. */
  readonly priority: 0 | 1 | 2 | 3 | 4;
  readonly sphereOfPromulgation: string | null;
  readonly typerNotation: string | null;
  readonly promulgationAmount: string | null;
  readonly pageAmount: string | null;
  readonly direction: string | null;
  readonly replyFors: string | null;
  readonly referenceCodes: string | null;
  readonly appendixes: readonly string[];
  readonly responseFor: readonly ResponseFor[];
  readonly steeringType: string | null;
  readonly taskCodes: readonly string[];
  readonly applicationType: string | null;
  readonly bussiness: Bussiness | null;
  readonly trace: readonly TraceHop[];
  readonly manifest: readonly ManifestReference[];
}

/** 01 đã đến, 02 từ chối nhận, 03 đã tiếp nhận, 04 đã chuyển xử lý, 05 đang xử lý, 06 đã hoàn thành, 13 lấy lại, 15 đồng ý, 16 từ chối. */
export const STATUS_CODES = ['01', '02', '03', '04', '05', '06', '13', '15', '16'] as const;
export type StatusCode = (typeof STATUS_CODES)[number];

/** The law's words for the codes (QĐ 28/2018 Art 10(2)(h)). */
export const STATUS_WORDS: Readonly<Record<StatusCode, { readonly vi: string; readonly en: string }>> = {
  '01': { vi: 'Đã đến', en: 'Arrived' },
  '02': { vi: 'Từ chối nhận (trả lại)', en: 'Refused (returned)' },
  '03': { vi: 'Đã tiếp nhận', en: 'Accepted' },
  '04': { vi: 'Đã chuyển xử lý', en: 'Passed on for processing' },
  '05': { vi: 'Đang xử lý', en: 'In progress' },
  '06': { vi: 'Đã hoàn thành', en: 'Completed' },
  '13': { vi: 'Yêu cầu lấy lại', en: 'Request to take back' },
  '15': { vi: 'Đồng ý cập nhật, lấy lại', en: 'Agrees to the update or take-back' },
  '16': { vi: 'Từ chối yêu cầu cập nhật, lấy lại', en: 'Refuses the update or take-back' },
};

export interface StatusHeader {
  readonly kind: 'status';
  readonly from: Organization;
  readonly responseFor: ResponseFor;
  readonly staff: StaffInfo | null;
  readonly statusCode: StatusCode;
  readonly description: string | null;
  readonly timestamp: string | null;
}

export type Header = DocumentHeader | StatusHeader;

/** Where an attachment lies in the spooled bytes, and what its octets are. */
export interface AttachmentView {
  /** From 0, in the order of the manifest. */
  readonly position: number;
  /** Without the `cid:` prefix. */
  readonly contentId: string;
  /** Display only: NFC, at most 255 bytes, no controls, no bidirectional marks, no path. */
  readonly name: string;
  readonly mediaType: string;
  readonly offset: number;
  /** Bytes in the spool, before decoding. */
  readonly length: number;
  readonly encoding: 'base64' | 'raw';
  /** Size after base64 and before any unzip. */
  readonly octets: number;
  /** Lower-case hex SHA-256 of those octets. */
  readonly sha256: string;
  /** The octets are a ZIP of exactly one entry whose name is a UUID plus an extension. */
  readonly zipped: boolean;
}

/** Something odd that is no reason to refuse: a field over its statutory length, an extension that does not match. */
export interface Notice {
  readonly code: string;
  readonly vi: string;
  readonly en: string;
}

/** A package, read. */
export interface ReadPackage {
  readonly form: 'inline' | 'multipart';
  readonly header: Header;
  readonly attachments: readonly AttachmentView[];
  /** Hex SHA-256: over canonical header, business block, manifest and attachment digests; independent of boundary, base64 wrapping, TraceHeader and Signature. */
  readonly contentDigest: string;
  readonly notices: readonly Notice[];
}

/** The bytes of one submission on disk, and what the door said of them. */
export interface Spool {
  readonly path: string;
  readonly size: number;
  /** Lower-case hex SHA-256 of all the bytes. */
  readonly sha256: string;
  /** Content-Type as given, with its boundary if it has one. */
  readonly mediaType: string;
}

/** Configurable; the defaults are those of `docs/configuration.md`. Sizes in bytes. */
export interface Limits {
  readonly envelopeBytes: number;
  readonly attachments: number;
  readonly attachmentBytes: number;
  readonly depth: number;
  readonly attributes: number;
  readonly recipients: number;
}

export const DEFAULT_LIMITS: Limits = {
  envelopeBytes: 1_048_576,
  attachments: 50,
  attachmentBytes: 100 * 1_048_576,
  depth: 32,
  attributes: 32,
  recipients: 5_000,
};
