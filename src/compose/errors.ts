import { defineErrors, type ErrorSpec } from '../platform/errors.ts';

type Words = readonly [title: string, fix: string];

function refused(status: number, vi: Words, en: Words): ErrorSpec {
  return { status, retry: false, vi: { title: vi[0], fix: vi[1] }, en: { title: en[0], fix: en[1] } };
}

export const { catalogue: composeErrors, error: composeError } = defineErrors({
  DRAFTS_TOO_MANY: refused(
    409,
    ['Đã có {most} văn bản đang soạn.', 'Gửi hoặc xóa bớt văn bản đang soạn rồi soạn văn bản mới.'],
    ['There are {most} drafts already.', 'Send or delete some before you write another.'],
  ),
  DRAFT_BUSY: refused(
    409,
    ['Văn bản này đang được gửi.', 'Đợi kết quả gửi; không sửa hoặc xóa trong lúc này.'],
    ['This document is being sent.', 'Wait for the result; it cannot be changed or deleted meanwhile.'],
  ),
  DRAFT_FILES_TOO_MANY: refused(
    409,
    ['Văn bản đã có {most} tệp.', 'Bỏ bớt tệp, hoặc gộp các phụ lục vào một tệp.'],
    ['The document has {most} files already.', 'Remove some, or join annexes in one file.'],
  ),
  DRAFT_FILE_TOO_LARGE: refused(
    413,
    ['Tệp lớn hơn phần còn lại cho phép ({limit} byte).', 'Giảm dung lượng tệp, hoặc bỏ bớt tệp khác.'],
    ['The file is larger than what is left ({limit} bytes).', 'Make it smaller, or remove other files.'],
  ),
  DRAFT_FILE_TYPE: refused(
    415,
    [
      'Không nhận tệp {name}: nội dung không phải loại tệp được gửi, hoặc không khớp với tên.',
      'Văn bản chính là tệp PDF; tệp kèm là PDF, DOCX, XLSX, PPTX, ODT, ODS, PNG hoặc JPEG, đúng với phần mở rộng.',
    ],
    [
      'The file {name} is not taken: its content is of no kind that is sent, or not what its name says.',
      'The main document is a PDF; attachments are PDF, DOCX, XLSX, PPTX, ODT, ODS, PNG or JPEG, as their names say.',
    ],
  ),
  DRAFT_FILE_GONE: refused(
    409,
    ['Tệp {name} đã được thay hoặc bỏ khỏi văn bản trong lúc ký.', 'Mở lại trang soạn văn bản và ký tệp đang có.'],
    ['The file {name} was replaced or removed while it was signed.', 'Open the draft again and sign the file it has.'],
  ),
  DRAFT_FILE_UNSIGNED: refused(
    422,
    ['Tệp {name} nhận lại không có thêm chữ ký số nào.', 'Ký lại và chờ phần mềm ký số báo xong.'],
    ['The file {name} came back without another signature.', 'Sign again and wait until the signing service is done.'],
  ),
  DRAFT_RECIPIENTS_TOO_MANY: refused(
    409,
    ['Một văn bản có nhiều nhất {most} nơi nhận.', 'Bỏ bớt nơi nhận, hoặc gửi thành nhiều lần.'],
    ['A document has at most {most} recipients.', 'Remove some, or send it in several parts.'],
  ),
  GROUP_NAME_TAKEN: refused(
    409,
    ['Cơ quan đã có nhóm nơi nhận tên "{name}".', 'Đặt tên khác, hoặc sửa nhóm đó.'],
    ['The agency has a group named "{name}".', 'Choose another name, or change that group.'],
  ),
  GROUPS_TOO_MANY: refused(
    409,
    ['Cơ quan đã có {most} nhóm nơi nhận.', 'Xóa nhóm không dùng nữa.'],
    ['The agency has {most} groups of recipients.', 'Delete those that are no longer used.'],
  ),
});
