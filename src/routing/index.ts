export { routingErrors } from './errors.ts';
export {
  chooseAddresses,
  type Recipient,
  requireRecipients,
  resolveRecipients,
  successionNotices,
  withoutOrigin,
  withoutRecalled,
} from './recipients.ts';
export { findReferences, lockStored, type Reference } from './references.ts';
export { planAgain, planRoute } from './route.ts';
