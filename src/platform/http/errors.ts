import { defineErrors } from '../errors.ts';

/** What any door may say: of what never became a request, and of a defect. */
export const { catalogue: httpErrors, error: httpError } = defineErrors({
  REQUEST_MALFORMED: {
    status: 400,
    retry: false,
    vi: { title: 'Yêu cầu HTTP sai cú pháp.', fix: 'Kiểm tra phần mềm gửi, và proxy đứng giữa nếu có.' },
    en: { title: 'The HTTP request is malformed.', fix: 'Check the client, and any proxy in between.' },
  },
  REQUEST_TIMEOUT: {
    status: 408,
    retry: true,
    vi: { title: 'Yêu cầu không gửi xong trong thời gian cho phép.', fix: 'Kiểm tra đường truyền rồi gửi lại.' },
    en: { title: 'The request was not complete in time.', fix: 'Check the connection and send again.' },
  },
  'LIMIT_EXCEEDED.requestHeaders': {
    status: 431,
    retry: false,
    vi: { title: 'Phần tiêu đề HTTP lớn hơn giới hạn {limit} byte.', fix: 'Bỏ bớt tiêu đề và cookie không cần thiết.' },
    en: {
      title: 'The HTTP headers exceed the limit of {limit} bytes.',
      fix: 'Leave out needless headers and cookies.',
    },
  },
  INTERNAL_ERROR: {
    status: 500,
    retry: true,
    vi: { title: 'Hệ thống gặp lỗi bên trong.', fix: 'Thử lại; nếu vẫn vậy, báo quản trị viên mã sự cố {incident}.' },
    en: {
      title: 'The hub met an internal error.',
      fix: 'Try again; if it stays, give the administrator the incident id {incident}.',
    },
  },
});
