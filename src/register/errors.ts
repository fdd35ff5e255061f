import { defineErrors } from '../platform/errors.ts';

export const { catalogue: registerErrors, error: registerError } = defineErrors({
  NUMBER_TAKEN: {
    status: 409,
    retry: false,
    vi: {
      title: 'Số {number} đã cấp cho văn bản khác trong năm {year}.',
      fix: 'Để trống ô số để lấy số tiếp theo, hoặc ghi số khác.',
    },
    en: {
      title: 'Number {number} was given to another document in {year}.',
      fix: 'Leave the number empty to take the next one, or write another.',
    },
  },
});
