export { agenciesWithMail } from './arrivals.ts';
export { deliveriesOfDocuments, deliveriesTo, lockDeliveries, setBusinessCode, setRecallState } from './business.ts';
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
  PlannedDelivery,
} from './model.ts';
export type { DocumentFacts } from './proof.ts';
export { reportPullFailure } from './pull-failure.ts';
export { findDelivery, listInbox } from './read.ts';
export { countWaiting, listReceived, type ReceivedItem, type ReceivedQuery } from './received.ts';
export type { Inline } from './representation.ts';
export { type DeliverySettings, mayBecome, type ScreenWord, SETTLED, screenWord, TRANSITIONS } from './rules.ts';
export { listSentDeliveries, type SentItem, type SentQuery } from './sent.ts';
export { type DeliveryContext, type DeliveryEngine, startDelivery } from './start.ts';
export { SCREEN_WORDS } from './words.ts';
