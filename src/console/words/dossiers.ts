import type { Words } from './words.ts';

/** Hồ sơ thủ tục hành chính: dossiers of một cửa systems, their threads and states. */
export const DOSSIER_WORDS = {
  dossiers: ['Hồ sơ thủ tục hành chính', 'Administrative-procedure dossiers'],
  dossiersTab: ['Hồ sơ TTHC', 'Dossiers'],
  dossierOf: ['Hồ sơ thủ tục hành chính', 'Dossier'],
  dossierNumber: ['Mã hồ sơ', 'Dossier number'],
  dossierState: ['Trạng thái hồ sơ', 'State of the dossier'],
  dossierStates: ['Diễn biến hồ sơ', 'States of the dossier'],
  dossierDue: ['Ngày hẹn trả kết quả', 'Result due on'],
  dossierOpened: ['Mở trên trục', 'Opened at the hub'],
  dossierIssuer: ['Cơ quan tiếp nhận hồ sơ', 'Taken in by'],
  dossierParties: ['Các bên tham gia', 'Parties'],
  dossierWith: ['Có cơ quan tham gia (mã)', 'With the agency (code)'],
  dossierNoState: ['Chưa báo trạng thái', 'No state reported'],
  dossierAnomalies: ['{n} lần báo không theo trình tự', '{n} reports out of order'],
  dossierNotFollowing: ['Không theo trình tự', 'Out of order'],
  dossierTakenAt: ['theo hệ thống báo: {at}', 'by the reporting system: {at}'],
  dossierDocuments: ['Văn bản của hồ sơ', 'Documents of the dossier'],
  dossierNoDocuments: [
    'Không có văn bản nào của hồ sơ thuộc phần xem của bạn.',
    'There is no document of the dossier that is yours to see.',
  ],
  dossierStranger: ['Từ cơ quan ngoài hồ sơ', 'From no party of the dossier'],
  dossierAnswers: ['Trả lời văn bản trong hồ sơ này', 'Answers a document of this dossier'],
  dossierOut: ['Đi', 'Out'],
  dossierIn: ['Đến', 'In'],
  noDossiers: ['Không có hồ sơ nào như vậy.', 'There is no such dossier.'],
  viewOverdue: ['Quá hạn trả kết quả', 'Result overdue'],
} as const satisfies Words;
