export { EVENTS, type EventType } from './events.ts';
export { eventsPage } from './events-page.ts';
export {
  issueReceipts,
  listReceipts,
  type NewReceipt,
  type Receipt,
  type ReceiptFacts,
  readReceipt,
  sealReceipts,
  transactionTime,
} from './receipts.ts';
export { type NewEvent, record } from './record.ts';
export { type EventData, RECEIPT_TYPES, type ReceiptType } from './tables.ts';
export { type FoldedStep, latestSteps, readTimeline, type Step, sentenceOf } from './trace.ts';
export {
  ALERT_WORDS,
  actorInWords,
  DOSSIER_STATE_WORDS,
  DUTY_WORDS,
  RECEIPT_WORDS,
  SIGNATURE_WORDS,
  URGENCY_WORDS,
} from './words.ts';
