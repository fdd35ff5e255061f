export {
  addContact,
  agenciesWithContacts,
  type ContactQuery,
  listContacts,
  type NewContact,
  removeContact,
} from './contacts.ts';
export type { MailSettings } from './email.ts';
export { catalogue as notifyErrors } from './errors.ts';
export { ALERT_KINDS, type AlertFacts, type AlertKind } from './kinds.ts';
export { compose } from './message.ts';
export type { AlertChannel, AlertContact, AlertState, DutyHours, NewAlert } from './model.ts';
export { type Notifier, openNotifier } from './notifier.ts';
export { raiseAlerts, settleAlerts } from './raise.ts';
export { type AlertItem, type AlertQuery, dropOldAlerts, listAlerts } from './read.ts';
