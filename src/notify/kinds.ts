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
  'urgent.arrived': {
    vi: {
      title: 'Văn bản {priority} {code} của {sender}',
      text: 'Văn bản {priority} số {code} của {sender} đã đến {agency}. Hãy mở, trình và chuyển giao ngay (QĐ 28/2018/QĐ-TTg, Điều 6 khoản 2; NĐ 30/2020/NĐ-CP, Điều 4 khoản 2 điểm c).',
    },
    en: {
      title: 'Document {code} of {sender}: {priority}',
      text: 'Document {code} of {sender} ({priority}) has come to {agency}. Open it and hand it over at once (QĐ 28/2018 Art 6(2), NĐ 30/2020 Art 4(2)(c)).',
    },
  },
  'urgent.unopened': {
    vi: {
      title: '{debtor} chưa mở văn bản {priority} {code}',
      text: 'Sau {minutes} phút, {debtor} vẫn chưa mở văn bản {priority} số {code} của {sender}. Đề nghị đôn đốc ngay.',
    },
    en: {
      title: '{debtor} has not opened document {code} ({priority})',
      text: 'After {minutes} minutes {debtor} has not opened document {code} of {sender} ({priority}). Please remind them at once.',
    },
  },
  'duty.soon': {
    vi: {
      title: 'Sắp đến hạn {duty}: {count} văn bản',
      text: '{agency} còn {count} văn bản chưa {duty}. Đến hạn sớm nhất: văn bản số {code} của {sender}, hạn {due}.',
    },
    en: {
      title: 'Due soon: {duty}, {count} documents',
      text: '{agency} owes {duty} for {count} documents. The first: document {code} of {sender}, due {due}.',
    },
  },
  'duty.overdue': {
    vi: {
      title: 'Quá hạn {duty}: {count} văn bản',
      text: '{agency} đã quá hạn {duty} đối với {count} văn bản. Quá hạn lâu nhất: văn bản số {code} của {sender}, hạn {due}.',
    },
    en: {
      title: 'Overdue: {duty}, {count} documents',
      text: '{agency} is overdue with {duty} for {count} documents. The oldest: document {code} of {sender}, was due {due}.',
    },
  },
  'duty.neglected': {
    vi: {
      title: '{debtor} quá hạn {duty}: {count} văn bản',
      text: '{debtor} vẫn chưa {duty} đối với {count} văn bản đã quá hạn. Quá hạn lâu nhất: văn bản số {code} của {sender}, hạn {due}. Đề nghị đôn đốc.',
    },
    en: {
      title: '{debtor} overdue: {duty}, {count} documents',
      text: '{debtor} still owes {duty} for {count} overdue documents. The oldest: document {code} of {sender}, was due {due}. Please remind them.',
    },
  },
};
