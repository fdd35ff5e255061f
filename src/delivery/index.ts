export { agenciesWithMail } from './arrivals.ts';
export { deliveriesOfDocuments, deliveriesTo, lockDeliveries, setBusinessCode } from './business.ts';
export { cancelDeliveries } from './cancel.ts';
export { createDeliveries } from './create.ts';
export { catalogue as deliveryErrors } from './errors.ts';
export { acknowledge, releaseContent } from './handover.ts';
export type {
  Delivery,
  DeliveryChannel,
  DeliveryReason,
  DeliveryState,
  DocumentForDelivery,
  InboxItem,
  InboxQuery,
  OwedKind,
  PlannedDelivery,
  RecallForm,
} from './model.ts';
export { supersededBy, waitAgain } from './order.ts';
export { type OwedMessage, oweMessages, settleOwed, takeOwed } from './owed.ts';
export type { DocumentFacts } from './proof.ts';
export { findDelivery, listInbox } from './read.ts';
export {
  confirmRecall,
  isWhollyRecalled,
  refuseRecall,
  type TakenBack,
  takeAnsweredRecalls,
  takeBack,
  takeOverdueRecalls,
} from './recall.ts';
export { askedThrough, listOpenRecalls, type RecallQuery } from './recall-list.ts';
export type { Inline } from './representation.ts';
export {
  type DeliverySettings,
  mayBecome,
  type ScreenWord,
  SETTLED,
  screenWord,
  TRANSITIONS,
  wasReleased,
} from './rules.ts';
export { type DeliveryContext, type DeliveryEngine, startDelivery } from './start.ts';
export { SCREEN_WORDS } from './words.ts';
