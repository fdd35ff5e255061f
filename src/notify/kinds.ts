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
};
