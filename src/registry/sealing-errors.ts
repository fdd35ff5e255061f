import { defineErrors } from '../platform/errors.ts';

export const { catalogue: sealingErrors, error: sealingError } = defineErrors({
  SEALING_KEY_MISSING: {
    status: 409,
    retry: false,
    vi: {
      title: '{agency} chưa có khóa ký hệ thống nên chưa gửi được văn bản soạn trên trang này.',
      fix: 'Đề nghị quản trị viên chạy: lienthong key seal add {code}',
    },
    en: {
      title: '{agency} has no system key yet, so nothing written at these pages can be sent.',
      fix: 'Ask the administrator to run: lienthong key seal add {code}',
    },
  },
  SEALING_KEY_UNKNOWN: {
    status: 404,
    retry: false,
    vi: {
      title: 'Cơ quan {code} không có khóa ký hệ thống.',
      fix: 'Xem các khóa đang có: lienthong key seal list',
    },
    en: { title: 'The agency {code} has no system key.', fix: 'See which there are: lienthong key seal list' },
  },
});
