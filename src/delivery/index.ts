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
export { findDelivery, listDeliveries, listInbox } from './read.ts';
export { type DeliverySettings, mayBecome, type ScreenWord, SETTLED, screenWord, TRANSITIONS } from './rules.ts';
