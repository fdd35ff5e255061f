import { defineErrors } from '../platform/errors.ts';

export const { catalogue: publicationErrors, error: publicationError } = defineErrors({
  PUBLICATION_UNKNOWN: {
    status: 404,
    retry: false,
    vi: {
      title: 'Không có văn bản công khai {id}.',
      fix: 'Chỉ văn bản do cơ quan của trục gửi và ghi phạm vi lưu hành "Công khai" mới có thể đăng lên cổng.',
    },
    en: {
      title: 'There is no public document {id}.',
      fix: 'Only what an agency of this hub sent with the sphere of circulation "Công khai" can go on the portal.',
    },
  },
  PUBLICATION_BARRED: {
    status: 409,
    retry: false,
    vi: {
      title: 'Không đăng được văn bản {id} ({reason}).',
      fix: 'Văn bản bị thu hồi, thay thế, khóa hoặc không còn tệp không được công khai; gửi văn bản mới nếu cần.',
    },
    en: {
      title: 'Document {id} cannot be published ({reason}).',
      fix: 'What is recalled, replaced, locked or without files is not for the public; send a new document if need be.',
    },
  },
  PORTAL_OFF: {
    status: 409,
    retry: false,
    vi: {
      title: 'Cơ quan {code} chưa bật đăng lên cổng thông tin điện tử.',
      fix: 'Bật trên trang của cơ quan, hoặc lienthong portal mode by-hand --agency {code}.',
    },
    en: {
      title: 'The portal is not switched on for agency {code}.',
      fix: "Switch it on at the agency's page, or by lienthong portal mode by-hand --agency {code}.",
    },
  },
  PORTAL_ADDRESS_MISSING: {
    status: 409,
    retry: false,
    vi: {
      title: 'Chưa bật được cổng: trục chưa có địa chỉ công khai.',
      fix: 'Đặt PUBLIC_URL là địa chỉ https mà người đọc cổng dùng, khởi động lại trục, rồi bật.',
    },
    en: {
      title: 'The portal cannot be switched on: the hub has no public address.',
      fix: 'Set PUBLIC_URL to the https address that readers use, start the hub again, then switch it on.',
    },
  },
});
