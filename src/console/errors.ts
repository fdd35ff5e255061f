import { defineErrors } from '../platform/errors.ts';

export const { catalogue: consoleErrors, error: consoleError } = defineErrors({
  FORM_EXPIRED: {
    status: 403,
    retry: false,
    vi: { title: 'Biểu mẫu này không còn hiệu lực.', fix: 'Mở lại trang rồi làm lại.' },
    en: { title: 'This form is no longer valid.', fix: 'Open the page again and repeat it.' },
  },
  LOGIN_TOO_OFTEN: {
    status: 429,
    retry: true,
    vi: { title: 'Đăng nhập quá nhiều lần từ địa chỉ này.', fix: 'Đợi một phút rồi thử lại.' },
    en: { title: 'Too many tries to log in from this address.', fix: 'Wait a minute and try again.' },
  },
  TOO_MANY_PAGES: {
    status: 429,
    retry: true,
    vi: { title: 'Mở quá nhiều trang từ địa chỉ này.', fix: 'Đợi một phút rồi thử lại.' },
    en: { title: 'Too many pages asked for from this address.', fix: 'Wait a minute and try again.' },
  },
  WEB_STOPPED: {
    status: 503,
    retry: true,
    vi: {
      title: 'Quản trị trục đã tạm dừng việc gửi, nhận văn bản trên trang web.',
      fix: 'Văn bản đã nhận vẫn được giữ nguyên; hỏi quản trị trục khi nào làm việc trở lại.',
    },
    en: {
      title: 'The administrator has stopped sending and receiving at the web pages.',
      fix: 'What was received is kept; ask the administrator when work goes on.',
    },
  },
  FORM_UNREADABLE: {
    status: 400,
    retry: false,
    vi: {
      title: 'Không đọc được biểu mẫu đã gửi.',
      fix: 'Mở lại trang rồi làm lại; tệp quá lớn thì gửi qua phần mềm.',
    },
    en: {
      title: 'The form cannot be read.',
      fix: 'Open the page again and repeat it; send very large files by system.',
    },
  },
  FILE_TOO_LARGE: {
    status: 413,
    retry: false,
    vi: { title: 'Tệp lớn hơn {most} byte.', fix: 'Chia nhỏ tệp, hoặc dùng dòng lệnh trên máy chủ của trục.' },
    en: { title: 'The file is larger than {most} bytes.', fix: 'Split it, or use the command line at the hub.' },
  },
  PAGE_FAILED: {
    status: 500,
    retry: true,
    vi: { title: 'Trang này gặp lỗi.', fix: 'Thử lại; nếu vẫn vậy, báo quản trị viên mã sự cố {incident}.' },
    en: {
      title: 'This page failed.',
      fix: 'Try again; if it stays, give the administrator the incident id {incident}.',
    },
  },
  PAGE_UNKNOWN: {
    status: 404,
    retry: false,
    vi: {
      title: 'Không có trang này.',
      fix: 'Có thể văn bản không thuộc cơ quan của bạn, hoặc địa chỉ gõ sai.',
    },
    en: {
      title: 'There is no such page.',
      fix: 'The document may not be of your agency, or the address is mistyped.',
    },
  },
});
