import { defineErrors } from '../platform/errors.ts';

export const { catalogue: lifecycleErrors, error: lifecycleError } = defineErrors({
  ARCHIVE_EMPTY: {
    status: 404,
    retry: false,
    vi: {
      title: 'Thư mục {folder} không có văn bản lưu trữ nào.',
      fix: 'Chỉ ra thư mục đã dùng với `lienthong archive export --to`, hoặc thư mục của một văn bản trong đó.',
    },
    en: {
      title: 'There is no archived document in the folder {folder}.',
      fix: 'Name the folder given to `lienthong archive export --to`, or that of one document in it.',
    },
  },
  ARCHIVE_EXISTS: {
    status: 409,
    retry: false,
    vi: { title: 'Tệp {file} đã có.', fix: 'Đặt tên khác: tệp tar đã xong thì không ghi thêm vào.' },
    en: { title: 'The file {file} is there already.', fix: 'Choose another name: a finished tar is not added to.' },
  },
  RETENTION_WAITS: {
    status: 503,
    retry: true,
    vi: {
      title: 'Đang sao lưu hoặc đang dọn tệp: chưa xóa tiếp.',
      fix: 'Chạy lại sau khi việc đó xong; những gì đã xóa được ghi trong nhật ký.',
    },
    en: {
      title: 'A backup is being made, or files are being swept: nothing more is removed now.',
      fix: 'Run it again when that is over; what was removed is in the log.',
    },
  },
  HOLD_DOCUMENT_UNKNOWN: {
    status: 404,
    retry: false,
    vi: {
      title: 'Không có văn bản {id} để đóng băng; chưa văn bản nào bị thay đổi.',
      fix: 'Dùng documentId như `lienthong trace` cho biết.',
    },
    en: {
      title: 'There is no document {id} to hold; nothing was changed.',
      fix: 'Use the documentId that `lienthong trace` tells.',
    },
  },
});
