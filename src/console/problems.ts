import type { DraftProblems } from '../acts/send-draft.ts';
import { type FieldName, LONGEST, type Problem } from '../compose/index.ts';
import type { Language } from '../platform/errors.ts';
import type { Words } from './words/words.ts';
import { pick } from './words.ts';

/** What is missing, by field. */
const MISSING = {
  type: ['Chọn tên loại văn bản.', 'Choose the document type.'],
  date: ['Chọn ngày văn bản.', 'Choose the date.'],
  place: ['Ghi địa danh nơi ban hành.', 'Write the place.'],
  subject: ['Ghi trích yếu nội dung.', 'Write the subject.'],
  signer: ['Ghi họ tên người ký.', 'Write who signed.'],
  notSecret: [
    'Xác nhận văn bản không thuộc bí mật nhà nước (QĐ 28/2018, Điều 1 khoản 2).',
    'Declare that it is not a state secret (QĐ 28/2018, Article 1(2)).',
  ],
  recipients: ['Chọn ít nhất một nơi nhận.', 'Choose a recipient.'],
  files: ['Tải lên văn bản chính (tệp PDF).', 'Upload the main document (a PDF).'],
} as const satisfies Words;

/** What else may be wrong with a field. */
const PROBLEMS = {
  'too-long': ['Dài hơn {most} ký tự.', 'Longer than {most} characters.'],
  'no-day': ['Ghi một ngày có thật, ví dụ 30/11/2026.', 'Give a day that exists, such as 30/11/2026.'],
  'in-future': ['Ngày văn bản không thể sau hôm nay.', 'It cannot be dated after today.'],
  'before-date': ['Hạn trả lời không thể trước ngày văn bản.', 'The reply cannot be due before its date.'],
  'no-number': ['Chỉ ghi chữ số, từ 1 trở lên.', 'Digits only, from 1.'],
  'no-notation': ['Ký hiệu không có khoảng trắng, dấu phẩy.', 'A notation has no blanks or commas.'],
  unknown: ['Chọn lại mục này.', 'Choose again.'],
  main: ['Tệp đầu tiên phải là PDF: đó là văn bản chính.', 'The first file must be a PDF: it is the main document.'],
} as const satisfies Words;

/** Sentences by field. */
export function problemWords(problems: DraftProblems, language: Language): Record<string, string> {
  return Object.fromEntries(
    (Object.entries(problems) as [FieldName, Problem][]).map(([field, problem]) => {
      if (problem === 'missing') return [field, pick(MISSING[field as keyof typeof MISSING], language)];
      const words = String(field) === 'files' ? PROBLEMS.main : PROBLEMS[problem];
      return [field, pick(words, language).replace('{most}', String(LONGEST[field] ?? ''))];
    }),
  );
}
