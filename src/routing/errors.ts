import { defineErrors } from '../platform/errors.ts';

export const { catalogue: routingErrors, error: routingError } = defineErrors({
  NO_RECIPIENT: {
    status: 422,
    retry: false,
    vi: {
      title: 'Không có nơi nhận nào nhận được văn bản này: {recipients}.',
      fix: 'Kiểm tra mã định danh trong To/OrganId; cơ quan đã đóng thì gửi đến cơ quan kế thừa.',
    },
    en: {
      title: 'None of the recipients can be served: {recipients}.',
      fix: 'Check the codes in To/OrganId; for a closed agency, send to its successor.',
    },
  },
  'NO_RECIPIENT.closed': {
    status: 422,
    retry: false,
    vi: {
      title: 'Các nơi nhận đều đã đóng hoặc chưa kết nối với trục: {recipients}.',
      fix: 'Gửi đến cơ quan kế thừa; với cơ quan chưa kết nối, gửi bằng cách khác.',
    },
    en: {
      title: 'Every recipient is closed or not connected to the hub: {recipients}.',
      fix: 'Send to the successor; to an agency that is not connected, send by other means.',
    },
  },
  RECIPIENTS_REFUSED: {
    status: 422,
    retry: false,
    vi: {
      title: 'Hệ thống này gửi theo cách tất cả hoặc không; không gửi được đến: {recipients}.',
      fix: 'Sửa hoặc bỏ các nơi nhận đó rồi gửi lại.',
    },
    en: {
      title: 'This system sends to all or to none; these cannot be served: {recipients}.',
      fix: 'Correct or remove those recipients and send again.',
    },
  },
  DOCUMENT_CONTENT_GONE: {
    status: 409,
    retry: false,
    vi: {
      title:
        'Nội dung của văn bản {documentUid} đã được xóa theo thời hạn lưu giữ nên không gửi thêm cho nơi nhận mới được.',
      fix: 'Gửi lại bằng một văn bản mới, với DocumentId mới.',
    },
    en: {
      title: 'The content of document {documentUid} was removed by retention, so it goes to no new recipient.',
      fix: 'Send it as a new document, under a new DocumentId.',
    },
  },
  RECALLED_WHILE_WAITING: {
    status: 409,
    retry: false,
    vi: {
      title: 'Văn bản {documentUid} đã bị bên gửi thu hồi trong khi chờ kiểm tra nên không gửi đi.',
      fix: 'Không cần làm gì; nếu vẫn muốn gửi, hãy gửi lại văn bản.',
    },
    en: {
      title: 'Document {documentUid} was recalled by its sender while it waited for its verdict, so it is not sent.',
      fix: 'Nothing to do; send it again if it shall go out after all.',
    },
  },
  SUPERSEDED_WHILE_WAITING: {
    status: 409,
    retry: false,
    vi: {
      title:
        'Văn bản {documentUid} chờ kiểm tra quá lâu: các nơi nhận đã có bản cập nhật hoặc thay thế nên không gửi nữa.',
      fix: 'Không cần làm gì; nếu nơi nhận vẫn cần bản gốc, hãy gửi lại bằng một văn bản mới.',
    },
    en: {
      title:
        'Document {documentUid} waited for its verdict until its recipients had the update or replacement, so it is not sent.',
      fix: 'Nothing to do; if they need the original after all, send it as a new document.',
    },
  },
  DOCUMENT_FROZEN: {
    status: 409,
    retry: false,
    vi: {
      title: 'Văn bản {documentUid} đã thu hồi ở mọi nơi nhận và được đóng băng, không cập nhật được nữa.',
      fix: 'Ban hành văn bản mới, hoặc gửi văn bản thay thế (NĐ 30/2020, Điều 18 khoản 3).',
    },
    en: {
      title: 'Document {documentUid} was recalled from every recipient and is frozen; it cannot be updated.',
      fix: 'Issue a new document, or send a replacement (NĐ 30/2020 Art 18(3)).',
    },
  },
  RECIPIENT_NOT_ON_DOCUMENT: {
    status: 422,
    retry: false,
    vi: {
      title: 'Nơi nhận {recipients} không có trong To của văn bản.',
      fix: 'Chỉ nêu trong Lienthong-To những mã có trong văn bản.',
    },
    en: {
      title: 'Recipients {recipients} are not in the To of the document.',
      fix: 'Name in Lienthong-To only codes that the document carries.',
    },
  },
  RECIPIENT_ELSEWHERE: {
    status: 422,
    retry: false,
    vi: {
      title: 'Gói tin gửi cho {code}, cơ quan mà chính trục {axis} phục vụ, nên không nhận thay được.',
      fix: 'Ở trục {axis}, bỏ {code} khỏi các cơ quan giao cho kết nối của trục này; nếu cơ quan đã chuyển về đây, sửa danh mục.',
    },
    en: {
      title: 'A package for {code}, an agency that axis {axis} serves itself, cannot be taken in its place.',
      fix: 'At axis {axis}, release {code} from the agencies of the connection to this hub; if the agency has moved here, correct the directory.',
    },
  },
  RECIPIENT_MOVED_HERE: {
    status: 409,
    retry: false,
    vi: {
      title:
        'Văn bản gửi {code} đã đi qua trục {axis} khi cơ quan này còn ở đó; nay cơ quan đã chuyển về đây nên gói tin quay lại không thay được lượt gửi.',
      fix: 'Bên gửi gửi lại văn bản cho {code}; tại trục {axis} thì hủy lượt gửi cũ.',
    },
    en: {
      title:
        'The document for {code} went out over axis {axis} when the agency was there; it has moved here, and what comes back is no delivery to it.',
      fix: 'Its sender sends it to {code} again; at axis {axis}, cancel the old delivery.',
    },
  },
});
