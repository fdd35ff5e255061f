import { defineErrors } from '../../src/platform/errors.ts';

export const { catalogue, error } = defineErrors({
  CATALOGUE_CALL_REFUSED: {
    status: 502,
    retry: true,
    vi: {
      title: 'Danh mục dùng chung {catalogue} không trả lời được: HTTP {status}.',
      fix: 'Kiểm tra CATALOGUE_URL và CATALOGUE_TOKEN; trục sẽ tự hỏi lại theo lịch.',
    },
    en: {
      title: 'The shared catalogue {catalogue} was not given: HTTP {status}.',
      fix: 'Check CATALOGUE_URL and CATALOGUE_TOKEN; the hub asks again on its schedule.',
    },
  },
  CATALOGUE_ANSWER_UNREADABLE: {
    status: 502,
    retry: true,
    vi: {
      title: 'Không đọc được danh mục dùng chung {catalogue}: {problem}.',
      fix: 'Kiểm tra địa chỉ có phải là dịch vụ danh mục hay không; trục sẽ tự hỏi lại theo lịch.',
    },
    en: {
      title: 'The shared catalogue {catalogue} cannot be read: {problem}.',
      fix: 'Check that the address is the catalogue service; the hub asks again on its schedule.',
    },
  },
});
