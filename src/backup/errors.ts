import { defineErrors } from '../platform/errors.ts';

export const { catalogue: backupErrors, error: backupError } = defineErrors({
  BACKUP_NOT_FOUND: {
    status: 404,
    retry: false,
    vi: {
      title: 'Không có bản sao lưu hoàn chỉnh trong {folder}.',
      fix: 'Chỉ ra thư mục đã dùng với `lienthong backup --to`, hoặc một bản sao lưu bên trong.',
    },
    en: {
      title: 'There is no complete backup in {folder}.',
      fix: 'Name the folder given to `lienthong backup --to`, or one backup inside it.',
    },
  },
  BACKUP_DAMAGED: {
    status: 422,
    retry: false,
    vi: {
      title: 'Bản sao lưu bị hỏng: {file} ({detail}).',
      fix: 'Dùng một bản sao lưu khác; kiểm tra ổ đĩa đang chứa bản này.',
    },
    en: {
      title: 'The backup is damaged: {file} ({detail}).',
      fix: 'Use another backup, and check the disk on which this one lies.',
    },
  },
  BACKUP_NOT_SUITABLE: {
    status: 409,
    retry: false,
    vi: {
      title: 'Bản sao lưu vật lý của {made} không dùng được ở đây ({here}).',
      fix: 'Sao lưu bằng `lienthong backup --logical`: bản đó khôi phục được vào mọi PostgreSQL từ 15 đến 18.',
    },
    en: {
      title: 'A physical backup of {made} is of no use here ({here}).',
      fix: 'Back up with `lienthong backup --logical`: that restores into any PostgreSQL from 15 to 18.',
    },
  },
  RESTORE_NOT_EMPTY: {
    status: 409,
    retry: false,
    vi: {
      title: 'Nơi khôi phục đã có dữ liệu: {place}.',
      fix: 'Chọn thư mục dữ liệu hoặc cơ sở dữ liệu còn trống; với thư mục, --replace dời dữ liệu cũ sang bên cạnh.',
    },
    en: {
      title: 'The place to restore to holds data: {place}.',
      fix: 'Choose an empty data directory or database; for a directory, --replace moves the old data aside.',
    },
  },
  RESTORE_RUNNING: {
    status: 409,
    retry: false,
    vi: { title: 'Một trục đang chạy trên {place}.', fix: 'Dừng trục đó trước khi khôi phục.' },
    en: { title: 'A hub runs on {place}.', fix: 'Stop it before restoring.' },
  },
  RESTORE_KEYS_MISSING: {
    status: 422,
    retry: false,
    vi: {
      title: 'Thiếu hoặc sai khóa của trục đã sao lưu: {file}.',
      fix: 'Lấy master.key và hub-signer.pem từ nơi cất giữ khóa, dùng --keys <thư mục>; nếu đã mất, --without-keys: bí mật của webhook, trục phải đặt lại, biên nhận chưa ký sẽ mang khóa mới.',
    },
    en: {
      title: 'A key of the hub that was backed up is missing or another one: {file}.',
      fix: 'Take master.key and hub-signer.pem from where keys are kept and use --keys <folder>; if they are lost, --without-keys: secrets of webhooks and axes have to be set again, and a new key signs receipts.',
    },
  },
});
