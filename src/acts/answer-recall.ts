import { askedThrough, type Delivery } from '../delivery/index.ts';
import type { Hub } from '../hub.ts';
import type { Door } from '../intake/index.ts';
import type { Answer } from '../journey/answer.ts';
import type { Principal } from '../registry/index.ts';
import { type ReportStaff, statusError } from '../status/index.ts';
import { reportStatus } from './report-status.ts';

/** A recipient's answer to a recall. */
export interface RecallAnswer {
  /** `confirm`: cancelled here (15). `refuse`: kept (16), which only a 13 may be answered with. */
  readonly decision: 'confirm' | 'refuse';
  readonly description?: string | undefined;
  readonly staff?: ReportStaff | undefined;
}

const DESCRIPTIONS = { confirm: 'Đã hủy văn bản bị thu hồi', refuse: undefined } as const;

/**
 * The recipient's one button, "Hủy bỏ và thông báo cho bên gửi" (QĐ 28/2018 Art 9(2), NĐ 30/2020 Art 18(4)(b)): the hub
 * writes the status message. `delivery` is the one asked back, or that of the recall itself.
 * Two answers at the same moment are one: the second is rejected as STATUS_OVERTAKEN.
 * @throws RECALL_NOT_ASKED, RECALL_MUST_BE_OBEYED, and what `reportStatus` throws
 */
export async function answerRecall(
  hub: Hub,
  by: { readonly door: Door; readonly principal: Principal },
  delivery: Delivery,
  { decision, description, staff }: RecallAnswer,
  key?: string,
): Promise<Answer> {
  const [asked, ...others] = await askedThrough(hub.database.db, delivery);
  if (!asked) throw statusError('RECALL_NOT_ASKED', { id: delivery.id });
  if (decision === 'refuse' && [asked, ...others].some((one) => one.recallForm === 'package')) {
    throw statusError('RECALL_MUST_BE_OBEYED');
  }
  const code = decision === 'confirm' ? '15' : '16';
  const report = { code, description: description ?? DESCRIPTIONS[decision], staff, seen: asked };
  return reportStatus(hub, by, asked, report, key);
}
