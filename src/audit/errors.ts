import { defineErrors } from '../platform/errors.ts';

export const { catalogue, error } = defineErrors({
  MANDATE_OVER: {
    status: 403,
    retry: false,
    vi: {
      title: 'Quyết định kiểm tra {decision} đã hết hiệu lực.',
      fix: 'Đề nghị quản trị trục cập nhật tài khoản theo quyết định mới.',
    },
    en: {
      title: 'The audit by decision {decision} is over.',
      fix: 'Ask the administrator of the hub to enter the new decision.',
    },
  },
  LOOK_REASON_NEEDED: {
    status: 422,
    retry: false,
    vi: {
      title: 'Ghi lý do mở nội dung, từ {shortest} đến {longest} ký tự.',
      fix: 'Nói rõ việc đang kiểm tra; các cơ quan của văn bản đọc được lý do này.',
    },
    en: {
      title: 'Say why the content is opened, in {shortest} to {longest} characters.',
      fix: 'Name what is being audited; the agencies of the document can read it.',
    },
  },
  LOOK_OVER: {
    status: 403,
    retry: false,
    vi: {
      title: 'Thời gian xem nội dung văn bản này đã hết.',
      fix: 'Trở lại trang văn bản và ghi lý do để mở lại.',
    },
    en: {
      title: 'The time to read the content of this document is over.',
      fix: 'Go back to the page of the document and say why it is opened again.',
    },
  },
});
