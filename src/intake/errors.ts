import { defineErrors } from '../platform/errors.ts';

export const { catalogue: intakeErrors, error: intakeError } = defineErrors({
  'LIMIT_EXCEEDED.message': {
    status: 413,
    retry: false,
    subIndication: 'FORMAT_FAILURE',
    vi: {
      title: 'Gói tin lớn hơn giới hạn {limit} byte.',
      fix: 'Chia nhỏ hồ sơ, hoặc đề nghị quản trị viên nâng giới hạn MAX_MESSAGE_BYTES.',
    },
    en: {
      title: 'The package is larger than the limit of {limit} bytes.',
      fix: 'Split the attachments, or ask the administrator to raise MAX_MESSAGE_BYTES.',
    },
  },
  AXIS_ECHO: {
    status: 409,
    retry: false,
    vi: {
      title: 'Gói tin mang tên cơ quan {code} của trục này nhưng đến từ {actor}.',
      fix: 'Không cần làm gì: văn bản quay lại không được gửi thêm lần nào nữa. Nếu cơ quan này thật sự ở trục kia, sửa danh mục.',
    },
    en: {
      title: 'A package in the name of agency {code} of this hub came from {actor}.',
      fix: 'Nothing to do: what came back is not delivered again. If the agency is really behind that axis, correct the directory.',
    },
  },
  TOO_MANY_HOPS: {
    status: 422,
    retry: false,
    vi: {
      title: 'Văn bản đã qua {hops} trục, nhiều hơn mức {limit}.',
      fix: 'Kiểm tra các trục có chuyển vòng lại cho nhau không.',
    },
    en: {
      title: 'The document has passed {hops} axes, more than {limit}.',
      fix: 'Look whether axes relay to each other in a circle.',
    },
  },
  BODY_EMPTY: {
    status: 400,
    retry: false,
    vi: { title: 'Yêu cầu không có nội dung.', fix: 'Gửi tệp .edxml trong phần thân của yêu cầu.' },
    en: { title: 'The request has no body.', fix: 'Send the .edxml file as the body of the request.' },
  },
  BODY_SHORTER_THAN_ANNOUNCED: {
    status: 400,
    retry: true,
    vi: {
      title: 'Nội dung ngắn hơn đã báo: nhận {received} trên {announced} byte.',
      fix: 'Gửi lại toàn bộ gói tin.',
    },
    en: {
      title: 'The body is shorter than announced: {received} of {announced} bytes.',
      fix: 'Send the whole package again.',
    },
  },
  UPLOAD_ABORTED: {
    status: 400,
    retry: true,
    vi: { title: 'Bên gửi ngắt kết nối sau {received} byte.', fix: 'Gửi lại toàn bộ gói tin.' },
    en: { title: 'The client went away after {received} bytes.', fix: 'Send the whole package again.' },
  },
  ORIGINAL_PARKED: {
    status: 202,
    retry: true,
    vi: {
      title: 'Văn bản gốc {documentUid} còn đang chờ kết quả kiểm tra (lượt gửi {submissionId}).',
      fix: 'Không cần làm gì; văn bản này được xử lý ngay sau văn bản gốc.',
    },
    en: {
      title: 'The original {documentUid} still waits for its verdict (submission {submissionId}).',
      fix: 'Nothing to do; this package is judged right after its original.',
    },
  },
  DISK_RESERVE: {
    status: 507,
    retry: true,
    vi: {
      title: 'Máy chủ sắp hết chỗ lưu trữ nên tạm ngừng nhận.',
      fix: 'Gửi lại sau; quản trị viên cần giải phóng hoặc thêm dung lượng.',
    },
    en: {
      title: 'The server is close to the end of its disk and takes nothing new.',
      fix: 'Send again later; the administrator has to free or add space.',
    },
  },
  CONTENT_ENCODING_REFUSED: {
    status: 415,
    retry: false,
    vi: { title: 'Không nhận nội dung nén ({encoding}).', fix: 'Gửi gói tin không nén, bỏ Content-Encoding.' },
    en: { title: 'Compressed bodies are not taken ({encoding}).', fix: 'Send the package uncompressed.' },
  },
  SENDER_UNKNOWN: {
    status: 403,
    retry: false,
    vi: {
      title: 'Mã định danh bên gửi {code} không có trong danh mục.',
      fix: 'Kiểm tra From/OrganId, hoặc đề nghị quản trị viên thêm cơ quan này.',
    },
    en: {
      title: 'The sender code {code} is not in the registry.',
      fix: 'Check From/OrganId, or ask the administrator to add the agency.',
    },
  },
  SENDER_NOT_ALLOWED: {
    status: 403,
    retry: false,
    vi: {
      title: 'Hệ thống này không được gửi thay cơ quan {code}.',
      fix: 'Gửi bằng khóa của hệ thống phục vụ cơ quan đó, hoặc đề nghị quản trị viên phân quyền.',
    },
    en: {
      title: 'This system may not send for agency {code}.',
      fix: 'Use the key of the system that serves that agency, or ask the administrator to assign it.',
    },
  },
  SENDER_CLOSED: {
    status: 403,
    retry: false,
    vi: {
      title: 'Cơ quan gửi {code} đã ngừng hoạt động từ {since}.',
      fix: 'Gửi bằng mã định danh của cơ quan kế thừa.',
    },
    en: { title: 'The sender {code} is closed since {since}.', fix: 'Send under the code of its successor.' },
  },
  SECRET_NOT_ALLOWED: {
    status: 422,
    retry: false,
    vi: {
      title: 'Văn bản có dấu chỉ độ mật không được gửi qua trục liên thông (QĐ 28/2018/QĐ-TTg, Điều 1 khoản 2).',
      fix: 'Gửi theo chế độ bảo vệ bí mật nhà nước; hệ thống đã xóa nội dung.',
    },
    en: {
      title: 'A document with a secrecy marking may not travel through the hub (QĐ 28/2018/QĐ-TTg, Art 1(2)).',
      fix: 'Send it by the channel for state secrets; the hub has deleted the content.',
    },
  },
  DUPLICATE_CONFLICT: {
    status: 409,
    retry: false,
    vi: {
      title: 'Mã định danh văn bản {documentUid} đã dùng cho một nội dung khác.',
      fix: 'Gửi bản cập nhật (BussinessDocType 2) hoặc thay thế (3), hoặc dùng mã định danh mới.',
    },
    en: {
      title: 'DocumentId {documentUid} was already used for other content.',
      fix: 'Send an update (BussinessDocType 2) or a replacement (3), or use a new DocumentId.',
    },
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 409,
    retry: false,
    vi: {
      title: 'Idempotency-Key {key} đã dùng cho một gói tin khác.',
      fix: 'Dùng khóa mới cho mỗi gói tin.',
    },
    en: { title: 'Idempotency-Key {key} was already used for another package.', fix: 'Use a new key per package.' },
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
  PARKED_TOO_LONG: {
    status: 422,
    retry: false,
    vi: {
      title: 'Sau {hours} giờ vẫn không kiểm tra được gói tin.',
      fix: 'Gửi lại; nếu vẫn vậy, báo quản trị viên mã gói tin.',
    },
    en: {
      title: 'The package could not be verified within {hours} hours.',
      fix: 'Send it again; if that fails too, give the administrator the submission id.',
    },
  },
  VERIFIER_LOST: {
    status: 422,
    retry: false,
    vi: {
      title: 'Gói tin này đã hai lần làm dừng bộ kiểm tra nên bị loại.',
      fix: 'Kiểm tra phần mềm tạo gói tin; báo quản trị viên mã gói tin.',
    },
    en: {
      title: 'This package ended its verifier twice and is refused for good.',
      fix: 'Check the software that made it; give the administrator the submission id.',
    },
  },
});
