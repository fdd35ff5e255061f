import { defineErrors } from '../platform/errors.ts';

export const { catalogue: lifecycleErrors, error: lifecycleError } = defineErrors({
  HOLD_DOCUMENT_UNKNOWN: {
    status: 404,
    retry: false,
    vi: {
      title: 'Không có văn bản {id} để đóng băng; chưa văn bản nào bị thay đổi.',
      fix: 'Dùng documentId như `lienthong trace` cho biết.',
    },
    en: {
      title: 'There is no document {id} to hold; nothing was changed.',
      fix: 'Use the documentId that `lienthong trace` tells.',
    },
  },
});
