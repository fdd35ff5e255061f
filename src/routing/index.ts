export { addressedCodes, removedCodes } from './addresses.ts';
export { routingErrors } from './errors.ts';
export { planWaited } from './late.ts';
export { translateRequest } from './recall.ts';
export {
  chooseAddresses,
  codesBehind,
  type Recipient,
  requireRecipients,
  resolveRecipients,
  successionNotices,
  withoutOrigin,
} from './recipients.ts';
export { changedUids, findReferences, lockStored, type Reference } from './references.ts';
export { planAgain, planRoute, requireUnfrozen } from './route.ts';
