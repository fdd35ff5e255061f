import { defineErrors } from '../platform/errors.ts';

/** Connections that are not there, or not as their kind wants them. */
export const { catalogue: connectionErrors, error: connectionError } = defineErrors({
  CONNECTION_UNKNOWN: {
    status: 404,
    retry: false,
    vi: {
      title: 'Chưa khai báo kết nối {name}.',
      fix: 'Xem lienthong connection list, hoặc khai báo bằng lienthong connection save.',
    },
    en: {
      title: 'No connection is named {name}.',
      fix: 'See lienthong connection list, or add it with lienthong connection save.',
    },
  },
  CONNECTION_NAME_TAKEN: {
    status: 409,
    retry: false,
    vi: { title: 'Đã có kết nối tên {name}.', fix: 'Chọn tên khác, hoặc mở kết nối đó để sửa.' },
    en: {
      title: 'A connection is named {name} already.',
      fix: 'Choose another name, or open that connection to change it.',
    },
  },
  CONNECTION_SECRET_NEEDED: {
    status: 422,
    retry: false,
    vi: {
      title: 'Địa chỉ của kết nối {name} đã đổi nên phải nhập lại bí mật.',
      fix: 'Nhập mật khẩu hoặc khóa của địa chỉ mới: bí mật đã lưu chỉ dành cho địa chỉ cũ.',
    },
    en: {
      title: 'The address of connection {name} has changed, so its secret has to be given again.',
      fix: 'Give the password or key of the new address: the saved one is for the old address only.',
    },
  },
  CONNECTION_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Cấu hình kết nối {name} không hợp lệ: {vi}.',
      fix: 'Xem các trường của loại hệ thống đó bằng lienthong connection kinds rồi khai báo lại.',
    },
    en: {
      title: 'The settings of connection {name} are not valid: {en}.',
      fix: 'See what its kind of system needs with lienthong connection kinds, then save it again.',
    },
  },
});
