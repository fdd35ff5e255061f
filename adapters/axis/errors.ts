import { defineErrors } from '../../src/platform/errors.ts';

/** What another axis answers when it does not do what was asked. */
export const { catalogue, error } = defineErrors({
  AXIS_ANSWER_UNUSABLE: {
    status: 502,
    retry: true,
    vi: {
      title: 'Trục {axis} trả lời {call} không đúng giao thức: {detail}.',
      fix: 'Kiểm tra địa chỉ và cấu hình của trục (lienthong axis check), rồi hỏi bên vận hành trục đó; trục này tự thử lại.',
    },
    en: {
      title: 'Axis {axis} answered {call} in no words of its protocol: {detail}.',
      fix: "Check the axis's address and settings (lienthong axis check), then ask its operators; the hub tries again.",
    },
  },
  AXIS_CALL_REFUSED: {
    status: 502,
    retry: true,
    vi: {
      title: 'Trục {axis} từ chối {call}: {detail}.',
      fix: 'Kiểm tra mã hệ thống và khóa đã khai báo cho trục đó; trục này tự thử lại.',
    },
    en: {
      title: 'Axis {axis} refused {call}: {detail}.',
      fix: 'Check the system id and the secret that are configured for that axis; the hub tries again.',
    },
  },
  AXIS_PACKAGE_GONE: {
    status: 410,
    retry: false,
    vi: {
      title: 'Trục {axis} không còn nội dung của một văn bản mà chính trục đó báo đang chờ.',
      fix: 'Hỏi bên vận hành trục {axis} vì sao nội dung đã bị xóa hoặc khóa; nếu vẫn cần, bên gửi gửi lại bằng văn bản mới.',
    },
    en: {
      title: 'Axis {axis} has no content any more of a document that it lists as waiting.',
      fix: 'Ask the operators of axis {axis} why it was removed or locked; if it is still needed, its sender sends a new document.',
    },
  },
  AXIS_SECRET_INCOMPLETE: {
    status: 422,
    retry: true,
    vi: {
      title: 'Khóa đã lưu cho trục {axis} phải có {count} dòng, mỗi dòng một khóa.',
      fix: 'Ghi lại tệp khóa, mỗi khóa một dòng theo lienthong axis save --help, rồi lưu lại trục; trục này tự thử lại.',
    },
    en: {
      title: 'The secret saved for axis {axis} must have {count} lines, a secret on each.',
      fix: 'Write the file anew, a secret a line as lienthong axis save --help says, and save the axis; the hub tries again.',
    },
  },
  TRACE_BREAKS_SIGNATURE: {
    status: 422,
    retry: false,
    vi: {
      title: 'Trục {axis} đòi thêm TraceHeader, nhưng chữ ký của văn bản bao trùm cả phần đó.',
      fix: 'Đề nghị bên gửi ký theo từng phần (MessageHeader, Bussiness, tệp), hoặc bỏ yêu cầu TraceHeader của trục đó.',
    },
    en: {
      title: "Axis {axis} insists on a TraceHeader, but the document's signature covers that place.",
      fix: 'Ask the sender to sign by parts (MessageHeader, Bussiness, files), or drop the setting for that axis.',
    },
  },
  TRACE_NO_PLACE: {
    status: 422,
    retry: false,
    vi: {
      title: 'Trục {axis} đòi thêm TraceHeader, nhưng văn bản không có TraceHeaderList.',
      fix: 'Đề nghị bên gửi bổ sung TraceHeaderList rồi gửi lại.',
    },
    en: {
      title: 'Axis {axis} insists on a TraceHeader, but the document has no TraceHeaderList.',
      fix: 'Ask the sender to add a TraceHeaderList and to send again.',
    },
  },
});
