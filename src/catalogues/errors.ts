import { defineErrors } from '../platform/errors.ts';

export const { catalogue: cataloguesErrors, error: cataloguesError } = defineErrors({
  CATALOGUE_NOT_CONFIGURED: {
    status: 409,
    retry: false,
    vi: {
      title: 'Chưa khai báo dịch vụ danh mục dùng chung.',
      fix: 'Đặt CATALOGUE_URL (ví dụ https://api.tinh.gov.vn/dmdc/Category) và CATALOGUE_TOKEN.',
    },
    en: {
      title: 'No service of shared catalogues is configured.',
      fix: 'Set CATALOGUE_URL (https://api.tinh.gov.vn/dmdc/Category, say) and CATALOGUE_TOKEN.',
    },
  },
  CATALOGUE_EMPTY: {
    status: 502,
    retry: true,
    vi: {
      title: 'Danh mục {catalogue} trả về danh sách rỗng; bản đang giữ được giữ nguyên.',
      fix: 'Hỏi đơn vị quản lý danh mục; trục sẽ tự hỏi lại theo lịch.',
    },
    en: {
      title: 'The catalogue {catalogue} came empty; what is kept here stays.',
      fix: 'Ask whoever runs the catalogue; the hub asks again on its schedule.',
    },
  },
  CATALOGUE_SHRANK: {
    status: 409,
    retry: true,
    vi: {
      title: 'Danh mục {catalogue} thiếu {missing} trong {known} mục đang giữ: có thể bị cắt cụt; không thay đổi gì.',
      fix: 'Kiểm tra với đơn vị quản lý danh mục; nếu đúng thì lienthong catalogue sync --accept-missing.',
    },
    en: {
      title:
        'The catalogue {catalogue} lacks {missing} of {known} entries: it may have been cut short; nothing is changed.',
      fix: 'Ask whoever runs the catalogue; if it is right, lienthong catalogue sync --accept-missing.',
    },
  },
});
