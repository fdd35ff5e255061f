import { defineErrors } from '../platform/errors.ts';

export const { catalogue: statusErrors, error: statusError } = defineErrors({
  STATUS_DOCUMENT_UNKNOWN: {
    status: 422,
    retry: false,
    vi: {
      title: 'Không tìm thấy văn bản {document} mà trạng thái này nói đến.',
      fix: 'Ghi đúng ResponseFor: OrganId của bên gửi và DocumentId (hoặc số/ký hiệu và ngày) của văn bản.',
    },
    en: {
      title: 'The document {document} that this status speaks of is not in the hub.',
      fix: "Give ResponseFor with the sender's OrganId and the DocumentId (or code and date) of the document.",
    },
  },
  STATUS_NOT_RECIPIENT: {
    status: 403,
    retry: false,
    vi: {
      title: 'Cơ quan {code} không phải bên nhận của văn bản này nên không báo trạng thái được.',
      fix: 'Báo trạng thái bằng mã của cơ quan đã nhận văn bản.',
    },
    en: {
      title: 'Agency {code} is not a recipient of this document and cannot report on it.',
      fix: 'Report under the code of the agency that received the document.',
    },
  },
  STATUS_NOT_SENDER: {
    status: 403,
    retry: false,
    vi: {
      title: 'Chỉ bên gửi văn bản được yêu cầu lấy lại (trạng thái 13).',
      fix: 'Gửi trạng thái 13 bằng mã của cơ quan đã gửi văn bản.',
    },
    en: {
      title: 'Only the sender of a document may ask to take it back (status 13).',
      fix: 'Send status 13 under the code of the agency that sent the document.',
    },
  },
  STATUS_CODE_UNKNOWN: {
    status: 422,
    retry: false,
    vi: {
      title: 'Mã trạng thái {code} không có trong danh mục.',
      fix: 'Dùng một trong các mã 01, 02, 03, 04, 05, 06, 13, 15, 16.',
    },
    en: {
      title: 'Status code {code} is not in the list.',
      fix: 'Use one of 01, 02, 03, 04, 05, 06, 13, 15, 16.',
    },
  },
  RECALL_NOT_ASKED: {
    status: 409,
    retry: false,
    vi: {
      title: 'Không có yêu cầu thu hồi nào đang chờ trả lời cho lượt gửi {id}.',
      fix: 'Xem danh sách thu hồi đang chờ; yêu cầu này có thể đã được trả lời.',
    },
    en: {
      title: 'No recall of delivery {id} waits for an answer.',
      fix: 'List the recalls that wait; this one may have been answered already.',
    },
  },
  RECALL_MUST_BE_OBEYED: {
    status: 409,
    retry: false,
    vi: {
      title: 'Văn bản thu hồi thì bắt buộc phải hủy, không từ chối được (QĐ 28/2018/QĐ-TTg, Điều 9 khoản 2).',
      fix: 'Hủy văn bản trong hệ thống rồi xác nhận thu hồi; số đến vẫn giữ với ghi chú "đã thu hồi".',
    },
    en: {
      title: 'A recalled document must be cancelled; the recall cannot be refused (QĐ 28/2018/QĐ-TTg Art 9(2)).',
      fix: 'Cancel the document in your system and confirm the recall; its arrival number stays with the note "đã thu hồi".',
    },
  },
  STATUS_OVERTAKEN: {
    status: 409,
    retry: false,
    vi: {
      title: 'Người khác vừa xử lý lượt gửi {id}.',
      fix: 'Mở lại văn bản để xem trạng thái hiện tại rồi quyết định.',
    },
    en: {
      title: 'Somebody else has just acted on delivery {id}.',
      fix: 'Open the document again, see how it stands now, and decide.',
    },
  },
  STATUS_REASON_MISSING: {
    status: 422,
    retry: false,
    vi: {
      title: 'Từ chối nhận (02) phải kèm lý do.',
      fix: 'Ghi lý do vào description, ví dụ: gửi sai nơi nhận; thiếu hồ sơ, tài liệu gửi kèm.',
    },
    en: {
      title: 'A refusal (02) needs its reason.',
      fix: 'Give the reason in description, for example: sent to the wrong recipient; attachments missing.',
    },
  },
});
