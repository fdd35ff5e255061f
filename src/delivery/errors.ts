import { defineErrors, type HubError } from '../platform/errors.ts';
import type { DeliveryReason } from './model.ts';

/** Errors of one recipient, and of what a recipient asks for. */
export const { catalogue, error } = defineErrors({
  RECIPIENT_UNKNOWN: {
    status: 422,
    retry: false,
    vi: {
      title: 'Không có cơ quan nào mang mã {code}.',
      fix: 'Kiểm tra lại mã cơ quan nhận trong danh mục cơ quan, rồi gửi lại cho cơ quan này.',
    },
    en: {
      title: 'No agency has the code {code}.',
      fix: 'Look up the recipient in the list of agencies and send to the right code.',
    },
  },
  RECIPIENT_CLOSED: {
    status: 422,
    retry: false,
    vi: {
      title: 'Cơ quan {code} đã ngừng hoạt động từ {since} và không có cơ quan kế thừa.',
      fix: 'Kiểm tra lại cơ quan nay phụ trách việc này rồi gửi cho cơ quan đó.',
    },
    en: {
      title: 'Agency {code} closed on {since} and has no successor.',
      fix: 'Find out which agency handles the matter now and send to it.',
    },
  },
  RECIPIENT_UNDECIDED: {
    status: 409,
    retry: true,
    vi: {
      title: 'Cơ quan {code} đã chia tách từ {since} ({successors}); văn bản được giữ lại chờ chọn cơ quan nhận.',
      fix: 'Không cần gửi lại: quản trị trục sẽ chọn cơ quan nhận bằng `lienthong agency decide`.',
    },
    en: {
      title: 'Agency {code} was split on {since} ({successors}); the document is held until its recipient is chosen.',
      fix: "No need to send again: the hub's administrator chooses the recipient with `lienthong agency decide`.",
    },
  },
  RECIPIENT_NOT_CONNECTED: {
    status: 422,
    retry: false,
    vi: {
      title: 'Cơ quan {code} chưa kết nối với trục liên thông.',
      fix: 'Gửi bản giấy, hoặc đề nghị quản trị trục kết nối cơ quan này rồi gửi lại.',
    },
    en: {
      title: 'Agency {code} is not connected to the hub.',
      fix: "Send it on paper, or ask the hub's administrator to connect the agency, then send again.",
    },
  },
  RECIPIENT_CANNOT_TAKE: {
    status: 422,
    retry: false,
    vi: {
      title: 'Văn bản {size} byte vượt mức {limit} byte mà cơ quan {code} nhận được.',
      fix: 'Giảm dung lượng tệp đính kèm, hoặc gửi bằng cách khác cho cơ quan này.',
    },
    en: {
      title: 'The document has {size} bytes; agency {code} takes at most {limit}.',
      fix: 'Make the attachments smaller, or reach this agency in another way.',
    },
  },
  DELIVERY_REFUSED: {
    status: 502,
    retry: false,
    vi: {
      title: 'Hệ thống nhận từ chối văn bản: {detail}',
      fix: 'Liên hệ cơ quan nhận để biết lý do; quản trị trục có thể gửi lại sau khi đã khắc phục.',
    },
    en: {
      title: "The recipient's system refused the document: {detail}",
      fix: "Ask the recipient for the reason; the hub's administrator can send again once it is mended.",
    },
  },
  DELIVERY_EXPIRED: {
    status: 504,
    retry: false,
    vi: {
      title: 'Không gửi được sau {attempts} lần thử đến hết thời hạn: {detail}',
      fix: 'Liên hệ cơ quan nhận; quản trị trục có thể gửi lại khi hệ thống của họ hoạt động.',
    },
    en: {
      title: 'Not delivered within the time limit after {attempts} tries: {detail}',
      fix: "Contact the recipient; the hub's administrator can send again once their system works.",
    },
  },
  RECIPIENT_FAILED: {
    status: 502,
    retry: true,
    vi: {
      title: 'Hệ thống bên nhận báo không lưu được văn bản.',
      fix: 'Không cần làm gì: văn bản trở lại danh sách của bên nhận sau ít phút.',
    },
    en: {
      title: "The recipient's system said that it could not take the document.",
      fix: "Nothing to do: it is back on the recipient's list after a few minutes.",
    },
  },
  RELAY_REFUSED: {
    status: 502,
    retry: false,
    vi: {
      title: 'Trục {axis} không nhận văn bản cho cơ quan {code}: {detail}',
      fix: 'Kiểm tra lại mã cơ quan nhận ở trục đó, rồi gửi lại cho cơ quan này.',
    },
    en: {
      title: 'Axis {axis} did not take the document for agency {code}: {detail}',
      fix: "Check the recipient's code at that axis and send to it again.",
    },
  },
  SENT_ON_PAPER: {
    status: 410,
    retry: false,
    vi: {
      title: 'Đã gửi bản giấy đến {code} ngày {day}; {by} ghi nhận.',
      fix: 'Không cần làm gì; lần gửi này không tính là văn bản điện tử.',
    },
    en: {
      title: 'Sent to {code} on paper on {day}, as noted by {by}.',
      fix: 'Nothing to do; it does not count as an electronic document.',
    },
  },
  PAPER_DAY_INVALID: {
    status: 422,
    retry: false,
    vi: { title: 'Ngày gửi bản giấy không hợp lệ.', fix: 'Ghi ngày đã gửi, không sau hôm nay.' },
    en: { title: 'The day of sending on paper is not valid.', fix: 'Give the day it was sent, not after today.' },
  },
  INBOX_CURSOR_INVALID: {
    status: 400,
    retry: false,
    vi: {
      title: 'Vị trí trang của hộp đến không hợp lệ.',
      fix: 'Dùng đúng giá trị next của trang trước, hoặc bỏ trống để bắt đầu lại.',
    },
    en: {
      title: 'The inbox page position is not valid.',
      fix: "Use the previous page's next value as it is, or leave it out to start again.",
    },
  },
  DELIVERY_NOT_FOUND: {
    status: 404,
    retry: false,
    vi: {
      title: 'Không có lượt gửi {id}.',
      fix: 'Lấy lại danh sách văn bản đến; mã lượt gửi nằm trong từng mục.',
    },
    en: { title: 'There is no delivery {id}.', fix: 'List the inbox again; each item carries its delivery id.' },
  },
  DELIVERY_WAITS: {
    status: 409,
    retry: true,
    vi: {
      title: 'Lượt gửi {id} đang chờ văn bản trước nó.',
      fix: 'Xác nhận đã nhận văn bản trước trong hộp đến, rồi lấy văn bản này.',
    },
    en: {
      title: 'Delivery {id} waits for the document before it.',
      fix: 'Acknowledge the earlier document in the inbox, then fetch this one.',
    },
  },
  DELIVERY_HELD: {
    status: 409,
    retry: true,
    vi: {
      title: 'Lượt gửi {id} đang được quản trị trục giữ lại.',
      fix: 'Chờ quản trị trục cho gửi tiếp, hoặc liên hệ quản trị trục để biết lý do.',
    },
    en: {
      title: "Delivery {id} is held by the hub's administrator.",
      fix: 'Wait until the administrator releases it, or ask for the reason.',
    },
  },
  DELIVERY_NOT_RELEASED: {
    status: 409,
    retry: true,
    vi: {
      title: 'Nội dung của lượt gửi {id} chưa được chuyển đi.',
      fix: 'Lấy nội dung văn bản trước; nếu kênh nhận là webhook thì chờ trục gửi đến.',
    },
    en: {
      title: 'The content of delivery {id} has not been released yet.',
      fix: 'Fetch the content first; if the channel is a webhook, wait until the hub sends it.',
    },
  },
  CONTENT_RECALLED: {
    status: 410,
    retry: false,
    vi: {
      title: 'Văn bản này đã thu hồi; nội dung không còn mở được.',
      fix: 'Giữ số đến với ghi chú "đã thu hồi"; liên hệ bên gửi nếu cần.',
    },
    en: {
      title: 'This document was recalled; its content can no longer be opened.',
      fix: 'Keep the arrival number with the note "đã thu hồi"; ask the sender if need be.',
    },
  },
  DELIVERY_NOT_HELD: {
    status: 409,
    retry: false,
    vi: {
      title: 'Lượt gửi {id} không chờ chọn cơ quan kế thừa của {code}.',
      fix: 'Kiểm tra lại mã lượt gửi; chỉ chọn được cho lượt gửi đang được giữ lại vì cơ quan này đã chia tách.',
    },
    en: {
      title: 'Delivery {id} does not wait for the choice of a successor of {code}.',
      fix: 'Check its id; only deliveries that are held because this agency was split can be decided.',
    },
  },
  MAIL_CODE_UNKNOWN: {
    status: 404,
    retry: false,
    vi: {
      title: 'Liên kết này không đúng hoặc đã hết hạn.',
      fix: 'Mở lại liên kết trong thư mới nhất của trục, nguyên vẹn cả dòng; nếu hết hạn, báo bên gửi văn bản.',
    },
    en: {
      title: 'This link is not right, or no longer valid.',
      fix: 'Open the whole link of the newest mail from the hub; if it has expired, tell the sender of the document.',
    },
  },
  DELIVERY_WITHDRAWN: {
    status: 410,
    retry: false,
    vi: {
      title: 'Lượt gửi {id} đã bị thu hồi hoặc không thực hiện.',
      fix: 'Không cần làm gì; văn bản này không còn trong hộp đến.',
    },
    en: {
      title: 'Delivery {id} was withdrawn or never made.',
      fix: 'Nothing to do; the document is no longer in the inbox.',
    },
  },
});

/** An error as it stands on a delivery: readable without the catalogue of the day. */
export function reasonOf(problem: HubError): DeliveryReason {
  return {
    vi: { title: problem.title('vi'), fix: problem.fix('vi') },
    en: { title: problem.title('en'), fix: problem.fix('en') },
    facts: problem.facts,
  };
}
