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
  CONTENT_GONE: {
    status: 410,
    retry: false,
    vi: {
      title: 'Nội dung của {id} không còn trong hệ thống.',
      fix: 'Đề nghị bên gửi gửi lại nếu còn cần; biên nhận và lịch sử vẫn giữ.',
    },
    en: {
      title: 'The content of {id} is no longer in the hub.',
      fix: 'Ask the sender to send it again if it is needed; receipts and history are kept.',
    },
  },
  CONTENT_RECALLED: {
    status: 410,
    retry: false,
    vi: {
      title: 'Văn bản này đã thu hồi; nội dung không còn mở được.',
      fix: 'Giữ số đến với ghi chú "đã thu hồi"; liên hệ bên gửi nếu cần.',
    },
    en: {
      title: 'This document was recalled; its content can no longer be opened.',
      fix: 'Keep the arrival number with the note "đã thu hồi"; ask the sender if need be.',
    },
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
