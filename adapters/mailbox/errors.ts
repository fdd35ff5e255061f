import { defineErrors } from '../../src/platform/errors.ts';

/** What may be wrong with a mail, and with the server that is to take it. */
export const { catalogue, error } = defineErrors({
  MAIL_ADDRESS_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Hộp thư công vụ của cơ quan không hợp lệ hoặc không thuộc tên miền được gửi ({domains}).',
      fix: 'Sửa địa chỉ bằng lienthong agency channel, hoặc thêm tên miền vào cấu hình kết nối.',
    },
    en: {
      title: "The agency's official mailbox is not valid, or not of an allowed domain ({domains}).",
      fix: 'Correct the address with lienthong agency channel, or add its domain to the settings of the connection.',
    },
  },
  MAIL_TOO_LARGE: {
    status: 413,
    retry: false,
    vi: {
      title: 'Thư dài khoảng {size} MB, lớn hơn mức {limit} MB.',
      fix: 'Gửi qua kênh khác hoặc gửi bản giấy; người quản trị tăng mostMegabytes nếu hai máy chủ thư đều nhận được.',
    },
    en: {
      title: 'The mail would have about {size} MB, more than {limit} MB.',
      fix: 'Send it another way or on paper; the administrator raises mostMegabytes if both mail servers take it.',
    },
  },
  MAIL_REFUSED: {
    status: 502,
    retry: false,
    vi: {
      title: 'Máy chủ thư từ chối nhận: {words}',
      fix: 'Kiểm tra địa chỉ hộp thư công vụ của cơ quan rồi gửi lại, hoặc gửi bản giấy.',
    },
    en: {
      title: 'The mail server refused it: {words}',
      fix: "Check the agency's official mailbox and send it again, or send it on paper.",
    },
  },
  MAIL_DEFERRED: {
    status: 503,
    retry: true,
    vi: { title: 'Máy chủ thư chưa nhận: {words}', fix: 'Không phải làm gì; trục tự gửi lại.' },
    en: { title: 'The mail server does not take it yet: {words}', fix: 'Nothing to do; the hub tries again.' },
  },
  MAIL_LOGIN_FAILED: {
    status: 502,
    retry: true,
    vi: {
      title: 'Máy chủ thư không cho đăng nhập: {words}',
      fix: 'Lưu lại mật khẩu bằng lienthong connection save --secret-file; trục tự gửi lại.',
    },
    en: {
      title: 'The mail server does not let the hub log in: {words}',
      fix: 'Save the password again with lienthong connection save --secret-file; the hub tries again.',
    },
  },
  MAIL_NOT_ENCRYPTED: {
    status: 502,
    retry: true,
    vi: {
      title: 'Không có kết nối mã hóa tin cậy tới máy chủ thư: {words}',
      fix: 'Bật TLS trên máy chủ thư, kiểm tra chứng thư và caFile; trục không gửi thư không mã hóa.',
    },
    en: {
      title: 'There is no trusted encryption to the mail server: {words}',
      fix: 'Turn TLS on there, check its certificate and caFile; the hub sends nothing in the clear.',
    },
  },
  MAIL_SERVER_SILENT: {
    status: 503,
    retry: true,
    vi: {
      title: 'Cuộc trao đổi với máy chủ thư bị đứt ({words}).',
      fix: 'Kiểm tra máy chủ thư và đường mạng; trục gửi lại cùng Message-ID, nơi nhận nhận ra thư trùng.',
    },
    en: {
      title: 'The conversation with the mail server broke ({words}).',
      fix: 'Check the server and the network; the hub tries again under the same Message-ID, which tells a repetition.',
    },
  },
  MAIL_FOLDER_UNUSABLE: {
    status: 503,
    retry: true,
    vi: {
      title: 'Không dùng được {place} ({words}).',
      fix: 'Đặt nó trong một thư mục gốc của FOLDER_ROOTS và cho trục quyền đọc, ghi.',
    },
    en: {
      title: '{place} cannot be used ({words}).',
      fix: 'Put it below one of FOLDER_ROOTS and let the hub read and write there.',
    },
  },
});
