import { defineErrors } from '../platform/errors.ts';

/** Errors of the REST door itself: what it says before a package or a document is in question. */
export const { catalogue: apiErrors, error: apiError } = defineErrors({
  REQUEST_INVALID: {
    status: 400,
    retry: false,
    vi: { title: 'Tham số {where} không hợp lệ: {problem}', fix: 'Sửa tham số theo /v1/openapi.json rồi gửi lại.' },
    en: {
      title: 'The parameter {where} is not valid: {problem}',
      fix: 'Correct it by /v1/openapi.json and send again.',
    },
  },
  REQUEST_NOT_JSON: {
    status: 400,
    retry: false,
    vi: { title: 'Nội dung yêu cầu không phải là JSON đọc được.', fix: 'Gửi một đối tượng JSON mã hóa UTF-8.' },
    en: { title: 'The body of the request is not readable JSON.', fix: 'Send a JSON object in UTF-8.' },
  },
  'LIMIT_EXCEEDED.requestBody': {
    status: 413,
    retry: false,
    vi: { title: 'Nội dung JSON lớn hơn giới hạn {limit} byte.', fix: 'Rút ngắn nội dung rồi gửi lại.' },
    en: { title: 'The JSON body is larger than the limit of {limit} bytes.', fix: 'Shorten it and send again.' },
  },
  MEDIA_TYPE_REFUSED: {
    status: 415,
    retry: false,
    vi: {
      title: 'Không nhận nội dung kiểu {mediaType}.',
      fix: 'Dùng một trong các kiểu: {accepted}.',
    },
    en: { title: 'Content of type {mediaType} is not taken here.', fix: 'Use one of: {accepted}.' },
  },
  ROUTE_UNKNOWN: {
    status: 404,
    retry: false,
    vi: { title: 'Không có địa chỉ {method} {path}.', fix: 'Xem các địa chỉ tại /v1/openapi.json.' },
    en: { title: 'There is no {method} {path}.', fix: 'See /v1/openapi.json for what there is.' },
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    retry: false,
    vi: { title: 'Địa chỉ {path} không nhận phương thức {method}.', fix: 'Dùng một trong các phương thức: {allow}.' },
    en: { title: '{path} does not take the method {method}.', fix: 'Use one of: {allow}.' },
  },
  TOO_MANY_WAITING: {
    status: 429,
    retry: true,
    vi: {
      title: 'Hệ thống này đang có {most} yêu cầu chờ văn bản đến cùng lúc, mức cao nhất được phép.',
      fix: 'Chờ các yêu cầu trước trả lời, hoặc hỏi một lần cho mọi cơ quan; thử lại sau số giây trong Retry-After.',
    },
    en: {
      title: 'This system waits at {most} inbox requests at once, the most there may be.',
      fix: 'Let earlier requests end, or ask once for all agencies; try again after Retry-After seconds.',
    },
  },
});
