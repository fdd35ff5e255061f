import { defineErrors } from '../platform/errors.ts';

/** What is said to operators who act on deliveries and lanes. */
export const { catalogue: operatorCatalogue, error: operatorError } = defineErrors({
  DELIVERY_NOT_STOPPED: {
    status: 409,
    retry: false,
    vi: {
      title: 'Lượt gửi {id} không ở trạng thái lỗi mà là {state}.',
      fix: 'Không cần gửi lại; xem `lienthong delivery show {id}`.',
    },
    en: {
      title: 'Delivery {id} has not failed: it is {state}.',
      fix: 'It need not be sent again; see `lienthong delivery show {id}`.',
    },
  },
  SUPERSEDED: {
    status: 409,
    retry: false,
    vi: {
      title: 'Không gửi lại lượt gửi {id}: văn bản đã bị thu hồi, cập nhật hoặc thay thế và nơi nhận đã có bản sau.',
      fix: 'Không cần làm gì; nếu nơi nhận vẫn cần bản này, bên gửi hãy gửi bằng một văn bản mới.',
    },
    en: {
      title:
        'Delivery {id} is not sent again: the document was recalled, updated or replaced, and the later one is there.',
      fix: 'Nothing to do; if it is needed after all, its sender sends it as a new document.',
    },
  },
  ALREADY_SERVED: {
    status: 409,
    retry: false,
    vi: {
      title: 'Nơi nhận của lượt gửi {id} đã được gửi văn bản này bằng lượt gửi {other}.',
      fix: 'Xem `lienthong delivery show {other}`.',
    },
    en: {
      title: 'The recipient of delivery {id} is served with this document by delivery {other}.',
      fix: 'See `lienthong delivery show {other}`.',
    },
  },
  DELIVERY_CONTENT_GONE: {
    status: 410,
    retry: false,
    vi: {
      title: 'Nội dung văn bản của lượt gửi {id} không còn trong hệ thống.',
      fix: 'Đề nghị bên gửi gửi lại văn bản.',
    },
    en: {
      title: 'The content of the document of delivery {id} is no longer in the hub.',
      fix: 'Ask its sender to send it again.',
    },
  },
  DELIVERY_LEFT: {
    status: 409,
    retry: false,
    vi: {
      title: 'Lượt gửi {id} đang ở trạng thái {state}; thao tác này chỉ dùng cho văn bản chưa rời trục.',
      fix: 'Với văn bản đã gửi đi, bên gửi dùng thu hồi; xem `lienthong delivery show {id}`.',
    },
    en: {
      title: 'Delivery {id} is {state}; this is only for what has not left the hub.',
      fix: 'What has been sent its sender recalls; see `lienthong delivery show {id}`.',
    },
  },
  DELIVERY_NOT_KEPT: {
    status: 409,
    retry: false,
    vi: { title: 'Lượt gửi {id} không bị giữ lại: {state}.', fix: 'Xem `lienthong delivery show {id}`.' },
    en: { title: 'Delivery {id} is not held: it is {state}.', fix: 'See `lienthong delivery show {id}`.' },
  },
  DELIVERY_SHARED: {
    status: 409,
    retry: false,
    vi: {
      title: 'Lượt gửi {id} đi chung một chuyến với {others}; chỉ dừng được tất cả cùng lúc.',
      fix: 'Nêu cả các lượt gửi đó trong cùng một lệnh, hoặc dùng thu hồi.',
    },
    en: {
      title: 'Delivery {id} travels together with {others}; they can only be cancelled together.',
      fix: 'Name those deliveries in the same command, or recall the document.',
    },
  },
  LANE_NOT_FOUND: {
    status: 404,
    retry: false,
    vi: {
      title:
        '{name} không có hàng gửi riêng: cơ quan tự lấy văn bản về, nhận qua trục hay cơ quan khác, hoặc chưa kết nối.',
      fix: 'Nêu cơ quan nhận đẩy (webhook) hoặc tên trục, xem `lienthong lane list`.',
    },
    en: {
      title:
        '{name} has no lane of its own: it fetches by itself, receives through an axis or another agency, or is not connected.',
      fix: 'Name an agency with a webhook or an axis, see `lienthong lane list`.',
    },
  },
});
