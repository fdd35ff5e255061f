export { agenciesWithMail } from './arrivals.ts';
export { type Balance, balanceDeliveries } from './balance.ts';
export { deliveriesOfDocuments, deliveriesTo, lockDeliveries, setBusinessCode } from './business.ts';
export { cancelDeliveries } from './cancel.ts';
export { createDeliveries } from './create.ts';
export { decideDeliveries } from './decide.ts';
export { catalogue as deliveryErrors, error as deliveryError } from './errors.ts';
export { type FallbackMail, planFallbacks, settleFallback, takeFallback } from './fallback.ts';
export { acknowledge, releaseContent } from './handover.ts';
export { type AttemptLine, type DeliveryDetails, inspectDelivery, type NextStep } from './inspect.ts';
export { pauseLane, resumeLane } from './lane-control.ts';
export { type LaneState, listLanes } from './lane-list.ts';
export { laneKey, routeKey } from './lanes.ts';
export { settleLeft } from './left.ts';
export { type AxisQueue, axisCameBack, axisQueues, connectionCameBack } from './links.ts';
export { dropOldMailCodes, inviteByMail, readMailCode } from './mail-codes.ts';
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
export { type MoveOptions, moveWaiting } from './moving/index.ts';
export { holdDelivery, releaseDelivery, stopDeliveries } from './operate.ts';
export { operatorCatalogue as operatorErrors } from './operator-errors.ts';
export { supersededBy, waitAgain } from './order.ts';
export { type DeliveryLine, type DeliveryQuery, listDeliveries, NEEDS_OPERATOR, selectStopped } from './overview.ts';
export { type OwedMessage, oweMessages, settleOwed, takeOwed } from './owed.ts';
export { closeOnPaper, isForPaper, type SentOnPaper } from './paper.ts';
export type { DocumentFacts } from './proof.ts';
export { reportPullFailure } from './pull-failure.ts';
export { findDeliveries, findDelivery, listInbox } from './read.ts';
export {
  confirmRecall,
  isWhollyRecalled,
  oweConfirmations,
  refuseRecall,
  sentFromAxis,
  type TakenBack,
  takeAnsweredRecalls,
  takeBack,
  takeOverdueRecalls,
} from './recall.ts';
export { askedThrough, listOpenRecalls, type RecallQuery } from './recall-list.ts';
export { countWaiting, listReceived, type ReceivedItem, type ReceivedQuery } from './received.ts';
export { listRecipients, RECIPIENT_VIEWS, type RecipientQuery, type RecipientView } from './recipients.ts';
export { type Redriven, redrive } from './redrive.ts';
export { knownRemoteIds, type RelayLine, relaysBetween } from './relay-list.ts';
export { decideRelay, type OpenRelay, takeOpenRelays, wentThroughAxis } from './relays.ts';
export { isRemindable, type Reminded, type Reminders, remindersOf, remindRecipients } from './remind.ts';
export { type Inline, openRepresentations, type Unpack } from './representation.ts';
export {
  ACCEPTED,
  type DeliverySettings,
  isAccepted,
  isRecallable,
  mayBecome,
  neverHad,
  ON_PAPER,
  type ScreenWord,
  SETTLED,
  screenWord,
  statesOf,
  stillWaits,
  TRANSITIONS,
  wasReleased,
} from './rules.ts';
export { listSentDeliveries, type SentItem, type SentQuery } from './sent.ts';
export { type DeliveryContext, type DeliveryEngine, startDelivery } from './start.ts';
export { COUNTED_STUCK, type StuckReason, stuckReasons } from './stuck.ts';
export { recallInWords, SCREEN_WORDS } from './words.ts';
export { countRecipients, listWork, WORK_VIEWS, type WorkItem, type WorkQuery, type WorkView } from './work.ts';
