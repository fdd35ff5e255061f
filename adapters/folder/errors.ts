import { defineErrors } from '../../src/platform/errors.ts';

/** What may be wrong with a folder that is shared with another system. */
export const { catalogue, error } = defineErrors({
  FOLDER_UNAVAILABLE: {
    status: 503,
    retry: true,
    vi: {
      title: 'Không dùng được thư mục {folder} ({reason}).',
      fix: 'Kiểm tra ổ đĩa hoặc thư mục chia sẻ đã gắn, thư mục của cơ quan đã tạo, còn chỗ và trục đọc ghi được; trục tự thử lại.',
    },
    en: {
      title: 'The folder {folder} cannot be used ({reason}).',
      fix: "See that the share is mounted, the agency's folder made, and that the hub may read and write there; it tries again.",
    },
  },
  FOLDER_NOT_ALLOWED: {
    status: 422,
    retry: true,
    vi: {
      title: 'Trục không được dùng thư mục {folder}.',
      fix: 'Đặt thư mục trong một thư mục gốc của FOLDER_ROOTS, hoặc người quản trị máy thêm thư mục gốc vào đó.',
    },
    en: {
      title: 'The hub may not use the folder {folder}.',
      fix: 'Put it below one of FOLDER_ROOTS, or have the administrator of the machine add a root there.',
    },
  },
  FOLDER_ADDRESS_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Tên thư mục của cơ quan không hợp lệ: {address}.',
      fix: 'Dùng tên một thư mục con, không có dấu gạch chéo.',
    },
    en: {
      title: "The agency's folder has no valid name: {address}.",
      fix: 'Use the name of one folder, without slashes.',
    },
  },
});
