/** What the types of events begin with, for those who look for one kind of them. */
export const EVENT_GROUPS = {
  submission: ['Tiếp nhận gói tin', 'Packages handed in'],
  document: ['Văn bản', 'Documents'],
  delivery: ['Gửi, nhận', 'Deliveries'],
  status: ['Trạng thái xử lý', 'Statuses'],
  recall: ['Thu hồi, lấy lại', 'Recalls'],
  dossier: ['Hồ sơ thủ tục hành chính', 'Dossiers'],
  duty: ['Thời hạn', 'Time limits'],
  alert: ['Cảnh báo', 'Alerts'],
  certificate: ['Chứng thư số', 'Certificates'],
  agency: ['Cơ quan', 'Agencies'],
  audit: ['Kiểm tra', 'Audits'],
} as const;
export type EventGroup = keyof typeof EVENT_GROUPS;
