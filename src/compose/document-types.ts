interface DocumentType {
  readonly vi: string;
  readonly en: string;
  /** What the notation begins with (NĐ 30/2020, Phụ lục III); empty for those that have none. */
  readonly abbreviation: string;
  /** Its number among the administrative documents of QCVN 102 (SĐ1:2022); 0 where that is not known. */
  readonly detail: number;
}

const type = (abbreviation: string, detail: number, vi: string, en: string): DocumentType => ({
  vi,
  en,
  abbreviation,
  detail,
});

/** The kinds of administrative documents (NĐ 30/2020 Điều 7) and of copies (Điều 25), by the name of their series. */
export const DOCUMENT_TYPES = {
  CV: type('', 18, 'Công văn', 'Official letter'),
  QĐ: type('QĐ', 2, 'Quyết định', 'Decision'),
  TB: type('TB', 7, 'Thông báo', 'Notice'),
  BC: type('BC', 14, 'Báo cáo', 'Report'),
  KH: type('KH', 10, 'Kế hoạch', 'Plan'),
  TTr: type('TTr', 16, 'Tờ trình', 'Proposal'),
  GM: type('GM', 25, 'Giấy mời', 'Invitation'),
  NQ: type('NQ', 1, 'Nghị quyết', 'Resolution'),
  CT: type('CT', 3, 'Chỉ thị', 'Directive'),
  QC: type('QC', 4, 'Quy chế', 'Regulation'),
  QyĐ: type('QyĐ', 5, 'Quy định', 'Rules'),
  TC: type('TC', 6, 'Thông cáo', 'Communiqué'),
  HD: type('HD', 8, 'Hướng dẫn', 'Guidance'),
  CTr: type('CTr', 9, 'Chương trình', 'Programme'),
  PA: type('PA', 11, 'Phương án', 'Scheme'),
  ĐA: type('ĐA', 12, 'Đề án', 'Project proposal'),
  DA: type('DA', 13, 'Dự án', 'Project'),
  BB: type('BB', 15, 'Biên bản', 'Minutes'),
  HĐ: type('HĐ', 17, 'Hợp đồng', 'Contract'),
  CĐ: type('CĐ', 19, 'Công điện', 'Telegram'),
  BGN: type('BGN', 20, 'Bản ghi nhớ', 'Memorandum'),
  BTT: type('BTT', 22, 'Bản thỏa thuận', 'Agreement'),
  GUQ: type('GUQ', 24, 'Giấy ủy quyền', 'Authorisation'),
  GGT: type('GGT', 26, 'Giấy giới thiệu', 'Letter of introduction'),
  GNP: type('GNP', 0, 'Giấy nghỉ phép', 'Leave slip'),
  PG: type('PG', 0, 'Phiếu gửi', 'Sending slip'),
  PC: type('PC', 0, 'Phiếu chuyển', 'Transfer slip'),
  PB: type('PB', 0, 'Phiếu báo', 'Notice slip'),
  ThC: type('', 0, 'Thư công', 'Official message'),
  SY: type('SY', 0, 'Sao y', 'True copy'),
  SL: type('SL', 0, 'Sao lục', 'Copy of a true copy'),
  TrS: type('TrS', 0, 'Trích sao', 'Extract'),
} as const satisfies Readonly<Record<string, DocumentType>>;

export type DocumentTypeKey = keyof typeof DOCUMENT_TYPES;

export function isDocumentType(key: string): key is DocumentTypeKey {
  return Object.hasOwn(DOCUMENT_TYPES, key);
}
