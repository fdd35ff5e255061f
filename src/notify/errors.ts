import { defineErrors } from '../platform/errors.ts';

export const { catalogue, error } = defineErrors({
  CONTACT_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Đầu mối nhận cảnh báo không hợp lệ: {problem}.',
      fix: 'Cho tên, và một địa chỉ thư điện tử hoặc một địa chỉ http, https đầy đủ.',
    },
    en: {
      title: 'The contact for alerts is not valid: {problem}.',
      fix: 'Give a name, and either an e-mail address or a complete http or https URL.',
    },
  },
  CONTACT_UNKNOWN: {
    status: 404,
    retry: false,
    vi: {
      title: 'Không có đầu mối nhận cảnh báo {id}.',
      fix: '`lienthong contact list` in các đầu mối và mã của chúng.',
    },
    en: { title: 'There is no contact {id}.', fix: '`lienthong contact list` prints the contacts with their ids.' },
  },
  CONTACTS_TOO_MANY: {
    status: 409,
    retry: false,
    vi: {
      title: 'Mỗi cơ quan có nhiều nhất {limit} đầu mối nhận cảnh báo.',
      fix: 'Bỏ bớt đầu mối, hoặc dùng một địa chỉ chung của nhóm.',
    },
    en: {
      title: 'An agency has at most {limit} contacts for alerts.',
      fix: 'Remove contacts, or use one shared address of the group.',
    },
  },
  ALERT_CUT_SHORT: {
    status: 503,
    retry: true,
    vi: { title: 'Chưa báo xong thì dừng.', fix: 'Không cần làm gì: trục báo lại sau; báo thử thì chạy lại lệnh.' },
    en: {
      title: 'It was stopped before the contact had answered.',
      fix: 'Nothing to do: the hub tells it again later; repeat a test.',
    },
  },
  MAIL_NOT_CONFIGURED: {
    status: 503,
    retry: true,
    vi: { title: 'Trục chưa có máy chủ thư để gửi cảnh báo.', fix: 'Người quản trị đặt SMTP_URL và MAIL_FROM.' },
    en: { title: 'The hub has no mail server for alerts.', fix: 'The administrator sets SMTP_URL and MAIL_FROM.' },
  },
  MAIL_FAILED: {
    status: 502,
    retry: true,
    vi: { title: 'Máy chủ thư không nhận thư: {reason}.', fix: 'Kiểm tra SMTP_URL, MAIL_FROM và địa chỉ người nhận.' },
    en: {
      title: 'The mail server did not take the message: {reason}.',
      fix: 'Check SMTP_URL, MAIL_FROM and the address.',
    },
  },
  ALERT_REFUSED: {
    status: 502,
    retry: true,
    vi: { title: '{host} trả lời HTTP {status}.', fix: 'Kiểm tra địa chỉ và khóa bí mật của đầu mối.' },
    en: { title: '{host} answered HTTP {status}.', fix: "Check the contact's address and secret." },
  },
});
