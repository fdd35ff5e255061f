import { defineErrors } from '../../platform/errors.ts';

export const { catalogue: reformErrors, error } = defineErrors({
  REFORM_UNKNOWN: {
    status: 404,
    retry: false,
    vi: { title: 'Không có đợt sắp xếp {id}.', fix: '`lienthong agency reform list` liệt kê các đợt sắp xếp.' },
    en: { title: 'There is no reform {id}.', fix: '`lienthong agency reform list` prints all of them.' },
  },
  REFORM_ENDED: {
    status: 409,
    retry: false,
    vi: {
      title: 'Đợt sắp xếp {id} không còn chờ đến ngày ({state}).',
      fix: 'Chỉ hủy được đợt sắp xếp chưa thực hiện; muốn đổi lại thì lập tệp mới.',
    },
    en: {
      title: 'Reform {id} no longer waits for its day ({state}).',
      fix: 'Only a reform that has not been applied can be cancelled; to undo one, write another file.',
    },
  },
});
