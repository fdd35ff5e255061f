import { defineErrors } from '../platform/errors.ts';

export const { catalogue: dossierErrors, error: dossierError } = defineErrors({
  DOSSIER_REPORTER_UNCLEAR: {
    status: 422,
    retry: false,
    vi: {
      title: 'Hệ thống phục vụ nhiều cơ quan của hồ sơ {number} nên chưa rõ cơ quan nào báo trạng thái.',
      fix: 'Ghi mã cơ quan báo trạng thái vào trường agency.',
    },
    en: {
      title: 'The system serves several agencies of the dossier {number}, so it is not clear which one reports.',
      fix: 'Give the code of the reporting agency as `agency`.',
    },
  },
  DOSSIER_FULL: {
    status: 409,
    retry: false,
    vi: {
      title: 'Hồ sơ {number} đã có {most} lần báo trạng thái; không nhận thêm.',
      fix: 'Hệ thống báo trạng thái có lẽ đang lặp; kiểm tra lại. Các lần đã báo vẫn còn nguyên.',
    },
    en: {
      title: 'The dossier {number} has {most} reports of states; no more are taken.',
      fix: 'The reporting system is probably in a loop; check it. What was reported is kept.',
    },
  },
});
