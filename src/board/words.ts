import type { Reason } from './reasons.ts';

type Words = Readonly<Record<'vi' | 'en', string>>;

/** How something that counts has ended, beside a figure's documents. */
export const OUTCOME_WORDS: Readonly<Record<string, Words>> = {
  kept: { vi: 'đúng hạn', en: 'in time' },
  late: { vi: 'trễ hạn', en: 'late' },
  open: { vi: 'quá hạn, chưa làm', en: 'overdue' },
  missed: { vi: 'không thực hiện', en: 'missed' },
  both: { vi: 'đủ hai chữ ký số', en: 'both signatures' },
  lacking: { vi: 'thiếu chữ ký số', en: 'a signature is missing' },
  undetermined: { vi: 'chưa xác định được chữ ký', en: 'undetermined' },
};

export const REASON_WORDS: Readonly<Record<Reason, Words>> = {
  misdirected: { vi: 'gửi sai nơi nhận', en: 'sent to the wrong recipient' },
  signature: { vi: 'chữ ký số không hợp lệ', en: 'the digital signature does not hold' },
  incomplete: { vi: 'thiếu hồ sơ, tài liệu gửi kèm', en: 'attached files are missing' },
  form: { vi: 'sai thể thức', en: 'wrong form' },
  duplicate: { vi: 'trùng văn bản', en: 'duplicate' },
  other: { vi: 'lý do khác', en: 'another reason' },
};

export const NO_FIGURE: Words = { vi: 'chưa có số liệu', en: 'no figure' };

/** `92,5 %`, or that there is no figure. */
export function shareInWords(percent: number | null, language: 'vi' | 'en'): string {
  if (percent === null) return NO_FIGURE[language];
  return `${percent.toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 1 })} %`;
}

/** `45 giây`, `12 phút`, `3,5 giờ`, `2 ngày`: to two digits, as precise as it is counted. */
export function timeInWords(seconds: number | null, language: 'vi' | 'en'): string {
  if (seconds === null) return NO_FIGURE[language];
  const units = [
    [86_400, { vi: 'ngày', en: 'days' }],
    [3_600, { vi: 'giờ', en: 'hours' }],
    [60, { vi: 'phút', en: 'minutes' }],
    [1, { vi: 'giây', en: 'seconds' }],
  ] as const;
  const [length, words] = units.find(([one]) => seconds >= one) ?? units[3];
  const number = (seconds / length).toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB', {
    maximumFractionDigits: seconds / length < 10 ? 1 : 0,
  });
  return `${number} ${words[language]}`;
}
