import { defineErrors } from '../platform/errors.ts';

const SIGNING = {
  vi: 'Kiểm tra thư viện kết nối: mọi tiêu đề XroadVnpt-… phải được ký, đúng như docs/connecting-vxp.md.',
  en: 'Check the connecting library: every XroadVnpt-… header has to be signed, as docs/connecting-vxp.md tells.',
};

/** Errors of the door that speaks an axis's protocol: what it says before a package or a delivery is in question. */
export const { catalogue: vxpErrors, error: vxpError } = defineErrors({
  VXP_NOT_PROTECTED: {
    status: 403,
    retry: false,
    vi: {
      title: 'Cổng VXP không nhận HTTP không mã hóa từ máy khác (QĐ 28/2018, Điều 13 khoản 2).',
      fix: 'Đặt địa chỉ trục là https://…; chỉ khi mạng riêng đã bảo vệ đường truyền mới đặt VXP_PLAIN_HTTP=allow.',
    },
    en: {
      title: 'The VXP door takes no plain HTTP from other machines (QĐ 28/2018, Article 13(2)).',
      fix: 'Set the endpoint to https://…; only where a closed network protects the line, set VXP_PLAIN_HTTP=allow.',
    },
  },
  VXP_HEADER_MISSING: {
    status: 401,
    retry: false,
    vi: { title: 'Thiếu tiêu đề XroadVnpt-{name}, hoặc tiêu đề này không được ký.', fix: SIGNING.vi },
    en: { title: 'The header XroadVnpt-{name} is missing or not signed.', fix: SIGNING.en },
  },
  VXP_HEADER_UNREADABLE: {
    status: 401,
    retry: false,
    vi: { title: 'Tiêu đề XroadVnpt-{name} không đọc được.', fix: SIGNING.vi },
    en: { title: 'The header XroadVnpt-{name} cannot be read.', fix: SIGNING.en },
  },
  VXP_HEADER_UNSIGNED: {
    status: 401,
    retry: false,
    vi: { title: 'Tiêu đề XroadVnpt-{name} không nằm trong phần đã ký.', fix: SIGNING.vi },
    en: { title: 'The header XroadVnpt-{name} is no part of what was signed.', fix: SIGNING.en },
  },
  VXP_HEADER_DIFFERS: {
    status: 401,
    retry: false,
    vi: { title: 'Tiêu đề XroadVnpt-{name} khác với giá trị đã ký.', fix: SIGNING.vi },
    en: { title: 'The header XroadVnpt-{name} differs from what was signed.', fix: SIGNING.en },
  },
  VXP_CREDENTIALS_WRONG: {
    status: 401,
    retry: false,
    vi: {
      title: 'Sai systemid hoặc secret.',
      fix: 'Kiểm tra hai giá trị đã được cấp; nếu mất, đề nghị quản trị cấp lại bằng `lienthong system vxp --rotate`.',
    },
    en: {
      title: 'The systemid or the secret is wrong.',
      fix: 'Check the two values; if they are lost, ask the administrator for new ones (`lienthong system vxp --rotate`).',
    },
  },
  VXP_TIMESTAMP_STALE: {
    status: 401,
    retry: false,
    vi: {
      title: 'Thời điểm {timestamp} của yêu cầu lệch quá 10 phút so với giờ của trục (UTC{offset}).',
      fix: 'Chỉnh giờ máy chủ; nếu máy chạy múi giờ khác, quản trị đặt bằng `lienthong system vxp --utc-offset`.',
    },
    en: {
      title: "The request's time {timestamp} is more than 10 minutes from the hub's (UTC{offset}).",
      fix: "Set the server's clock; if it runs in another zone, the administrator says so with `lienthong system vxp --utc-offset`.",
    },
  },
  VXP_REPLAYED: {
    status: 401,
    retry: false,
    vi: {
      title: 'Yêu cầu này đã được gửi đến {endpoint} trước đó và bị lặp lại {seen} lần.',
      fix: 'Ký một yêu cầu mới. Nếu hệ thống không gửi lặp, hãy báo quản trị: có thể yêu cầu bị người khác ghi lại.',
    },
    en: {
      title: 'This request came to {endpoint} before and was repeated {seen} times.',
      fix: 'Sign a new request. If the system repeats nothing, tell the administrator: somebody may have recorded it.',
    },
  },
  VXP_PARAMETER_INVALID: {
    status: 400,
    retry: false,
    vi: { title: 'Tham số {name} không hợp lệ: {value}', fix: 'Dùng giá trị: {expected}.' },
    en: { title: 'The parameter {name} is not valid: {value}', fix: 'Use: {expected}.' },
  },
  VXP_HASH_MISMATCH: {
    status: 400,
    retry: false,
    vi: {
      title: 'Tệp nhận được không khớp với hash-file.',
      fix: 'Gửi lại; nếu vẫn vậy, kiểm tra proxy đứng giữa có sửa nội dung không.',
    },
    en: {
      title: 'The file that came is not the one of hash-file.',
      fix: 'Send it again; if that fails too, check whether a proxy in between changes bodies.',
    },
  },
  VXP_FILE_MISSING: {
    status: 400,
    retry: false,
    vi: {
      title: 'Nội dung multipart không có phần file_doc.',
      fix: 'Gửi tệp .edxml trong phần file_doc, hoặc gửi thẳng tệp với kiểu application/octet-stream.',
    },
    en: {
      title: 'The multipart body has no part file_doc.',
      fix: 'Send the .edxml file as the part file_doc, or as the body itself as application/octet-stream.',
    },
  },
  VXP_AGENCY_OUTSIDE: {
    status: 403,
    retry: false,
    vi: {
      title: 'Cơ quan {code} không thuộc phạm vi của hệ thống này.',
      fix: 'Chỉ đề nghị đăng ký, đóng cơ quan trực thuộc cơ quan mà hệ thống phục vụ.',
    },
    en: {
      title: 'The agency {code} is outside what this system may ask about.',
      fix: 'Ask only for agencies below one that the system serves.',
    },
  },
});
