import { defineErrors } from '../platform/errors.ts';

export const { catalogue, error } = defineErrors({
  AGENCY_UNKNOWN: {
    status: 404,
    retry: false,
    vi: {
      title: 'Mã định danh {code} không có trong danh mục cơ quan.',
      fix: 'Kiểm tra lại mã định danh, tra cứu bằng tên cơ quan, hoặc đề nghị quản trị bổ sung cơ quan vào danh mục.',
    },
    en: {
      title: 'No agency in the directory has the code {code}.',
      fix: 'Check the code, search for the agency by name, or ask the administrator to add it to the directory.',
    },
  },
  SUCCESSOR_UNKNOWN: {
    status: 409,
    retry: false,
    vi: {
      title: '{successor} không phải cơ quan kế thừa của {code}; các cơ quan kế thừa: {successors}.',
      fix: 'Chọn một trong các cơ quan kế thừa đó, hoặc bổ sung bằng `lienthong agency reform apply`.',
    },
    en: {
      title: '{successor} is no successor of {code}; its successors: {successors}.',
      fix: 'Choose one of its successors, or add one with `lienthong agency reform apply`.',
    },
  },
  SYSTEM_UNKNOWN: {
    status: 404,
    retry: false,
    vi: { title: 'Không có hệ thống nào tên {name}.', fix: 'Kiểm tra lại tên hệ thống đã đăng ký.' },
    en: { title: 'No system is named {name}.', fix: 'Check the name under which the system was registered.' },
  },
  SYSTEM_NAME_TAKEN: {
    status: 409,
    retry: false,
    vi: {
      title: 'Đã có hệ thống tên {name}.',
      fix: 'Chọn tên khác, hoặc cấp lại khóa cho hệ thống đã có bằng lệnh `lienthong system rotate-key`.',
    },
    en: {
      title: 'A system named {name} exists already.',
      fix: 'Choose another name, or give the existing one a new key with `lienthong system rotate-key`.',
    },
  },
  OVERLAP_INVALID: {
    status: 400,
    retry: false,
    vi: {
      title: 'Thời gian dùng song song hai khóa không hợp lệ.',
      fix: 'Ghi số giờ nguyên từ 0 (khóa cũ hết hiệu lực ngay) đến {most}.',
    },
    en: {
      title: 'The time for which both keys shall be valid is not valid.',
      fix: 'Give whole hours from 0 (the old key ends at once) to {most}.',
    },
  },
  CONTACT_DETAILS_INVALID: {
    status: 400,
    retry: false,
    vi: {
      title: 'Thông tin liên hệ không hợp lệ: {problem}.',
      fix: 'Sửa lại ô này; mỗi ô nhiều nhất 500 ký tự, thư điện tử có dạng ten@coquan.gov.vn.',
    },
    en: {
      title: 'The contact details are not valid: {problem}.',
      fix: 'Correct this field; each has at most 500 characters, an e-mail address looks like name@agency.gov.vn.',
    },
  },
  CONTACT_POINT_INVALID: {
    status: 409,
    retry: false,
    vi: {
      title: '{code} không thể làm đầu mối gửi, nhận của cơ quan này.',
      fix: 'Chọn một cơ quan khác đang hoạt động trong phạm vi mình quản trị.',
    },
    en: {
      title: '{code} cannot be the contact point of this agency.',
      fix: 'Choose another open agency of the branch that you administer.',
    },
  },
  AGENCY_REQUEST_UNKNOWN: {
    status: 404,
    retry: false,
    vi: {
      title: 'Không có đề nghị {id} nào đang chờ quyết định.',
      fix: 'Xem các đề nghị đang chờ bằng `lienthong agency requests`.',
    },
    en: {
      title: 'No request {id} waits for a decision.',
      fix: 'See those that wait with `lienthong agency requests`.',
    },
  },
  AGENCY_CODE_TAKEN: {
    status: 409,
    retry: false,
    vi: {
      title: 'Mã định danh {code} đã thuộc về một cơ quan trong danh mục.',
      fix: 'Cấp mã khác bằng --code, hoặc từ chối đề nghị bằng --refuse.',
    },
    en: {
      title: 'The code {code} belongs to an agency of the directory already.',
      fix: 'Give another one with --code, or refuse the request with --refuse.',
    },
  },
  AGENCY_REQUEST_IMPOSSIBLE: {
    status: 422,
    retry: false,
    vi: {
      title: 'Không thực hiện được đề nghị: {vi}.',
      fix: 'Sửa danh mục trước, hoặc từ chối đề nghị bằng --refuse.',
    },
    en: {
      title: 'What was asked for cannot be done: {en}.',
      fix: 'Correct the directory first, or refuse the request with --refuse.',
    },
  },
  CALENDAR_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Lịch làm việc không đọc được: {vi}.',
      fix: 'Viết theo mẫu docs/examples/calendar.json; ngày dạng yyyy-mm-dd, giờ dạng HH:MM.',
    },
    en: {
      title: 'The working calendar cannot be read: {en}.',
      fix: 'Write it like docs/examples/calendar.json; days as yyyy-mm-dd, hours as HH:MM.',
    },
  },
  CERTIFICATE_UNREADABLE: {
    status: 422,
    retry: false,
    vi: {
      title: 'Tệp không phải là chứng thư số X.509 đọc được.',
      fix: 'Gửi chứng thư số ở dạng DER hoặc PEM; không gửi khóa riêng hay tệp PKCS#12.',
    },
    en: {
      title: 'The file is not a readable X.509 certificate.',
      fix: 'Give the certificate as DER or PEM; never a private key or a PKCS#12 file.',
    },
  },
  CERTIFICATE_UNKNOWN: {
    status: 404,
    retry: false,
    vi: {
      title: 'Chứng thư số {sha256} chưa gắn với cơ quan nào.',
      fix: 'Kiểm tra lại mã SHA-256; `lienthong cert list` in các chứng thư số đã gắn.',
    },
    en: {
      title: 'The certificate {sha256} is bound to no agency.',
      fix: 'Check the SHA-256; `lienthong cert list` prints the certificates that are bound.',
    },
  },
  CERTIFICATE_BOUND_ELSEWHERE: {
    status: 409,
    retry: false,
    vi: {
      title: 'Chứng thư số {sha256} đã gắn với cơ quan {code}.',
      fix: 'Mỗi chứng thư số thuộc về một cơ quan. Kiểm tra lại chứng thư số, hoặc gỡ khỏi cơ quan kia trước.',
    },
    en: {
      title: 'The certificate {sha256} is bound to the agency {code}.',
      fix: 'A certificate belongs to one agency. Check the certificate, or take it off the other agency first.',
    },
  },
  AXIS_UNKNOWN: {
    status: 404,
    retry: false,
    vi: { title: 'Chưa khai báo trục {name}.', fix: 'Khai báo trục liên thông này trước khi dùng.' },
    en: { title: 'No axis is named {name}.', fix: 'Configure the axis before using it.' },
  },
  AXIS_SETTINGS_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Cấu hình trục {name} không hợp lệ: {vi}.',
      fix: 'Xem lienthong axis save --help rồi khai báo lại.',
    },
    en: { title: 'The settings of axis {name} are not valid: {en}.', fix: 'See lienthong axis save --help.' },
  },
  AXIS_DIRECTORY_SHRANK: {
    status: 409,
    retry: false,
    vi: {
      title: 'Danh mục của trục {axis} thiếu {missing} trên {known} cơ quan đã biết; danh mục ở đây chưa thay đổi.',
      fix: 'Hỏi bên vận hành trục đó danh mục có bị cắt không; nếu đúng là đã đóng, chạy lại với --accept-missing.',
    },
    en: {
      title: 'The directory of axis {axis} lacks {missing} of {known} known agencies; nothing was changed here.',
      fix: "Ask that axis's operators whether its list was cut short; if they are closed indeed, run again with --accept-missing.",
    },
  },
  AXIS_DIRECTORY_EMPTY: {
    status: 409,
    retry: true,
    vi: {
      title: 'Trục {axis} không cho danh mục cơ quan nào.',
      fix: 'Kiểm tra cấu hình directory của trục (lienthong axis save --directory).',
    },
    en: {
      title: 'Axis {axis} gave no directory.',
      fix: "Check the axis's directory setting (lienthong axis save --directory).",
    },
  },
  IMPORT_FILE_UNREADABLE: {
    status: 422,
    retry: false,
    vi: {
      title: 'Không đọc được tệp cơ quan (dòng {line}): {vi}.',
      fix: 'Dùng CSV có dòng tiêu đề với đủ các cột bắt buộc (danh mục: code, name; sắp xếp: action, code), hoặc JSON cho danh mục; mã hóa UTF-8. Danh mục chưa thay đổi.',
    },
    en: {
      title: 'The agency file cannot be read (line {line}): {en}.',
      fix: 'Use CSV whose header row has the columns that are needed (a directory: code, name; a reform: action, code), or JSON objects for a directory; in UTF-8. The directory is unchanged.',
    },
  },
  CURSOR_INVALID: {
    status: 400,
    retry: false,
    vi: {
      title: 'Tham số trang tiếp theo không hợp lệ.',
      fix: 'Dùng nguyên giá trị `next` của trang trước, hoặc bắt đầu lại từ trang đầu.',
    },
    en: {
      title: 'The cursor of the next page is not valid.',
      fix: 'Give the value of `next` from the page before as it is, or begin with the first page.',
    },
  },
  UNAUTHENTICATED: {
    status: 401,
    retry: false,
    vi: {
      title: 'Thiếu khóa API, hoặc khóa không còn hiệu lực.',
      fix: 'Gửi tiêu đề `Authorization: Bearer <khóa>`; nếu khóa đã bị thay hoặc hệ thống bị ngừng, liên hệ quản trị.',
    },
    en: {
      title: 'The API key is missing or no longer valid.',
      fix: 'Send the header `Authorization: Bearer <key>`; if the key was replaced or the system stopped, ask the administrator.',
    },
  },
  WHY_MISSING: {
    status: 400,
    retry: false,
    vi: {
      title: 'Thao tác này cần một lý do, dài nhất {most} ký tự.',
      fix: 'Ghi ngắn gọn vì sao; lý do được ghi vào nhật ký.',
    },
    en: {
      title: 'This act needs a reason of at most {most} characters.',
      fix: 'Say briefly why; it goes into the log.',
    },
  },
  FORBIDDEN: {
    status: 403,
    retry: false,
    vi: {
      title: 'Không được phép thực hiện việc này: {act}.',
      fix: 'Đề nghị quản trị trục cấp quyền tương ứng.',
    },
    en: {
      title: 'This is not permitted: {act}.',
      fix: 'Ask the administrator for the role or the scope that it needs.',
    },
  },
  NOT_FOUND: {
    status: 404,
    retry: false,
    vi: {
      title: 'Không tìm thấy {what}.',
      fix: 'Kiểm tra lại mã; hệ thống chỉ xem được văn bản của các cơ quan mà mình phục vụ.',
    },
    en: {
      title: '{what} was not found.',
      fix: 'Check the id; a system sees the documents of the agencies that it serves only.',
    },
  },
});
