import { defineErrors } from '../errors.ts';

/** What never became a request, or stopped being one: said before any door is asked. */
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
});
