export { createAccount, disableAccount, type NewAccount, resetPassword } from './accounts.ts';
export { catalogue as accountErrors } from './errors.ts';
export { type AccountQuery, listAccounts } from './list.ts';
export * from './model.ts';
export {
  ACTOR,
  changePassword,
  type LogIn,
  logIn,
  logOut,
  principalOfPerson,
  readSession,
  sweepSessions,
} from './sessions.ts';
