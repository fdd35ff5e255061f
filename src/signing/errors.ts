import { defineErrors } from '../platform/errors.ts';

export const { catalogue: signingErrors, error: signingError } = defineErrors({
  SIGNING_TICKET_UNKNOWN: {
    status: 404,
    retry: false,
    vi: { title: 'Lượt ký số này không còn hiệu lực.', fix: 'Mở lại trang soạn văn bản và bấm ký lại.' },
    en: { title: 'This signing is no longer open.', fix: 'Open the page of the draft and sign again.' },
  },
});
