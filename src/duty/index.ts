export { dutyErrors } from './errors.ts';
export { followAnswer, followMove, followRecall, followStatus, followSteps } from './follow.ts';
export { giveUpDuties } from './give-up.ts';
export { DUTY_KINDS, type DutyKind } from './kinds.ts';
export type { Owed, OwedStep } from './model.ts';
export { dutiesPage } from './page.ts';
export {
  countDuties,
  type DutyCount,
  type DutyQuery,
  listDuties,
  type OpenDuty,
} from './read.ts';
export { remindOfDuties } from './remind.ts';
export { measureSending } from './sending.ts';
