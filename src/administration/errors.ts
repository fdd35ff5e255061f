import { defineErrors } from '../platform/errors.ts';

export const { catalogue: administrationErrors, error } = defineErrors({
  SYSTEM_NAME_INVALID: {
    status: 400,
    retry: false,
    vi: {
      title: 'Tên hệ thống không hợp lệ: {name}.',
      fix: 'Dùng chữ, số, dấu chấm, gạch ngang, gạch dưới, bắt đầu bằng chữ hoặc số, nhiều nhất 100 ký tự.',
    },
    en: {
      title: 'The name of the system is not valid: {name}.',
      fix: 'Use letters, digits, dots, hyphens and underscores, a letter or digit first, at most 100 in all.',
    },
  },
  CERTIFICATE_PERSON_INVALID: {
    status: 400,
    retry: false,
    vi: { title: 'Họ tên người ký không hợp lệ.', fix: 'Ghi họ tên dài nhất {most} ký tự, không có ký tự điều khiển.' },
    en: {
      title: "The signer's name is not valid.",
      fix: 'Give a name of at most {most} letters, no control characters.',
    },
  },
});
