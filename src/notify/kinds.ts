import { ALERT_WORDS } from '../evidence/index.ts';
import type { Language } from '../platform/errors.ts';

/**
 * Every alert that the hub may send, with its words; `{name}` is filled from the alert's facts, `{agency}` from the
 * agency whose contacts are told. An alert travels outside the hub, by mail and text message: it names number and
 * notation, sender, urgency and times, never a subject or content (model.md: metadata only), because those who carry it
 * are not recipients of the document.
 */
interface AlertSpec {
  readonly title: string;
  readonly text: string;
}

export type AlertKind = keyof typeof ALERT_WORDS;
export type AlertFacts = Readonly<Record<string, string | number>>;

export const ALERT_KINDS = Object.keys(ALERT_WORDS) as AlertKind[];

export const ALERTS: Readonly<Record<AlertKind, Readonly<Record<Language, AlertSpec>>>> = {
  test: {
    vi: { title: 'Thử cảnh báo', text: 'Đây là cảnh báo thử do người quản trị trục liên thông gửi. Không cần làm gì.' },
    en: { title: 'Test of alerts', text: "A test by the hub's administrator. Nothing has to be done." },
  },
  'delivery-late': {
    vi: {
      title: 'Văn bản {documentUid} chưa đến {recipient}',
      text: 'Văn bản {documentUid} chưa gửi được đến {recipient}. Nếu vẫn không được, trục dừng gửi lúc {deadline}. Hãy liên hệ nơi nhận; quản trị trục xem hàng gửi bằng lienthong lane list.',
    },
    en: {
      title: 'Document {documentUid} has not reached {recipient}',
      text: 'Document {documentUid} could not be delivered to {recipient} yet. If it stays so, it is given up at {deadline}. Contact the recipient; administrators see the lane with lienthong lane list.',
    },
  },
  'urgent-arrived': {
    vi: {
      title: 'Văn bản {priority} {code} của {sender}',
      text: 'Văn bản {priority} số {code} của {sender} đã đến {agency}. Hãy mở, trình và chuyển giao ngay (QĐ 28/2018/QĐ-TTg, Điều 6 khoản 2; NĐ 30/2020/NĐ-CP, Điều 4 khoản 2 điểm c).',
    },
    en: {
      title: 'Document {code} of {sender}: {priority}',
      text: 'Document {code} of {sender} ({priority}) has come to {agency}. Open it and hand it over at once (QĐ 28/2018 Art 6(2), NĐ 30/2020 Art 4(2)(c)).',
    },
  },
  'urgent-unopened': {
    vi: {
      title: '{debtor} chưa mở văn bản {priority} {code}',
      text: 'Sau {minutes} phút, {debtor} vẫn chưa mở văn bản {priority} số {code} của {sender}. Đề nghị đôn đốc ngay.',
    },
    en: {
      title: '{debtor} has not opened document {code} ({priority})',
      text: 'After {minutes} minutes {debtor} has not opened document {code} of {sender} ({priority}). Please remind them at once.',
    },
  },
  'urgent-ignored': {
    vi: {
      title: '{debtor} vẫn chưa mở văn bản {priority} {code} sau {times} lần báo',
      text: 'Đã báo {times} lần nhưng {debtor} vẫn chưa mở văn bản {priority} số {code} của {sender}. Trục không báo nữa: đề nghị quản trị trục liên hệ trực tiếp với cơ quan này.',
    },
    en: {
      title: '{debtor} has not opened document {code} ({priority}) after {times} alerts',
      text: '{debtor} was told {times} times and has not opened document {code} of {sender} ({priority}). No more alerts follow: please reach this agency directly.',
    },
  },
  'sent-late': {
    vi: {
      title: 'Văn bản {code} đến trục sau thời hạn gửi',
      text: '{agency} ký văn bản số {code} ngày {signed}, hạn gửi {due} (QĐ 28/2018/QĐ-TTg, Điều 6 khoản 2), đến trục lúc {received}. Văn bản vẫn được gửi đi. Mỗi ngày báo một lần, cho văn bản gửi trễ đầu tiên.',
    },
    en: {
      title: 'Document {code} came to the hub late',
      text: '{agency} signed document {code} on {signed}; it was due at the hub {due} (QĐ 28/2018 Art 6(2)) and came {received}. It is delivered all the same. Told once a day, of the first late document.',
    },
  },
  'duty-soon': {
    vi: {
      title: 'Sắp đến hạn {duty}: {count} văn bản',
      text: '{agency} còn {count} văn bản chưa {duty}. Đến hạn sớm nhất: văn bản số {code} của {sender}, hạn {due}.',
    },
    en: {
      title: 'Due soon: {duty}, {count} documents',
      text: '{agency} owes {duty} for {count} documents. The first: document {code} of {sender}, due {due}.',
    },
  },
  'duty-overdue': {
    vi: {
      title: 'Quá hạn {duty}: {count} văn bản',
      text: '{agency} đã quá hạn {duty} đối với {count} văn bản. Quá hạn lâu nhất: văn bản số {code} của {sender}, hạn {due}.',
    },
    en: {
      title: 'Overdue: {duty}, {count} documents',
      text: '{agency} is overdue with {duty} for {count} documents. The oldest: document {code} of {sender}, was due {due}.',
    },
  },
  'duty-neglected': {
    vi: {
      title: '{debtor} quá hạn {duty}: {count} văn bản',
      text: '{debtor} vẫn chưa {duty} đối với {count} văn bản đã quá hạn. Quá hạn lâu nhất: văn bản số {code} của {sender}, hạn {due}. Đề nghị đôn đốc.',
    },
    en: {
      title: '{debtor} overdue: {duty}, {count} documents',
      text: '{debtor} still owes {duty} for {count} overdue documents. The oldest: document {code} of {sender}, was due {due}. Please remind them.',
    },
  },
  reminder: {
    vi: {
      title: 'Đôn đốc: văn bản {code} của {sender} chưa được tiếp nhận',
      text: '{sender} đôn đốc {agency} tiếp nhận văn bản số {code}. Hãy mở và tiếp nhận, hoặc trả lại kèm lý do (NĐ 30/2020/NĐ-CP, Điều 21 khoản 2 và Điều 24 khoản 1).',
    },
    en: {
      title: 'Reminder: document {code} of {sender} is not accepted',
      text: '{sender} reminds {agency} of document {code}. Open and accept it, or return it with a reason (NĐ 30/2020 Art 21(2) and 24(1)).',
    },
  },
  'recall-refused': {
    vi: {
      title: 'Thu hồi văn bản bị từ chối',
      text: 'Cơ quan {recipient} từ chối thu hồi văn bản {documentUid}. Văn bản có thông báo thu hồi thì bắt buộc phải hủy và báo lại cho bên gửi (QĐ 28/2018/QĐ-TTg, Điều 9 khoản 2).',
    },
    en: {
      title: 'A recall was refused',
      text: 'Agency {recipient} refused the recall of document {documentUid}. A recalled document must be cancelled and the sender told (QĐ 28/2018/QĐ-TTg Art 9(2)).',
    },
  },
  'returned-late': {
    vi: {
      title: 'Văn bản bị trả lại sau khi đã tiếp nhận',
      text: 'Cơ quan {recipient} báo từ chối nhận (02) văn bản {documentUid} sau khi đã báo tiếp nhận. Trạng thái giữ nguyên; đề nghị hai bên liên hệ để thống nhất.',
    },
    en: {
      title: 'A document was returned after it was accepted',
      text: 'Agency {recipient} reports 02 (returned) on document {documentUid} after it had accepted it. The state stays as it was; both sides should settle it with each other.',
    },
  },
  'recall-overdue': {
    vi: {
      title: 'Chưa xác nhận thu hồi văn bản',
      text: 'Cơ quan {recipient} chưa xác nhận đã hủy văn bản {documentUid} theo thông báo thu hồi (NĐ 30/2020/NĐ-CP, Điều 18 khoản 4).',
    },
    en: {
      title: 'A recall is not confirmed',
      text: 'Agency {recipient} has not confirmed that it cancelled document {documentUid} after its recall (NĐ 30/2020/NĐ-CP Art 18(4)).',
    },
  },
  'connection-down': {
    vi: {
      title: 'Mất liên lạc với hệ thống {connection}',
      text: 'Kết nối {connection} không trả lời từ {since} ({code}). Văn bản gửi tới các cơ quan dùng hệ thống đó đang chờ và được gửi lại; văn bản từ hệ thống đó chưa lấy về được. Kiểm tra: lienthong connection check {connection}.',
    },
    en: {
      title: 'The system {connection} does not answer',
      text: 'Connection {connection} has not answered since {since} ({code}). What is for its agencies waits and is tried again; what it has for the hub cannot be fetched. Check it: lienthong connection check {connection}.',
    },
  },
  'axis-down': {
    vi: {
      title: 'Mất liên lạc với trục {axis}',
      text: 'Trục {axis} không trả lời từ {since} ({code}). Văn bản gửi sang trục đó đang chờ và sẽ tự đi khi có liên lạc lại; không văn bản nào bị hủy vì mất liên lạc. Kiểm tra đường truyền: lienthong axis check {axis}.',
    },
    en: {
      title: 'Axis {axis} does not answer',
      text: 'Axis {axis} has not answered since {since} ({code}). What is for it waits and goes out by itself when it answers again; nothing is given up because of the outage. Check the line: lienthong axis check {axis}.',
    },
  },
  'catalogue-late': {
    vi: {
      title: '{count} danh mục dùng chung quá hạn đồng bộ',
      text: 'Danh mục dùng chung {catalogues} chưa đồng bộ được từ {since} ({code}). Trục vẫn dùng bản đã lưu và tự thử lại mỗi giờ. Xem lý do bằng lienthong catalogue status hoặc trang Danh mục dùng chung.',
    },
    en: {
      title: '{count} shared catalogues are overdue',
      text: 'The shared catalogues {catalogues} have not been read since {since} ({code}). The hub goes on with what it keeps and tries again every hour. See why with lienthong catalogue status or on the page Shared catalogues.',
    },
  },
  'reform-failed': {
    vi: {
      title: 'Đợt sắp xếp {reform} không thực hiện được',
      text: 'Đợt sắp xếp {reform} dự kiến ngày {at} không còn khớp với danh bạ ({count} dòng) nên không thay đổi gì; văn bản vẫn đi theo danh bạ cũ. Xem lý do bằng lienthong agency reform show {id}, sửa tệp rồi thực hiện lại.',
    },
    en: {
      title: 'The reform {reform} could not be applied',
      text: 'The reform {reform} of {at} no longer fits the directory ({count} lines), so nothing was changed and mail still follows the old directory. See why with lienthong agency reform show {id}, correct the file and apply it again.',
    },
  },
};
