import { DOSSIER_STATE_WORDS } from '../evidence/index.ts';

/**
 * States of a dossier as the public-service systems exchange them (1 mới đăng ký … 10 đã trả kết quả). They are the
 * dossier's, as the citizen sees it, and have nothing to do with the statuses 01 to 16 of a document.
 */
export const DOSSIER_STATES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
export type DossierState = (typeof DOSSIER_STATES)[number];

/** What happens at the một cửa between two states. */
type Step = { readonly vi: string; readonly en: string };

const IN_ORDER: Step = { vi: 'Hồ sơ đủ, hợp lệ, được tiếp nhận', en: 'Complete and valid, taken in' };
const SUPPLEMENT: Step = {
  vi: 'Thiếu giấy tờ, đề nghị người dân bổ sung',
  en: 'Papers are missing; the citizen is asked',
};
const FEES: Step = { vi: 'Đề nghị nộp thuế, phí, lệ phí', en: 'Taxes or fees are to be paid' };
const WITHDRAWAL: Step = { vi: 'Người dân xin rút hồ sơ', en: 'The citizen asks for the dossier back' };
const STOP: Step = { vi: 'Dừng xử lý, có văn bản nêu lý do', en: 'Ended, with the reason in writing' };
const RESUME: Step = { vi: 'Tiếp tục xử lý', en: 'Work goes on' };
const RESULT: Step = { vi: 'Có kết quả, chuyển về một cửa', en: 'The result goes to the một cửa' };

/**
 * Allowed next states with what they mean. The codes are those of the systems; no public text says which may follow
 * which, so the table is written from the procedure of một cửa (tiếp nhận, giải quyết, trả kết quả: NĐ 118/2025/NĐ-CP).
 * What is not here is kept as an anomaly and moves nothing.
 */
export const DOSSIER_TRANSITIONS: Readonly<
  Record<'start' | DossierState, Readonly<Partial<Record<DossierState, Step>>>>
> = {
  start: {
    1: { vi: 'Nộp trực tuyến', en: 'Filed online' },
    2: { vi: 'Nộp trực tiếp hoặc qua bưu chính, được tiếp nhận', en: 'Filed at the counter or by post, and taken in' },
    3: { vi: 'Nộp trực tiếp, không được tiếp nhận', en: 'Filed at the counter, and not taken in' },
  },
  1: {
    2: IN_ORDER,
    3: { vi: 'Không hợp lệ hoặc không thuộc thẩm quyền', en: 'Not valid, or another agency is competent' },
    5: SUPPLEMENT,
    6: FEES,
    7: WITHDRAWAL,
  },
  2: {
    4: { vi: 'Chuyển bộ phận, cơ quan giải quyết', en: 'Passed on to those who decide' },
    5: SUPPLEMENT,
    6: FEES,
    7: WITHDRAWAL,
    8: STOP,
    9: { vi: 'Giải quyết ngay tại một cửa', en: 'Decided at once at the một cửa' },
  },
  3: {},
  4: {
    4: { vi: 'Chuyển tiếp bộ phận, cơ quan khác', en: 'Passed on to the next unit or agency' },
    5: SUPPLEMENT,
    6: FEES,
    7: WITHDRAWAL,
    8: STOP,
    9: RESULT,
  },
  5: {
    2: { vi: 'Đã bổ sung, được tiếp nhận', en: 'Supplemented, and taken in' },
    3: { vi: 'Không bổ sung, không được tiếp nhận', en: 'Not supplemented, and not taken in' },
    4: { vi: 'Đã bổ sung, tiếp tục xử lý', en: 'Supplemented; work goes on' },
    7: WITHDRAWAL,
    8: { vi: 'Quá hạn bổ sung, dừng xử lý', en: 'Not supplemented in time; ended' },
  },
  6: {
    2: { vi: 'Đã nộp, được tiếp nhận', en: 'Paid, and taken in' },
    4: { vi: 'Đã nộp, tiếp tục xử lý', en: 'Paid; work goes on' },
    7: WITHDRAWAL,
    8: STOP,
    9: { vi: 'Đã nộp, có kết quả', en: 'Paid; the result is there' },
  },
  7: {
    4: RESUME,
    8: { vi: 'Cho rút, dừng xử lý', en: 'Withdrawn; ended' },
    10: { vi: 'Cho rút, trả lại giấy tờ', en: 'Withdrawn; the papers are given back' },
  },
  8: {
    4: RESUME,
    10: { vi: 'Trả hồ sơ kèm văn bản nêu lý do', en: 'Given back with the reason in writing' },
  },
  9: {
    4: { vi: 'Kết quả phải sửa, xử lý lại', en: 'The result is wrong and worked on again' },
    6: { vi: 'Phải nộp thuế, phí trước khi nhận kết quả', en: 'To be paid before the result is handed over' },
    10: { vi: 'Người dân nhận kết quả', en: 'The citizen has the result' },
  },
  10: {},
};

export function mayFollow(current: DossierState | null, next: DossierState): boolean {
  return DOSSIER_TRANSITIONS[current ?? 'start'][next] !== undefined;
}

export function stateWords(state: DossierState) {
  return DOSSIER_STATE_WORDS[state];
}
