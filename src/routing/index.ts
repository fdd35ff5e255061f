export { routingErrors } from './errors.ts';
export { chooseAddresses, type Recipient, requireRecipients, resolveRecipients } from './recipients.ts';
export { findReferences, type Reference } from './references.ts';
export { planRoute } from './route.ts';
