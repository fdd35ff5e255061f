import { defineErrors } from '../platform/errors.ts';

export const { catalogue, error } = defineErrors({
  EXPORT_TOO_LARGE: {
    status: 422,
    retry: false,
    vi: {
      title: 'Bảng cần xuất quá lớn: tệp loại này chứa tối đa {most} dòng.',
      fix: 'Chọn khoảng thời gian ngắn hơn, hoặc xuất ra tệp .xlsx, loại tệp chứa được nhiều dòng hơn.',
    },
    en: {
      title: 'The table to export is too large: a file of this kind takes {most} lines.',
      fix: 'Choose a shorter period, or export to .xlsx, which takes more lines.',
    },
  },
});
