import { defineErrors } from '../errors.ts';

/** What can stop the embedded PostgreSQL, with the way out. */
export const { catalogue: embeddedErrors, error: embeddedError } = defineErrors({
  EMBEDDED_NOT_AVAILABLE: {
    status: 503,
    retry: false,
    vi: {
      title: 'Không có PostgreSQL đi kèm cho hệ máy {platform}.',
      fix: 'Đặt biến DATABASE_URL trỏ tới một PostgreSQL phiên bản 15 đến 18, hoặc chạy lại npm ci (không dùng --omit=optional).',
    },
    en: {
      title: 'There is no embedded PostgreSQL for the platform {platform}.',
      fix: 'Set DATABASE_URL to a PostgreSQL of version 15 to 18, or run npm ci again (without --omit=optional).',
    },
  },
  DATA_DIRECTORY_OUT_OF_REACH: {
    status: 503,
    retry: false,
    vi: {
      title: 'Tài khoản {account} không vào được thư mục {directory}; PostgreSQL không chạy bằng quyền root.',
      fix: 'Chọn thư mục dữ liệu khác bằng DATA_DIR (mặc định khi chạy bằng root là /var/lib/lienthong), hoặc đặt DATABASE_URL.',
    },
    en: {
      title: 'Account {account} cannot enter the directory {directory}; PostgreSQL does not run as root.',
      fix: 'Choose another data directory with DATA_DIR (the default for root is /var/lib/lienthong), or set DATABASE_URL.',
    },
  },
  EMBEDDED_DID_NOT_START: {
    status: 503,
    retry: true,
    vi: {
      title: 'PostgreSQL đi kèm không khởi động được: {detail}',
      fix: 'Xem nhật ký trong {directory}. Nếu đĩa đầy, hãy giải phóng chỗ rồi chạy lại.',
    },
    en: {
      title: 'The embedded PostgreSQL did not start: {detail}',
      fix: 'Read the log in {directory}. If the disk is full, free some space and start again.',
    },
  },
  DATA_DIRECTORY_BUSY: {
    status: 503,
    retry: true,
    vi: {
      title: 'Tiến trình {pid} đang giữ khóa của thư mục dữ liệu {directory}.',
      fix: 'Chờ tiến trình đó xong, hoặc dừng nó rồi chạy lại.',
    },
    en: {
      title: 'Process {pid} holds the lock of the data directory {directory}.',
      fix: 'Wait until that process is done, or stop it and start again.',
    },
  },
});
