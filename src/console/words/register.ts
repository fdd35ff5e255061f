import type { Words } from './words.ts';

/** The books of NĐ 30/2020, Appendix IV. */
export const REGISTER_WORDS = {
  register: ['Sổ đăng ký văn bản đến', 'Register of incoming documents'],
  registerYear: ['Năm', 'Year'],
  registerEmpty: ['Chưa có văn bản nào được đăng ký trong năm này.', 'Nothing was registered in this year.'],
  arrivalDay: ['Ngày đến', 'Arrived on'],
  arrivalNumber: ['Số đến', 'Arrival number'],
  author: ['Tác giả', 'Issued by'],
  documentCode: ['Số, ký hiệu văn bản', 'Number and notation'],
  documentDay: ['Ngày tháng văn bản', 'Date of the document'],
  kindAndSubject: ['Tên loại và trích yếu nội dung văn bản', 'Kind and subject'],
  handedTo: ['Đơn vị hoặc người nhận', 'Unit or person receiving'],
  handedDay: ['Ngày chuyển', 'Handed on'],
  receivedSign: ['Ký nhận', 'Signature of receipt'],
  registerNote: ['Ghi chú', 'Note'],
  noteRecalled: ['đã thu hồi', 'recalled'],
  noteReturned: ['đã trả lại', 'returned'],
} as const satisfies Words;
