import { defineErrors } from '../platform/errors.ts';

/** What stops a command before or beside the hub's own rooms. */
export const { catalogue: cliErrors, error: cliError } = defineErrors({
  USAGE: {
    status: 400,
    retry: false,
    vi: { title: '{problem}', fix: 'Xem cách dùng: {help}' },
    en: { title: '{problem}', fix: 'See how it is used: {help}' },
  },
  INTERRUPTED: {
    status: 503,
    retry: true,
    vi: { title: 'Đã dừng theo Ctrl-C.', fix: 'Chạy lại lệnh khi cần.' },
    en: { title: 'Stopped by Ctrl-C.', fix: 'Run the command again when needed.' },
  },
  UNEXPECTED: {
    status: 500,
    retry: false,
    vi: {
      title: 'Lỗi ngoài dự kiến: {detail}',
      fix: 'Chạy lại với LOG_LEVEL=debug để xem chi tiết và gửi kèm báo lỗi; chạy `lienthong doctor` để kiểm tra máy.',
    },
    en: {
      title: 'Something unexpected: {detail}',
      fix: 'Run again with LOG_LEVEL=debug for the details and send them with a report; `lienthong doctor` checks the machine.',
    },
  },
  DATABASE_UNREACHABLE: {
    status: 503,
    retry: true,
    vi: {
      title: 'Không kết nối được tới cơ sở dữ liệu ({reason}).',
      fix: 'Kiểm tra máy chủ PostgreSQL, địa chỉ, tên và mật khẩu trong DATABASE_URL; `lienthong doctor` cho biết thêm.',
    },
    en: {
      title: 'The database cannot be reached ({reason}).',
      fix: 'Check the PostgreSQL server and the address, name and password in DATABASE_URL; `lienthong doctor` says more.',
    },
  },
  FILE_NOT_FOUND: {
    status: 404,
    retry: false,
    vi: { title: 'Không có tệp {file}.', fix: 'Kiểm tra lại đường dẫn và tên tệp.' },
    en: { title: 'There is no file {file}.', fix: 'Check the path and the name of the file.' },
  },
  FILE_EXISTS: {
    status: 409,
    retry: false,
    vi: { title: 'Đã có tệp {file}; lệnh không ghi đè.', fix: 'Chọn tên khác bằng --out, hoặc xóa tệp cũ.' },
    en: {
      title: 'The file {file} exists; it is not overwritten.',
      fix: 'Choose another name with --out, or remove it.',
    },
  },
  FILE_UNREADABLE: {
    status: 422,
    retry: false,
    vi: { title: 'Không đọc được tệp {file}: {reason}.', fix: 'Kiểm tra đường dẫn và quyền đọc của tệp.' },
    en: { title: 'The file {file} cannot be read: {reason}.', fix: 'Check the path and the right to read the file.' },
  },
  FILE_CONTENT_INVALID: {
    status: 422,
    retry: false,
    vi: { title: 'Nội dung tệp {file} không đúng: {vi}.', fix: 'Sửa tệp theo mô tả trong --help của lệnh.' },
    en: { title: 'The content of {file} is not right: {en}.', fix: "Mend it as the command's --help describes." },
  },
  FOLDER_EMPTY: {
    status: 422,
    retry: false,
    vi: { title: 'Thư mục {folder} không có tệp .edxml nào.', fix: 'Chỉ ra thư mục chứa các tệp .edxml hoặc .xml.' },
    en: { title: 'The folder {folder} holds no .edxml file.', fix: 'Name a folder with .edxml or .xml files.' },
  },
  FILE_NOT_WRITABLE: {
    status: 422,
    retry: false,
    vi: { title: 'Không ghi được {file}: {reason}.', fix: 'Chọn nơi khác, hoặc cấp quyền ghi cho tài khoản này.' },
    en: { title: '{file} cannot be written: {reason}.', fix: 'Choose another place, or give this account the right.' },
  },
  PORT_TAKEN: {
    status: 503,
    retry: false,
    vi: {
      title: 'Cổng {port} tại {host} đang có chương trình khác dùng.',
      fix: 'Dừng chương trình đó (có thể là một trục đang chạy), hoặc chọn cổng khác bằng --port (lệnh conform: --listen).',
    },
    en: {
      title: 'Port {port} on {host} is in use by another program.',
      fix: 'Stop that program (perhaps a hub that runs already), or choose another port with --port (conform: --listen).',
    },
  },
  PORT_NOT_ALLOWED: {
    status: 503,
    retry: false,
    vi: {
      title: 'Không mở được cổng {port} tại {host}: {reason}.',
      fix: 'Dùng một địa chỉ của máy này và một cổng từ 1024 trở lên, hoặc cấp quyền cho tài khoản.',
    },
    en: {
      title: 'Port {port} on {host} cannot be opened: {reason}.',
      fix: 'Use an address of this machine and a port from 1024 up, or give the account the right.',
    },
  },
  HUB_UNREACHABLE: {
    status: 503,
    retry: true,
    vi: {
      title: 'Không kết nối được tới trục tại {url} ({reason}).',
      fix: 'Kiểm tra trục đã chạy chưa (lienthong start) và địa chỉ trong --url hoặc LIENTHONG_URL.',
    },
    en: {
      title: 'No hub answers at {url} ({reason}).',
      fix: 'Check that the hub runs (lienthong start), and the address in --url or LIENTHONG_URL.',
    },
  },
  HUB_ANSWER_UNREADABLE: {
    status: 502,
    retry: false,
    vi: {
      title: 'Địa chỉ {url} trả lời {status}, không theo cách của trục.',
      fix: 'Kiểm tra địa chỉ trong --url: có thể một máy chủ trung gian hoặc chương trình khác đã trả lời.',
    },
    en: {
      title: '{url} answered {status}, not in the way of the hub.',
      fix: 'Check the address in --url: a proxy or another program may have answered.',
    },
  },
  API_KEY_MISSING: {
    status: 401,
    retry: false,
    vi: {
      title: 'Lệnh này cần khóa API của một hệ thống.',
      fix: 'Đặt biến LIENTHONG_KEY hoặc dùng --key; người quản trị cấp khóa bằng `lienthong system add`.',
    },
    en: {
      title: 'This command needs the API key of a system.',
      fix: 'Set LIENTHONG_KEY or use --key; the administrator makes one with `lienthong system add`.',
    },
  },
  TRACE_NOT_FOUND: {
    status: 404,
    retry: false,
    vi: {
      title: 'Không có văn bản hay lần gửi nào mang mã {id}.',
      fix: 'Kiểm tra lại mã; mã định danh văn bản phải viết đúng như trong gói tin, đặt trong dấu nháy. Hỏi qua --url chỉ thấy văn bản mà các cơ quan của khóa đã gửi hoặc nhận.',
    },
    en: {
      title: 'No document or submission has the id {id}.',
      fix: 'Check the id; write a DocumentId exactly as in the package, in quotes. Through --url only what the agencies of the key sent or received is seen.',
    },
  },
  HUB_CERTIFICATE_MISSING: {
    status: 404,
    retry: false,
    vi: {
      title: 'Không có chứng thư số của trục trong {directory}.',
      fix: 'Chỉ ra chứng thư số của trục đã ký bằng --cert, hoặc thư mục dữ liệu của trục bằng --data.',
    },
    en: {
      title: "There is no hub's certificate in {directory}.",
      fix: 'Name the certificate of the hub that signed with --cert, or its data directory with --data.',
    },
  },
  PASSPHRASE_MISSING: {
    status: 422,
    retry: false,
    vi: {
      title: 'Tệp PKCS#12 cần mật khẩu.',
      fix: 'Ghi mật khẩu vào một tệp chỉ bạn đọc được và dùng --passphrase-file.',
    },
    en: {
      title: 'The PKCS#12 file needs a passphrase.',
      fix: 'Write it to a file that only you can read, and use --passphrase-file.',
    },
  },
});

/** Why a file could not be read, said so that the difference between absent and forbidden is plain. */
export function unreadable(file: string, cause: NodeJS.ErrnoException) {
  if (cause.code === 'ENOENT') return cliError('FILE_NOT_FOUND', { file }, cause);
  return cliError('FILE_UNREADABLE', { file, reason: cause.code ?? cause.message }, cause);
}

export function notWritable(file: string, cause: NodeJS.ErrnoException) {
  if (cause.code === 'EEXIST') return cliError('FILE_EXISTS', { file }, cause);
  return cliError('FILE_NOT_WRITABLE', { file, reason: cause.code ?? cause.message }, cause);
}
