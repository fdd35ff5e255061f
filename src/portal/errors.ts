import { defineErrors } from '../platform/errors.ts';

export const { catalogue: portalErrors, error: portalError } = defineErrors({
  PORTAL_UNKNOWN: {
    status: 404,
    retry: false,
    vi: {
      title: 'Cổng không có địa chỉ này.',
      fix: 'Bắt đầu từ /portal/feed.atom và đi theo các liên kết trong đó; cổng có thể chưa được bật.',
    },
    en: {
      title: 'The portal has no such address.',
      fix: 'Begin at /portal/feed.atom and follow its links; the portal may not be switched on.',
    },
  },
  PORTAL_DOCUMENT_GONE: {
    status: 410,
    retry: false,
    vi: {
      title: 'Văn bản không còn được công khai.',
      fix: 'Xóa bản đã lấy; danh mục /portal/feed.atom ghi thời điểm và lý do.',
    },
    en: {
      title: 'The document is not public any more.',
      fix: 'Remove the copy that was taken; /portal/feed.atom tells when and why.',
    },
  },
  PORTAL_TOO_OFTEN: {
    status: 429,
    retry: true,
    vi: {
      title: 'Địa chỉ này hỏi quá {most} lần trong một phút.',
      fix: 'Chờ một phút; hỏi danh mục với If-None-Match, mỗi tệp chỉ lấy một lần.',
    },
    en: {
      title: 'This address has asked more than {most} times in a minute.',
      fix: 'Wait a minute; ask for the feed with If-None-Match and take each file once.',
    },
  },
});
