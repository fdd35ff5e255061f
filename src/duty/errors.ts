import { defineErrors } from '../platform/errors.ts';

export const { catalogue: dutyErrors, error: dutyError } = defineErrors({
  DUTY_CURSOR_INVALID: {
    status: 422,
    retry: false,
    vi: { title: 'Vị trí trang không đọc được.', fix: 'Dùng nguyên giá trị next của trang trước.' },
    en: { title: 'The place of the page cannot be read.', fix: 'Use `next` of the page before as it is.' },
  },
});
