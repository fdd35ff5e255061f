import { defineErrors } from '../../src/platform/errors.ts';

/** What iOffice answers when it does not do what was asked. */
export const { catalogue, error } = defineErrors({
  IOFFICE_LOGIN_REFUSED: {
    status: 502,
    retry: true,
    vi: {
      title: 'iOffice của kết nối {connection} không nhận tài khoản đã lưu: {detail}.',
      fix: 'Kiểm tra tên đăng nhập và lưu lại mật khẩu (lienthong connection save … --secret-file); trục tự thử lại.',
    },
    en: {
      title: 'The iOffice of connection {connection} does not take the saved account: {detail}.',
      fix: 'Check the account and save its password anew (lienthong connection save … --secret-file); the hub tries again.',
    },
  },
  IOFFICE_CALL_REFUSED: {
    status: 502,
    retry: true,
    vi: {
      title: 'iOffice của kết nối {connection} từ chối {call}: {detail}.',
      fix: 'Kiểm tra quyền của tài khoản tích hợp với đơn vị vận hành iOffice; trục tự thử lại.',
    },
    en: {
      title: 'The iOffice of connection {connection} refused {call}: {detail}.',
      fix: 'Check the rights of the account with the operators of iOffice; the hub tries again.',
    },
  },
  IOFFICE_ANSWER_UNUSABLE: {
    status: 502,
    retry: true,
    vi: {
      title: 'iOffice của kết nối {connection} trả lời {call} không đúng giao thức: {detail}.',
      fix: 'Kiểm tra địa chỉ đã khai báo, rồi hỏi đơn vị vận hành iOffice; trục tự thử lại.',
    },
    en: {
      title: 'The iOffice of connection {connection} answered {call} in no words of its protocol: {detail}.',
      fix: 'Check the address that is configured, then ask the operators of iOffice; the hub tries again.',
    },
  },
  IOFFICE_RESULT_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Kết quả của hồ sơ {dossier} không dùng được: {problem}.',
      fix: 'Kiểm tra tên các trường trong cấu hình kết nối với tài liệu của bản iOffice này; lưu lại thì trục đọc lại.',
    },
    en: {
      title: 'The result of dossier {dossier} cannot be used: {problem}.',
      fix: "Compare the connection's field names with the manual of that iOffice; saved again, the hub reads it again.",
    },
  },
});
